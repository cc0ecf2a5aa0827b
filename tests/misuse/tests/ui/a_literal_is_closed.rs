//! A body cannot be written as a literal, so that a new member breaks no caller.

use qonversion::models::UpdateSegmentRequest;

fn main() {
    let _ = UpdateSegmentRequest { name: "n".to_owned(), conditions: None };
}
