//! The named types of the API as Rust items.
//!
//! `structs` are shapes only: every member required, none null, no default. What a member's absence,
//! null and emptiness mean is put around their types by the [rewrites](crate::rewrites). Enums and
//! unions are in `open`.

mod open;
mod structs;

use syn::Item;

use crate::api::{Api, Schema, Shape};

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
pub fn generate(api: &Api) -> Vec<Model<'_>> {
    api.schemas.values().map(model).collect()
}

fn model(schema: &Schema) -> Model<'_> {
    let (item, impls) = match &schema.shape {
        Shape::StringEnum(variants) => {
            (Definition::Macro("string_enum", open::string_enum(&schema.name, variants)), vec![])
        }
        Shape::IntegerEnum(variants) => {
            (Definition::Macro("integer_enum", open::integer_enum(&schema.name, variants)), vec![])
        }
        Shape::Union(union) => (open::union(schema, union), vec![]),
        Shape::Object { members, open } => {
            (Definition::Item(structs::object(schema, members, *open)), vec![])
        }
        Shape::Alias(ty) => (Definition::Item(structs::wrapper(schema, ty)), vec![]),
    };
    Model { schema, item, impls }
}
