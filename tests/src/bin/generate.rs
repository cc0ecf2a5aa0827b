//! Writes all generated files below the directory that is its one argument: two processes of it,
//! in different surroundings, have to write the same.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use qonversion_tests::places;

fn main() -> Result<(), Box<dyn Error>> {
    let directory: PathBuf = env::args_os().nth(1).ok_or("name a directory to write to")?.into();
    let (generated, guards) = openapi_exact::generate_with_guards(&places::inputs())
        .map_err(|report| report.to_string())?;
    for (files, place) in [
        (generated.client, places::CLIENT),
        (guards.exercise, places::EXERCISE),
        (guards.surface, places::SURFACE),
    ] {
        for (name, text) in &files.iter().collect::<Vec<_>>() {
            let path = directory.join(place).join(name);
            fs::create_dir_all(path.parent().unwrap_or(&directory))?;
            fs::write(path, text)?;
        }
    }
    Ok(())
}
