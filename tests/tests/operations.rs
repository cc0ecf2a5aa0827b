//! The list of operations in the client is that of the document.

use qonversion::OPERATIONS;
use qonversion_tests::document::DOCUMENT;

#[test]
fn every_operation_of_the_document_is_there_in_its_order_and_no_other() {
    let documented: Vec<_> =
        DOCUMENT.operations().into_iter().map(|it| (it.id, it.method, it.path, it.tag)).collect();
    let listed: Vec<_> = OPERATIONS
        .iter()
        .map(|it| {
            (it.id().to_owned(), it.method().to_string(), it.path().to_owned(), it.tag().to_owned())
        })
        .collect();
    assert_eq!(listed, documented);
    assert_eq!(listed.len(), 112);
}

/// A POST is repeated only with the key that the document has for it, and a rotation of the
/// caller's own key never is.
#[test]
fn what_may_be_repeated_is_what_the_document_says() {
    let operations = DOCUMENT.operations();
    let mut keyed = 0;
    for (listed, documented) in OPERATIONS.iter().zip(&operations) {
        let has_key = documented.parameters.iter().any(|it| it.name == "Idempotency-Key");
        keyed += usize::from(has_key);
        let expected = documented.method != "POST" || has_key;
        assert_eq!(listed.is_repeatable(), expected, "{}", listed.id());
    }
    assert_eq!(keyed, 8);
    let rotation = OPERATIONS.iter().find(|it| it.id() == "v4RegenerateProjectSecretKey");
    assert!(rotation.is_some_and(|it| !it.is_repeatable()));
}
