//! Parameters of every style, credentials of every kind and servers with variables: a document with
//! all of them, its client as it is committed in `fixtures/parameters/generated`, which this crate
//! compiles as `parameters`, and what that sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use openapi_exact_runtime::{DateTime, InvalidInput};
use qonversion_tests::parameters::models::{
    Color, Deep, DeepA, DeepAb, GetFileExt, ListQueryCreated, Range, Shade,
};
use qonversion_tests::parameters::{
    Call, Client, ClientBuilder, OPERATIONS, RetryPolicy, Secret, Server, Token,
};
use qonversion_tests::places;
use qonversion_tests::server::{Answer, Request, Server as Loopback};
use serde_json::json;

#[test]
fn no_operation_is_lost() {
    let document = places::text("tests/fixtures/parameters/openapi.yaml");
    assert_eq!(OPERATIONS.len(), document.matches("operationId").count());
}

fn color() -> Color {
    Color::new(100, 200, 150)
}

fn deep() -> Deep {
    let range = Range::default().gt(1).lt(2);
    let a = DeepA::default().b(DeepAb::default().c("x y"));
    Deep::default().a(a).tags(["p".to_owned(), "q".to_owned()]).ranges([range])
}

/// All credentials, to see that each call takes its own.
fn builder(server: &Loopback) -> ClientBuilder {
    Client::builder()
        .base_url(server.base_url())
        .key("key_4711")
        .bearer("bearer_4711")
        .basic("user", "pass:4711")
        .query_key("query 4711")
        .session_cookie("session;4711")
        .oauth(Secret::from("oauth_4711"))
        .oidc(Secret::from("oidc_4711"))
        .digest("Digest username=\"4711\"")
}

async fn sent<E>(call: impl Fn(&Client) -> Call<(), E>) -> Request
where
    E: std::fmt::Debug + serde::de::DeserializeOwned + openapi_exact_runtime::ErrorBody + 'static,
{
    let server = Loopback::start(Answer::empty(204)).await;
    let client = builder(&server).build().expect("it can be built");
    call(&client).send().await.expect("it is answered");
    server.request()
}

/// The path below that of the base address, and the query.
fn target(request: &Request) -> String {
    let path = request.path.strip_prefix("/v4").expect("it begins with the base address");
    if request.query.is_empty() { path.to_owned() } else { format!("{path}?{}", request.query) }
}

#[tokio::test]
async fn paths_have_their_styles() {
    let when = DateTime::parse_from_rfc3339("2026-01-02T03:04:05+01:00").expect("it is a time");
    let simple = sent(|it| it.styles().get_simple(["a/b", "c,d"], &color(), when)).await;
    assert_eq!(
        target(&simple),
        "/simple/a%2Fb,c%2Cd/R=100,G=200,B=150/2026-01-02T03%3A04%3A05%2B01%3A00"
    );
    let label = sent(|it| it.styles().get_label(5, [1, 2], &color())).await;
    assert_eq!(target(&label), "/label/.5/.1.2/.R,100,G,200,B,150");
    let shades = [Shade::Light, Shade::from("odd;")];
    let matrix = sent(|it| it.styles().get_matrix("a b", shades.clone(), &color())).await;
    assert_eq!(target(&matrix), "/matrix/;scalar=a%20b/;list=light,odd%3B/;R=100;G=200;B=150");
    let file = sent(|it| it.styles().get_file("a.b/c", GetFileExt::Json, 3, "z-z")).await;
    assert_eq!(target(&file), "/files/a.b%2Fc.json/3-z-z");
}

