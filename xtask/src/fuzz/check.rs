//! What must hold for any document: no panic; what is generated is Rust, the same the second time,
//! and holds nothing of the document as code.

use std::sync::Arc;

use openapi_exact::source::Source;
use openapi_exact::{Generated, Guards, Inputs};
use openapi_exact_build::Package;
use proc_macro2::{TokenStream, TokenTree};
use serde::{Deserialize, Serialize};

use super::mutate::MARKER;
use crate::corpus::record::{Cause, Outcome};
use crate::corpus::worker::{catch, refusal};
use crate::workspace::Generator;

/// What is wrong with how a document was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    /// One word: `panic`, `hang`, `crash`, ...
    pub(crate) kind: String,
    /// The same for all documents with this fault.
    pub(crate) group: String,
    /// What is wrong.
    pub(crate) message: String,
}

/// How a document without a fault was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Generated,
    Refused,
}

impl Fault {
    pub(super) fn new(kind: &str, cause: &Cause) -> Self {
        let message = match &cause.place {
            Some(place) => format!("{} at {place}", cause.message),
            None => cause.message.clone(),
        };
        Self { kind: kind.to_owned(), group: format!("{}: {}", cause.stage, cause.group), message }
    }

    fn of(kind: &str, message: &str) -> Self {
        Self::new(kind, &Cause::new("check", message, None))
    }

    /// Whether it is the same fault in another document.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.kind, &self.group) == (&other.kind, &other.group)
    }
}

/// Takes a document, twice if `twice`.
pub(super) fn check(text: &str, generator: Generator, twice: bool) -> Result<Taken, Fault> {
    let Some((generated, guards)) = run(text, generator)? else { return Ok(Taken::Refused) };
    for (name, text) in generated.client.iter().chain(guards.exercise.iter()) {
        is_rust(name, text)?;
    }
    if twice {
        let again = run(text, generator)?;
        let same = again.is_some_and(|(again, its)| {
            (again.client, its.exercise, its.surface)
                == (generated.client, guards.exercise, guards.surface)
        });
        if !same {
            return Err(Fault::of("nondeterministic", "another run makes other files"));
        }
    }
    Ok(Taken::Generated)
}

fn run(text: &str, generator: Generator) -> Result<Option<(Generated, Guards)>, Fault> {
    let made = catch(|| {
        let source = Source::parse("case", text).map_err(|it| refusal(&it))?;
        let inputs = Inputs { features: Package::features(), ..Inputs::new(Arc::new(source)) };
        // An error must be fit to be shown.
        (generator.generate_with_guards)(&inputs).map_err(|it| {
            drop(it.to_string());
            refusal(&it)
        })
    });
    match made {
        Ok(made) => Ok(Some(made)),
        Err((Outcome::Panic, causes)) => match causes.first() {
            Some(cause) => Err(Fault::new("panic", cause)),
            None => Err(Fault::of("panic", "without a word")),
        },
        Err(_) => Ok(None),
    }
}

fn is_rust(name: &str, text: &str) -> Result<(), Fault> {
    syn::parse_file(text).map_err(|it| Fault::of("broken-rust", &format!("`{name}`: {it}")))?;
    let tokens: TokenStream = text.parse().map_err(|it: proc_macro2::LexError| {
        Fault::of("broken-rust", &format!("`{name}`: {it}"))
    })?;
    match has_marker(tokens) {
        true => {
            Err(Fault::of("injection", &format!("`{name}` has a text of the document as code")))
        }
        false => Ok(()),
    }
}

fn has_marker(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(it) => it == MARKER,
        TokenTree::Group(it) => has_marker(it.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_from_a_document_is_found_and_text_is_not() {
        let fault = |text: &str| is_rust("a.rs", text).err().map(|it| it.kind);
        assert_eq!(fault("/// INJECTED__MARKER\nfn f() { \"INJECTED__MARKER\"; }"), None);
        assert_eq!(fault("fn f() { INJECTED__MARKER(); }").as_deref(), Some("injection"));
        assert_eq!(fault("fn f() {").as_deref(), Some("broken-rust"));
    }
}
