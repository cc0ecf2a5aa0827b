//! `client.rs`: the client of this API on top of the runtime's.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::print::file;
use super::{Chunk, docs};
use crate::api::{Api, Credential, names};

pub(super) fn text(api: &Api) -> (String, String) {
    let about = format!("The client of the {}.", docs::prose(&api.title));
    let mut items: Vec<Item> = vec![
        parse_quote!(
            use openapi_exact_runtime::{
                self as runtime, InvalidInput, Operation, Request, RetryPolicy, Secret,
            };
        ),
        parse_quote!(
            use std::time::Duration;
        ),
    ];
    items.extend(client(api, &about));
    items.extend(key_environment(api));
    items.extend(builder(api));
    ("client.rs".to_owned(), file(&[about], items.into_iter().map(Chunk::Item).collect()))
}

fn client(api: &Api, about: &str) -> Vec<Item> {
    let base_url = api.servers.first().map(|it| it.url.as_str()).unwrap_or_default();
    let docs = docs::attributes(&[
        about.to_owned(),
        api.description.as_deref().map(docs::prose).unwrap_or_default(),
        "Cheap to clone: clones share one pool of connections.".to_owned(),
    ]);
    let from_env = api.credential.as_ref().and_then(from_env);
    let environment = with_environments(api).map(environment);
    vec![
        parse_quote! {
            #(#docs)*
            #[derive(Clone, Debug)]
            pub struct Client {
                inner: runtime::Client,
            }
        },
        parse_quote! {
            impl Client {
                #[doc = " The address that the document names first."]
                pub const BASE_URL: &'static str = #base_url;

                #[doc = " Starts a client for [`BASE_URL`](Self::BASE_URL)."]
                #[inline]
                pub fn builder() -> ClientBuilder {
                    let agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
                    ClientBuilder { inner: runtime::Client::builder(Self::BASE_URL).user_agent(agent) }
                }

                #from_env

                #environment

                #[doc = " Starts a request by hand: the tags' handles do this for every operation."]
                #[inline]
                pub fn request(&self, operation: &'static Operation) -> Request {
                    self.inner.request(operation)
                }

                #[doc = " Starts a GET of a path that an answer names, such as the `url` of an object."]
                #[doc = ""]
                #[doc = " A path that repeats the end of the base address, as `/v4/users/1` does beside a base"]
                #[doc = " that ends in `/v4`, is followed without doubling it. Only paths below the base address"]
                #[doc = " are followed: anything else is refused before the key can leave."]
                #[inline]
                pub fn follow(&self, link: &str) -> Request {
                    self.inner.follow(link)
                }
            }
        },
    ]
}

fn from_env(credential: &Credential) -> Option<TokenStream> {
    let env = credential.env.as_deref()?;
    let setter = format_ident!("{}", credential.name);
    let about = docs::attributes(&[
        format!(
            "A client whose {} comes from the environment variable `{env}`.",
            in_words(credential)
        ),
        format!(
            "# Errors\n[`InvalidInput`] where `{env}` is not set, not Unicode, or no header value."
        ),
    ]);
    Some(quote! {
        #(#about)*
        #[inline]
        pub fn from_env() -> Result<Self, InvalidInput> {
            Self::builder().#setter(Secret::from_env(#env)?).build()
        }
    })
}

/// The credential, if its beginning says which environment it is for.
pub(super) fn with_environments(api: &Api) -> Option<&Credential> {
    api.credential.as_ref().filter(|it| !it.environments.is_empty())
}

