//! `models/`: one file per tag with the types that only it uses, one with those that several use.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenTree;
use quote::format_ident;
use syn::visit::Visit;
use syn::{Item, parse_quote};

use super::Chunk;
use super::print::file;
use crate::api::{Api, Schema};
use crate::models::{Definition, Model};

/// The file of the types that no tag has for itself.
const SHARED: &str = "shared";

/// `models.rs` and the files below it.
pub(super) fn files(api: &Api, models: Vec<Model<'_>>) -> Vec<(String, String)> {
    let mut homes: BTreeMap<String, Vec<Chunk>> = BTreeMap::new();
    for model in models {
        let chunks = homes.entry(home(api, model.schema)).or_default();
        chunks.push(match model.item {
            Definition::Item(item) => Chunk::Item(item),
            Definition::Macro(name, item) => Chunk::Macro(name, item),
        });
        chunks.extend(model.impls.into_iter().map(Chunk::Item));
    }
    let modules: Vec<Chunk> = homes
        .keys()
        .flat_map(|home| {
            let module = format_ident!("{home}");
            let items: [Item; 2] = [parse_quote!(mod #module;), parse_quote!(pub use #module::*;)];
            items.map(Chunk::Item)
        })
        .collect();
    let mut files =
        vec![("models.rs".to_owned(), file(&["The types of the API.".to_owned()], modules))];
    for (home, chunks) in homes {
        let docs = match api.tags.iter().find(|it| it.module == home) {
            Some(tag) => format!("Types of the operations under {}.", tag.name),
            None => "Types that operations under several tags use.".to_owned(),
        };
        files.push((format!("models/{home}.rs"), file(&[docs], with_imports(api, &home, chunks))));
    }
    files
}

fn home(api: &Api, schema: &Schema) -> String {
    match schema.tags[..] {
        [only] => api.tags[only].module.clone(),
        _ => SHARED.to_owned(),
    }
}

/// Imports what the items of one file name but do not define.
fn with_imports(api: &Api, home: &str, chunks: Vec<Chunk>) -> Vec<Chunk> {
    let mut named = Names::default();
    for chunk in &chunks {
        match chunk {
            Chunk::Item(item) => named.visit_item(item),
            Chunk::Macro(..) => {}
        }
    }
    let is_named = |name: &&&str| named.0.contains(**name);
    let mut uses: Vec<Item> = Vec::new();
    if named.0.contains("BTreeMap") {
        uses.push(parse_quote!(
            use std::collections::BTreeMap;
        ));
    }
    let runtime = ["Date", "DateTime", "Secret"];
    let runtime: Vec<_> = runtime.iter().filter(is_named).map(|it| format_ident!("{it}")).collect();
    if !runtime.is_empty() {
        uses.push(parse_quote!(use openapi_exact_runtime::{#(#runtime),*};));
    }
    let foreign = api.schemas.values().filter(|it| self::home(api, it) != home);
    let mut foreign: Vec<_> = foreign
        .filter(|it| named.0.contains(&it.name))
        .map(|it| format_ident!("{}", it.name))
        .collect();
    foreign.sort();
    if !foreign.is_empty() {
        uses.push(parse_quote!(use super::{#(#foreign),*};));
    }
    uses.into_iter().map(Chunk::Item).chain(chunks).collect()
}

/// The identifiers that stand alone as a path in items.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
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