#[tokio::test]
async fn a_path_stays_the_path() {
    let server = Loopback::start(Answer::empty(204)).await;
    let client = builder(&server).build().expect("it can be built");
    let none: [&str; 0] = [];
    let refused = client.styles().get_matrix("a", [], &color()).send().await.unwrap_err();
    assert_eq!(refused.to_string(), "getMatrix: `list` is empty");
    let when = DateTime::parse_from_rfc3339("2026-01-02T03:04:05+01:00").expect("it is a time");
    let refused = client.styles().get_simple(none, &color(), when).send().await.unwrap_err();
    assert_eq!(refused.to_string(), "getSimple: `list` is empty");
    let refused = client.styles().get_simple([".."], &color(), when).send().await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "getSimple: `path` has a segment `.` or `..`, which stands for another path"
    );
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn queries_have_their_styles() {
    let server = Loopback::start(Answer::empty(204)).await;
    let client = builder(&server).build().expect("it can be built");
    let call = || client.styles().list_query();
    for (call, query) in [
        (call().form(["a b", "c"]), "form=a%20b&form=c"),
        (call().joined([1, 2]), "joined=1,2"),
        (call().joined([1]).joined([]), ""),
        (call().spaces(["a", "b c"]), "spaces=a%20b%20c"),
        (call().pipes(["a", "b"]), "pipes=a%7Cb"),
        (call().object(color()), "R=100&G=200&B=150"),
        (call().object(color()).object(Color::new(1, 2, 3)), "R=1&G=2&B=3"),
        (call().joined_object(color()), "joined_object=R,100,G,200,B,150"),
        (call().map([("a".to_owned(), 1), ("b&".to_owned(), 2)].into()), "a=1&b%26=2"),
        (
            call().deep(deep()),
            "deep%5Ba%5D%5Bb%5D%5Bc%5D=x%20y&deep%5Btags%5D%5B%5D=p&deep%5Btags%5D%5B%5D=q\
             &deep%5Branges%5D%5B0%5D%5Bgt%5D=1&deep%5Branges%5D%5B0%5D%5Blt%5D=2",
        ),
        (call().created(ListQueryCreated::Integer(7)), "created=7"),
        (call().created(ListQueryCreated::Range(Range::default().gt(7))), "created%5Bgt%5D=7"),
        (call().flat_gt(1).flat_lt(2), "flat%5Bgt%5D=1&flat%5Blt%5D=2"),
        (call().expand(["a", "b"]), "expand%5B0%5D=a&expand%5B1%5D=b"),
        (call().url("https://a.example/b?c=d&e#f"), "url=https://a.example/b?c=d%26e%23f"),
        (
            call().filter(Deep::default().tags(["p".to_owned()])),
            "filter=%7B%22tags%22%3A%5B%22p%22%5D%7D",
        ),
        (call().any(json!("a")), "any=%22a%22"),
        (call().flag(Some(true)), "flag=true"),
        (call().flag(None), "flag="),
        (call().send2("a"), "send=a"),
        (call().wrong("a"), "wrong=a"),
    ] {
        call.send().await.expect("it is answered");
        assert_eq!(server.requests().last().expect("it was sent").query, query);
    }
}

