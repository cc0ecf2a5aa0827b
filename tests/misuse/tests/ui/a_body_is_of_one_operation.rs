//! The body of one operation is not that of another, even if it looks the same.

use qonversion::Client;
use qonversion::models::CreateSegmentRequest;

fn update(client: &Client) {
    let _ = client.segments().update("s", &CreateSegmentRequest::new("n"));
}

fn main() {}
