//! Reading what a link of an answer leads to.

use percent_encoding::percent_decode_str;
use reqwest::Url;

use crate::{Client, Method, Operation, Request};

/// Stands for the operation, which a link does not name.
static FOLLOW: Operation = Operation::new("follow", Method::Get, "/{link}", "");

impl Client {
    /// Begins a GET of the path that an answer gave as a link, such as `/v4/segments/a`.
    ///
    /// The path begins with that of the base address (`https://api.example.com/v4`), or with the
    /// end of it where the API stands behind a proxy (`https://proxy.example.com/api/v4`). It is
    /// not doubled. Query parameters are set on the request.
    ///
    /// The call goes to the client's own server and below its base address, or nowhere, since the
    /// credential goes with it. So what leads elsewhere is refused when the call is sent: an address
    /// with a scheme or a host, `..`, a path outside of the base address; and a query or fragment.
    ///
    /// ```no_run
    /// # use openapi_exact_runtime::{Client, Error};
    /// # use serde_json::Value;
    /// # async fn example(client: Client) -> Result<(), Error<Value>> {
    /// let segment = client.follow("/v4/segments/premium").json::<Value, Value>().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn follow(&self, link: &str) -> Request {
        let mut request = self.request(&FOLLOW);
        match below_base(self.base_url(), link) {
            Ok(path) => request.encoded_path("link", path),
            Err(reason) => {
                request.refuse("link", reason);
                request
            }
        }
    }
}

/// What follows the path of the base address in a link.
fn below_base(base_url: &str, link: &str) -> Result<String, &'static str> {
    if !link.starts_with('/') {
        return Err("does not begin with a slash, as a path on the same server does");
    }
    if link.starts_with("//") {
        return Err("leads to another server");
    }
    // URL parsers read a backslash as a slash, and leave out control characters.
    if link.contains(|char: char| char == '\\' || char.is_control()) {
        return Err("has a backslash or a control character, which no path has");
    }
    if link.contains(['?', '#']) {
        return Err("has a query or fragment; give the path and set the query on the request");
    }
    if link.split('/').any(is_dots) {
        return Err("has `.` or `..` in it, which stands for another path");
    }
    let base = Url::parse(base_url).map_err(|_| "needs a base address that is a URL")?;
    let rest = without_prefix(base.path().trim_end_matches('/'), link)
        .ok_or("does not begin with the path of the base address")?;
    // At the end of an address, a bare space would be cut off.
    Ok(rest.replace(' ', "%20"))
}

/// `.` and `..`, which URL parsers know by their percent-encoded forms as well.
fn is_dots(segment: &str) -> bool {
    let decoded = percent_decode_str(segment).collect::<Vec<_>>();
    matches!(decoded.as_slice(), b"." | b"..")
}

/// The link without the longest end of the base path that it begins with, and without the slash
/// after that.
fn without_prefix<'a>(base_path: &str, link: &'a str) -> Option<&'a str> {
    if base_path.is_empty() {
        return link.strip_prefix('/');
    }
    let ends = base_path.match_indices('/').map(|(at, _)| base_path.split_at(at).1);
    ends.filter_map(|end| link.strip_prefix(end)?.strip_prefix('/')).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn leads(base_url: &str, link: &str, path: &str) {
        assert_eq!(below_base(base_url, link).as_deref(), Ok(path), "{link} at {base_url}");
    }

    #[track_caller]
    fn refused(link: &str, reason: &str) {
        for base_url in ["https://a.example/v4", "https://a.example"] {
            assert_eq!(below_base(base_url, link), Err(reason), "{link} at {base_url}");
        }
    }

    #[test]
    fn the_path_of_the_base_address_is_not_doubled() {
        leads("https://a.example/v4", "/v4/segments/a", "segments/a");
        leads("https://a.example/v4", "/v4/v4/a", "v4/a");
        leads("https://a.example/", "/v4/segments/a", "v4/segments/a");
        leads("https://a.example/proxy/v4", "/v4/segments/a", "segments/a");
        leads("https://a.example/proxy/v4", "/proxy/v4/segments/a", "segments/a");
        leads("https://a.example/v4/v4", "/v4/v4/a", "a");
    }

    #[test]
    fn a_path_outside_of_the_base_address_is_refused() {
        for link in ["/v3/segments", "/v4", "/v41/segments", "/segments", "/V4/segments", "/"] {
            let refusal = below_base("https://a.example/v4", link);
            assert_eq!(refusal, Err("does not begin with the path of the base address"), "{link}");
        }
    }

    #[test]
    fn another_server_is_refused() {
        let no_path = "does not begin with a slash, as a path on the same server does";
        for link in
            ["https://a.example/v4/a", "v4/a", "", "javascript:x", " /v4/a", "@b.example/v4/a"]
        {
            refused(link, no_path);
        }
        refused("//b.example/v4/a", "leads to another server");
        let character = "has a backslash or a control character, which no path has";
        for link in ["/\\b.example/v4/a", "/\t/b.example/v4/a", "/v4/a\n", "/v4/\0"] {
            refused(link, character);
        }
    }

    #[test]
    fn a_step_upwards_is_refused_however_it_is_written() {
        let dots = "has `.` or `..` in it, which stands for another path";
        for link in
            ["/v4/../a", "/v4/..", "/v4/./a", "/v4/%2e%2E/a", "/v4/.%2e/a", "/v4/%2E", "/../v4/a"]
        {
            refused(link, dots);
        }
        leads("https://a.example/v4", "/v4/.../a..b/%252e", ".../a..b/%252e");
    }

    #[test]
    fn a_query_or_fragment_is_refused() {
        let reason = "has a query or fragment; give the path and set the query on the request";
        refused("/v4/a?b=c", reason);
        refused("/v4/a#b", reason);
    }

    #[test]
    fn spaces_are_kept() {
        leads("https://a.example/v4", "/v4/offerings/a b ", "offerings/a%20b%20");
    }
}