/// The method that tells the environment from the client's own credential.
fn environment(credential: &Credential) -> TokenStream {
    let rows = credential.environments.iter().flat_map(|environment| {
        let variant = format_ident!("{}", names::camel(&environment.word));
        environment.prefixes.iter().map(move |it| quote!((#it, KeyEnvironment::#variant)))
    });
    let words = in_words(credential);
    let about = docs::attributes(&[
        format!("The environment that the {words} addresses, told by how the {words} begins."),
        format!("`None` without a {words}, and with one that begins in no documented way."),
    ]);
    quote! {
        #(#about)*
        pub fn environment(&self) -> Option<KeyEnvironment> {
            self.inner.by_credential_prefix(&[#(#rows),*])
        }
    }
}

fn key_environment(api: &Api) -> Option<Item> {
    let credential = with_environments(api)?;
    let words = in_words(credential);
    let about = docs::attributes(&[
        format!("The environment that a {words} addresses."),
        "Told by [`Client::environment`].".to_owned(),
    ]);
    let variants = credential.environments.iter().map(|environment| {
        let name = format_ident!("{}", names::camel(&environment.word));
        let prefixes: Vec<String> =
            environment.prefixes.iter().map(|it| format!("`{it}`")).collect();
        let about =
            docs::attributes(&[format!("Of keys that begin with {}.", prefixes.join(" or "))]);
        quote!(#(#about)* #name)
    });
    Some(parse_quote! {
        #(#about)*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum KeyEnvironment { #(#variants),* }
    })
}

fn in_words(credential: &Credential) -> String {
    credential.name.replace('_', " ")
}

fn builder(api: &Api) -> Vec<Item> {
    let setter = api.credential.as_ref().map(|credential| {
        let name = format_ident!("{}", credential.name);
        let about = credential.description.as_deref().map(docs::prose);
        let about = docs::attributes(&[
            about.unwrap_or_else(|| format!("The {}.", in_words(credential))),
            "Sent as `Authorization: Bearer ...`; never shown.".to_owned(),
        ]);
        quote! {
            #(#about)*
            pub fn #name(self, #name: impl Into<Secret>) -> Self {
                Self { inner: self.inner.bearer(#name.into()) }
            }
        }
    });
    vec![
        parse_quote! {
            #[doc = " Settings of a [`Client`]."]
            #[derive(Debug)]
            #[must_use = "a client is made by `build`"]
            pub struct ClientBuilder {
                inner: runtime::ClientBuilder,
            }
        },
        parse_quote! {
            impl ClientBuilder {
                #setter

                #[doc = " The address that paths are appended to, in place of the document's."]
                #[doc = ""]
                #[doc = " `https`, or `http` on loopback."]
                pub fn base_url(self, url: impl Into<String>) -> Self {
                    Self { inner: self.inner.base_url(url) }
                }

                #[doc = " How long a call may take from start to end. 30 seconds unless set."]
                #[inline]
                pub fn timeout(self, timeout: Duration) -> Self {
                    Self { inner: self.inner.timeout(timeout) }
                }

                #[doc = " When calls are repeated. Three attempts unless set; `RetryPolicy::never()` is off."]
                #[doc = ""]
                #[doc = " Only what is safe is repeated: every method but POST, and a POST whose idempotency key"]
                #[doc = " goes with all attempts."]
                #[inline]
                pub fn retry(self, policy: RetryPolicy) -> Self {
                    Self { inner: self.inner.retry(policy) }
                }

                #[doc = " Settings that every client of the runtime has."]
                pub fn configure(self, configure: impl FnOnce(runtime::ClientBuilder) -> runtime::ClientBuilder) -> Self {
                    Self { inner: configure(self.inner) }
                }

                #[doc = " Checks the settings and makes the client."]
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = " [`InvalidInput`] that names the setting and says what is wrong with it."]
                #[inline]
                pub fn build(self) -> Result<Client, InvalidInput> {
                    self.inner.build().map(|inner| Client { inner })
                }
            }
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::KeyEnvironment;

    fn client_of(environments: Vec<KeyEnvironment>) -> String {
        let credential =
            Credential { name: "key".to_owned(), env: None, environments, description: None };
        text(&Api { credential: Some(credential), ..Api::default() }).1
    }

    #[test]
    fn a_key_without_environments_gets_no_type_and_no_method() {
        let text = client_of(Vec::new());
        assert!(!text.contains("KeyEnvironment") && !text.contains("fn environment"), "{text}");
    }

    #[test]
    fn every_prefix_leads_to_its_environment() {
        let prefixes = vec!["a_".to_owned(), "b_".to_owned()];
        let text = client_of(vec![KeyEnvironment { word: "live".to_owned(), prefixes }]);
        for part in [
            "    /// Of keys that begin with `a_` or `b_`.\n    Live,\n",
            r#"&[("a_", KeyEnvironment::Live), ("b_", KeyEnvironment::Live)]"#,
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
