//! Reads documents, with the files that they refer to.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use openapi_exact::document::Document;
use openapi_exact::source::Source;

use crate::error::Error;

/// Reads the text at `path`, YAML or JSON; errors call it `name`.
///
/// # Errors
/// If there is no such text, or it is neither.
pub fn source(path: &Path, name: &str) -> Result<Arc<Source>, Error> {
    let text = fs::read_to_string(path).map_err(Error::file("read", Path::new(name)))?;
    Ok(Arc::new(Source::parse(name, &text)?))
}

/// Reads the document at `path`, and the files in its folder or below it that it refers to; errors
/// call it `name`.
///
/// Links that lead out of the folder are not followed.
///
/// # Errors
/// If there is no such text, or it is neither YAML nor JSON. What is wrong with another file is told
/// by the generator, where it is referred to.
pub fn document(path: &Path, name: &str) -> Result<Document, Error> {
    let root = source(path, name)?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    Ok(Document::load(root, |file| read_below(folder, file)))
}

fn read_below(folder: &Path, file: &str) -> io::Result<String> {
    let folder = fs::canonicalize(folder)?;
    let path = fs::canonicalize(folder.join(file))?;
    if !path.starts_with(&folder) {
        return Err(io::Error::other("it is a link out of the document's folder"));
    }
    // Whatever else there is may have no end.
    if !path.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    fs::read_to_string(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_in_the_folder_and_below_it() {
        let place = tempfile::tempdir().unwrap();
        let api = place.path().join("api");
        fs::create_dir_all(api.join("schemas")).unwrap();
        fs::write(place.path().join("secret.yaml"), "secret: 1").unwrap();
        fs::write(api.join("schemas/a.yaml"), "a: {$ref: ../b.yaml}").unwrap();
        fs::write(api.join("b.yaml"), "{}").unwrap();
        let text = "a: {$ref: schemas/a.yaml}\nb: [{$ref: link.yaml}, {$ref: ../secret.yaml}, {$ref: schemas}]";
        fs::write(api.join("api.yaml"), text).unwrap();
        let document = document(&api.join("api.yaml"), "api.yaml").unwrap();
        let names: Vec<_> = document.sources().map(|it| it.name()).collect();
        assert_eq!(names, ["api.yaml", "b.yaml", "schemas/a.yaml"]);
        assert_eq!(
            document.files().collect::<Vec<_>>(),
            ["b.yaml", "link.yaml", "schemas", "schemas/a.yaml"]
        );
        assert_eq!(read_below(&api, "schemas").unwrap_err().to_string(), "it is no file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_folder_alone() {
        let place = tempfile::tempdir().unwrap();
        let api = place.path().join("api");
        fs::create_dir(&api).unwrap();
        fs::write(place.path().join("secret.yaml"), "secret: 1").unwrap();
        fs::write(api.join("a.yaml"), "a: 1").unwrap();
        std::os::unix::fs::symlink("../secret.yaml", api.join("out.yaml")).unwrap();
        std::os::unix::fs::symlink("..", api.join("up")).unwrap();
        std::os::unix::fs::symlink("a.yaml", api.join("in.yaml")).unwrap();
        let refused = "it is a link out of the document's folder";
        assert_eq!(read_below(&api, "out.yaml").unwrap_err().to_string(), refused);
        assert_eq!(read_below(&api, "up/secret.yaml").unwrap_err().to_string(), refused);
        assert_eq!(read_below(&api, "in.yaml").unwrap(), "a: 1");
    }
}
