//! The modules of a crate, as its files declare them.

use std::collections::{BTreeMap, BTreeSet};

use syn::ext::IdentExt;
use syn::{Item, ItemImpl, ItemMod, UseTree, Visibility};

use super::attributes::{Cfg, Read};
use super::error::Error;
use super::expand;
use super::names::Namespace;
use crate::file_set::FileSet;

/// The index of a module.
pub(super) type ModuleId = usize;

/// The module that the others are below.
pub(super) const ROOT: ModuleId = 0;

/// All modules of a crate; the first is its root.
#[derive(Default)]
pub(super) struct Modules(pub(super) Vec<Module>);

/// A module with all that is declared in it, public or not.
pub(super) struct Module {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) parent: ModuleId,
    pub(super) is_public: bool,
    /// What is said at its declaration.
    pub(super) read: Read,
    pub(super) children: BTreeMap<String, ModuleId>,
    pub(super) types: BTreeMap<String, Item>,
    pub(super) values: BTreeMap<String, Item>,
    pub(super) imports: Vec<Import>,
    pub(super) impls: Vec<ItemImpl>,
}

/// One name of a `use`, or all names of a module.
pub(super) struct Import {
    /// The name that it gives; nothing where it gives all.
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
    pub(super) is_public: bool,
    pub(super) read: Read,
}

impl Modules {
    /// An item by its name.
    pub(super) fn definition(
        &self,
        module: ModuleId,
        space: Namespace,
        name: &str,
    ) -> Option<&Item> {
        match space {
            Namespace::Type => self.0[module].types.get(name),
            Namespace::Value => self.0[module].values.get(name),
        }
    }

    /// The module and those that it is in, from the inside out, without the root.
    fn ancestry(&self, module: ModuleId) -> impl Iterator<Item = &Module> {
        let outwards = |it: &ModuleId| Some(self.0[*it].parent).filter(|it| *it != ROOT);
        let first = Some(module).filter(|it| *it != ROOT);
        std::iter::successors(first, outwards).map(|it| &self.0[it])
    }

    /// What has to hold for a module to be there.
    pub(super) fn cfg_of_module(&self, module: ModuleId) -> BTreeSet<Cfg> {
        let all = self.ancestry(module).flat_map(|it| &it.read.attributes.cfg);
        all.cloned().collect()
    }

    /// The path below the root under which an item is declared, whoever can see it.
    pub(super) fn path(&self, module: ModuleId, name: &str) -> String {
        let outwards = self.ancestry(module).map(|it| it.name.as_str());
        let mut names: Vec<_> = [name].into_iter().chain(outwards).collect();
        names.reverse();
        names.join("::")
    }
}

/// Reads the crate whose root is `lib.rs`, or else `mod.rs`.
pub(super) fn load(files: &FileSet) -> Result<Modules, Error> {
    let mut roots = ["lib.rs", "mod.rs"].into_iter();
    let root = roots.find(|it| files.get(it).is_some()).ok_or(Error::NoRoot)?;
    let mut loader = Loader { files, modules: Modules::default() };
    let declared = (true, Read::default());
    loader.file(Module::new(ROOT, String::new(), root.to_owned(), declared), "")?;
    Ok(loader.modules)
}

/// Whether `pub` stands there, alone: `pub(crate)` and the like are private to users.
pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

struct Loader<'a> {
    files: &'a FileSet,
    modules: Modules,
}

impl Module {
    /// A module without anything in it.
    fn new(parent: ModuleId, name: String, file: String, declared: (bool, Read)) -> Self {
        let (is_public, read) = declared;
        let (types, values, children) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (imports, impls) = (Vec::new(), Vec::new());
        Self { name, file, parent, is_public, read, children, types, values, imports, impls }
    }
}

