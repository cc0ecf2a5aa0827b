//! What a caller of a function has to know.

use quote::ToTokens;
use syn::{FnArg, Pat, ReceiverKind, ReturnType, Safety};

use super::item::{Argument, Signature};
use super::names::Spelling;
use super::tokens::text;

/// Reads a signature that stands where `spelling` is for.
pub(super) fn signature(it: &syn::Signature, spelling: &Spelling<'_>) -> Signature {
    let spelling = spelling.with(&it.generics);
    let mut signature = Signature {
        qualifiers: qualifiers(it),
        generics: spelling.generics(&it.generics),
        output: match &it.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(spelling.ty(ty)),
        },
        bounds: spelling.bounds(&it.generics),
        ..Signature::default()
    };
    for input in &it.inputs {
        match input {
            FnArg::Receiver(it) => signature.receiver = Some(receiver(&it.kind, &spelling)),
            FnArg::Typed(it) => {
                let (name, ty) = (name(&it.pat), spelling.ty(&it.ty));
                signature.arguments.push(Argument { name, ty });
            }
        }
    }
    signature
}

fn qualifiers(it: &syn::Signature) -> String {
    let is_unsafe = matches!(it.safety, Safety::Unsafe(_));
    let all = [
        (it.constness.is_some(), "const "),
        (it.asyncness.is_some(), "async "),
        (is_unsafe, "unsafe "),
    ];
    all.iter().filter(|(applies, _)| *applies).map(|(_, text)| *text).collect()
}

/// Whether `self` may change within the function is its own affair.
fn receiver(kind: &ReceiverKind, spelling: &Spelling<'_>) -> String {
    match kind {
        ReceiverKind::Value => "self".to_owned(),
        ReceiverKind::Typed(_, ty) => format!("self: {}", spelling.ty(ty)),
        ReceiverKind::Reference(_, lifetime, mutability) => {
            let lifetime = lifetime.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
            let mutability = if mutability.is_some() { "mut " } else { "" };
            format!("&{lifetime}{mutability}self")
        }
        _ => "self: _".to_owned(),
    }
}

fn name(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(it) => it.ident.to_string(),
        other => text(&other.to_token_stream()),
    }
}
