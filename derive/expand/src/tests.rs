//! What each derive makes of each form, as code.

use expect_test::{Expect, expect};

use crate::Derive;

#[track_caller]
fn check(derive: Derive, item: &str, expected: Expect) {
    let text = match derive.expand(item.parse().unwrap()) {
        Ok(text) => prettyplease::unparse(&syn::parse_str(&text).unwrap()),
        Err(error) => format!("error: {error}\n"),
    };
    let text = text.replace("::openapi_exact_runtime::__private::", "rt::");
    let text = text.replace("#[automatically_derived]\n", "");
    expected.assert_eq(&text.replace("::core::option::", "").replace("::core::result::", ""));
}

const MEMBERS: &str = r#"
    /// Docs, with `#[wire(nonsense)]` in them.
    #[non_exhaustive]
    pub struct Update {
        /// Docs.
        pub name: String,
        #[wire(required)]
        pub note: Option<String>,
        #[wire(name = "type")]
        pub type_: Option<Kind>,
        #[wire(keep)]
        pub(crate) tag: Option<Option<Tag>>,
        #[wire(empty, keep)]
        pub rules: Option<Option<Vec<Rule>>>
    }"#;

const OPEN: &str = r#"pub struct Open {
    pub by_id: Option<BTreeMap<String, Vec<Row>>>,
    #[wire(extra)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}"#;

const TAGGED: &str = r#"#[wire(tag = "kind")] pub enum Store {
    #[wire("a", "b \"quoted\"")] Apple(Apple),
    #[wire("c")] Other(i64),
    /// Docs.
    Unknown(serde_json::Value),
}"#;

const SHAPED: &str = "pub enum Either { A(A), List(Vec<A>), Same(B), AsWell(B), Text(String) }";

#[test]
fn a_member_is_written_in_one_line() {
    check(
        Derive::Serialize,
        MEMBERS,
        expect![[r#"
        impl rt::Serialize for Update {
            fn serialize<S: rt::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                let mut it = rt::ObjectWriter::begin(
                    serializer,
                    "Update",
                    2 + self.type_.is_some() as usize + self.tag.is_some() as usize
                        + self.rules.is_some() as usize,
                );
                it.member("name", &self.name);
                it.member("note", &self.note);
                it.optional("type", &self.type_);
                it.optional("tag", &self.tag);
                it.empty_clears("rules", &self.rules);
                it.end()
            }
        }
    "#]],
    );
    check(
        Derive::Serialize,
        OPEN,
        expect![[r#"
        impl rt::Serialize for Open {
            fn serialize<S: rt::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                let mut it = rt::OpenObjectWriter::begin(
                    serializer,
                    0 + self.by_id.is_some() as usize + self.extra.len(),
                );
                it.optional("by_id", &self.by_id);
                it.extra(&self.extra);
                it.end()
            }
        }
    "#]],
    );
}

#[test]
fn a_member_is_read_in_one_line() {
    check(
        Derive::Deserialize,
        MEMBERS,
        expect![[r#"
        impl<'de> rt::Object<'de> for Update {
            const NAME: &'static str = "Update";
            const MEMBERS: &'static [&'static str] = &["name", "note", "type", "tag", "rules"];
            fn read<A: rt::MapAccess<'de>>(
                mut it: rt::Members<'de, A>,
            ) -> Result<Self, A::Error> {
                let mut a0: Option<String> = Option::None;
                let mut a1: Option<String> = Option::None;
                let mut a2: Option<Kind> = Option::None;
                let mut a3: Option<Option<Tag>> = Option::None;
                let mut a4: Option<Option<Vec<Rule>>> = Option::None;
                while let Option::Some(at) = it.next_member() {
                    match at {
                        0 => it.value(&mut a0),
                        1 => it.optional(&mut a1),
                        2 => it.optional(&mut a2),
                        3 => it.value(&mut a3),
                        4 => it.empty_clears(&mut a4),
                        _ => it.skip(),
                    }
                }
                let (true, Option::Some(a0)) = (it.are_read(), a0) else {
                    return Result::Err(it.error(&[0]))
                };
                Result::Ok(Self {
                    name: a0,
                    note: a1,
                    type_: a2,
                    tag: a3,
                    rules: a4,
                })
            }
        }
        impl<'de> rt::Deserialize<'de> for Update {
            fn deserialize<D: rt::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                rt::read(deserializer)
            }
        }
    "#]],
    );
    check(
        Derive::Deserialize,
        OPEN,
        expect![[r#"
        impl<'de> rt::Object<'de> for Open {
            const NAME: &'static str = "Open";
            const MEMBERS: &'static [&'static str] = &["by_id"];
            fn read<A: rt::MapAccess<'de>>(
                mut it: rt::Members<'de, A>,
            ) -> Result<Self, A::Error> {
                let mut a0: Option<BTreeMap<String, Vec<Row>>> = Option::None;
                let mut extra: serde_json::Map<String, serde_json::Value> = ::core::default::Default::default();
                while let Option::Some(at) = it.next_member() {
                    match at {
                        0 => it.optional(&mut a0),
                        _ => it.extra(&mut extra),
                    }
                }
                let (true,) = (it.are_read(),) else {
                    return Result::Err(it.error(&[]))
                };
                Result::Ok(Self { by_id: a0, extra: extra })
            }
        }
        impl<'de> rt::Deserialize<'de> for Open {
            fn deserialize<D: rt::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                rt::read(deserializer)
            }
        }
    "#]],
    );
    check(
        Derive::Deserialize,
        "struct Empty {}",
        expect![[r#"
        impl<'de> rt::Object<'de> for Empty {
            const NAME: &'static str = "Empty";
            const MEMBERS: &'static [&'static str] = &[];
            fn read<A: rt::MapAccess<'de>>(
                mut it: rt::Members<'de, A>,
            ) -> Result<Self, A::Error> {
                while let Option::Some(at) = it.next_member() {
                    match at {
                        _ => it.skip(),
                    }
                }
                let (true,) = (it.are_read(),) else {
                    return Result::Err(it.error(&[]))
                };
                Result::Ok(Self {})
            }
        }
        impl<'de> rt::Deserialize<'de> for Empty {
            fn deserialize<D: rt::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                rt::read(deserializer)
            }
        }
    "#]],
    );
}

