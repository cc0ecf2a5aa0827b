//! The documents below a directory, and a sample of them that stays the same for a seed.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::error::Error;

/// Providers that every sample has, if they are there: large, old, or in wide use.
const WELL_KNOWN: [&str; 12] = [
    "stripe",
    "github",
    "digitalocean",
    "asana",
    "box",
    "slack",
    "zoom",
    "openai",
    "plaid",
    "kubernetes",
    "twilio",
    "spotify",
];

/// A file that may be a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    /// Its path below the directory, with `/`.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its size.
    pub(crate) bytes: u64,
}

impl Document {
    /// The first folder of its name, or the name itself without its ending.
    fn provider(&self) -> &str {
        match self.name.split_once('/') {
            Some((folder, _)) => folder,
            None => self.name.rsplit_once('.').map_or(&self.name, |(stem, _)| stem),
        }
    }

    /// Which of the well-known providers it is of: `api.slack.com` and `slack.com` are Slack's,
    /// `slackware.org` is not.
    fn well_known(&self) -> Option<&'static str> {
        let provider = self.provider().to_lowercase();
        WELL_KNOWN.into_iter().find(|name| provider.split('.').any(|label| label == *name))
    }
}

/// All documents below `directory` whose names have one of the texts `only`, if there are any, by
/// name.
pub(crate) fn find(directory: &Path, only: &[String]) -> Result<Vec<Document>, Error> {
    let mut documents = Vec::new();
    for entry in WalkDir::new(directory).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::File {
            verb: "list",
            path: error.path().unwrap_or(directory).to_owned(),
            source: error.into(),
        })?;
        let extension = entry.path().extension().and_then(|it| it.to_str()).unwrap_or_default();
        if !entry.file_type().is_file() || !["json", "yaml", "yml"].contains(&extension) {
            continue;
        }
        let path = entry.path().to_owned();
        let name = path.strip_prefix(directory).unwrap_or(&path);
        let name: Vec<_> = name.iter().map(|it| it.to_string_lossy()).collect();
        let name = name.join("/");
        if only.is_empty() || only.iter().any(|it| name.contains(it.as_str())) {
            let bytes = fs::metadata(&path).map_err(Error::file("read", &path))?.len();
            documents.push(Document { name, path, bytes });
        }
    }
    Ok(documents)
}

/// `count` of the documents: one of each well-known provider, and the others in turn from the
/// quarters by size, of as many providers as there are. What is taken depends on `seed` and on
/// nothing else.
pub(crate) fn sample(documents: Vec<Document>, count: usize, seed: u64) -> Vec<Document> {
    let mut chosen: Vec<Document> = WELL_KNOWN
        .iter()
        .filter_map(|name| largest(documents.iter().filter(|it| it.well_known() == Some(name))))
        .cloned()
        .collect();
    let mut taken: HashMap<String, usize> = HashMap::new();
    chosen.iter().for_each(|it| *taken.entry(it.provider().to_owned()).or_default() += 1);
    let mut quarters = quarters(documents, &chosen, seed);
    let mut turn = 0;
    while chosen.len() < count && quarters.iter().any(|it| !it.is_empty()) {
        let quarter = &mut quarters[turn % 4];
        turn += 1;
        // The first of equals: the order within a quarter is the seed's.
        let times = |it: &Document| taken.get(it.provider()).copied().unwrap_or_default();
        let Some(best) = (0..quarter.len()).min_by_key(|at| times(&quarter[*at])) else { continue };
        let document = quarter.remove(best);
        *taken.entry(document.provider().to_owned()).or_default() += 1;
        chosen.push(document);
    }
    chosen.sort_by(|one, other| one.name.cmp(&other.name));
    chosen
}

fn largest<'a>(documents: impl Iterator<Item = &'a Document>) -> Option<&'a Document> {
    documents.max_by_key(|it| it.bytes)
}

/// The documents that are not chosen yet, by size in four parts, each in an order of the seed's.
fn quarters(documents: Vec<Document>, chosen: &[Document], seed: u64) -> [Vec<Document>; 4] {
    let mut rest: Vec<_> = documents.into_iter().filter(|it| !chosen.contains(it)).collect();
    rest.sort_by(|one, other| (one.bytes, &one.name).cmp(&(other.bytes, &other.name)));
    let size = rest.len().div_ceil(4).max(1);
    let mut quarters = [const { Vec::new() }; 4];
    for (at, document) in rest.into_iter().enumerate() {
        quarters[at / size].push(document);
    }
    for quarter in &mut quarters {
        quarter.sort_by_cached_key(|it| Sha256::digest(format!("{seed} {}", it.name)));
    }
    quarters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(name: &str, bytes: u64) -> Document {
        Document { name: name.to_owned(), path: PathBuf::new(), bytes }
    }

    fn many() -> Vec<Document> {
        let mut documents: Vec<_> = (0..200)
            .map(|it| document(&format!("provider{}.com/{it}.json", it % 40), 10 + it))
            .collect();
        documents.push(document("github.com/small.json", 1));
        documents.push(document("github.com/large.json", 1000));
        documents.push(document("slack.com.json", 5));
        documents.push(document("slackware.org.json", 5));
        documents
    }

    fn names(documents: &[Document]) -> Vec<&str> {
        documents.iter().map(|it| it.name.as_str()).collect()
    }

    #[test]
    fn a_sample_is_the_same_for_a_seed_and_another_for_another() {
        let [one, again, other] = [1, 1, 2].map(|seed| sample(many(), 30, seed));
        assert_eq!(one.len(), 30);
        assert_eq!(one, again);
        assert_ne!(one, other);
    }

    #[test]
    fn a_sample_does_not_depend_on_the_order_of_the_files() {
        let mut reversed = many();
        reversed.reverse();
        assert_eq!(sample(many(), 30, 7), sample(reversed, 30, 7));
    }

    #[test]
    fn the_well_known_are_always_there_with_their_largest_document() {
        let sample = sample(many(), 2, 0);
        assert_eq!(names(&sample), ["github.com/large.json", "slack.com.json"]);
    }

    #[test]
    fn providers_and_sizes_are_spread() {
        let sample = sample(many(), 42, 3);
        let providers: std::collections::BTreeSet<_> =
            sample.iter().map(Document::provider).collect();
        assert_eq!(providers.len(), 42);
        let small = sample.iter().filter(|it| it.bytes < 60).count();
        let large = sample.iter().filter(|it| it.bytes >= 160).count();
        assert!((9..=13).contains(&small) && (9..=13).contains(&large), "{small}, {large}");
    }

    #[test]
    fn more_than_there_are_is_all() {
        assert_eq!(sample(many(), 1000, 0).len(), many().len());
        assert!(sample(Vec::new(), 3, 0).is_empty());
    }

    #[test]
    fn documents_are_found_by_their_endings_and_names() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["b.yaml", "a/c.json", "a/d.yml", "e.js", "README.md"] {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let all = find(directory.path(), &[]).unwrap();
        assert_eq!(names(&all), ["a/c.json", "a/d.yml", "b.yaml"]);
        let some = find(directory.path(), &["a/".to_owned(), "b.y".to_owned()]).unwrap();
        assert_eq!(some, all);
        assert_eq!(names(&find(directory.path(), &["d.".to_owned()]).unwrap()), ["a/d.yml"]);
        assert!(find(&directory.path().join("absent"), &[]).is_err());
    }
}