#[tokio::test]
async fn what_is_required_is_an_argument() {
    let request = sent(|it| {
        let styles = it.styles();
        styles.put_required(
            ["a", "b"],
            &deep(),
            &color(),
            "text",
            true,
            ["x", "y"],
            "s;t",
            &color(),
        )
    })
    .await;
    assert!(
        request.query.starts_with("pipes=a%7Cb&deep%5Ba%5D%5Bb%5D%5Bc%5D=x%20y&"),
        "{}",
        request.query
    );
    assert!(
        request.query.ends_with(
            "&filter=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D&body=text&self=true"
        ),
        "{}",
        request.query
    );
    assert_eq!(request.header("x-list"), Some("x,y"));
    assert_eq!(request.header("cookie"), Some("session=s%3Bt"));
    assert_eq!(request.text(), r#"{"R":100,"G":200,"B":150}"#);
}

#[tokio::test]
async fn headers_and_cookies_are_sent() {
    let server = Loopback::start(Answer::empty(204)).await;
    let client = builder(&server).build().expect("it can be built");
    let call = client.styles().get_headers();
    let call = call.x_number(0.5).x_list(["a b", "c"]).x_object(color()).x_json(color());
    let call = call.theme("dark, \"very\"").list(["a,b", "c"]).object(color());
    call.header("Cookie", "mine=1").send().await.expect("it is answered");
    let request = server.request();
    assert_eq!(request.header("x-number"), Some("0.5"));
    assert_eq!(request.header("x-list"), Some("a b,c"));
    assert_eq!(request.header("x-object"), Some("R=100,G=200,B=150"));
    assert_eq!(request.header("x-json"), Some(r#"{"R":100,"G":200,"B":150}"#));
    let cookies = "mine=1; theme=dark%2C%20%22very%22; list=a%2Cb,c; R=100; G=200; B=150";
    assert_eq!(request.header("cookie"), Some(cookies));
    assert_eq!(request.header("x-key"), Some("key_4711"));
    assert_eq!(request.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_query_in_the_path_is_sent_and_a_fragment_is_not() {
    let server = Loopback::start(Answer::empty(204)).await;
    let client = builder(&server).build().expect("it can be built");
    client.styles().search_rest("a&b").page(2).send().await.expect("it is answered");
    assert_eq!(target(&server.request()), "/rest?method=search&q=a%26b&page=2");
    let request = sent(|it| it.styles().delete_rule("Rules.Delete".into())).await;
    assert_eq!(
        (target(&request).as_str(), request.header("x-target")),
        ("/", Some("Rules.Delete"))
    );
}

/// What a request proves itself with, wherever it may stand.
fn proof(request: &Request) -> [Option<&str>; 4] {
    let query = Some(request.query.as_str()).filter(|it| !it.is_empty());
    [request.header("authorization"), request.header("x-key"), request.header("cookie"), query]
}

#[tokio::test]
async fn each_operation_sends_what_it_needs_and_no_more() {
    let none = sent(|it| it.security().get_none()).await;
    assert_eq!(proof(&none), [None; 4]);
    let key = sent(|it| it.security().get_default()).await;
    assert_eq!(proof(&key), [None, Some("key_4711"), None, None]);
    let bearer = sent(|it| it.security().get_bearer()).await;
    assert_eq!(proof(&bearer), [Some("Bearer bearer_4711"), None, None, None]);
    let optional = sent(|it| it.security().get_optional()).await;
    assert_eq!(proof(&optional), proof(&bearer));
    let basic = sent(|it| it.security().get_basic()).await;
    assert_eq!(proof(&basic), [Some("Basic dXNlcjpwYXNzOjQ3MTE="), None, None, None]);
    let digest = sent(|it| it.security().get_digest()).await;
    assert_eq!(proof(&digest), [Some("Digest username=\"4711\""), None, None, None]);
    let oidc = sent(|it| it.security().get_oidc()).await;
    assert_eq!(proof(&oidc), [Some("Bearer oidc_4711"), None, None, None]);
    let together = sent(|it| it.security().get_together()).await;
    assert_eq!(proof(&together), [None, Some("key_4711"), None, Some("api_key=query%204711")]);
}

#[tokio::test]
async fn keys_go_beside_other_parameters() {
    let server = Loopback::start(Answer::empty(204)).await;
    let client = builder(&server).build().expect("it can be built");
    client.security().get_by_query().page(2).send().await.expect("it is answered");
    client.security().get_by_cookie().theme("dark").send().await.expect("it is answered");
    let [by_query, by_cookie] = <[Request; 2]>::try_from(server.requests()).expect("two calls");
    assert_eq!(proof(&by_query), [None, None, None, Some("page=2&api_key=query%204711")]);
    assert_eq!(proof(&by_cookie), [None, None, Some("theme=dark; sid=session%3B4711"), None]);
}

#[tokio::test]
async fn the_first_alternative_counts_that_the_client_can_prove() {
    let server = Loopback::start(Answer::empty(204)).await;
    let client = |set: fn(ClientBuilder) -> ClientBuilder| {
        set(Client::builder().base_url(server.base_url())).build().expect("it can be built")
    };
    let basic = client(|it| it.key("key_4711").basic("user", "pass"));
    basic.security().get_together().send().await.expect("it is answered");
    assert_eq!(proof(&server.requests()[0]), [Some("Basic dXNlcjpwYXNz"), None, None, None]);
    let nothing = client(|it| it);
    nothing.security().get_optional().send().await.expect("it is answered");
    assert_eq!(proof(&server.requests()[1]), [None; 4]);
    for (refused, message) in [
        (
            nothing.security().get_together().send().await.unwrap_err(),
            "getTogether: `key` was not given; set `key` and `query_key`, or `basic`",
        ),
        (
            nothing.security().get_default().send().await.unwrap_err(),
            "getDefault: `key` was not given; set `key`",
        ),
    ] {
        assert_eq!((refused.to_string().as_str(), refused.attempts()), (message, 0));
    }
    let anonymous = client(|it| it.configure(|it| it.anonymous()));
    anonymous.security().get_default().send().await.expect("it is answered");
    assert_eq!(proof(&server.requests()[2]), [None; 4]);
    assert_eq!(server.requests().len(), 3);
}

/// Gives `token-1`, `token-2`, and so on.
fn counting(valid_for: Option<Duration>) -> (Arc<AtomicU32>, ClientBuilder) {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let builder = Client::builder().oauth(move || {
        let number = count.fetch_add(1, Ordering::Relaxed) + 1;
        async move {
            let token = Token::from(format!("token-{number}"));
            Ok::<_, String>(match valid_for {
                Some(time) => token.valid_for(time),
                None => token,
            })
        }
    });
    (asked, builder)
}

fn authorizations(server: &Loopback) -> Vec<String> {
    let requests = server.requests();
    requests.iter().map(|it| it.header("authorization").unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_again_where_it_is_refused() {
    let server = Loopback::serving(|it| match it.header("authorization") {
        Some("Bearer token-1") => Answer::empty(401),
        _ => Answer::empty(204),
    })
    .await;
    let (asked, builder) = counting(None);
    let client = builder.base_url(server.base_url()).build().expect("it can be built");
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    for _ in 0..3 {
        client.security().post_oauth().send().await.expect("it is answered");
    }
    let expected = ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-2"];
    assert_eq!(authorizations(&server), expected);
}

#[tokio::test]
async fn a_server_that_refuses_every_token_is_asked_twice() {
    let server = Loopback::start(Answer::empty(401)).await;
    let (_, builder) = counting(None);
    let client = builder.base_url(server.base_url()).build().expect("it can be built");
    let error = client.security().post_oauth().send().await.unwrap_err();
    assert_eq!((error.status().map(|it| it.as_u16()), error.attempts()), (Some(401), 2));
    assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-2"]);
    // What is no token of a provider is not sent again.
    let client = Client::builder().base_url(server.base_url()).bearer("b").build();
    let error = client.expect("it can be built").security().get_bearer().send().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_token_that_is_no_longer_valid_is_not_sent() {
    let server = Loopback::start(Answer::empty(204)).await;
    let (_, builder) = counting(Some(Duration::ZERO));
    let client = builder.base_url(server.base_url()).build().expect("it can be built");
    for _ in 0..2 {
        client.security().post_oauth().send().await.expect("it is answered");
    }
    assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn no_token_is_no_call() {
    let server = Loopback::start(Answer::empty(204)).await;
    let client = Client::builder().oauth(async || Err::<Token, _>("the login is down"));
    let client = client.base_url(server.base_url()).build().expect("it can be built");
    let error = client.security().post_oauth().send().await.unwrap_err();
    assert_eq!(error.to_string(), "postOauth: `oauth` gave no token: the login is down");
    let client = Client::builder().oauth(std::future::pending::<Result<Token, String>>);
    let client = client.base_url(server.base_url()).timeout(Duration::from_millis(20)).build();
    let error = client.expect("it can be built").security().post_oauth().send().await.unwrap_err();
    assert_eq!(error.to_string(), "postOauth: `oauth` gave no token in time");
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn no_credential_is_shown() {
    let body = json!({"code": "query 4711", "text": "key_4711, query 4711, pass:4711"});
    let server = Loopback::start(Answer::json(400, &body)).await;
    let builder = builder(&server);
    let mut shown = vec![format!("{builder:?} {builder:#?}")];
    let client = builder.build().expect("it can be built");
    shown.push(format!("{client:?}"));
    let error = client.security().get_by_query().send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getByQuery: 400 Bad Request: <redacted>: key_4711, <redacted>, pass:4711"
    );
    shown.push(format!("{error:?}"));
    drop(server);
    let error = client.security().get_by_query().send().await.unwrap_err();
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = source {
        shown.push(format!("{error} {error:?} {error:#?}"));
        source = error.source();
    }
    for text in shown {
        assert!(!text.contains("4711"), "{text}");
    }
}

#[track_caller]
fn refused(builder: ClientBuilder, message: &str) {
    let error: InvalidInput = builder.build().unwrap_err();
    assert_eq!(error.to_string(), message);
}

#[test]
fn credentials_are_checked_when_the_client_is_built() {
    refused(Client::builder().key(""), "`key` is empty");
    refused(Client::builder().key("a\n"), "`key` has characters that a header cannot hold");
    refused(Client::builder().query_key(""), "`query_key` is empty");
    refused(
        Client::builder().basic("a:b", "c"),
        "`basic` has a user with a colon in it, which ends the user",
    );
    let message = "`bearer` contains white space; look for a line end that was read with it";
    refused(Client::builder().bearer("a\n"), message);
    Client::builder().build().expect("some operations need no credential");
}

#[test]
fn a_server_is_chosen_by_its_variables() {
    assert_eq!(Client::BASE_URL, "https://eu.parameters.example:443/v1");
    let with = |server| Client::builder().key("k").server(server);
    let shown = |server| format!("{:?}", with(server).build().expect("it can be built"));
    let us = shown(Server::regional().region("us").port("8443"));
    assert!(us.contains("https://us.parameters.example:8443/v1"), "{us}");
    assert!(shown(Server::staging()).contains("https://staging.parameters.example/v1"));
    refused(with(Server::regional().region("de")), "`region` must be one of `eu`, `us`");
    refused(with(Server::staging().port("1")), "`port` is no variable of the chosen server");
}

#[tokio::test]
async fn operations_have_servers_of_their_own() {
    let server = Loopback::start(Answer::empty(204)).await;
    // Begun at another address rather than given one, so that operations keep theirs.
    let client = openapi_exact_runtime::Client::builder(&server.base_url());
    let client = client.bearer("b").retry(RetryPolicy::never()).build().expect("it can be built");
    let post = &qonversion_tests::parameters::security::POST_ELSEWHERE;
    client.request(post).empty::<()>().await.expect("it is answered");
    assert_eq!(server.requests()[0].path, "/uploads/elsewhere");
    let get = &qonversion_tests::parameters::security::GET_ELSEWHERE;
    let error = client.request(get).empty::<()>().await.unwrap_err();
    assert_eq!(error.to_string(), "getElsewhere: cannot connect to the server");
    let given = builder(&server).build().expect("it can be built");
    given.security().get_elsewhere().send().await.expect("it is answered");
    assert_eq!(server.requests()[1].path, "/v4/elsewhere");
}