#[test]
fn a_wrapper_is_what_it_wraps() {
    let item = "pub struct Export(/** Docs. */ #[doc = \" a\"] pub BTreeMap<String, u8>);";
    check(
        Derive::Serialize,
        item,
        expect![[r#"
        impl rt::Serialize for Export {
            fn serialize<S: rt::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                rt::Serialize::serialize(&self.0, serializer)
            }
        }
    "#]],
    );
    check(
        Derive::Deserialize,
        item,
        expect![[r#"
        impl<'de> rt::Deserialize<'de> for Export {
            fn deserialize<D: rt::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                <BTreeMap<
                    String,
                    u8,
                > as rt::Deserialize>::deserialize(deserializer)
                    .map(Self)
            }
        }
    "#]],
    );
    check(
        Derive::Redact,
        item,
        expect![[r#"
        impl ::core::fmt::Debug for Export {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_tuple("Export")
                    .field(&rt::Redacted)
                    .finish()
            }
        }
    "#]],
    );
}

#[test]
fn a_union_is_its_branch() {
    check(
        Derive::Serialize,
        SHAPED,
        expect![[r#"
        impl rt::Serialize for Either {
            fn serialize<S: rt::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                match self {
                    Self::A(it) => {
                        rt::Serialize::serialize(it, serializer)
                    }
                    Self::List(it) => {
                        rt::Serialize::serialize(it, serializer)
                    }
                    Self::Same(it) => {
                        rt::Serialize::serialize(it, serializer)
                    }
                    Self::AsWell(it) => {
                        rt::Serialize::serialize(it, serializer)
                    }
                    Self::Text(it) => {
                        rt::Serialize::serialize(it, serializer)
                    }
                }
            }
        }
    "#]],
    );
    check(
        Derive::Deserialize,
        SHAPED,
        expect![[r#"
        impl<'de> rt::Deserialize<'de> for Either {
            fn deserialize<D: rt::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                match rt::Union::read(deserializer) {
                    Result::Ok(it) => {
                        it.branch(Self::A)
                            .branch(Self::List)
                            .branch(Self::Same)
                            .branch(Self::AsWell)
                            .branch(Self::Text)
                            .finish()
                    }
                    Result::Err(error) => Result::Err(error),
                }
            }
        }
    "#]],
    );
    check(
        Derive::Deserialize,
        "enum Pages { Forward(Forward), #[wire(several)] Several(Value), Backward(Backward) }",
        expect![[r#"
            impl<'de> rt::Deserialize<'de> for Pages {
                fn deserialize<D: rt::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    match rt::Union::read(deserializer) {
                        Result::Ok(it) => {
                            it.branch(Self::Forward).branch(Self::Backward).finish_or(Self::Several)
                        }
                        Result::Err(error) => Result::Err(error),
                    }
                }
            }
        "#]],
    );
    check(
        Derive::Deserialize,
        TAGGED,
        expect![[r#"
        impl<'de> rt::Deserialize<'de> for Store {
            fn deserialize<D: rt::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                match rt::Tagged::read(deserializer, "kind") {
                    Result::Ok((tag, it)) => {
                        match tag.as_deref() {
                            Option::Some("a" | "b \"quoted\"") => {
                                it.decode().map(Self::Apple)
                            }
                            Option::Some("c") => it.decode().map(Self::Other),
                            _ => Result::Ok(Self::Unknown(it.into_value())),
                        }
                    }
                    Result::Err(error) => Result::Err(error),
                }
            }
        }
    "#]],
    );
    check(
        Derive::FromBranches,
        SHAPED,
        expect![[r#"
        impl ::core::convert::From<A> for Either {
            #[inline]
            fn from(branch: A) -> Self {
                Self::A(branch)
            }
        }
    "#]],
    );
    check(
        Derive::FromBranches,
        "enum Place { #[wire(ambiguous)] Channel(ChannelId), #[wire(ambiguous)] Team(TeamId) }",
        expect![[r#""#]],
    );
    check(
        Derive::FromBranches,
        TAGGED,
        expect![[r#"
        impl ::core::convert::From<Apple> for Store {
            #[inline]
            fn from(branch: Apple) -> Self {
                Self::Apple(branch)
            }
        }
    "#]],
    );
}

#[test]
fn what_is_secret_is_not_shown() {
    check(
        Derive::Redact,
        "enum Pages { Forward(Forward), #[wire(several)] Several(Value) }",
        expect![[r#"
            impl ::core::fmt::Debug for Pages {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self {
                        Self::Forward(it) => f.debug_tuple("Forward").field(it).finish(),
                        Self::Several(_) => {
                            f.debug_tuple("Several")
                                .field(&rt::Redacted)
                                .finish()
                        }
                    }
                }
            }
        "#]],
    );
    check(
        Derive::Redact,
        "#[wire(secret)] enum Pages { Forward(Forward), #[wire(several)] Several(Value) }",
        expect![[r#"
            impl ::core::fmt::Debug for Pages {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_tuple("Pages")
                        .field(&rt::Redacted)
                        .finish()
                }
            }
        "#]],
    );
    let item = "struct Key { name: String, #[wire(secret)] pin: u8, r#type: Secret }";
    check(
        Derive::Redact,
        item,
        expect![[r#"
        impl ::core::fmt::Debug for Key {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct("Key")
                    .field("name", &self.name)
                    .field("pin", &rt::Redacted)
                    .field("type", &self.r#type)
                    .finish()
            }
        }
    "#]],
    );
    check(
        Derive::Redact,
        "#[wire(secret)] struct Key { name: String }",
        expect![[r#"
        impl ::core::fmt::Debug for Key {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_tuple("Key")
                    .field(&rt::Redacted)
                    .finish()
            }
        }
    "#]],
    );
}

#[test]
fn what_is_required_is_taken_and_the_rest_can_be_set() {
    let item = r#"struct Request {
        name: String, #[wire(required)] n: Option<i64>, of: Box<Request>, list: Vec<String>,
        key: Option<Secret>, keys: Option<Vec<Secret>>, new: Option<bool>, null_tag: Option<bool>,
        #[wire(read_only)] seen: Option<String>, next: Option<Box<Request>>,
        #[wire(empty, keep)] rules: Option<Option<Vec<String>>>,
        #[wire(empty)] map: Option<Option<BTreeMap<String, Option<u8>>>>,
        #[wire(clear, reset)] url: Option<Option<String>>,
        #[wire(name = "self")] self_: Option<Option<i64>>,
        tag: Option<Option<i64>>,
        #[wire(extra)] extra: serde_json::Map<String, serde_json::Value>,
    }"#;
    check(
        Derive::Setters,
        item,
        expect![[r#"
        impl Request {
            /// With what is required; all else is left out.
            #[inline]
            pub fn new(
                name: impl ::core::convert::Into<String>,
                n: Option<i64>,
                of: Request,
                list: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<String>>,
            ) -> Self {
                Self {
                    name: ::core::convert::Into::into(name),
                    n: n,
                    of: ::std::boxed::Box::new(of),
                    list: ::core::iter::IntoIterator::into_iter(list)
                        .map(::core::convert::Into::into)
                        .collect(),
                    key: Option::None,
                    keys: Option::None,
                    new: Option::None,
                    null_tag: Option::None,
                    seen: Option::None,
                    next: Option::None,
                    rules: Option::None,
                    map: Option::None,
                    url: Option::None,
                    self_: Option::None,
                    tag: Option::None,
                    extra: ::core::default::Default::default(),
                }
            }
            /// Sets `key`.
            #[inline]
            #[must_use]
            pub fn key(mut self, key: impl ::core::convert::Into<Secret>) -> Self {
                self.key = Option::Some(::core::convert::Into::into(key));
                self
            }
            /// Sets `keys`.
            #[inline]
            #[must_use]
            pub fn keys(
                mut self,
                keys: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<Secret>>,
            ) -> Self {
                self.keys = Option::Some(
                    ::core::iter::IntoIterator::into_iter(keys)
                        .map(::core::convert::Into::into)
                        .collect(),
                );
                self
            }
            /// Sets `new`.
            #[inline]
            #[must_use]
            pub fn new2(mut self, new: bool) -> Self {
                self.new = Option::Some(new);
                self
            }
            /// Sets `null_tag`.
            #[inline]
            #[must_use]
            pub fn null_tag(mut self, null_tag: bool) -> Self {
                self.null_tag = Option::Some(null_tag);
                self
            }
            /// Sets `next`.
            #[inline]
            #[must_use]
            pub fn next(mut self, next: Request) -> Self {
                self.next = Option::Some(::std::boxed::Box::new(next));
                self
            }
            /// Sets `rules`.
            #[inline]
            #[must_use]
            pub fn rules(
                mut self,
                rules: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<String>>,
            ) -> Self {
                self.rules = Option::Some(
                    Option::Some(
                        ::core::iter::IntoIterator::into_iter(rules)
                            .map(::core::convert::Into::into)
                            .collect(),
                    ),
                );
                self
            }
            /// Leaves `rules` out: the server keeps what it has.
            #[inline]
            #[must_use]
            pub fn keep_rules(mut self) -> Self {
                self.rules = Option::None;
                self
            }
            /// Sends `rules` as `[]`: the server removes everything.
            #[inline]
            #[must_use]
            pub fn clear_rules(mut self) -> Self {
                self.rules = Option::Some(Option::None);
                self
            }
            /// Sets `map`.
            #[inline]
            #[must_use]
            pub fn map(
                mut self,
                map: impl ::core::iter::IntoIterator<Item = (::std::string::String, Option<u8>)>,
            ) -> Self {
                self.map = Option::Some(
                    Option::Some(
                        ::core::iter::IntoIterator::into_iter(map).collect(),
                    ),
                );
                self
            }
            /// Sends `map` as `{}`: the server removes everything.
            #[inline]
            #[must_use]
            pub fn clear_map(mut self) -> Self {
                self.map = Option::Some(Option::None);
                self
            }
            /// Sets `url`.
            #[inline]
            #[must_use]
            pub fn url(mut self, url: impl ::core::convert::Into<String>) -> Self {
                self.url = Option::Some(
                    Option::Some(::core::convert::Into::into(url)),
                );
                self
            }
            /// Leaves `url` out: the server resets it.
            #[inline]
            #[must_use]
            pub fn reset_url(mut self) -> Self {
                self.url = Option::None;
                self
            }
            /// Sends `url` as `null`: the server removes the value.
            #[inline]
            #[must_use]
            pub fn clear_url(mut self) -> Self {
                self.url = Option::Some(Option::None);
                self
            }
            /// Sets `self`.
            #[inline]
            #[must_use]
            pub fn self_(mut self, self_: i64) -> Self {
                self.self_ = Option::Some(Option::Some(self_));
                self
            }
            /// Sends `self` as `null`.
            #[inline]
            #[must_use]
            pub fn null_self(mut self) -> Self {
                self.self_ = Option::Some(Option::None);
                self
            }
            /// Sets `tag`.
            #[inline]
            #[must_use]
            pub fn tag(mut self, tag: i64) -> Self {
                self.tag = Option::Some(Option::Some(tag));
                self
            }
            /// Sends `tag` as `null`.
            #[inline]
            #[must_use]
            pub fn null_tag2(mut self) -> Self {
                self.tag = Option::Some(Option::None);
                self
            }
            /// Sets a member that the document does not name.
            #[inline]
            #[must_use]
            pub fn extra(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<serde_json::Value>,
            ) -> Self {
                self.extra
                    .insert(
                        ::core::convert::Into::into(name),
                        ::core::convert::Into::into(value),
                    );
                self
            }
        }
    "#]],
    );
    check(
        Derive::Setters,
        "struct Request { on: Option<bool> }",
        expect![[r#"
        impl Request {
            /// With nothing set: everything is left out.
            #[inline]
            pub fn new() -> Self {
                ::core::default::Default::default()
            }
            /// Sets `on`.
            #[inline]
            #[must_use]
            pub fn on(mut self, on: bool) -> Self {
                self.on = Option::Some(on);
                self
            }
        }
    "#]],
    );
}

#[test]
fn other_forms_are_errors_that_say_so() {
    let refused = |derive: Derive, item: &str, message: &str| {
        let error = derive.expand(item.parse().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), message);
    };
    refused(Derive::Serialize, "struct A<T> { a: T }", "`A` has no fields, or is generic");
    refused(Derive::Serialize, "struct A;", "`A` has no fields, or is generic");
    refused(Derive::Serialize, "union A { a: u8 }", "`A` is neither a struct nor an enum");
    refused(
        Derive::Serialize,
        "struct A(u8, u8);",
        "a struct without names for its fields can have one field alone",
    );
    refused(Derive::Serialize, "enum A { B }", "the branch `B` has no type");
    refused(Derive::Serialize, "enum A { B { c: u8 } }", "the branch `B` has no type");
    refused(Derive::Setters, "enum A { B(u8) }", "`Setters` is for a struct with named fields");
    refused(Derive::FromBranches, "struct A(u8);", "`FromBranches` is for an enum");
    refused(
        Derive::Deserialize,
        "#[wire(tag = \"a\")] enum A { B(u8) }",
        "`A` has a tag and needs a branch `Unknown`",
    );
    refused(
        Derive::Serialize,
        "struct A { #[wire(sercet)] a: u8 }",
        "`#[wire(sercet)]` is not known",
    );
    refused(
        Derive::Serialize,
        "struct A { #[wire(name)] a: u8 }",
        "`name` of `#[wire(..)]` needs a text",
    );
    refused(Derive::Serialize, "struct A { #[wire(name = 1)] a: u8 }", "`1` is not a text");
}

#[test]
fn a_message_is_code_at_which_the_compiler_stops() {
    let error = Derive::Setters.expand("enum A { B(u8) }".parse().unwrap()).unwrap_err();
    let code = error.to_compile_error();
    assert_eq!(code, "::core::compile_error! { \"`Setters` is for a struct with named fields\" }");
}

#[test]
fn names_keep_every_character() {
    let names = ["a\"b", "a\\n", "ä\u{7f}\n\t\0", "{}"];
    for name in names {
        let item = format!("struct A {{ #[wire(name = {name:?})] a: u8 }}");
        let text = Derive::Serialize.expand(item.parse().unwrap()).unwrap();
        assert!(text.contains(&format!("it.member({name:?}, &self.a);")), "{text}");
    }
}

#[test]
fn a_broken_line_leaves_no_comma_behind_a_type() {
    check(
        Derive::Setters,
        "pub struct Request { pub kind: Option<Option<Kind,>,>, pub rows: Option<Vec<Row,>,>, }",
        expect![[r#"
            impl Request {
                /// With nothing set: everything is left out.
                #[inline]
                pub fn new() -> Self {
                    ::core::default::Default::default()
                }
                /// Sets `kind`.
                #[inline]
                #[must_use]
                pub fn kind(mut self, kind: Kind) -> Self {
                    self.kind = Option::Some(Option::Some(kind));
                    self
                }
                /// Sends `kind` as `null`.
                #[inline]
                #[must_use]
                pub fn null_kind(mut self) -> Self {
                    self.kind = Option::Some(Option::None);
                    self
                }
                /// Sets `rows`.
                #[inline]
                #[must_use]
                pub fn rows(mut self, rows: impl ::core::iter::IntoIterator<Item = Row>) -> Self {
                    self.rows = Option::Some(
                        ::core::iter::IntoIterator::into_iter(rows).collect(),
                    );
                    self
                }
            }
        "#]],
    );
}