impl Loader<'_> {
    /// Adds a module with what its file holds.
    fn file(&mut self, module: Module, directory: &str) -> Result<ModuleId, Error> {
        let text = self.files.get(&module.file).unwrap_or_default();
        let parsed = syn::parse_file(text)
            .map_err(|source| Error::NotRust { file: module.file.clone(), source })?;
        self.add(module, parsed.items, directory)
    }

    /// Adds a module with its items; the files of its own modules are in `directory`, which is
    /// empty or ends in a `/`.
    fn add(
        &mut self,
        module: Module,
        items: Vec<Item>,
        directory: &str,
    ) -> Result<ModuleId, Error> {
        let id = self.modules.0.len();
        self.modules.0.push(module);
        for item in items {
            match item {
                Item::Mod(module) => self.child(id, module, directory)?,
                Item::Macro(invocation) => {
                    for item in expand::items(&invocation, &self.modules.0[id].file)? {
                        self.modules.0[id].take(item)?;
                    }
                }
                item => {
                    for derived in expand::derived(&item, &self.modules.0[id].file)? {
                        self.modules.0[id].take(derived)?;
                    }
                    self.modules.0[id].take(item)?;
                }
            }
        }
        Ok(id)
    }

    fn child(&mut self, parent: ModuleId, item: ItemMod, directory: &str) -> Result<(), Error> {
        let declared = (is_public(&item.vis), Read::of(&item.attrs));
        if declared.1.hidden {
            return Ok(());
        }
        let name = item.ident.unraw().to_string();
        let below = format!("{directory}{name}/");
        let declared_in = &self.modules.0[parent].file;
        let id = match item.content {
            Some((_, items)) => {
                let module = Module::new(parent, name.clone(), declared_in.clone(), declared);
                self.add(module, items, &below)?
            }
            None => {
                let candidates = [format!("{directory}{name}.rs"), format!("{below}mod.rs")];
                let mut files = candidates.into_iter().filter(|it| self.files.get(it).is_some());
                let file = files.next().ok_or_else(|| Error::NoFile {
                    file: declared_in.clone(),
                    module: name.clone(),
                })?;
                self.file(Module::new(parent, name.clone(), file, declared), &below)?
            }
        };
        self.modules.0[parent].children.insert(name, id);
        Ok(())
    }
}

impl Module {
    fn take(&mut self, item: Item) -> Result<(), Error> {
        match item {
            Item::Struct(_) | Item::Enum(_) | Item::Type(_) => {
                self.types.insert(name_of(&item), item);
            }
            Item::Fn(_) | Item::Const(_) | Item::Static(_) => {
                self.values.insert(name_of(&item), item);
            }
            Item::Impl(it) => self.impls.push(it),
            Item::Use(it) => {
                let (is_public, read) = (is_public(&it.vis), Read::of(&it.attrs));
                each_import(&it.tree, &mut Vec::new(), &mut |name, path| {
                    self.imports.push(Import { name, path, is_public, read: read.clone() });
                });
            }
            other => {
                let what = format!("an item of the kind `{}`", keyword(&other));
                return Err(Error::Unknown { file: self.file.clone(), what });
            }
        }
        Ok(())
    }
}

fn name_of(item: &Item) -> String {
    let name = match item {
        Item::Struct(it) => Some(&it.ident),
        Item::Enum(it) => Some(&it.ident),
        Item::Type(it) => Some(&it.ident),
        Item::Fn(it) => Some(&it.sig.ident),
        Item::Const(it) => Some(&it.ident),
        Item::Static(it) => Some(&it.ident),
        _ => None,
    };
    name.map(|it| it.unraw().to_string()).unwrap_or_default()
}

fn keyword(item: &Item) -> &'static str {
    match item {
        Item::ExternCrate(_) => "extern crate",
        Item::ForeignMod(_) => "extern",
        Item::Trait(_) => "trait",
        Item::TraitAlias(_) => "trait =",
        Item::Union(_) => "union",
        _ => "verbatim",
    }
}

fn each_import(
    tree: &UseTree,
    before: &mut Vec<String>,
    add: &mut impl FnMut(Option<String>, Vec<String>),
) {
    let mut one = |name: &syn::Ident, last: &syn::Ident| {
        let last = last.unraw().to_string();
        let is_module = last == "self" && !before.is_empty();
        let path = before.iter().cloned().chain((!is_module).then_some(last));
        let path: Vec<_> = path.collect();
        let name = match name.unraw().to_string() {
            name if name == "self" => path.last().cloned().unwrap_or(name),
            name => name,
        };
        add(Some(name), path);
    };
    match tree {
        UseTree::Name(it) => one(&it.ident, &it.ident),
        UseTree::Rename(it) => one(&it.rename, &it.ident),
        UseTree::Glob(_) => add(None, before.clone()),
        UseTree::Group(it) => it.items.iter().for_each(|it| each_import(it, before, add)),
        UseTree::Path(it) => {
            before.push(it.ident.unraw().to_string());
            each_import(&it.tree, before, add);
            before.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn every_form_of_use_is_read() {
        let item: syn::ItemUse = syn::parse_quote!(
            use a::{
                self as b, c,
                d::{self, e as f, *},
                r#type,
            };
        );
        let mut lines = Vec::new();
        each_import(&item.tree, &mut Vec::new(), &mut |name, path| {
            lines.push(format!("{} = {}\n", name.unwrap_or("*".to_owned()), path.join("::")));
        });
        expect![[r#"
            b = a
            c = a::c
            d = a::d
            f = a::d::e
            * = a::d
            type = a::type
        "#]]
        .assert_eq(&lines.concat());
    }
}
