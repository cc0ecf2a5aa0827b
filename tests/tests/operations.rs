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
