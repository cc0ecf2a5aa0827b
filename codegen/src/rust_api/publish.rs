//! Which items users reach, and by which paths.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item, Visibility};

use super::attributes::{Cfg, Read};
use super::modules::{Import, ModuleId, Modules, ROOT, is_public};
use super::names::{Definition, Namespace, Target};

/// One path by which users reach something.
pub(super) struct Publication {
    /// The path below the root of the crate; empty for the root itself.
    pub(super) path: String,
    pub(super) target: Target,
    /// What has to hold for the path to be there, all told.
    pub(super) cfg: BTreeSet<Cfg>,
    /// The same of the public module that it is in.
    pub(super) around: BTreeSet<Cfg>,
}

/// Everything that users reach, by every path.
pub(super) fn publications(modules: &Modules) -> Vec<Publication> {
    let mut publisher =
        Publisher { modules, found: Vec::new(), taken: BTreeSet::new(), within: Vec::new() };
    let cfg = BTreeSet::new();
    publisher.module(&View { module: ROOT, path: "", cfg: &cfg, around: &cfg }, &Names::new());
    publisher.found
}

/// The path by which users know an item: the one where it is declared if they reach it there,
/// else the shortest.
pub(super) fn public_paths(
    modules: &Modules,
    publications: &[Publication],
) -> BTreeMap<Definition, String> {
    let mut paths: BTreeMap<Definition, String> = BTreeMap::new();
    let rank = |(module, _, name): &Definition, path: &str| {
        let is_elsewhere = modules.path(*module, name) != path;
        (is_elsewhere, path.matches("::").count(), path.to_owned())
    };
    for it in publications {
        if let Target::Definition(definition) = &it.target {
            let known = paths.entry(definition.clone()).or_insert_with(|| it.path.clone());
            if rank(definition, &it.path) < rank(definition, known) {
                known.clone_from(&it.path);
            }
        }
    }
    paths
}

/// The attributes of an item, and who can see it.
pub(super) fn outside(item: &Item) -> Option<(&Visibility, &[Attribute])> {
    match item {
        Item::Struct(it) => Some((&it.vis, &it.attrs)),
        Item::Enum(it) => Some((&it.vis, &it.attrs)),
        Item::Type(it) => Some((&it.vis, &it.attrs)),
        Item::Fn(it) => Some((&it.vis, &it.attrs)),
        Item::Const(it) => Some((&it.vis, &it.attrs)),
        Item::Static(it) => Some((&it.vis, &it.attrs)),
        _ => None,
    }
}

type Names = BTreeSet<(Namespace, String)>;

/// A module as users see it.
struct View<'a> {
    module: ModuleId,
    path: &'a str,
    cfg: &'a BTreeSet<Cfg>,
    around: &'a BTreeSet<Cfg>,
}

struct Publisher<'a> {
    modules: &'a Modules,
    found: Vec<Publication>,
    taken: BTreeSet<(Namespace, String)>,
    /// The modules on the way to the present one: a module may name those that it is in.
    within: Vec<ModuleId>,
}

