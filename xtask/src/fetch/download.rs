//! A file, or what an address gives over TLS: all of it, or an error.

use std::fs::File;
use std::io::Read;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Uri;

use crate::error::Error;

/// The most that a document may have: a hundred times ours.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// How long the download may take.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Media types that servers give to YAML and JSON, for want of better ones too.
const KINDS: [&str; 4] = ["yaml", "json", "text/plain", "application/octet-stream"];

/// The bytes of a file, or of what an address gives.
pub(super) fn get(from: &str) -> Result<Vec<u8>, Error> {
    match from.split_once("://") {
        Some(_) => download(from),
        None => read(Path::new(from)),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(Error::file("read", path))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(Error::file("read", path))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(refused(&path.display().to_string(), too_large()));
    }
    Ok(bytes)
}

fn download(url: &str) -> Result<Vec<u8>, Error> {
    let uri: Uri = url.parse().map_err(|error| refused(url, format!("no address: {error}")))?;
    // Loopback is for tests; nothing leaves the machine, and nothing leads away from it.
    let is_loopback = is_loopback(&uri);
    let agent: Agent = Agent::config_builder()
        .https_only(!is_loopback)
        .max_redirects(if is_loopback { 0 } else { 5 })
        .timeout_global(Some(TIMEOUT))
        .build()
        .into();
    let mut response = agent.get(uri).call().map_err(|error| refused(url, explain(&error)))?;
    if !response.status().is_success() {
        // A redirect that is not followed: others are errors of the client.
        return Err(refused(url, format!("http status: {}", response.status().as_u16())));
    }
    if let Some(kind) = response.body().mime_type()
        && !KINDS.iter().any(|it| kind.contains(it))
    {
        return Err(refused(url, format!("`{kind}` is neither YAML nor JSON")));
    }
    let body = response.body_mut().with_config().limit(MAX_BYTES);
    body.read_to_vec().map_err(|error| refused(url, explain(&error)))
}

fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

fn explain(error: &ureq::Error) -> String {
    match error {
        ureq::Error::RequireHttpsOnly(_) => {
            "only `https://` is fetched; save the document and give its file".to_owned()
        }
        ureq::Error::BodyExceedsLimit(_) => too_large(),
        other => other.to_string(),
    }
}

fn too_large() -> String {
    format!("more than {} MiB, which is no document of ours", MAX_BYTES / 1024 / 1024)
}

fn refused(from: &str, reason: impl Into<String>) -> Error {
    Error::Fetch { from: from.to_owned(), reason: reason.into() }
}
