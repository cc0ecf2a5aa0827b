//! Makes the client of the notes, as the module `notes` in `$OUT_DIR/notes.rs`.

use openapi_exact_build::{Client, Error};

fn main() -> Result<(), Error> {
    let client = Client::new("../notes/openapi.yaml").overlay("../notes/overlay.yaml");
    client.compile("notes").map(drop)
}
