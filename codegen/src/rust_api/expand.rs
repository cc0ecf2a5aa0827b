//! What the runtime's macros stand for, as far as users see it: items without bodies.
//!
//! A test of the workspace holds these against the macros themselves. What the derives make is
//! made by the same code as in the client.

use openapi_exact_expand::Derive;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, File, Ident, Item, ItemEnum, ItemMacro, Token, Type};

use super::attributes::Read;
use super::error::Error;
use super::tokens::text;

/// The public items of an invocation in `file`, each with the conditions of the invocation.
pub(super) fn items(invocation: &ItemMacro, file: &str) -> Result<Vec<Item>, Error> {
    let (tokens, name) = (invocation.mac.tokens.clone(), invocation.mac.path.segments.last());
    let name = name.map(|it| it.ident.to_string()).unwrap_or_default();
    let expanded = match name.as_str() {
        "call" => syn::parse2(tokens).map(|it| call(&it)),
        "paged" => syn::parse2(tokens).map(|it| paged(&it)),
        "string_enum" => syn::parse2(tokens).map(|it| open_enum(it, &Wire::string())),
        "integer_enum" => syn::parse2(tokens).map(|it| open_enum(it, &Wire::integer())),
        "update" => syn::parse2(tokens).map(|it| update(&it)),
        _ => {
            let what = format!("the macro `{}!`", text(&invocation.mac.path));
            return Err(Error::Unknown { file: file.to_owned(), what });
        }
    };
    let file_of = |tokens: TokenStream| syn::parse2::<File>(tokens);
    let parsed = expanded.and_then(file_of);
    let parsed = parsed.map_err(|source| Error::NotRust { file: file.to_owned(), source })?;
    let conditions = invocation.attrs.iter().filter(|it| it.path().is_ident("cfg"));
    let conditions: Vec<_> = conditions.cloned().collect();
    Ok(parsed.items.into_iter().map(|it| under(it, &conditions)).collect())
}

/// The implementations that are more than that of the trait they are called after: what those of
/// the runtime's derives make that an item in `file` has.
pub(super) fn derived(item: &Item, file: &str) -> Result<Vec<Item>, Error> {
    let attrs = match item {
        Item::Struct(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        _ => return Ok(Vec::new()),
    };
    let conditions: Vec<Attribute> =
        attrs.iter().filter(|it| it.path().is_ident("cfg")).cloned().collect();
    let mut items = Vec::new();
    for (_, path) in Read::of(attrs).derives {
        let name = path.segments.last().map(|it| it.ident.to_string()).unwrap_or_default();
        let derives = [Derive::Setters, Derive::FromBranches];
        let Some(derive) = derives.iter().find(|it| it.name() == name) else { continue };
        let text = derive.expand(item.to_token_stream());
        let text = text.map_err(|error| Error::Unknown {
            file: file.to_owned(),
            what: format!("a derive: {error}"),
        })?;
        let parsed = syn::parse_str::<File>(&text);
        let parsed = parsed.map_err(|source| Error::NotRust { file: file.to_owned(), source })?;
        items.extend(parsed.items.into_iter().map(|it| under(it, &conditions)));
    }
    Ok(items)
}

fn under(mut item: Item, conditions: &[Attribute]) -> Item {
    match &mut item {
        Item::Enum(it) => it.attrs.extend_from_slice(conditions),
        Item::Impl(it) => it.attrs.extend_from_slice(conditions),
        _ => {}
    }
    item
}

/// `ListSegments, models::SegmentList, ErrorBody` and more, which is nobody's business.
struct Call {
    name: Ident,
    output: Type,
    error: Type,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![,]>()?;
        let output = input.parse()?;
        input.parse::<Token![,]>()?;
        let error = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Self { name, output, error })
    }
}

