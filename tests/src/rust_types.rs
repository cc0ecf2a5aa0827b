//! The structs of generated code, as the Rust compiler will read them.

use std::collections::BTreeMap;

use openapi_exact_expand::Derive;
use quote::ToTokens;
use syn::{
    Attribute, Expr, Fields, File, GenericArgument, ImplItem, Item, Member, PathArguments, Stmt,
    Type,
};

/// A struct and how it is made.
#[derive(Debug, Default)]
pub struct Struct {
    /// Its fields, by their names on the wire.
    pub fields: BTreeMap<String, Field>,
    /// What `new` puts into the fields, by their Rust names.
    pub new: BTreeMap<String, String>,
}

/// A field.
#[derive(Debug)]
pub struct Field {
    /// Its name in Rust.
    pub name: String,
    /// Its type without the options around it.
    pub ty: String,
    /// How many options there are around it.
    pub options: usize,
    /// The attributes for serde, without blanks.
    pub serde: String,
}

/// The structs of a file, by name.
pub fn structs(file: &File) -> BTreeMap<String, Struct> {
    let mut found = BTreeMap::new();
    collect(&file.items, &mut found);
    found
}

fn collect(items: &[Item], found: &mut BTreeMap<String, Struct>) {
    for item in items {
        match item {
            Item::Struct(it) => {
                found.entry(it.ident.to_string()).or_default().fields = fields(&it.fields);
                if derives_setters(&it.attrs) {
                    let setters = Derive::Setters.expand(it.to_token_stream());
                    let setters = setters.unwrap_or_else(|error| panic!("{}: {error}", it.ident));
                    let setters = syn::parse_file(&setters).expect("it is Rust");
                    collect(&setters.items, found);
                }
            }
            Item::Impl(it) if it.trait_.is_none() => {
                if let Some(new) = it.items.iter().find_map(constructor) {
                    found.entry(text(&it.self_ty)).or_default().new = new;
                }
            }
            Item::Mod(it) => it.content.iter().for_each(|(_, items)| collect(items, found)),
            _ => {}
        }
    }
}

fn derives_setters(attributes: &[Attribute]) -> bool {
    let is_derive = |it: &&Attribute| it.path().is_ident("derive");
    attributes.iter().filter(is_derive).any(|it| text(&it.meta).contains("Setters"))
}

/// The variants of an enum, wherever it stands in the file.
pub fn variants(file: &File, name: &str) -> Vec<String> {
    variants_in(&file.items, name)
}

fn variants_in(items: &[Item], name: &str) -> Vec<String> {
    let found = items.iter().flat_map(|item| match item {
        Item::Enum(it) if it.ident == name => {
            it.variants.iter().map(|it| it.ident.to_string()).collect()
        }
        Item::Mod(it) => {
            it.content.iter().flat_map(|(_, items)| variants_in(items, name)).collect()
        }
        _ => Vec::new(),
    });
    found.collect()
}

fn fields(fields: &Fields) -> BTreeMap<String, Field> {
    let named = fields.iter().filter_map(|it| Some((it.ident.as_ref()?.to_string(), it)));
    named.map(|(name, it)| field(name, &it.attrs, &it.ty)).collect()
}

fn field(name: String, attributes: &[Attribute], ty: &Type) -> (String, Field) {
    let serde: String =
        attributes.iter().filter(|it| it.path().is_ident("serde")).map(text).collect();
    let wire: String =
        attributes.iter().filter(|it| it.path().is_ident("wire")).map(text).collect();
    let quoted = |(_, rest): (&str, &str)| Some(rest.split_once('"')?.0.to_owned());
    let renamed = wire.split_once("name=\"").or_else(|| serde.split_once("rename=\""));
    let wire = renamed.and_then(quoted).unwrap_or_else(|| name.trim_start_matches("r#").to_owned());
    let (options, ty) = peel(ty);
    (wire, Field { name, ty: text(ty), options, serde })
}

fn peel(ty: &Type) -> (usize, &Type) {
    match inside_option(ty) {
        Some(inner) => {
            let (options, ty) = peel(inner);
            (options + 1, ty)
        }
        None => (0, ty),
    }
}

fn inside_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|it| it.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

/// What the struct expression at the end of `new` says of each field.
fn constructor(item: &ImplItem) -> Option<BTreeMap<String, String>> {
    let ImplItem::Fn(function) = item else { return None };
    let Some(Stmt::Expr(Expr::Struct(made), None)) = function.block.stmts.last() else {
        return None;
    };
    let fields = made.fields.iter().filter(|_| function.sig.ident == "new");
    let named = fields.filter_map(|it| match &it.member {
        Member::Named(name) => Some((name.to_string(), text(&it.expr))),
        Member::Unnamed(_) => None,
    });
    Some(named.collect()).filter(|it: &BTreeMap<_, _>| !it.is_empty())
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}
