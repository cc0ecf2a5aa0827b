//! `client.rs`: the client of this API on top of the runtime's.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::print::file;
use super::{Chunk, docs};
use crate::api::{Api, Credential, CredentialKind, Requirement, Server, ServerVariable, names};

pub(super) fn text(api: &Api) -> (String, String) {
    let about = format!("The client of the {}.", docs::prose(&api.title));
    let secret = names_secret(api).then(|| quote!(, Secret));
    let mut items: Vec<Item> = vec![
        parse_quote!(
            use openapi_exact_runtime::{
                self as runtime, InvalidInput, Operation, Request, RetryPolicy #secret,
            };
        ),
        parse_quote!(
            use std::time::Duration;
        ),
    ];
    items.extend(client(api, &about));
    items.extend(servers(api));
    items.extend(key_environment(api));
    items.extend(builder(api));
    ("client.rs".to_owned(), file(&[about], items.into_iter().map(Chunk::Item).collect()))
}

fn client(api: &Api, about: &str) -> Vec<Item> {
    let docs = docs::attributes(&[
        about.to_owned(),
        api.description.as_deref().map(docs::prose).unwrap_or_default(),
        "Cheap to clone: clones share one pool of connections.".to_owned(),
    ]);
    let from_env = from_env(api);
    let start = start(api);
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
                #start

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

/// How a client is begun: at the address that the document names first, or at one that is given.
fn start(api: &Api) -> TokenStream {
    let settings = settings(api);
    let agent =
        quote!(let agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")););
    let Some(base_url) = base_url(api) else {
        let about = docs::attributes(&[
            "Starts a client for the API at this address: `https://`, a host, and the path before \
             those of all operations."
                .to_owned(),
            path_in_words(api),
        ]);
        return quote! {
            #(#about)*
            #[inline]
            pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
                #agent
                let base_url: String = base_url.into();
                ClientBuilder { inner: runtime::Client::builder(&base_url).user_agent(agent) #settings }
            }
        };
    };
    quote! {
        #[doc = " The address that the document names first."]
        pub const BASE_URL: &'static str = #base_url;

        #[doc = " Starts a client for [`BASE_URL`](Self::BASE_URL)."]
        #[inline]
        pub fn builder() -> ClientBuilder {
            #agent
            ClientBuilder { inner: runtime::Client::builder(Self::BASE_URL).user_agent(agent) #settings }
        }
    }
}

/// The address that calls go to unless another is given, if the document names a whole one.
pub(super) fn base_url(api: &Api) -> Option<&str> {
    api.servers.first().filter(|it| it.is_absolute).map(|it| it.url.as_str())
}

fn path_in_words(api: &Api) -> String {
    let template = api.servers.first().map(|it| it.template.as_str()).unwrap_or_default();
    if template.is_empty() {
        return "The document names none.".to_owned();
    }
    format!("The document names `{}` without saying where that is.", template.replace('`', "'"))
}

/// What the client has to know of the document's security, beside the runtime's own defaults.
fn settings(api: &Api) -> TokenStream {
    let is_usual = api.only_bearer().is_some_and(|it| api.security == [[it.name.as_str()]]);
    let alternatives = match api.credentials.as_slice() {
        // What the document does not know, users may: it is sent if it is given by `configure`.
        [] => quote!(&[&["bearer"], &[]]),
        _ => security_value(api, &api.security),
    };
    let security = (!is_usual).then(|| quote!(.security(#alternatives)));
    let some_need_none =
        api.operations.iter().filter_map(|it| it.security.as_ref()).any(needs_none);
    let optional =
        (some_need_none && !needs_none(&api.security)).then(|| quote!(.credential_optional()));
    quote!(#security #optional)
}

fn needs_none(requirement: &Requirement) -> bool {
    requirement.is_empty() || requirement.iter().any(Vec::is_empty)
}

/// A requirement as the runtime spells it.
pub(super) fn security_value(api: &Api, requirement: &Requirement) -> TokenStream {
    let alternatives = requirement.iter().map(|together| {
        let schemes = together.iter().map(|name| match api.only_bearer() {
            Some(_) => "bearer",
            None => name,
        });
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#alternatives),*])
}

/// Whether users give what gives tokens.
pub(super) fn asks_for_tokens(api: &Api) -> bool {
    api.credentials.iter().any(|it| matches!(it.kind, CredentialKind::Token(_)))
}

/// Whether the client's own code names the type of secrets.
fn names_secret(api: &Api) -> bool {
    api.credentials
        .iter()
        .any(|it| !matches!(it.kind, CredentialKind::Token(_)) || it.env.is_some())
}

/// A client whose credential comes from the environment, where that is one text.
pub(super) fn from_env(api: &Api) -> Option<TokenStream> {
    let is_one_text = |it: &&Credential| it.env.is_some() && it.kind != CredentialKind::Basic;
    let credential = api.credentials.iter().find(is_one_text)?;
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
    let given = base_url(api).is_none();
    let parameter = given.then(|| quote!(base_url: impl Into<String>));
    let argument = given.then(|| quote!(base_url));
    Some(quote! {
        #(#about)*
        #[inline]
        pub fn from_env(#parameter) -> Result<Self, InvalidInput> {
            Self::builder(#argument).#setter(Secret::from_env(#env)?).build()
        }
    })
}

/// The credential, if its beginning says which environment it is for.
pub(super) fn with_environments(api: &Api) -> Option<&Credential> {
    let mut bearers = api.credentials.iter().filter(|it| it.kind == CredentialKind::Bearer);
    bearers.next().filter(|it| !it.environments.is_empty())
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

pub(super) fn in_words(credential: &Credential) -> String {
    credential.name.replace('_', " ")
}

fn builder(api: &Api) -> Vec<Item> {
    let setters = api.credentials.iter().map(|it| credential_setter(api, it));
    let server = offers_servers(api).then(server_setter);
    let plain_http = api.servers.iter().any(Server::is_plain_http).then(plain_http_setter);
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
                #(#setters)*

                #server

                #plain_http

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

fn credential_setter(api: &Api, credential: &Credential) -> TokenStream {
    let name = format_ident!("{}", credential.name);
    let scheme = &credential.name;
    let about = credential.description.as_deref().map(docs::prose);
    let about = docs::attributes(&[
        about.unwrap_or_else(|| scheme_in_words(api, credential)),
        format!("{}; never shown.", sent_in_words(&credential.kind)),
    ]);
    let secret = quote!(#name: impl Into<Secret>);
    let (arguments, value) = match &credential.kind {
        CredentialKind::Bearer if api.only_bearer().is_some() => {
            return quote! {
                #(#about)*
                pub fn #name(self, #name: impl Into<Secret>) -> Self {
                    Self { inner: self.inner.bearer(#name.into()) }
                }
            };
        }
        CredentialKind::Bearer => (secret, quote!(bearer(#name.into()))),
        CredentialKind::Basic => (
            quote!(user: impl Into<Secret>, password: impl Into<Secret>),
            quote!(basic(user.into(), password.into())),
        ),
        CredentialKind::Authorization(_) => (secret, quote!(header("Authorization", #name.into()))),
        CredentialKind::Header(header) => (secret, quote!(header(#header, #name.into()))),
        CredentialKind::Query(key) => (secret, quote!(query(#key, #name.into()))),
        CredentialKind::Cookie(cookie) => (secret, quote!(cookie(#cookie, #name.into()))),
        CredentialKind::Token(_) => {
            (quote!(#name: impl runtime::TokenProvider + 'static), quote!(provider(#name)))
        }
    };
    quote! {
        #(#about)*
        pub fn #name(self, #arguments) -> Self {
            Self { inner: self.inner.credential(#scheme, runtime::Credential::#value) }
        }
    }
}

fn scheme_in_words(api: &Api, credential: &Credential) -> String {
    match api.only_bearer() {
        Some(_) => format!("The {}.", in_words(credential)),
        None => format!("For the security scheme `{}`.", credential.scheme.replace('`', "'")),
    }
}

fn sent_in_words(kind: &CredentialKind) -> String {
    let code = |text: &str| format!("`{}`", text.replace('`', "'"));
    match kind {
        CredentialKind::Bearer => "Sent as `Authorization: Bearer ...`".to_owned(),
        CredentialKind::Basic => "Sent as `Authorization: Basic ...`".to_owned(),
        CredentialKind::Authorization(scheme) => {
            format!("The whole value of `Authorization`, of the HTTP scheme {}", code(scheme))
        }
        CredentialKind::Header(name) => format!("Sent in the header {}", code(name)),
        CredentialKind::Query(name) => format!("Sent in the query as {}", code(name)),
        CredentialKind::Cookie(name) => format!("Sent as the cookie {}", code(name)),
        CredentialKind::Token(standard) => format!(
            "An access token of {standard}, or an async function that gives one. It is asked when \
             there is none that is valid, and once more where the server refuses one with 401. \
             Sent as `Authorization: Bearer ...`"
        ),
    }
}

fn server_setter() -> TokenStream {
    quote! {
        #[doc = " Sends calls to one of the addresses that the document names."]
        pub fn server(self, server: Server) -> Self {
            Self { inner: self.inner.server(server.0) }
        }
    }
}

fn plain_http_setter() -> TokenStream {
    quote! {
        #[doc = " Allows `http://` to this one host, which the document names so. The credential and all"]
        #[doc = " bodies can be read and changed on the way there."]
        pub fn allow_plain_http(self, host: impl Into<String>) -> Self {
            Self { inner: self.inner.allow_plain_http(host) }
        }
    }
}

/// Whether there is something to choose: several addresses, or one with variables.
pub(super) fn offers_servers(api: &Api) -> bool {
    let mut whole = api.servers.iter().filter(|it| it.is_absolute);
    let has_variables = api.servers.iter().any(|it| it.is_absolute && !it.variables.is_empty());
    whole.nth(1).is_some() || has_variables
}

/// The addresses to choose from, and what can be chosen of each.
fn servers(api: &Api) -> Vec<Item> {
    if !offers_servers(api) {
        return Vec::new();
    }
    let whole: Vec<&Server> = api.servers.iter().filter(|it| it.is_absolute).collect();
    let constructors = whole.iter().map(|it| constructor(it));
    let mut names: Vec<String> = whole.iter().map(|it| it.name.clone()).collect();
    let mut setters = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (server, variable) in whole.iter().flat_map(|it| it.variables.iter().map(move |v| (it, v)))
    {
        if seen.contains(&variable.name.as_str()) {
            continue;
        }
        seen.push(&variable.name);
        let name =
            names::unique(names::snake(&variable.name), |it| names.iter().any(|at| at == it));
        setters.push(variable_setter(&name, server, variable));
        names.push(name);
    }
    vec![
        parse_quote! {
            #[doc = " An address that the document names, for [`ClientBuilder::server`]."]
            #[derive(Clone, Debug)]
            pub struct Server(runtime::Server);
        },
        parse_quote! { impl Server { #(#constructors)* #(#setters)* } },
    ]
}

fn constructor(server: &Server) -> TokenStream {
    let (name, template) = (format_ident!("{}", server.name), &server.template);
    let about = docs::attributes(&[
        server.description.as_deref().map(docs::prose).unwrap_or_default(),
        format!("`{}`", template.replace('`', "'")),
    ]);
    let variables = server.variables.iter().map(|variable| {
        let (name, default, allowed) = (&variable.name, &variable.default, &variable.allowed);
        quote!(.variable(#name, #default, &[#(#allowed),*]))
    });
    quote! {
        #(#about)*
        pub fn #name() -> Self {
            Self(runtime::Server::new(#template) #(#variables)*)
        }
    }
}

fn variable_setter(name: &str, server: &Server, variable: &ServerVariable) -> TokenStream {
    let code = |text: &String| format!("`{}`", text.replace('`', "'"));
    let allowed: Vec<String> = variable.allowed.iter().map(code).collect();
    let allowed = match allowed.as_slice() {
        [] => String::new(),
        words => {
            format!(" One of {}; another is refused when the client is built.", words.join(", "))
        }
    };
    let about = docs::attributes(&[
        variable.description.as_deref().map(docs::prose).unwrap_or_default(),
        format!(
            "{} in the address of [`{}`](Self::{}), {} unless set.{allowed}",
            code(&variable.name),
            server.name,
            server.name,
            code(&variable.default)
        ),
    ]);
    let (name, wire) = (format_ident!("{name}"), &variable.name);
    quote! {
        #(#about)*
        pub fn #name(self, #name: impl Into<String>) -> Self {
            Self(self.0.set(#wire, #name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::KeyEnvironment;
    use crate::pointer::Pointer;

    fn client_of(environments: Vec<KeyEnvironment>) -> String {
        let credential = Credential {
            name: "key".to_owned(),
            scheme: "key".to_owned(),
            kind: CredentialKind::Bearer,
            env: None,
            environments,
            description: None,
        };
        text(&Api { credentials: vec![credential], ..Api::default() }).1
    }

    #[test]
    fn a_key_without_environments_gets_no_type_and_no_method() {
        let text = client_of(Vec::new());
        assert!(!text.contains("KeyEnvironment") && !text.contains("fn environment"), "{text}");
    }

    #[test]
    fn plain_http_is_allowed_by_name() {
        let server = Server {
            name: "a".to_owned(),
            template: "http://a.example".to_owned(),
            url: "http://a.example".to_owned(),
            is_absolute: true,
            variables: Vec::new(),
            description: None,
            at: Pointer::root(),
        };
        let text = text(&Api { servers: vec![server], ..Api::default() }).1;
        assert!(text.contains("pub fn allow_plain_http("), "{text}");
        assert!(!text.contains("struct Server"), "one address leaves no choice: {text}");
    }

    #[test]
    fn without_a_scheme_a_credential_is_sent_where_it_is_given() {
        let text = text(&Api::default()).1;
        assert!(text.contains(r#".security(&[&["bearer"], &[]])"#), "{text}");
        assert!(text.contains("pub fn builder(base_url: impl Into<String>)"), "{text}");
        assert!(!text.contains("Secret"), "{text}");
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
