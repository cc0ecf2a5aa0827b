//! What stands between the braces of `client!`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Result, Token, bracketed};

/// `document = "...", overlay = ["..."], tag = ["..."], operation = ["..."]`
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) document: LitStr,
    pub(crate) overlays: Vec<LitStr>,
    pub(crate) tags: Vec<LitStr>,
    pub(crate) operations: Vec<LitStr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let first: Ident = input.parse()?;
        if first != "document" {
            return Err(syn::Error::new(first.span(), "begin with `document = \"...\"`"));
        }
        input.parse::<Token![=]>()?;
        let document = input.parse()?;
        let mut it = Self { document, overlays: vec![], tags: vec![], operations: vec![] };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name: Ident = input.parse()?;
            let list = match name.to_string().as_str() {
                "overlay" => &mut it.overlays,
                "tag" => &mut it.tags,
                "operation" => &mut it.operations,
                other => {
                    let message = format!(
                        "`{other}` is none of the arguments `overlay`, `tag` and `operation`"
                    );
                    return Err(syn::Error::new(name.span(), message));
                }
            };
            input.parse::<Token![=]>()?;
            let items;
            bracketed!(items in input);
            list.extend(Punctuated::<LitStr, Token![,]>::parse_terminated(&items)?);
        }
        Ok(it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn refusal(tokens: proc_macro2::TokenStream) -> String {
        syn::parse2::<Arguments>(tokens).unwrap_err().to_string()
    }

    #[test]
    fn all_arguments_are_read() {
        let tokens = quote!(document = "a", tag = ["b", "c"], overlay = [], operation = ["d"],);
        let it: Arguments = syn::parse2(tokens).unwrap();
        let values = |it: &[LitStr]| it.iter().map(LitStr::value).collect::<Vec<_>>();
        assert_eq!(it.document.value(), "a");
        assert_eq!(values(&it.tags), ["b", "c"]);
        assert_eq!((values(&it.overlays).len(), values(&it.operations)), (0, vec!["d".to_owned()]));
    }

    #[test]
    fn what_is_no_argument_is_refused() {
        assert_eq!(refusal(quote!(overlay = [])), "begin with `document = \"...\"`");
        assert_eq!(
            refusal(quote!(document = "a", tags = [])),
            "`tags` is none of the arguments `overlay`, `tag` and `operation`"
        );
        assert_eq!(refusal(quote!(document = "a" tag = [])), "expected `,`");
    }
}
