//! The first call that somebody makes: what a README shows.

use prettyplease::unparse;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ItemFn, parse_quote};

use super::client::{base_url, from_env};
use crate::api::{Answer, Api, Credential, CredentialKind, Operation, Parameter, Type};

/// The statements that make a client and its simplest call, in an `async` function of a program that
/// has `Client` in scope.
pub fn quickstart(api: &Api) -> String {
    let client = client(api);
    let call = api
        .operations
        .iter()
        .filter_map(|it| Some((rank(it), call(api, it)?)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, call)| call);
    let call = call.unwrap_or_else(|| quote!(println!("{client:?}");));
    let function: ItemFn = parse_quote!(async fn main() { #client #call });
    statements(&function)
}

fn client(api: &Api) -> TokenStream {
    let base_url = base_url(api).is_none().then(|| quote!("https://api.example.com"));
    if from_env(api).is_some() {
        return quote!(let client = Client::from_env(#base_url)?;);
    }
    let first = api.security.first().into_iter().flatten();
    let credentials = first.filter_map(|name| api.credentials.iter().find(|it| it.name == *name));
    let setters = credentials.map(setter);
    quote!(let client = Client::builder(#base_url) #(#setters)* .build()?;)
}

fn setter(credential: &Credential) -> TokenStream {
    let (name, words) = (format_ident!("{}", credential.name), credential.name.replace('_', " "));
    let value = match credential.kind {
        CredentialKind::Basic => quote!("your user name", "your password"),
        CredentialKind::Token(_) => {
            quote!(|| async { Ok::<_, std::convert::Infallible>("your token".to_owned()) })
        }
        _ => {
            let value = format!("your {words}");
            quote!(#value)
        }
    };
    quote!(.#name(#value))
}

/// What is read is better to begin with than what changes something; what asks for little, than
/// what asks for much.
fn rank(operation: &Operation) -> (bool, bool, usize) {
    let required = operation.parameters.iter().filter(|it| it.required).count();
    let arguments = operation.path_parameters.len() + required;
    (operation.method != "get", !matches!(operation.answer, Answer::Json(_)), arguments)
}

fn call(api: &Api, operation: &Operation) -> Option<TokenStream> {
    if operation.body.is_some() || operation.deprecated {
        return None;
    }
    let required = operation.parameters.iter().filter(|it| it.required);
    let arguments: Vec<TokenStream> =
        operation.path_parameters.iter().chain(required).map(argument).collect::<Option<_>>()?;
    let handle = format_ident!("{}", api.tags.get(operation.tag)?.module);
    let method = format_ident!("{}", operation.name);
    let call = quote!(client.#handle().#method(#(#arguments),*).await?);
    Some(match operation.answer {
        Answer::Json(_) => quote!(let answer = #call; println!("{answer:?}");),
        _ => quote!(#call;),
    })
}

fn argument(parameter: &Parameter) -> Option<TokenStream> {
    match parameter.ty {
        Type::String => {
            let value = parameter.name.replace('_', "-");
            Some(quote!(#value))
        }
        Type::Bool => Some(quote!(true)),
        Type::Integer(_) => Some(quote!(1)),
        Type::Float(_) => Some(quote!(1.0)),
        _ => None,
    }
}

/// The statements of a function, one below the other from the left margin on.
fn statements(function: &ItemFn) -> String {
    let file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: vec![],
        items: vec![syn::Item::Fn(function.clone())],
    };
    let text = unparse(&file);
    let lines = text.lines().filter_map(|it| it.strip_prefix("    "));
    lines.map(|it| format!("{it}\n")).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use crate::source::Source;
    use crate::{Inputs, generate};

    fn check(document: &str, expected: Expect) {
        let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{document}");
        let source = Arc::new(Source::parse("api.yaml", &text).unwrap());
        let generated = generate(&Inputs::new(source)).unwrap_or_else(|report| panic!("{report}"));
        expected.assert_eq(&generated.about.quickstart);
    }

    #[test]
    fn the_simplest_read_is_shown() {
        check(
            "
servers: [{url: 'https://a.example'}]
paths:
  /a: {post: {operationId: makeA, tags: [As], responses: {'204': {description: .}}}}
  /a/{a_id}/b/{n}:
    get:
      operationId: getB
      tags: [As]
      parameters:
      - {name: a_id, in: path, required: true, schema: {type: string}}
      - {name: n, in: path, required: true, schema: {type: integer}}
      - {name: whole, in: query, required: true, schema: {type: boolean}}
      responses: {'200': {description: ., content: {application/json: {schema: {type: string}}}}}
",
            expect![[r#"
                let client = Client::builder().build()?;
                let answer = client.as_().get_b("a-id", 1, true).await?;
                println!("{answer:?}");
            "#]],
        );
    }

    #[test]
    fn a_credential_and_an_address_are_asked_for() {
        check(
            "
servers: [{url: /v1}]
security: [{key: []}]
paths: {/a: {post: {operationId: makeA, tags: [As], responses: {'204': {description: .}}}}}
components: {securitySchemes: {key: {type: http, scheme: bearer, x-credential: {name: secret_key, env: KEY}}}}
",
            expect![[r#"
                let client = Client::from_env("https://api.example.com")?;
                client.as_().make().await?;
            "#]],
        );
        check(
            "
servers: [{url: 'https://a.example'}]
security: [{key: []}]
paths: {/a: {post: {operationId: makeA, tags: [As], responses: {'204': {description: .}}}}}
components: {securitySchemes: {key: {type: http, scheme: bearer, x-credential: {name: secret_key, env: KEY}}}}
",
            expect![[r#"
                let client = Client::from_env()?;
                client.as_().make().await?;
            "#]],
        );
    }

    #[test]
    fn without_a_call_that_needs_no_body_the_client_is_shown() {
        check(
            "paths: {}",
            expect![[r#"
                let client = Client::builder("https://api.example.com").build()?;
                println!("{client:?}");
            "#]],
        );
    }
}
