//! What parts of other files are called as components.

use std::collections::HashSet;

use super::Part;
use crate::passes::names::camel;

/// Files that are called after the folder that they stand in.
const INDICES: [&str; 2] = ["index", "_index"];

/// Which names each section of `components` has.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<(&'static str, String)>);

impl Names {
    /// There is a component `name`.
    pub(super) fn take(&mut self, section: &'static str, name: &str) {
        self.0.insert((section, camel(name)));
    }

    /// The name of a new component that is to hold `part`: what the part is called in its file, or
    /// else the file; after more of its path where that is taken, and at last with a number.
    ///
    /// Names that are one in UpperCamelCase are one here: types are called so.
    pub(super) fn claim(&mut self, section: &'static str, part: &Part) -> String {
        let mut name = String::new();
        for word in words(part) {
            name = if name.is_empty() { word } else { format!("{}{}", camel(&word), camel(&name)) };
            if !camel(&name).is_empty() && self.0.insert((section, camel(&name))) {
                return name;
            }
        }
        let name = if name.is_empty() { "Part".to_owned() } else { name };
        let mut numbered = (2..).map(|number| format!("{name}{number}"));
        let free = numbered.find(|it| self.0.insert((section, camel(it))));
        free.unwrap_or(name)
    }
}

/// The words for a part, from the nearest on: its name in the file, the file, its folders.
fn words(part: &Part) -> impl Iterator<Item = String> {
    let token = part.at.last().filter(|it| it.parse::<usize>().is_err()).map(|it| {
        let is_key = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        if it.chars().all(is_key) { it } else { camel(&it) }
    });
    let mut path: Vec<&str> = part.file.split('/').collect();
    let file = path.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = Some(stem).filter(|it| !INDICES.contains(it)).map(camel);
    token.into_iter().chain(stem).chain(path.into_iter().rev().map(camel).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pointer::Pointer;

    #[test]
    fn a_part_is_called_after_itself_its_file_or_its_folder() {
        let mut names = Names::default();
        names.take("schemas", "user-list");
        let mut claim = |file: &str, at: &str| {
            let at = Pointer::parse(at).unwrap();
            names.claim("schemas", &Part { file: file.to_owned(), at })
        };
        for (file, at, name) in [
            ("user.yaml", "", "User"),
            ("admin/user.yaml", "", "AdminUser"),
            ("other/admin/user.yaml", "", "OtherAdminUser"),
            ("user.json", "", "User2"),
            ("all.yaml", "/definitions/pet_v1.2", "pet_v1.2"),
            ("more.yaml", "/PetV12", "MorePetV12"),
            ("userList.yaml", "", "UserList2"),
            ("pets/index.yaml", "", "Pets"),
            ("a b.yaml", "/x/0", "Ab"),
            ("🦀.yaml", "", "Crab"),
            ("→.yaml", "", "Part2"),
        ] {
            assert_eq!(claim(file, at), name, "{file}{at}");
        }
    }
}
