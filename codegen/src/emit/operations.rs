//! One file per tag: a handle with one thin method per operation, and the operations' constants.

use std::collections::BTreeSet;

use heck::ToShoutySnakeCase;
use proc_macro2::{Literal, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Ident, ImplItemFn, Item, parse_quote};

use super::answers::finish;
use super::bodies;
use super::client::security_value;
use super::parameters::{required_argument, required_step, setter};
use super::print::file;
use super::{Chunk, docs};
use crate::api::{Api, Body, Operation, Paging, PagingStyle, Placement, Shape, Tag, Type, names};
use crate::media::JSON;

pub(super) fn files(api: &Api) -> Vec<(String, String)> {
    let files = api.tags.iter().enumerate();
    files.map(|(index, tag)| (format!("{}.rs", tag.module), text(api, index, tag))).collect()
}

fn text(api: &Api, index: usize, tag: &Tag) -> String {
    let operations: Vec<&Operation> = api.operations.iter().filter(|it| it.tag == index).collect();
    let about = tag.description.as_deref().map(docs::prose).unwrap_or_else(|| tag.name.clone());
    let mut items = handle(tag, &about);
    let (name, methods) =
        (format_ident!("{}", tag.handle), operations.iter().map(|it| method(api, it)));
    items.push(parse_quote! { impl #name<'_> { #(#methods)* } });
    for operation in operations.iter().filter(|it| has_own_call(it)) {
        items.extend(call(api, tag, operation));
    }
    items.extend(operations.iter().map(|it| constant_item(api, it, tag)));
    let imports = imports(&items);
    file(&[about], imports.into_iter().chain(items).map(Chunk::Item).collect())
}

/// The client's name for the body of errors that most operations document.
const ERROR_BODY: &str = "ErrorBody";

/// The name of an operation's constant in its tag's module.
pub(super) fn constant(operation: &Operation) -> Ident {
    format_ident!("{}", operation.name.to_shouty_snake_case())
}

/// Whether the call has a type of its own: for its setters, or for the pages of its list.
fn has_own_call(operation: &Operation) -> bool {
    operation.parameters.iter().any(|it| !it.required) || operation.paging.is_some()
}

/// What the module of a tag takes from its parent, so far as its items name it: types anywhere, the
/// modules in front of a path.
fn imports(items: &[Item]) -> Vec<Item> {
    let mut named = BTreeSet::new();
    items.iter().for_each(|it| names_in(it.to_token_stream(), &mut named));
    let parent = ["Call", "Client", ERROR_BODY, "answers", "models"];
    let parent = parent.iter().filter(|it| named.contains(**it)).map(|it| format_ident!("{it}"));
    vec![
        parse_quote!(
            use openapi_exact_runtime::Operation;
        ),
        parse_quote!(use super::{#(#parent),*};),
    ]
}

/// Adds the names of types in `tokens`, and of the modules that paths begin with.
fn names_in(tokens: TokenStream, named: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => names_in(group.stream(), named),
            TokenTree::Ident(ident) => {
                let begins_path = |it: &TokenTree| matches!(it, TokenTree::Punct(it) if it.as_char() == ':' && it.spacing() == Spacing::Joint);
                let name = ident.to_string();
                if name.starts_with(char::is_uppercase) || tokens.peek().is_some_and(begins_path) {
                    named.insert(name);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn handle(tag: &Tag, about: &str) -> Vec<Item> {
    let (name, accessor) = (format_ident!("{}", tag.handle), format_ident!("{}", tag.module));
    let docs = docs::attributes(&[about.to_owned()]);
    vec![
        parse_quote! {
            impl Client {
                #(#docs)*
                pub fn #accessor(&self) -> #name<'_> {
                    #name { client: self }
                }
            }
        },
        parse_quote! {
            #(#docs)*
            #[derive(Clone, Copy, Debug)]
            pub struct #name<'a> {
                client: &'a Client,
            }
        },
    ]
}

/// More than these beside `self`, and Clippy advises against them. How many there are is the document's
/// to say.
const MOST_ARGUMENTS: usize = 6;

/// `#[inline]` because each method brings the reading of its answer: whoever calls it compiles
/// that, and nobody compiles what is not called.
fn method(api: &Api, operation: &Operation) -> ImplItemFn {
    let name = format_ident!("{}", operation.name);
    let docs = docs::attributes(&docs::operation(operation));
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let constant = constant(operation);
    let required = operation.parameters.iter().filter(|it| it.required);
    let parameters = operation.path_parameters.iter().chain(required);
    let mut arguments: Vec<TokenStream> = Vec::new();
    let mut chain = quote!(self.client.request(&#constant));
    for parameter in parameters {
        let argument_name = format_ident!("{}", parameter.name);
        let ty = required_argument(parameter);
        arguments.push(quote!(#argument_name: #ty));
        let step = required_step(operation, parameter, &argument_name);
        chain = quote!(#chain #step);
    }
    let body_name = bodies::name(operation);
    if let Some(body) = &operation.body {
        let (ty, step) = (bodies::argument(body), bodies::step(body, &body_name));
        arguments.push(quote!(#body_name: #ty));
        chain = quote!(#chain #step);
    }
    let check = operation.body.as_ref().and_then(|body| check_branch(api, body, &body_name));
    if let Some((parameter, _)) = &check {
        let reason = format!("is not the one that `{parameter}` asks for");
        chain = quote!(#chain .refuse_unless(fits, "body", #reason));
    }
    let check = check.map(|(_, check)| check);
    let many =
        (arguments.len() > MOST_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let (answer, error, finish) = finish(api, operation);
    let (output, call) = if has_own_call(operation) {
        let call = format_ident!("{}", operation.call);
        (quote!(#call), quote!(#call(#chain #finish)))
    } else if error.to_string() == ERROR_BODY {
        (quote!(Call<#answer>), quote!(#chain #finish))
    } else {
        (quote!(Call<#answer, #error>), quote!(#chain #finish))
    };
    parse_quote! {
        #(#docs)*
        #deprecated
        #many
        #[inline]
        pub fn #name(&self, #(#arguments),*) -> #output {
            #check
            #call
        }
    }
}

/// Where the path says which branch of a union the body is: the parameter, and the test that the
/// body is that branch. A value of the parameter that the document does not know passes.
fn check_branch(api: &Api, body: &Body, given: &Ident) -> Option<(String, TokenStream)> {
    let by_path = body.by_path.as_ref()?;
    let schema = api.named(body.json()?)?;
    let Shape::Union(union) = &schema.shape else { return None };
    let (name, parameter) = (format_ident!("{}", schema.name), names::snake(&by_path.parameter));
    let arms = by_path.mapping.iter().filter_map(|(value, branch)| {
        let branch = union.branches.iter().find(|it| it.ty == Type::Named(branch.clone()))?;
        let branch = format_ident!("{}", branch.name);
        let pattern = quote!(models::#name::#branch(_));
        let pattern = if body.required { pattern } else { quote!(None | Some(#pattern)) };
        Some(quote!(#value => matches!(#given, #pattern)))
    });
    let argument = format_ident!("{parameter}");
    let check = quote! {
        let fits = match #argument.as_str() {
            #(#arms,)*
            _ => true,
        };
    };
    Some((by_path.parameter.clone(), check))
}

/// The type of a call with optional parameters: a setter for each of them.
fn call(api: &Api, tag: &Tag, operation: &Operation) -> Vec<Item> {
    let name = format_ident!("{}", operation.call);
    let (answer, error, _) = finish(api, operation);
    let about = docs::attributes(&[format!(
        "The call of [`{}::{}`]: set what is optional, then await it.",
        tag.handle, operation.name
    )]);
    let optional = operation.parameters.iter().filter(|it| !it.required);
    let setters: Vec<ImplItemFn> = optional.map(|it| setter(operation, it)).collect();
    let mut items: Vec<Item> = vec![parse_quote! {
        #(#about)*
        #[must_use = "a call is sent by awaiting it"]
        #[derive(Debug)]
        pub struct #name(Call<#answer, #error>);
    }];
    if !setters.is_empty() {
        items.push(parse_quote! { impl #name { #(#setters)* } });
    }
    items.push(parse_quote! { openapi_exact_runtime::call!(#name, #answer, #error); });
    if let Some(paging) = &operation.paging {
        let paging = paging_value(paging);
        items
            .push(parse_quote! { openapi_exact_runtime::paged!(#name, #answer, #error, #paging); });
    }
    items
}

/// How the list is paged, as the runtime spells it.
fn paging_value(paging: &Paging) -> TokenStream {
    let style = match &paging.style {
        PagingStyle::Cursor(parameter) => quote!(cursor(#parameter)),
        PagingStyle::Number(parameter) => quote!(number(#parameter)),
        PagingStyle::Single => quote!(single()),
    };
    let restarted = paging.restarted.iter().map(|header| quote!(.restarted(#header)));
    quote!(openapi_exact_runtime::Paging::#style #(#restarted)*)
}

fn constant_item(api: &Api, operation: &Operation, tag: &Tag) -> Item {
    let constant = constant(operation);
    let (id, path, tag) = (&operation.id, &operation.sent_path, &tag.name);
    let method = format_ident!("{}", operation.method);
    let shown = operation.path.replace('`', "'");
    let about = docs::line(&format!("`{} {shown}`", operation.method.to_uppercase()));
    let reserved =
        operation.reserved.iter().map(|(parameter, words)| quote!((#parameter, &[#(#words),*])));
    let reserved = (!operation.reserved.is_empty()).then(|| quote!(.reserved(&[#(#reserved),*])));
    let key = idempotency_header(operation).map(|header| quote!(.idempotency_header(#header)));
    let never = operation.never_repeated.then(|| quote!(.never_repeated()));
    let statuses = statuses(operation);
    let media_types = media_types(operation);
    let accept = operation.accept.iter().map(|it| quote!(.accept(#it)));
    let security = operation.security.as_ref().map(|it| {
        let alternatives = security_value(api, it);
        quote!(.security(#alternatives))
    });
    let server = operation.server.as_ref().map(|url| quote!(.server(#url)));
    parse_quote! {
        #about
        pub static #constant: Operation = Operation::named(#id, #tag).#method(#path)
            #statuses #media_types #(#accept)* #reserved #key #never #security #server;
    }
}

fn statuses(operation: &Operation) -> Option<TokenStream> {
    let statuses = operation.documented.statuses.iter().copied().map(Literal::u16_unsuffixed);
    (statuses.len() > 0).then(|| quote!(.statuses(&[#(#statuses),*])))
}

fn media_types(operation: &Operation) -> Option<TokenStream> {
    let media_types = &operation.documented.media_types;
    (*media_types != [JSON]).then(|| quote!(.media_types(&[#(#media_types),*])))
}

/// The header with which the API documents that a call can be repeated.
fn idempotency_header(operation: &Operation) -> Option<&str> {
    let headers = operation.parameters.iter().filter(|it| it.place == Placement::Header);
    let mut names = headers.map(|it| it.wire.as_str());
    names.find(|it| it.eq_ignore_ascii_case("Idempotency-Key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_takes_what_it_names_and_no_more() {
        let imports = |item: Item| imports(&[item])[1].to_token_stream().to_string();
        let shared = imports(parse_quote! { fn get(models: &str) -> Call<(), ErrorBody> {} });
        assert_eq!(shared, "use super :: { Call , ErrorBody } ;");
        let own = imports(parse_quote! { call!(Get, Json<models::A>, answers::GetError); });
        assert_eq!(own, "use super :: { answers , models } ;");
    }
}
