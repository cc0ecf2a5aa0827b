//! What a path means in the module that it stands in, and how it is written for users.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{GenericParam, Generics, Ident, PathSegment, Type};

use super::modules::{ModuleId, Modules, ROOT};
use super::tokens::text;

/// An item of the crate: its module, what kind of name it has, and its name.
pub(super) type Definition = (ModuleId, Namespace, String);

/// Types and values have names of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Namespace {
    Type,
    Value,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Module(ModuleId),
    Definition(Definition),
    /// Something of another crate, by its path there.
    Foreign(Vec<String>),
}

/// What a path leads to, and how many of its segments lead there.
struct Found {
    target: Target,
    used: usize,
}

/// What one question has come past. No name is looked up twice in one module, so that modules
/// which import each other come to an end.
type Trail = Vec<(ModuleId, String)>;

impl Modules {
    /// What the path of a `use` in the module `from` leads to; what the crate does not have is of
    /// another crate.
    pub(super) fn import(&self, from: ModuleId, path: &[String], space: Namespace) -> Target {
        match self.find(from, path, space, &mut Trail::new()) {
            Some(Found { target, used }) if used == path.len() => target,
            _ => Target::Foreign(path.to_vec()),
        }
    }

    fn find(
        &self,
        from: ModuleId,
        path: &[String],
        space: Namespace,
        trail: &mut Trail,
    ) -> Option<Found> {
        let at = match path.first()?.as_str() {
            "crate" => ROOT,
            "self" => from,
            "super" => self.0[from].parent,
            _ => return self.look_up(from, path, 0, space, trail),
        };
        self.descend(at, path, 1, space, trail)
    }

    fn descend(
        &self,
        module: ModuleId,
        path: &[String],
        used: usize,
        space: Namespace,
        trail: &mut Trail,
    ) -> Option<Found> {
        match path.get(used).map(String::as_str) {
            None => Some(Found { target: Target::Module(module), used }),
            Some("super") => self.descend(self.0[module].parent, path, used + 1, space, trail),
            Some(_) => self.look_up(module, path, used, space, trail),
        }
    }

    /// Goes on with the segment at `used`, which is a name in `module`.
    fn look_up(
        &self,
        module: ModuleId,
        path: &[String],
        used: usize,
        space: Namespace,
        trail: &mut Trail,
    ) -> Option<Found> {
        let name = path.get(used)?;
        let step = (module, name.clone());
        if trail.contains(&step) {
            return None;
        }
        trail.push(step);
        let here = &self.0[module];
        let is_last = used + 1 == path.len();
        if is_last && space == Namespace::Value && here.values.contains_key(name) {
            let target = Target::Definition((module, space, name.clone()));
            return Some(Found { target, used: used + 1 });
        }
        if !is_last || space == Namespace::Type {
            if let Some(child) = here.children.get(name) {
                return self.descend(*child, path, used + 1, space, trail);
            }
            if here.types.contains_key(name) {
                let target = Target::Definition((module, Namespace::Type, name.clone()));
                return Some(Found { target, used: used + 1 });
            }
        }
        self.look_up_import(module, path, used, space, trail)
    }

    fn look_up_import(
        &self,
        module: ModuleId,
        path: &[String],
        used: usize,
        space: Namespace,
        trail: &mut Trail,
    ) -> Option<Found> {
        let (name, rest) = path.get(used..)?.split_first()?;
        let (all, named): (Vec<_>, Vec<_>) =
            self.0[module].imports.iter().partition(|it| it.name.is_none());
        if let Some(import) = named.into_iter().find(|it| it.name.as_ref() == Some(name)) {
            let whole: Vec<_> = import.path.iter().chain(rest).cloned().collect();
            return match self.find(module, &whole, space, trail) {
                Some(found) if found.used >= import.path.len() => {
                    Some(Found { used: found.used - import.path.len() + used + 1, ..found })
                }
                _ if is_own(&import.path) => None,
                _ => Some(Found { target: Target::Foreign(import.path.clone()), used: used + 1 }),
            };
        }
        all.into_iter().find_map(|import| {
            let found = self.find(module, &import.path, Namespace::Type, trail)?;
            match found.target {
                Target::Module(it) if found.used == import.path.len() => {
                    self.look_up(it, path, used, space, trail)
                }
                _ => None,
            }
        })
    }
}

/// Whether a path can lead to nothing but this crate.
fn is_own(path: &[String]) -> bool {
    matches!(path.first().map(String::as_str), Some("crate" | "self" | "super"))
}

/// Writes the paths in types the way that users know them.
#[derive(Clone)]
pub(super) struct Spelling<'a> {
    modules: &'a Modules,
    /// The path of every public item below the root of the crate.
    public: &'a BTreeMap<Definition, String>,
    module: ModuleId,
    /// Names of type parameters, which hide all others.
    parameters: Vec<String>,
}

impl<'a> Spelling<'a> {
    /// For the types that stand in `module`.
    pub(super) fn new(
        modules: &'a Modules,
        public: &'a BTreeMap<Definition, String>,
        module: ModuleId,
    ) -> Self {
        Self { modules, public, module, parameters: Vec::new() }
    }

