//! `models/`: one file per tag with the types that only it uses, one with those that several use.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenTree;
use quote::format_ident;
use syn::visit::Visit;
use syn::{Attribute, Ident, Item, parse_quote};

use super::Chunk;
use super::gate::Gate;
use super::print::file;
use crate::api::{Api, Schema};
use crate::models::{Definition, Model};

/// The file of the types that no tag has for itself.
const SHARED: &str = "shared";

/// What is taken from the runtime by its name: types, and derives that types always have.
const FROM_RUNTIME: [&str; 9] = [
    "Date",
    "DateTime",
    "Deserialize",
    "FromBranches",
    "Redact",
    "Secret",
    "Serialize",
    "Setters",
    "Upload",
];

/// Where a type is defined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// In the file of the tag with this index.
    Tag(usize),
    /// In the file of the types that no tag has for itself.
    Shared,
}

/// What one file holds, each part with what it is compiled with beyond the file itself.
type Parts = Vec<(Gate, Chunk)>;

/// `models.rs` and the files below it.
pub(super) fn files(api: &Api, models: Vec<Model<'_>>) -> Vec<(String, String)> {
    let mut homes: BTreeMap<&str, (Home, Parts)> = BTreeMap::new();
    for model in models {
        let home = Home::of(model.schema);
        let (_, parts) = homes.entry(home.module(api)).or_insert_with(|| (home, Parts::new()));
        let gate = home.gate_inside(api, model.schema);
        let item = match model.item {
            Definition::Item(item) => Chunk::Item(item),
            Definition::Macro(name, item) => Chunk::Macro(name, item),
        };
        let chunks = std::iter::once(item).chain(model.impls.into_iter().map(Chunk::Item));
        parts.extend(chunks.map(|it| (gate.clone(), it)));
    }
    let about = "The types of the API.".to_owned();
    let modules =
        homes.iter().flat_map(|(module, (home, parts))| declare(api, module, home, parts));
    let mut files = vec![("models.rs".to_owned(), file(&[about], modules.collect()))];
    files.extend(homes.into_iter().map(|(module, (home, parts))| {
        let chunks = imports(api, home, &parts)
            .into_iter()
            .chain(parts.into_iter().map(|(gate, chunk)| chunk.gated(gate.attribute(api))));
        (format!("models/{module}.rs"), file(&[home.docs(api)], chunks.collect()))
    }));
    files
}

impl Home {
    fn of(schema: &Schema) -> Self {
        match schema.tags[..] {
            [only] if !schema.common => Self::Tag(only),
            _ => Self::Shared,
        }
    }

    fn module(self, api: &Api) -> &str {
        match self {
            Self::Tag(tag) => &api.tags[tag].module,
            Self::Shared => SHARED,
        }
    }

    fn docs(self, api: &Api) -> String {
        match self {
            Self::Tag(tag) => format!("Types of the operations under {}.", api.tags[tag].name),
            Self::Shared => "Types that operations under several tags use.".to_owned(),
        }
    }

    /// A tag's file is compiled with its tag; the parts of the shared one differ.
    fn gate_inside(self, api: &Api, schema: &Schema) -> Gate {
        match self {
            Self::Tag(_) => Gate::Always,
            Self::Shared => Gate::shared(api, schema),
        }
    }
}

/// The module of a file, compiled with any of its parts.
fn declare(api: &Api, module: &str, home: &Home, parts: &Parts) -> [Chunk; 2] {
    let gate = match home {
        Home::Tag(tag) => Gate::tag(*tag),
        Home::Shared => union(parts.iter().map(|(gate, _)| gate)),
    };
    let (gate, module) = (gate.attribute(api), format_ident!("{module}"));
    let items: [Item; 2] =
        [parse_quote!(#gate mod #module;), parse_quote!(#gate pub use #module::*;)];
    items.map(Chunk::Item)
}

fn union<'a>(gates: impl Iterator<Item = &'a Gate>) -> Gate {
    gates.cloned().reduce(Gate::or).unwrap_or(Gate::Always)
}

/// Imports what the parts of one file name but do not define, each compiled with those parts.
fn imports(api: &Api, home: Home, parts: &Parts) -> Vec<Chunk> {
    let named = named(parts);
    let mut uses: Vec<Item> = Vec::new();
    if let Some(gate) = named.get("BTreeMap") {
        let gate = gate.attribute(api);
        uses.push(parse_quote!(#gate use std::collections::BTreeMap;));
    }
    for (gate, names) in by_gate(&named, FROM_RUNTIME.into_iter()) {
        let gate = gate.attribute(api);
        uses.push(parse_quote!(#gate use openapi_exact_runtime::{#(#names),*};));
    }
    let foreign = api.schemas.values().filter(|it| Home::of(it) != home);
    for (gate, names) in by_gate(&named, foreign.map(|it| it.name.as_str())) {
        let gate = gate.attribute(api);
        uses.push(parse_quote!(#gate use super::{#(#names),*};));
    }
    uses.into_iter().map(Chunk::Item).collect()
}

/// What the parts name, and with what it is compiled.
fn named(parts: &Parts) -> BTreeMap<String, Gate> {
    let mut named: BTreeMap<String, Gate> = BTreeMap::new();
    for (gate, chunk) in parts {
        let Chunk::Item(item) = chunk else { continue };
        let mut names = Names::default();
        names.visit_item(item);
        for name in names.0 {
            let wider = named.remove(&name).map_or_else(|| gate.clone(), |it| it.or(gate.clone()));
            named.insert(name, wider);
        }
    }
    named
}

/// Those of `candidates` that are named, sorted, one list for each gate.
fn by_gate<'a>(
    named: &BTreeMap<String, Gate>,
    candidates: impl Iterator<Item = &'a str>,
) -> BTreeMap<&Gate, BTreeSet<Ident>> {
    let mut found: BTreeMap<&Gate, BTreeSet<Ident>> = BTreeMap::new();
    for name in candidates {
        if let Some(gate) = named.get(name) {
            found.entry(gate).or_default().insert(format_ident!("{name}"));
        }
    }
    found
}

/// The identifiers that stand alone as a path in items.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("derive") {
            let _ = attribute.parse_nested_meta(|it| {
                self.0.extend(it.path.get_ident().map(ToString::to_string));
                Ok(())
            });
        }
    }

    /// What a macro makes of its tokens may name any of them.
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.0.extend(item.tokens.clone().into_iter().filter_map(|it| match it {
            TokenTree::Ident(it) => Some(it.to_string()),
            _ => None,
        }));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first() {
            self.0.insert(first.ident.to_string());
        }
        syn::visit::visit_path(self, path);
    }
}
