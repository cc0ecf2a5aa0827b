//! What `client!` becomes.

use std::env;
use std::path::PathBuf;

use openapi_exact::report::{Report, Severity};
use openapi_exact::{generate, nest};
use openapi_exact_build::{Client, Error};
use proc_macro2::{Span, TokenStream, fallback};
use quote::quote;

use crate::arguments::Arguments;

/// The client, and a use of each file that it is made from, for which the compiler then looks.
pub(crate) fn client(input: TokenStream) -> syn::Result<TokenStream> {
    let arguments: Arguments = syn::parse2(input)?;
    let client = client_of(&arguments);
    let refused = |error: Error| syn::Error::new(arguments.span_of(&error), said(&error));
    let inputs = client.inputs().map_err(refused)?;
    let text = apart(|| {
        let generated = generate(&inputs)?;
        tell_warnings(&generated.report);
        nest(&generated.client).map_err(Error::Nest)
    });
    let text = text.map_err(refused)?;
    let items = syn::parse_str::<syn::File>(&text)?.items;
    let files = client.files(&inputs).into_iter().map(|it| it.display().to_string());
    Ok(quote! {
        #(const _: &[u8] = ::core::include_bytes!(#files);)*
        #(#items)*
    })
}

/// Runs the generator with tokens of its own: those of the compiler are for this thread alone, and the
/// generator has more than one. Nothing but text leaves it.
fn apart<T>(work: impl FnOnce() -> T) -> T {
    fallback::force();
    let outcome = work();
    fallback::unforce();
    outcome
}

fn client_of(arguments: &Arguments) -> Client {
    // The compiler has cargo's variables; without cargo, paths count from where it runs.
    let directory = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let client = Client::new(arguments.document.value()).paths_from(directory);
    let client = arguments.overlays.iter().fold(client, |it, path| it.overlay(path.value()));
    let client = arguments.tags.iter().fold(client, |it, tag| it.tag(tag.value()));
    arguments.operations.iter().fold(client, |it, id| it.operation(id.value()))
}

impl Arguments {
    /// Where the file is named that the first error is in; else where the document is.
    fn span_of(&self, error: &Error) -> Span {
        let named = match error {
            Error::Input(report) => first_file(report),
            Error::File { path, .. } => Some(path.display().to_string()),
            _ => None,
        };
        let overlay = self.overlays.iter().find(|it| Some(it.value()) == named);
        overlay.unwrap_or(&self.document).span()
    }
}

fn first_file(report: &Report) -> Option<String> {
    let mut errors = report.diagnostics().iter().filter(|it| it.severity == Severity::Error);
    Some(errors.next()?.place.as_ref()?.location.as_ref()?.file.clone())
}

/// The compiler writes `error: ` itself.
fn said(error: &Error) -> String {
    let text = error.to_string();
    text.strip_prefix("error: ").unwrap_or(&text).to_owned()
}

/// A macro can say nothing through the compiler but errors.
fn tell_warnings(report: &Report) {
    for it in report.diagnostics().iter().filter(|it| it.severity == Severity::Warning) {
        eprintln!("{it}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use syn::Item;

    fn check_refused(tokens: TokenStream, expected: Expect) {
        expected.assert_eq(&format!("{}\n", client(tokens).unwrap_err()));
    }

    #[test]
    fn the_client_names_all_files_that_it_is_made_from() {
        let tokens = client(quote! {
            document = "../examples/notes/openapi.yaml", overlay = ["../examples/notes/overlay.yaml"]
        });
        let file: syn::File = syn::parse2(tokens.unwrap()).unwrap();
        let mut modules = file.items.iter().filter_map(|it| match it {
            Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        });
        assert!(modules.by_ref().eq(["client", "models", "notes"]));
        let files = file.items.iter().filter(|it| matches!(it, Item::Const(_)));
        let text = quote!(#(#files)*).to_string();
        for name in ["openapi.yaml", "overlay.yaml", "schemas/note.yaml", "schemas/changes.yaml"] {
            assert!(text.contains(&format!("notes/{name}\"")), "{name}: {text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        check_refused(
            quote!(document = "tests/documents/broken.yaml"),
            expect![[r#"
            while parsing a flow mapping, did not find expected ',' or '}'
             --> tests/documents/broken.yaml:5:1
              |
            5 | 
              | ^
              at: (the whole document)
              stage: source
              help: mend the text: it is neither YAML nor JSON from here on
        "#]],
        );
        check_refused(
            quote!(
                document = "tests/documents/broken.yaml",
                overlay = ["tests/documents/none.yaml"]
            ),
            expect![[r#"
                cannot read `tests/documents/none.yaml`: No such file or directory (os error 2)
            "#]],
        );
        check_refused(
            quote!(document = "../examples/notes/openapi.yaml", tag = ["Note"]),
            expect![[r#"
                the document has no tag `Note`
                  stage: selection
                  help: did you mean `Notes`?
            "#]],
        );
    }
}