impl Publisher<'_> {
    /// Publishes what a module gives, but for names that the module it is given to has itself.
    fn module(&mut self, view: &View<'_>, hidden: &Names) {
        if self.within.contains(&view.module) {
            return;
        }
        self.within.push(view.module);
        self.children(view, hidden);
        self.definitions(view, hidden);
        let imports = || self.modules.0[view.module].imports.iter();
        let named = imports().filter_map(|it| Some((it, it.name.as_deref()?)));
        let public = |it: &&Import| it.is_public && !it.read.hidden;
        let named: Vec<_> = named.filter(|(it, _)| public(it)).collect();
        let all: Vec<_> = imports().filter(|it| it.name.is_none()).filter(public).collect();
        named.into_iter().for_each(|(it, name)| self.import(view, it, name, hidden));
        let hidden = hidden.union(&self.modules.names(view.module)).cloned().collect();
        all.into_iter().for_each(|it| self.import_all(view, it, &hidden));
        self.within.pop();
    }

    fn children(&mut self, view: &View<'_>, hidden: &Names) {
        let modules = self.modules;
        for (name, id) in &modules.0[view.module].children {
            let child = &modules.0[*id];
            if child.is_public && !hidden.contains(&(Namespace::Type, name.clone())) {
                let cfg = view.cfg | &child.read.attributes.cfg;
                self.publish(view, name, Target::Module(*id), cfg);
            }
        }
    }

    fn definitions(&mut self, view: &View<'_>, hidden: &Names) {
        let modules = self.modules;
        for (space, name, item) in modules.definitions(view.module) {
            let Some((visibility, attributes)) = outside(item) else { continue };
            let read = Read::of(attributes);
            let is_shown = is_public(visibility) && !read.hidden;
            if is_shown && !hidden.contains(&(space, name.clone())) {
                let target = Target::Definition((view.module, space, name.clone()));
                self.publish(view, name, target, view.cfg | &read.attributes.cfg);
            }
        }
    }

    fn import(&mut self, view: &View<'_>, import: &Import, name: &str, hidden: &Names) {
        for (space, target) in self.modules.targets(view.module, import) {
            if !hidden.contains(&(space, name.to_owned())) {
                let cfg = &(view.cfg | &import.read.attributes.cfg) | &self.modules.cfg(&target);
                self.publish(view, name, target, cfg);
            }
        }
    }

    fn import_all(&mut self, view: &View<'_>, import: &Import, hidden: &Names) {
        let target = self.modules.import(view.module, &import.path, Namespace::Type);
        let cfg = &(view.cfg | &import.read.attributes.cfg) | &self.modules.cfg(&target);
        match target {
            Target::Module(id) => self.module(&View { module: id, cfg: &cfg, ..*view }, hidden),
            Target::Foreign(mut path) => {
                path.push("*".to_owned());
                self.publish(view, "*", Target::Foreign(path), cfg);
            }
            Target::Definition(_) => {}
        }
    }

    /// Takes what is found under a name, and all that is below it. One thing may come on two ways;
    /// two things cannot, or the compiler refuses the name.
    fn publish(&mut self, view: &View<'_>, name: &str, target: Target, cfg: BTreeSet<Cfg>) {
        let path = match view.path {
            "" => name.to_owned(),
            above => format!("{above}::{name}"),
        };
        let space = match &target {
            Target::Definition((_, space, _)) => *space,
            Target::Module(_) | Target::Foreign(_) => Namespace::Type,
        };
        if !self.taken.insert((space, path.clone())) {
            return;
        }
        let (around, below) = (view.around.clone(), target.clone());
        self.found.push(Publication { path: path.clone(), target, cfg: cfg.clone(), around });
        if let Target::Module(module) = below {
            let view = View { module, path: &path, cfg: &cfg, around: &cfg };
            self.module(&view, &Names::new());
        }
    }
}

impl Modules {
    /// All names of a module, but for those that it takes over with `*`.
    fn names(&self, module: ModuleId) -> Names {
        let here = &self.0[module];
        let definitions = self.definitions(module).map(|(space, name, _)| (space, name.clone()));
        let children = here.children.keys().map(|it| (Namespace::Type, it.clone()));
        let imports = here.imports.iter().filter_map(|it| Some((it, it.name.as_ref()?)));
        let imports = imports.flat_map(|(it, name)| {
            self.targets(module, it).into_iter().map(|(space, _)| (space, name.clone()))
        });
        definitions.chain(children).chain(imports).collect()
    }

    fn definitions(&self, module: ModuleId) -> impl Iterator<Item = (Namespace, &String, &Item)> {
        let here = &self.0[module];
        let types = here.types.iter().map(|(name, item)| (Namespace::Type, name, item));
        types.chain(here.values.iter().map(|(name, item)| (Namespace::Value, name, item)))
    }

    /// What a `use` names: a type, a value, or one of each.
    fn targets(&self, module: ModuleId, import: &Import) -> Vec<(Namespace, Target)> {
        let spaces = [Namespace::Type, Namespace::Value];
        let targets = spaces.map(|it| (it, self.import(module, &import.path, it)));
        let is_ours = |it: &&(Namespace, Target)| !matches!(it.1, Target::Foreign(_));
        let ours: Vec<_> = targets.iter().filter(is_ours).cloned().collect();
        if ours.is_empty() { targets.into_iter().take(1).collect() } else { ours }
    }

    /// What has to hold for something to be there, whoever can see it.
    fn cfg(&self, target: &Target) -> BTreeSet<Cfg> {
        match target {
            Target::Foreign(_) => BTreeSet::new(),
            Target::Module(id) => self.cfg_of_module(*id),
            Target::Definition((module, space, name)) => {
                let own = self.definition(*module, *space, name).and_then(outside);
                let own = own.map(|(_, attributes)| Read::of(attributes).attributes.cfg);
                &self.cfg_of_module(*module) | &own.unwrap_or_default()
            }
        }
    }
}