    /// The same, where `generics` are in scope too.
    pub(super) fn with(&self, generics: &Generics) -> Self {
        let named = generics.params.iter().filter_map(|it| match it {
            GenericParam::Type(it) => Some(it.ident.to_string()),
            GenericParam::Const(it) => Some(it.ident.to_string()),
            GenericParam::Lifetime(_) => None,
        });
        let parameters = self.parameters.iter().cloned().chain(named).collect();
        Self { parameters, ..*self }
    }

    /// What a path in a type leads to.
    pub(super) fn target(&self, path: &syn::Path) -> Option<Target> {
        self.find(&names(path)).map(|it| it.target)
    }

    /// A type in one line.
    pub(super) fn ty(&self, ty: &Type) -> String {
        let mut ty = ty.clone();
        self.clone().visit_type_mut(&mut ty);
        text(&ty)
    }

    /// A path of a type or trait in one line.
    pub(super) fn path(&self, path: &syn::Path) -> String {
        let mut path = path.clone();
        self.clone().visit_path_mut(&mut path);
        text(&path)
    }

    /// Parameters in one line: `<'a, T: Clone>`.
    pub(super) fn generics(&self, generics: &Generics) -> String {
        let mut generics = generics.clone();
        self.with(&generics).visit_generics_mut(&mut generics);
        text(&generics)
    }

    /// The `where` clause in one line.
    pub(super) fn bounds(&self, generics: &Generics) -> String {
        let mut generics = generics.clone();
        self.with(&generics).visit_generics_mut(&mut generics);
        if let Some(clause) = &mut generics.where_clause {
            clause.predicates.pop_punct();
        }
        text(&generics.where_clause)
    }

    fn find(&self, names: &[String]) -> Option<Found> {
        let first = names.first()?;
        if first == "Self" || self.parameters.contains(first) {
            return None;
        }
        self.modules.find(self.module, names, Namespace::Type, &mut Trail::new())
    }
}

impl VisitMut for Spelling<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let public = self.find(&names(path)).and_then(|found| match &found.target {
            Target::Module(_) => None,
            Target::Foreign(names) => Some((names.join("::"), found.used)),
            Target::Definition(it) => Some((self.public.get(it)?.clone(), found.used)),
        });
        if let Some((public, used)) = public {
            replace(path, &public, used);
        }
        shorten(path);
        path.leading_colon = None;
    }

    /// Line breaks may have left a comma.
    fn visit_angle_bracketed_generic_arguments_mut(
        &mut self,
        arguments: &mut syn::AngleBracketedGenericArguments,
    ) {
        visit_mut::visit_angle_bracketed_generic_arguments_mut(self, arguments);
        arguments.args.pop_punct();
    }

    fn visit_parenthesized_generic_arguments_mut(
        &mut self,
        arguments: &mut syn::ParenthesizedGenericArguments,
    ) {
        visit_mut::visit_parenthesized_generic_arguments_mut(self, arguments);
        arguments.inputs.pop_punct();
    }

    fn visit_generics_mut(&mut self, generics: &mut Generics) {
        visit_mut::visit_generics_mut(self, generics);
        generics.params.pop_punct();
    }

    fn visit_type_tuple_mut(&mut self, tuple: &mut syn::TypeTuple) {
        visit_mut::visit_type_tuple_mut(self, tuple);
        if tuple.elems.len() > 1 {
            tuple.elems.pop_punct();
        }
    }
}

fn names(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|it| it.ident.unraw().to_string()).collect()
}

/// Puts `public` in place of the first `used` segments, the last of which keeps its arguments.
fn replace(path: &mut syn::Path, public: &str, used: usize) {
    let mut segments: Punctuated<PathSegment, syn::Token![::]> =
        public.split("::").map(|it| PathSegment::from(identifier(it))).collect();
    let replaced = path.segments.iter().nth(used.saturating_sub(1));
    if let (Some(last), Some(replaced)) = (segments.last_mut(), replaced) {
        last.arguments = replaced.arguments.clone();
    }
    segments.extend(path.segments.iter().skip(used).cloned());
    path.segments = segments;
}

/// The name as documentation has it: without the `r#` of a name that is a keyword.
fn identifier(name: &str) -> Ident {
    let ident = Ident::parse_any.parse_str(name);
    ident.unwrap_or_else(|_| Ident::new("_", Span::call_site()))
}

/// What everyone knows by its last name, since the prelude or a derive has it.
const KNOWN: [&str; 20] = [
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "From",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "String",
    "Vec",
];

/// `std::fmt::Debug` is `Debug`, wherever it comes from.
fn shorten(path: &mut syn::Path) {
    let names = names(path);
    let is_standard = matches!(names.first().map(String::as_str), Some("std" | "core" | "alloc"));
    let Some(last) = path.segments.last().filter(|it| KNOWN.contains(&&*it.ident.to_string()))
    else {
        return;
    };
    // `std::fmt::Result` and `std::io::Result` are other types than `Result`.
    let is_another = last.ident == "Result" && names.get(1).is_some_and(|it| it != "result");
    if is_standard && !is_another {
        path.segments = Punctuated::from_iter([last.clone()]);
    }
}
