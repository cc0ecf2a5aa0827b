//! The address before all paths, and its checks.

use std::net::IpAddr;

use reqwest::Url;

use crate::InvalidInput;

/// A plain `https://` address, or `http://` on the machine and to the host that is allowed it.
pub(super) fn parse(text: &str, plain_http_host: Option<&str>) -> Result<Url, InvalidInput> {
    let refuse = |reason: &'static str| Err(InvalidInput::new("base_url", reason));
    let url = Url::parse(text)
        .map_err(|error| InvalidInput::new("base_url", format!("is not a URL: {error}")))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) || is_host(&url, plain_http_host) => {}
        "http" => {
            return refuse("must begin with https://, or its host be named in `allow_plain_http`");
        }
        _ => return refuse("must begin with https://"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not hold a user name or password; give the credential by itself");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("must not have a query or fragment");
    }
    Ok(url)
}

pub(super) fn is_loopback(url: &Url) -> bool {
    let host = bare_host(url);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_host(url: &Url, host: Option<&str>) -> bool {
    host.is_some_and(|host| host.trim_matches(['[', ']']).eq_ignore_ascii_case(bare_host(url)))
}

/// The host, without the brackets around an IPv6 address.
fn bare_host(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_matches(['[', ']'])
}

#[cfg(test)]
mod tests {
    use crate::{Client, ClientBuilder};

    fn builder(base_url: &str) -> ClientBuilder {
        Client::builder(base_url).bearer("sk_live")
    }

    #[track_caller]
    fn refused(builder: ClientBuilder, message: &str) {
        let error = builder.build().unwrap_err();
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn the_base_url_is_an_address_with_at_most_a_path() {
        for good in ["https://a.example", "https://a.example/v4/", "https://a.example:8443/x/v4"] {
            builder(good).build().unwrap();
        }
        refused(builder("a.example/v4"), "`base_url` is not a URL: relative URL without a base");
        refused(builder("ftp://a.example"), "`base_url` must begin with https://");
        for extra in ["?", "?a=b", "#", "#top"] {
            let base_url = format!("https://a.example/v4{extra}");
            refused(builder(&base_url), "`base_url` must not have a query or fragment");
        }
        for user in ["user", "user:pass", ":pass"] {
            let message =
                "`base_url` must not hold a user name or password; give the credential by itself";
            refused(builder(&format!("https://{user}@a.example")), message);
        }
    }

    #[test]
    fn plain_http_stays_on_the_machine_unless_allowed() {
        for loopback in
            ["http://localhost:1/v4", "http://127.0.0.1", "http://127.8.9.1", "http://[::1]:1"]
        {
            builder(loopback).build().unwrap();
        }
        let message =
            "`base_url` must begin with https://, or its host be named in `allow_plain_http`";
        for elsewhere in [
            "http://a.example",
            "http://128.0.0.1",
            "http://localhost.example",
            "http://[::2]",
            "http://0.0.0.0",
        ] {
            refused(builder(elsewhere), message);
        }
        builder("http://a.example").allow_plain_http("A.example").build().unwrap();
        builder("http://[fd00::1]").allow_plain_http("fd00::1").build().unwrap();
        refused(builder("http://b.example").allow_plain_http("a.example"), message);
    }
}
