//! The items behind the paths that users reach.

use std::collections::{BTreeMap, BTreeSet};

use syn::ext::IdentExt;
use syn::{Fields, ImplItem, Item as Declared, ItemEnum, ItemImpl, ItemStruct, Path, Type};

use super::attributes::{Attributes, Cfg, Read};
use super::error::Error;
use super::item::{Form, Item, Kind};
use super::modules::{ModuleId, Modules, is_public};
use super::names::{Definition, Spelling, Target};
use super::publish::{Publication, outside, public_paths, publications};
use super::signature::signature;

/// Every public item of a crate, in no particular order.
pub(super) fn items(modules: &Modules, crate_name: &str) -> Result<Vec<Item>, Error> {
    let publications = publications(modules);
    let public = public_paths(modules, &publications);
    let impls = impls_by_type(modules, &public);
    let list = List { modules, public: &public, impls: &impls, crate_name };
    let mut items = Vec::new();
    for publication in &publications {
        list.publication(publication, &mut items)?;
    }
    Ok(items)
}

/// The implementations that each item has, with the modules where they stand.
type Impls<'a> = BTreeMap<Definition, Vec<(ModuleId, &'a ItemImpl)>>;

fn impls_by_type<'a>(modules: &'a Modules, public: &BTreeMap<Definition, String>) -> Impls<'a> {
    let mut impls = Impls::new();
    for (id, module) in modules.0.iter().enumerate() {
        let spelling = Spelling::new(modules, public, id);
        for it in module.impls.iter().filter(|it| !Read::of(&it.attrs).hidden) {
            let Type::Path(ty) = &*it.self_ty else { continue };
            if let Some(Target::Definition(definition)) = spelling.target(&ty.path) {
                impls.entry(definition).or_default().push((id, it));
            }
        }
    }
    impls
}

struct List<'a> {
    modules: &'a Modules,
    public: &'a BTreeMap<Definition, String>,
    impls: &'a Impls<'a>,
    crate_name: &'a str,
}

impl<'a> List<'a> {
    fn publication(&self, it: &'a Publication, items: &mut Vec<Item>) -> Result<(), Error> {
        let path = format!("{}::{}", self.crate_name, it.path);
        match &it.target {
            Target::Module(id) => {
                let read = self.modules.0[*id].read.clone();
                items.push(item(path, Kind::Module, read, &it.cfg - &it.around));
            }
            Target::Foreign(of) => {
                let kind = Kind::Import { of: of.join("::") };
                items.push(item(path, kind, Read::default(), &it.cfg - &it.around));
            }
            Target::Definition(definition) => {
                let spelling = Spelling::new(self.modules, self.public, definition.0);
                let place = Place { path, spelling, cfg: &it.cfg };
                self.definition(definition, &place, &it.around, items)?;
            }
        }
        Ok(())
    }

    fn definition(
        &self,
        definition: &Definition,
        place: &Place<'_>,
        around: &BTreeSet<Cfg>,
        items: &mut Vec<Item>,
    ) -> Result<(), Error> {
        let (module, space, name) = definition;
        let Some(declared) = self.modules.definition(*module, *space, name) else { return Ok(()) };
        let Some((_, attributes)) = outside(declared) else { return Ok(()) };
        let read = Read::of(attributes);
        items.extend(read.derives.iter().filter_map(|(cfg, name)| place.derived(name, cfg)));
        if let Some(kind) = kind(declared, &place.spelling) {
            items.push(item(place.path.clone(), kind, read, place.cfg - around));
        }
        match declared {
            Declared::Struct(it) => fields(it, place, items),
            Declared::Enum(it) => variants(it, place, items),
            _ => {}
        }
        for (module, it) in self.impls.get(definition).into_iter().flatten() {
            let spelling = Spelling::new(self.modules, self.public, *module);
            let place = Place { path: place.path.clone(), spelling, cfg: place.cfg };
            let cfg = self.modules.cfg_of_module(*module);
            let file = &self.modules.0[*module].file;
            place
                .implementation(it, &cfg, items)
                .map_err(|what| Error::Unknown { file: file.clone(), what })?;
        }
        Ok(())
    }
}

/// An item whose parts are read.
struct Place<'a> {
    path: String,
    /// For the module where the parts stand.
    spelling: Spelling<'a>,
    /// All that has to hold for the item to be there.
    cfg: &'a BTreeSet<Cfg>,
}

