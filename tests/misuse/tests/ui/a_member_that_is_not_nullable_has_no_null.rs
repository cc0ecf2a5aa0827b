//! Null cannot be said where the document does not allow it.

use qonversion::models::UpdateProjectSettingsRequest;

fn main() {
    let mut body = UpdateProjectSettingsRequest::new();
    body.proxy_url = Some(None);
    body.project_name = Some(None);
}