fn call(call: &Call) -> TokenStream {
    let Call { name, output, error } = call;
    let answer = quote!(Result<openapi_exact_runtime::Response<#output>, openapi_exact_runtime::Error<#error>>);
    let body = quote!(Result<#output, openapi_exact_runtime::Error<#error>>);
    quote! {
        impl #name {
            pub async fn send(self) -> #answer {}
            pub fn timeout(self, timeout: std::time::Duration) -> Self {}
            pub fn retry(self, policy: openapi_exact_runtime::RetryPolicy) -> Self {}
            pub fn header(self, name: &str, value: &str) -> Self {}
            #[cfg(feature = "blocking")]
            pub fn send_wait(self) -> #answer {}
            #[cfg(feature = "blocking")]
            pub fn wait(self) -> #body {}
        }
        impl IntoFuture for #name {
            type Output = #body;
            type IntoFuture = openapi_exact_runtime::CallFuture<#output, #error>;
        }
    }
}

fn paged(call: &Call) -> TokenStream {
    let Call { name, output, error } = call;
    quote! {
        impl #name {
            pub fn stream(self) -> openapi_exact_runtime::Items<#output, #error> {}
            pub fn pages(self) -> openapi_exact_runtime::Pages<#output, #error> {}
        }
    }
}

/// `UpdateSegmentRequest from Segment` and more, which says how.
struct Update {
    request: Ident,
    resource: Ident,
}

impl Parse for Update {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let request = input.parse()?;
        let from: Ident = input.parse()?;
        if from != "from" {
            return Err(syn::Error::new(from.span(), "expected `from`"));
        }
        let resource = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Self { request, resource })
    }
}