impl Place<'_> {
    /// A part with a name of its own.
    fn member(&self, name: &str, kind: Kind, read: Read) -> Item {
        let cfg = &read.attributes.cfg - self.cfg;
        item(format!("{}::{name}", self.path), kind, read, cfg)
    }

    /// A trait that is implemented by a derive, if that is all that the derive makes. Derives have
    /// names of their own, which no type of the crate hides.
    fn derived(&self, name: &Path, cfg: &BTreeSet<Cfg>) -> Option<Item> {
        let last = name.segments.last().map(|it| it.ident.to_string()).unwrap_or_default();
        let name = match (last.as_str(), name.get_ident()) {
            ("Setters" | "FromBranches", _) => return None,
            ("Serialize", _) => "serde::Serialize".to_owned(),
            ("Deserialize", _) => "serde::Deserialize<'de>".to_owned(),
            ("Redact", _) => "Debug".to_owned(),
            (_, Some(ident)) => ident.to_string(),
            (_, None) => self.spelling.path(name),
        };
        let kind = Kind::Impl { name, members: Vec::new() };
        Some(item(self.path.clone(), kind, Read::default(), cfg - self.cfg))
    }

    /// The items of an `impl` in a module that is there under `cfg`; an error says what it has
    /// that is not known.
    fn implementation(
        &self,
        it: &ItemImpl,
        cfg: &BTreeSet<Cfg>,
        items: &mut Vec<Item>,
    ) -> Result<(), String> {
        let spelling = self.spelling.with(&it.generics);
        let mut read = Read::of(&it.attrs);
        read.attributes.cfg.extend(cfg.iter().cloned());
        match &it.trait_ {
            Some((name, _)) => {
                let cfg = &read.attributes.cfg - self.cfg;
                let members = it.items.iter().filter_map(|it| associated(it, &spelling)).collect();
                let kind = Kind::Impl { name: spelling.path(name), members };
                items.push(item(self.path.clone(), kind, read, cfg));
            }
            None => {
                for member in &it.items {
                    items.extend(self.inherent(member, &spelling, &read)?);
                }
            }
        }
        Ok(())
    }

    fn inherent(
        &self,
        member: &ImplItem,
        spelling: &Spelling<'_>,
        around: &Read,
    ) -> Result<Option<Item>, String> {
        let (visibility, attributes, name, kind) = match member {
            ImplItem::Fn(it) => {
                let kind = Kind::Function(signature(&it.sig, spelling));
                (&it.vis, &it.attrs, &it.sig.ident, kind)
            }
            ImplItem::Const(it) => {
                (&it.vis, &it.attrs, &it.ident, Kind::Constant { ty: spelling.ty(&it.ty) })
            }
            ImplItem::Macro(it) => {
                return Err(format!("the macro `{}!` in an `impl`", spelling.path(&it.mac.path)));
            }
            _ => return Err("an `impl` with more than constants and functions".to_owned()),
        };
        let mut read = Read::of(attributes);
        if !is_public(visibility) || read.hidden {
            return Ok(None);
        }
        read.attributes.cfg.extend(around.attributes.cfg.iter().cloned());
        Ok(Some(self.member(&name.unraw().to_string(), kind, read)))
    }
}

/// An item under conditions that its owner does not have.
fn item(path: String, kind: Kind, read: Read, cfg: BTreeSet<Cfg>) -> Item {
    let attributes = Attributes { cfg, ..read.attributes };
    Item { path, kind, attributes, docs: read.docs }
}

fn kind(declared: &Declared, spelling: &Spelling<'_>) -> Option<Kind> {
    Some(match declared {
        Declared::Struct(it) => {
            Kind::Struct { generics: spelling.generics(&it.generics), form: form(&it.fields) }
        }
        Declared::Enum(it) => Kind::Enum { generics: spelling.generics(&it.generics) },
        Declared::Type(it) => Kind::Alias {
            generics: spelling.generics(&it.generics),
            ty: spelling.with(&it.generics).ty(&it.ty),
        },
        Declared::Fn(it) => Kind::Function(signature(&it.sig, spelling)),
        Declared::Const(it) => Kind::Constant { ty: spelling.ty(&it.ty) },
        Declared::Static(it) => Kind::Static { ty: spelling.ty(&it.ty) },
        _ => return None,
    })
}

