//! A body cannot be made without what every request must hold.

use qonversion::models::UpdateSegmentRequest;

fn main() {
    let _ = UpdateSegmentRequest::new();
}