fn update(Update { request, resource }: &Update) -> TokenStream {
    quote!(impl openapi_exact_runtime::Update<#resource> for #request {})
}

/// What the two kinds of open enum differ in.
struct Wire {
    derives: TokenStream,
    borrowed: TokenStream,
    owned: TokenStream,
    getter: TokenStream,
}

impl Wire {
    fn string() -> Self {
        Self {
            derives: quote!(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord),
            borrowed: quote!(str),
            owned: quote!(String),
            getter: quote!(
                pub fn as_str(&self) -> &str {}
            ),
        }
    }

    fn integer() -> Self {
        Self {
            derives: quote!(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord),
            borrowed: quote!(i64),
            owned: quote!(i64),
            getter: quote!(
                pub fn value(&self) -> i64 {}
            ),
        }
    }
}

fn open_enum(written: ItemEnum, wire: &Wire) -> TokenStream {
    let ItemEnum { attrs, vis, ident, variants, .. } = written;
    let variants = variants.into_iter().map(|it| {
        let (attrs, ident) = (it.attrs, it.ident);
        quote!(#(#attrs)* #ident)
    });
    let cfg: Vec<_> = attrs.iter().filter(|it| it.path().is_ident("cfg")).collect();
    let cfg = quote!(#(#cfg)*);
    let Wire { derives, borrowed, owned, getter } = wire;
    quote! {
        #(#attrs)*
        #[derive(#derives)]
        #[non_exhaustive]
        #vis enum #ident {
            #(#variants,)*
            Unknown(openapi_exact_runtime::UnknownValue<Self, #owned>),
        }
        #cfg impl #ident {
            pub const KNOWN: &'static [Self] = &[];
            #getter
            pub fn is_known(&self) -> bool {}
        }
        #cfg impl From<&#borrowed> for #ident {}
        #cfg impl From<#owned> for #ident {}
        #cfg impl AsRef<#borrowed> for #ident {}
        #cfg impl std::fmt::Display for #ident {}
        #cfg impl openapi_exact_runtime::ParameterValue for #ident {}
        #cfg impl serde::Serialize for #ident {}
        #cfg impl<'de> serde::Deserialize<'de> for #ident {}
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rust_api::testing::check;

    #[test]
    fn a_call_can_be_sent_and_paged() {
        check(
            r#"
            pub struct List(runtime::Call<u8, ErrorBody>);
            pub type ErrorBody = u16;
            openapi_exact_runtime::call!(List, u8, ErrorBody);
            #[cfg(feature = "lists")]
            openapi_exact_runtime::paged!(List, u8, ErrorBody, Paging::cursor("a").limit("b", 1, 2));
            "#,
            expect![[r#"
                type a::ErrorBody = u16
                struct a::List { .. }
                impl IntoFuture for a::List { type Output = Result<u8, openapi_exact_runtime::Error<ErrorBody>>; type IntoFuture = openapi_exact_runtime::CallFuture<u8, ErrorBody> }
                fn a::List::header(self, name: &str, value: &str) -> Self
                #[cfg(feature = "lists")] fn a::List::pages(self) -> openapi_exact_runtime::Pages<u8, ErrorBody>
                fn a::List::retry(self, policy: openapi_exact_runtime::RetryPolicy) -> Self
                async fn a::List::send(self) -> Result<openapi_exact_runtime::Response<u8>, openapi_exact_runtime::Error<ErrorBody>>
                #[cfg(feature = "blocking")] fn a::List::send_wait(self) -> Result<openapi_exact_runtime::Response<u8>, openapi_exact_runtime::Error<ErrorBody>>
                #[cfg(feature = "lists")] fn a::List::stream(self) -> openapi_exact_runtime::Items<u8, ErrorBody>
                fn a::List::timeout(self, timeout: std::time::Duration) -> Self
                #[cfg(feature = "blocking")] fn a::List::wait(self) -> Result<u8, openapi_exact_runtime::Error<ErrorBody>>
            "#]],
        );
    }

    #[test]
    fn an_open_enum_keeps_what_it_does_not_know() {
        check(
            r#"
            runtime::string_enum! {
                /// A.
                #[cfg(feature = "a")]
                pub enum Kind {
                    /// B.
                    #[allow(clippy::all)]
                    One = "one",
                    #[cfg(feature = "two")]
                    Two = "two",
                }
            }
            runtime::integer_enum! { pub enum Number { One = 1 } }
            runtime::integer_enum! { enum Private { One = 1 } }
            "#,
            expect![[r##"
                #[cfg(feature = "a")] #[non_exhaustive] enum a::Kind
                impl AsRef<str> + Clone + Debug + Eq + From<&str> + From<String> + Hash + Ord + PartialEq + PartialOrd + openapi_exact_runtime::ParameterValue + serde::Deserialize<'de> + serde::Serialize + std::fmt::Display for a::Kind
                const a::Kind::KNOWN: &'static [Self]
                variant a::Kind::One
                #[cfg(feature = "two")] variant a::Kind::Two
                variant a::Kind::Unknown(openapi_exact_runtime::UnknownValue<Self, String>)
                fn a::Kind::as_str(&self) -> &str
                fn a::Kind::is_known(&self) -> bool
                #[non_exhaustive] enum a::Number
                impl AsRef<i64> + Clone + Copy + Debug + Eq + From<&i64> + From<i64> + Hash + Ord + PartialEq + PartialOrd + openapi_exact_runtime::ParameterValue + serde::Deserialize<'de> + serde::Serialize + std::fmt::Display for a::Number
                const a::Number::KNOWN: &'static [Self]
                variant a::Number::One
                variant a::Number::Unknown(openapi_exact_runtime::UnknownValue<Self, i64>)
                fn a::Number::is_known(&self) -> bool
                fn a::Number::value(&self) -> i64
            "##]],
        );
    }

    #[test]
    fn an_update_is_made_from_a_resource() {
        check(
            r#"
            pub struct UpdateNote; pub struct Note;
            runtime::update! { UpdateNote from Note { name: always required } fixed { id } }
            "#,
            expect![[r#"
                struct a::Note;
                struct a::UpdateNote;
                impl openapi_exact_runtime::Update<Note> for a::UpdateNote
            "#]],
        );
    }

    #[test]
    fn an_invocation_that_is_not_understood_is_an_error() {
        check(
            "a::call!(One);",
            expect![[r#"
            `mod.rs` is not Rust: expected `,`; generate it anew
        "#]],
        );
        check(
            "a::string_enum! { struct A; }",
            expect![[r#"
            `mod.rs` is not Rust: expected `enum`; generate it anew
        "#]],
        );
    }
}
