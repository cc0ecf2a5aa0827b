//! The secret key: which environment it is for, when it is refused, and where it is never sent.

use qonversion::{Client, KeyEnvironment};

#[test]
fn the_key_says_its_environment() {
    let environment = |key: &str| {
        let client = Client::builder().secret_key(key).build().expect("it is a key");
        client.environment()
    };
    assert_eq!(environment("sk_4711"), Some(KeyEnvironment::Production));
    assert_eq!(environment("test_sk_4711"), Some(KeyEnvironment::Sandbox));
    for neither in ["pk_4711", "test_4711", "SK_4711", "-sk_4711"] {
        assert_eq!(environment(neither), None, "{neither}");
    }
}

#[test]
fn the_key_that_is_sent_counts_however_it_was_given() {
    let builder = || Client::builder().secret_key("sk_4711");
    let other = builder().configure(|it| it.bearer("test_sk_4711")).build().expect("it is a key");
    assert_eq!(other.environment(), Some(KeyEnvironment::Sandbox));
    let none = builder().configure(|it| it.anonymous()).build().expect("it needs no key");
    assert_eq!(none.environment(), None);
}
