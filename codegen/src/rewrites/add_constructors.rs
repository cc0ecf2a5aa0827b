//! Gives what a request carries a `new` with all that is required and a setter for the rest.
//!
//! ```text
//! before  struct Update { name: String, conditions: Option<Option<Vec<Condition>>> }
//! after   the same, and
//!         impl Update {
//!             fn new(name: impl Into<String>) -> Self
//!             fn conditions(self, conditions: impl IntoIterator<Item = Condition>) -> Self
//!             fn keep_conditions(self) -> Self
//!             fn clear_conditions(self) -> Self
//!         }
//! ```
//!
//! What only the server sets gets no setter. Where nothing is required, `Default` is derived too.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{Ident, ImplItemFn, parse_quote};

use super::hide_secrets::HideStrings;
use super::object;
use crate::api::{Api, Member, Omit, Shape, States, names};
use crate::emit::{argument, docs::empty_literal};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let schema = model.schema;
    if !schema.direction.request {
        return;
    }
    let Some((item, members)) = object(model) else { return };
    let name = item.ident.clone();
    let open = matches!(schema.shape, Shape::Object { open: true, .. });
    if members.iter().all(|it| !it.presence.required) {
        item.attrs.push(parse_quote!(#[derive(Default)]));
    }
    let states = |it: &Member| it.presence.states(schema.direction);
    let new = constructor(members, states, open);
    let optional = members.iter().filter(|it| !it.presence.required && !it.read_only);
    let fields = members.iter().map(|it| it.field.as_str());
    let mut taken: BTreeSet<String> = TAKEN.into_iter().chain(fields).map(str::to_owned).collect();
    let mut claim = |name: String| {
        let name = names::unique(name, |it| taken.contains(it));
        taken.insert(name.clone());
        format_ident!("{name}")
    };
    let optional: Vec<(&Member, Ident)> =
        optional.map(|it| (it, setter_name(it, &mut claim))).collect();
    let mut setters: Vec<ImplItemFn> = Vec::new();
    for (member, name) in optional {
        setters.push(setter(member, states(member), &name));
        setters.extend(state_setters(member, states(member), &mut claim));
    }
    let extra = open.then(extra_setter);
    model.impls.push(parse_quote! { impl #name { #new #(#setters)* #extra } });
}

/// Functions that every type with setters has, and those that derives give it.
const TAKEN: [&str; 4] = ["new", "extra", "clone", "default"];

fn constructor(members: &[Member], states: impl Fn(&Member) -> States, open: bool) -> ImplItemFn {
    let required: Vec<&Member> = members.iter().filter(|it| it.presence.required).collect();
    let arguments = required.iter().map(|member| {
        let name = format_ident!("{}", member.field);
        let ty = match states(member) {
            States::NullOrValue => {
                let ty = nullable_type(member);
                quote!(Option<#ty>)
            }
            _ => taken(member, &name).0,
        };
        quote!(#name: #ty)
    });
    let fields = members.iter().map(|member| {
        let name = format_ident!("{}", member.field);
        match (member.presence.required, states(member)) {
            (false, _) => quote!(#name: None),
            (true, States::NullOrValue) if member.boxed => quote!(#name: #name.map(Box::new)),
            (true, States::NullOrValue) => quote!(#name),
            (true, _) => {
                let value = taken(member, &name).1;
                if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
            }
        }
    });
    if required.is_empty() {
        return parse_quote! {
            #[doc = " With nothing set: everything is left out."]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let extra = open.then(|| quote!(extra: Default::default()));
    parse_quote! {
        #[doc = " With what is required; all else is left out."]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields,)* #extra }
        }
    }
}

fn nullable_type(member: &Member) -> TokenStream {
    let ty = crate::emit::rust_type(&member.ty);
    let mut ty: syn::Type = parse_quote!(#ty);
    if member.is_secret_text() {
        HideStrings.visit_type_mut(&mut ty);
    }
    quote!(#ty)
}

/// How a function takes the member's value, and the expression that makes the field's of it.
fn taken(member: &Member, name: &Ident) -> (TokenStream, TokenStream) {
    let (ty, value) = argument(&member.ty, name);
    let value = if member.boxed { quote!(Box::new(#value)) } else { value };
    if !member.is_secret_text() {
        return (ty, value);
    }
    let mut ty: syn::Type = parse_quote!(#ty);
    HideStrings.visit_type_mut(&mut ty);
    (quote!(#ty), value)
}

/// That of the field, unless every such type has a function of that name.
fn setter_name(member: &Member, claim: &mut impl FnMut(String) -> Ident) -> Ident {
    let field = member.field.as_str();
    if TAKEN.contains(&field) { claim(field.to_owned()) } else { format_ident!("{field}") }
}

fn setter(member: &Member, states: States, name: &Ident) -> ImplItemFn {
    let field = format_ident!("{}", member.field);
    let (ty, value) = taken(member, &field);
    let some = match states {
        States::AbsentNullOrValue | States::AbsentEmptyOrValue => quote!(Some(Some(#value))),
        States::Value | States::NullOrValue | States::AbsentOrValue => quote!(Some(#value)),
    };
    let doc = format!(" Sets `{}`.", member.wire);
    parse_quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #name(mut self, #field: #ty) -> Self {
            self.#field = #some;
            self
        }
    }
}

fn state_setters(
    member: &Member,
    states: States,
    claim: &mut impl FnMut(String) -> Ident,
) -> Vec<ImplItemFn> {
    let field = format_ident!("{}", member.field);
    let others = other_states(member, states).into_iter();
    others
        .map(|(verb, state, doc)| {
            let name = claim(format!("{verb}_{}", member.field.trim_end_matches('_')));
            parse_quote! {
                #[doc = #doc]
                #[must_use]
                pub fn #name(mut self) -> Self {
                    self.#field = #state;
                    self
                }
            }
        })
        .collect()
}

/// The states other than a value: verb, state, what it makes the server do.
fn other_states(member: &Member, states: States) -> Vec<(&'static str, TokenStream, String)> {
    let (wire, presence) = (&member.wire, &member.presence);
    let mut setters = Vec::new();
    let three_states = matches!(states, States::AbsentNullOrValue | States::AbsentEmptyOrValue);
    let omitted = match presence.omit {
        Some(Omit::Keep) => Some(("keep", "the server keeps what it has")),
        Some(Omit::Reset) => Some(("reset", "the server resets it")),
        Some(Omit::Default) | None => None,
    };
    if let Some((verb, effect)) = omitted.filter(|_| three_states) {
        setters.push((verb, quote!(None), format!(" Leaves `{wire}` out: {effect}.")));
    }
    match states {
        States::AbsentNullOrValue if presence.null_clears == Some(true) => {
            setters.push((
                "clear",
                quote!(Some(None)),
                format!(" Sends `{wire}` as `null`: the server removes the value."),
            ));
        }
        States::AbsentNullOrValue => {
            setters.push(("null", quote!(Some(None)), format!(" Sends `{wire}` as `null`.")));
        }
        States::AbsentEmptyOrValue => {
            let empty = empty_literal(member);
            setters.push((
                "clear",
                quote!(Some(None)),
                format!(" Sends `{wire}` as `{empty}`: the server removes everything."),
            ));
        }
        States::Value | States::NullOrValue | States::AbsentOrValue => {}
    }
    setters
}

fn extra_setter() -> ImplItemFn {
    parse_quote! {
        #[doc = " Sets a member that the document does not name."]
        #[must_use]
        pub fn extra(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
            self.extra.insert(name.into(), value.into());
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn what_is_required_is_taken_and_the_rest_can_be_set() {
        let schemas = r#"{"Request": {"type": "object", "required": ["name", "n"], "additionalProperties": {},
            "properties": {
                "name": {"type": "string"}, "n": {"type": "integer", "nullable": true},
                "key": {"type": "string", "x-secret": true},
                "keys": {"type": "array", "items": {"type": "string"}, "x-secret": true},
                "new": {"type": "boolean"}, "null_tag": {"type": "boolean"},
                "seen": {"type": "string", "readOnly": true},
                "rules": {"type": "array", "items": {"type": "string"}, "x-presence": {"omit": "keep", "empty": "clear"}},
                "url": {"type": "string", "nullable": true, "x-presence": {"omit": "reset", "null": "clear"}},
                "tag": {"type": "integer", "nullable": true}
            }}}"#;
        check(
            "add_constructors",
            "Request",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            pub struct Request {
                pub name: String,
                pub n: i64,
                pub key: String,
                pub keys: Vec<String>,
                pub new: bool,
                pub null_tag: bool,
                pub seen: String,
                pub rules: Vec<String>,
                pub url: String,
                pub tag: i64,
                /// Members that the document does not name.
                #[serde(flatten)]
                pub extra: serde_json::Map<String, serde_json::Value>,
            }

            impl Request {
                /// With what is required; all else is left out.
                pub fn new(name: impl Into<String>, n: Option<i64>) -> Self {
                    Self {
                        name: name.into(),
                        n,
                        key: None,
                        keys: None,
                        new: None,
                        null_tag: None,
                        seen: None,
                        rules: None,
                        url: None,
                        tag: None,
                        extra: Default::default(),
                    }
                }

                /// Sets `key`.
                #[must_use]
                pub fn key(mut self, key: impl Into<Secret>) -> Self {
                    self.key = Some(key.into());
                    self
                }

                /// Sets `keys`.
                #[must_use]
                pub fn keys(mut self, keys: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
                    self.keys = Some(keys.into_iter().map(Into::into).collect());
                    self
                }

                /// Sets `new`.
                #[must_use]
                pub fn new2(mut self, new: bool) -> Self {
                    self.new = Some(new);
                    self
                }

                /// Sets `null_tag`.
                #[must_use]
                pub fn null_tag(mut self, null_tag: bool) -> Self {
                    self.null_tag = Some(null_tag);
                    self
                }

                /// Sets `rules`.
                #[must_use]
                pub fn rules(mut self, rules: impl IntoIterator<Item = impl Into<String>>) -> Self {
                    self.rules = Some(Some(rules.into_iter().map(Into::into).collect()));
                    self
                }

                /// Leaves `rules` out: the server keeps what it has.
                #[must_use]
                pub fn keep_rules(mut self) -> Self {
                    self.rules = None;
                    self
                }

                /// Sends `rules` as `[]`: the server removes everything.
                #[must_use]
                pub fn clear_rules(mut self) -> Self {
                    self.rules = Some(None);
                    self
                }

                /// Sets `url`.
                #[must_use]
                pub fn url(mut self, url: impl Into<String>) -> Self {
                    self.url = Some(Some(url.into()));
                    self
                }

                /// Leaves `url` out: the server resets it.
                #[must_use]
                pub fn reset_url(mut self) -> Self {
                    self.url = None;
                    self
                }

                /// Sends `url` as `null`: the server removes the value.
                #[must_use]
                pub fn clear_url(mut self) -> Self {
                    self.url = Some(None);
                    self
                }

                /// Sets `tag`.
                #[must_use]
                pub fn tag(mut self, tag: i64) -> Self {
                    self.tag = Some(Some(tag));
                    self
                }

                /// Sends `tag` as `null`.
                #[must_use]
                pub fn null_tag2(mut self) -> Self {
                    self.tag = Some(None);
                    self
                }

                /// Sets a member that the document does not name.
                #[must_use]
                pub fn extra(
                    mut self,
                    name: impl Into<String>,
                    value: impl Into<serde_json::Value>,
                ) -> Self {
                    self.extra.insert(name.into(), value.into());
                    self
                }
            }
        "#]],
        );
    }

    #[test]
    fn what_requires_nothing_has_a_default() {
        let schemas =
            r#"{"Request": {"type": "object", "properties": {"on": {"type": "boolean"}}}}"#;
        check(
            "add_constructors",
            "Request",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            #[derive(Default)]
            pub struct Request {
                pub on: bool,
            }

            impl Request {
                /// With nothing set: everything is left out.
                pub fn new() -> Self {
                    Self::default()
                }

                /// Sets `on`.
                #[must_use]
                pub fn on(mut self, on: bool) -> Self {
                    self.on = Some(on);
                    self
                }
            }
        "#]],
        );
    }

    #[test]
    fn an_answer_is_left_alone() {
        let schemas =
            r#"{"Answer": {"type": "object", "properties": {"on": {"type": "boolean"}}}}"#;
        check(
            "add_constructors",
            "Answer",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            pub struct Answer {
                pub on: bool,
            }
        "#]],
        );
    }

    #[test]
    fn setters_have_names_of_their_own() {
        check(
            "add_constructors",
            "Request",
            r##"{"Request": {"type": "object", "required": ["boxed"], "properties": {
                "new": {"type": "boolean"}, "new2": {"type": "boolean"}, "null_a": {"type": "boolean"}, "a": {"type": "boolean", "nullable": true},
                "boxed": {"allOf": [{"$ref": "#/components/schemas/Request"}], "nullable": true}, "more": {"$ref": "#/components/schemas/Request"}
            }}}"##,
            expect![[r#"
                #[non_exhaustive]
                pub struct Request {
                    pub new: bool,
                    pub new2: bool,
                    pub null_a: bool,
                    pub a: bool,
                    pub boxed: Box<Request>,
                    pub more: Box<Request>,
                }

                impl Request {
                    /// With what is required; all else is left out.
                    pub fn new(boxed: Option<Request>) -> Self {
                        Self {
                            new: None,
                            new2: None,
                            null_a: None,
                            a: None,
                            boxed: boxed.map(Box::new),
                            more: None,
                        }
                    }

                    /// Sets `new`.
                    #[must_use]
                    pub fn new3(mut self, new: bool) -> Self {
                        self.new = Some(new);
                        self
                    }

                    /// Sets `new2`.
                    #[must_use]
                    pub fn new2(mut self, new2: bool) -> Self {
                        self.new2 = Some(new2);
                        self
                    }

                    /// Sets `null_a`.
                    #[must_use]
                    pub fn null_a(mut self, null_a: bool) -> Self {
                        self.null_a = Some(null_a);
                        self
                    }

                    /// Sets `a`.
                    #[must_use]
                    pub fn a(mut self, a: bool) -> Self {
                        self.a = Some(Some(a));
                        self
                    }

                    /// Sends `a` as `null`.
                    #[must_use]
                    pub fn null_a2(mut self) -> Self {
                        self.a = Some(None);
                        self
                    }

                    /// Sets `more`.
                    #[must_use]
                    pub fn more(mut self, more: Request) -> Self {
                        self.more = Some(Box::new(more));
                        self
                    }
                }
            "#]],
        );
    }
}