fn form(fields: &Fields) -> Form {
    let private = fields.iter().any(|it| !is_public(&it.vis));
    match fields {
        Fields::Unit => Form::Unit,
        _ if private && !fields.iter().any(|it| is_public(&it.vis)) => Form::Opaque,
        Fields::Named(_) => Form::Named { private },
        Fields::Unnamed(_) => Form::Tuple { private },
    }
}

fn fields(it: &ItemStruct, place: &Place<'_>, items: &mut Vec<Item>) {
    let spelling = place.spelling.with(&it.generics);
    for (index, field) in it.fields.iter().enumerate() {
        let read = Read::of(&field.attrs);
        if is_public(&field.vis) && !read.hidden {
            let name = field.ident.as_ref().map(|it| it.unraw().to_string());
            let name = name.unwrap_or_else(|| index.to_string());
            items.push(place.member(&name, Kind::Field { ty: spelling.ty(&field.ty) }, read));
        }
    }
}

fn variants(it: &ItemEnum, place: &Place<'_>, items: &mut Vec<Item>) {
    let spelling = place.spelling.with(&it.generics);
    for variant in &it.variants {
        let read = Read::of(&variant.attrs);
        if !read.hidden {
            let kind = Kind::Variant { fields: variant_fields(&variant.fields, &spelling) };
            items.push(place.member(&variant.ident.unraw().to_string(), kind, read));
        }
    }
}

fn variant_fields(fields: &Fields, spelling: &Spelling<'_>) -> String {
    let types = fields.iter().map(|it| match &it.ident {
        Some(name) => format!("{}: {}", name.unraw(), spelling.ty(&it.ty)),
        None => spelling.ty(&it.ty),
    });
    let types = types.collect::<Vec<_>>().join(", ");
    match fields {
        Fields::Unit => String::new(),
        Fields::Named(_) => format!(" {{ {types} }}"),
        Fields::Unnamed(_) => format!("({types})"),
    }
}

