//! The named types of the API as Rust items.
//!
//! The types of structs' fields and of aliases come from progenitor's type engine (`backend`), which
//! sees shapes only: every member required, none null, no default. What a member's absence, null and
//! emptiness mean is put around those types by the [rewrites](crate::rewrites). Enums and unions are
//! in `open`: their wire semantics differ from the engine's in every line, so they are written here.

mod backend;
mod open;
mod structs;

pub use backend::BACKEND_THREAD;

use syn::Item;

use crate::api::{Api, Schema, Shape};
use crate::report::Report;
use crate::spec::Spec;

/// The items of one named type.
pub struct Model<'a> {
    /// What the API says of it.
    pub schema: &'a Schema,
    /// The type itself.
    pub item: Definition,
    /// What belongs to it.
    pub impls: Vec<Item>,
}

/// The item that defines a type.
pub enum Definition {
    /// A struct, an enum or an alias.
    Item(Item),
    /// An enum that a macro of the runtime completes.
    Macro(&'static str, syn::ItemEnum),
}

/// Makes the items of all named types, in the order of the API.
pub fn generate<'a>(api: &'a Api, spec: &Spec, report: &mut Report) -> Vec<Model<'a>> {
    let mut types = backend::types(api, spec, report);
    let models = api.schemas.values().filter_map(|schema| {
        let (item, impls) = match &schema.shape {
            Shape::StringEnum(variants) => (
                Definition::Macro("string_enum", open::string_enum(&schema.name, variants)),
                vec![],
            ),
            Shape::IntegerEnum(variants) => (
                Definition::Macro("integer_enum", open::integer_enum(&schema.name, variants)),
                vec![],
            ),
            Shape::Union(union) => (open::union(api, schema, union), vec![]),
            Shape::Object { members, .. } => {
                let types = types.remove(schema.name.as_str())?;
                (Definition::Item(structs::object(schema, members, types)), vec![])
            }
            Shape::Alias(_) => {
                let ty = types.remove(schema.name.as_str())?.pop()?;
                (Definition::Item(structs::wrapper(schema, ty)), vec![])
            }
        };
        Some(Model { schema, item, impls })
    });
    models.collect()
}