/// What users see of an item in the implementation of a trait: not its functions, which are as the
/// trait has them.
fn associated(item: &ImplItem, spelling: &Spelling<'_>) -> Option<String> {
    match item {
        ImplItem::Type(it) => Some(format!("type {} = {}", it.ident, spelling.ty(&it.ty))),
        ImplItem::Const(it) => Some(format!("const {}: {}", it.ident, spelling.ty(&it.ty))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rust_api::testing::{check, list};

    const EVERY_KIND: &str = r#"
            pub struct Client<'a> { inner: &'a str }
            pub struct Export(pub String);
            struct Private;
            #[non_exhaustive]
            pub struct Segment { pub name: String, secret: u8 }
            pub struct Nothing;
            pub enum Store { Apple(Segment, u8), Google { key: String }, None }
            pub type Call<T, E = Segment> = runtime::Call<T, E>;
            pub static LIST: &[&Segment] = &[];
            pub const BASE: &'static str = "a";
            pub const fn get<T: Clone>(_: u8, (a, b): (T, T),) -> Option<T> where T: Copy, { None }
            pub(crate) fn hidden() {}
            impl<'a> Client<'a> {
                pub const ID: u8 = 1;
                #[deprecated] pub async unsafe fn send(mut self, to: &str) {}
                pub fn name(&mut self) -> Self { loop {} }
                fn private(&self) {}
                #[doc(hidden)] pub fn hidden(&self) {}
            }
            "#;

    #[test]
    fn every_kind_of_item_has_its_line() {
        check(
            EVERY_KIND,
            expect![[r#"
                const a::BASE: &'static str
                type a::Call<T, E = Segment> = runtime::Call<T, E>
                struct a::Client<'a> { .. }
                const a::Client::ID: u8
                fn a::Client::name(&mut self) -> Self
                #[deprecated] async unsafe fn a::Client::send(self, to: &str)
                struct a::Export(_)
                field a::Export::0: String
                static a::LIST: &[&Segment]
                struct a::Nothing;
                #[non_exhaustive] struct a::Segment { .. }
                field a::Segment::name: String
                enum a::Store
                variant a::Store::Apple(Segment, u8)
                variant a::Store::Google { key: String }
                variant a::Store::None
                const fn a::get<T: Clone>(_: u8, (a, b): (T, T)) -> Option<T> where T: Copy
            "#]],
        );
    }

    #[test]
    fn items_are_listed_where_users_find_them() {
        check(
            r#"
            mod client;
            pub mod models;
            pub use client::{Client, Hidden as Shown, helper};
            pub use other::Date;
            pub use other::time::*;
            //- client.rs
            use super::models::{self, inner::Private};
            pub struct Client;
            pub struct Hidden;
            pub fn helper(models: &models::Segment, private: Private) -> crate::models::Segment {}
            //- models/mod.rs
            pub use segments::*;
            pub(crate) mod inner { pub struct Private; }
            mod segments;
            pub struct Shadowed;
            struct Private;
            //- models/segments.rs
            use super::*;
            pub struct Segment { pub next: Option<super::segments::Segment> }
            pub struct Shadowed { pub not_shown: u8 }
            pub struct Private { pub not_shown: u8 }
            pub mod below { pub fn function(it: super::super::Segment) {} }
            "#,
            expect![[r#"
                use a::* = other::time::*
                struct a::Client;
                use a::Date = other::Date
                struct a::Shown;
                fn a::helper(models: &models::Segment, private: Private) -> models::Segment
                mod a::models
                struct a::models::Segment
                field a::models::Segment::next: Option<models::Segment>
                struct a::models::Shadowed;
                mod a::models::below
                fn a::models::below::function(it: models::Segment)
            "#]],
        );
    }

    #[test]
    fn an_item_of_two_paths_is_listed_twice_and_named_once() {
        check(
            r#"
            pub mod models { pub struct Segment; pub fn get() -> Segment { Segment } }
            pub use models::{self as types, Segment};
            "#,
            expect![[r#"
                struct a::Segment;
                mod a::models
                struct a::models::Segment;
                fn a::models::get() -> models::Segment
                mod a::types
                struct a::types::Segment;
                fn a::types::get() -> models::Segment
            "#]],
        );
    }

    #[test]
    fn a_module_that_names_the_one_it_is_in_ends() {
        check(
            "pub mod a { pub use super::*; pub use crate as root; pub struct A; } pub struct B;",
            expect![[r#"
                struct a::B;
                mod a::a
                struct a::a::A;
                mod a::a::root
            "#]],
        );
    }

    #[test]
    fn names_are_resolved_as_the_compiler_would() {
        check(
            r#"
            use std::time::Duration;
            use serde_json::{Map, Value as Json};
            use runtime::{self as rt, Secret};
            pub struct T;
            pub fn generic<T>(of: T, duration: Duration, json: Map<String, Json,>) -> rt::Call<T> {}
            pub fn closure(it: impl FnOnce(rt::Builder,) -> crate::T, secret: self::Secret) {}
            pub fn own(it: T) -> std::option::Option<::std::fmt::Result> {}
            pub mod m { pub struct U; pub fn own(it: U) {} pub fn generic<U>(it: U) {} }
            pub fn cyclic(it: x::y::Z) {}
            mod x { pub use super::w as y; }
            mod w { pub use super::x::y::*; }
            "#,
            expect![[r#"
                struct a::T;
                fn a::closure(it: impl FnOnce(runtime::Builder) -> T, secret: runtime::Secret)
                fn a::cyclic(it: x::y::Z)
                fn a::generic<T>(of: T, duration: std::time::Duration, json: serde_json::Map<String, serde_json::Value>) -> runtime::Call<T>
                mod a::m
                struct a::m::U;
                fn a::m::generic<U>(it: U)
                fn a::m::own(it: m::U)
                fn a::own(it: T) -> Option<std::fmt::Result>
            "#]],
        );
    }

    #[test]
    fn implementations_stand_with_their_type() {
        check(
            r#"
            pub mod models;
            mod elsewhere;
            //- models.rs
            #[derive(Clone, PartialEq, serde::Deserialize)]
            #[cfg_attr(feature = "full-serde", derive(serde::Serialize))]
            pub struct List { pub data: Vec<u8> }
            impl std::fmt::Debug for List { fn fmt(&self) {} }
            impl std::fmt::Display for List { fn fmt(&self) {} }
            impl runtime::Page for List { type Item = List; fn items(&self) -> &[List] {} }
            impl From<String> for List { fn from(it: String) -> Self {} }
            //- elsewhere.rs
            impl super::models::List { pub fn len(&self) -> usize { 1 } }
            impl Clone for super::Nobody {}
            "#,
            expect![[r#"
                mod a::models
                struct a::models::List
                #[cfg(feature = "full-serde")] impl serde::Serialize for a::models::List
                impl Clone + Debug + From<String> + PartialEq + serde::Deserialize<'de> + std::fmt::Display for a::models::List
                impl runtime::Page for a::models::List { type Item = models::List }
                field a::models::List::data: Vec<u8>
                fn a::models::List::len(&self) -> usize
            "#]],
        );
    }

    #[test]
    fn derived_and_written_implementations_are_the_same() {
        let lines = |text: &str| list(text).unwrap().lines();
        assert_eq!(
            lines("#[derive(Debug, serde::Deserialize)] pub struct A;"),
            lines(
                "pub struct A; impl core::fmt::Debug for A {}
                 impl<'de> serde::Deserialize<'de> for A {}"
            ),
        );
    }

    #[test]
    fn conditions_are_told_where_they_begin() {
        check(
            r#"
            #[cfg(feature = "segments")] pub mod segments;
            pub mod models;
            pub struct Client;
            #[cfg(test)] mod tests;
            #[cfg(test)] pub fn test() {}
            //- segments.rs
            pub struct Segments { #[cfg(unix)] pub a: u8 }
            impl Segments { pub fn list(&self) {} }
            impl super::Client { pub fn segments(&self) -> Segments { Segments } }
            //- models.rs
            #[cfg(feature = "segments")] mod segments;
            #[cfg(feature = "segments")] pub use segments::*;
            mod shared;
            pub use shared::Shared;
            //- models/segments.rs
            #[derive(Clone)] pub struct Segment;
            impl Segment { #[cfg(feature = "b")] pub fn b(&self) {} }
            //- models/shared.rs
            #[cfg(any(feature = "users", feature = "segments"))]
            #[derive(Clone)]
            pub struct Shared;
            #[cfg(any(feature = "users", feature = "segments"))]
            impl Shared { pub fn a(&self) {} }
            "#,
            expect![[r#"
                struct a::Client;
                #[cfg(feature = "segments")] fn a::Client::segments(&self) -> segments::Segments
                mod a::models
                #[cfg(feature = "segments")] struct a::models::Segment;
                impl Clone for a::models::Segment
                #[cfg(feature = "b")] fn a::models::Segment::b(&self)
                #[cfg(any(feature = "segments", feature = "users"))] struct a::models::Shared;
                impl Clone for a::models::Shared
                fn a::models::Shared::a(&self)
                #[cfg(feature = "segments")] mod a::segments
                struct a::segments::Segments
                #[cfg(unix)] field a::segments::Segments::a: u8
                fn a::segments::Segments::list(&self)
            "#]],
        );
    }

    #[test]
    fn whatever_a_file_holds_is_listed_or_an_error() {
        let words = EVERY_KIND.char_indices().filter(|(_, char)| !char.is_whitespace());
        let prefixes = words.map(|(end, _)| EVERY_KIND.split_at(end).0);
        let listed = prefixes.filter(|it| list(it).is_ok()).count();
        assert!((10..EVERY_KIND.len()).contains(&listed), "{listed}");
        let words: Vec<_> = EVERY_KIND.split_inclusive(' ').collect();
        for skipped in 0..words.len() {
            let rest = words.iter().enumerate().filter(|(at, _)| *at != skipped);
            let _ = list(&rest.map(|(_, word)| *word).collect::<String>());
        }
    }

    #[test]
    fn what_cannot_be_listed_is_an_error_with_its_file() {
        check(
            "pub mod a;\n//- a.rs\nmod b;",
            expect![[r#"
            `a.rs` declares the module `b`, whose file is missing; give all files of the crate
        "#]],
        );
        check(
            "pub mod a;\n//- a.rs\nfn (",
            expect![[r#"
            `a.rs` is not Rust: cannot parse string into token stream; generate it anew
        "#]],
        );
        check(
            "pub mod a;\n//- a.rs\nruntime::other! { 1 }",
            expect![[r#"
            `a.rs` has the macro `runtime::other!`, whose public items are not known; add it to `codegen/src/rust_api`
        "#]],
        );
        check(
            "pub trait A {}",
            expect![[r#"
            `mod.rs` has an item of the kind `trait`, whose public items are not known; add it to `codegen/src/rust_api`
        "#]],
        );
        check(
            "pub struct A; impl A { a!(); }",
            expect![[r#"
            `mod.rs` has the macro `a!` in an `impl`, whose public items are not known; add it to `codegen/src/rust_api`
        "#]],
        );
        check(
            "//- a.rs\n",
            expect![[r#"
            the crate has no `lib.rs` and no `mod.rs`; give all files below one of them
        "#]],
        );
    }
}
