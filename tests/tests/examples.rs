//! All operations, called over a socket: what is sent is what the document says, and what is
//! answered is read without loss. All examples of the document, there and back.

use std::collections::BTreeSet;

use qonversion_tests::calls::{answer, answer_body, arguments, deviations};
use qonversion_tests::document::{DOCUMENT, Operation};
use qonversion_tests::exercise::call;
use qonversion_tests::same::{Nulls, differences};
use qonversion_tests::schema::{Direction, Fill, faults};
use qonversion_tests::server::Server;
use serde_json::Value;

/// The examples that break the schema beside them, in the document as its vendor has it: the
/// operation, which example, and the member at fault.
const WRONG_EXAMPLES: [(&str, &str, &str); 4] = [
    ("v4AttachUserToExperiment", "request", "/group_id"),
    ("v4CreateExperiment", "request", "/alias_id"),
    ("v4ListCustomerPermissions", "answer", "/next_cursor"),
    ("v4UpdateExperiment", "request", "/alias_id"),
];

/// Calls the operation; says what was not as it is documented.
async fn exchange(operation: &Operation, fill: Fill) -> Vec<String> {
    let (input, body) = (arguments(operation, fill), answer_body(operation, fill));
    let server = Server::start(answer(operation, body.as_ref())).await;
    let outcome = match call(&server.client(), &operation.id, &input).await {
        Ok(outcome) => outcome,
        Err(failure) => return vec![format!("{failure:?}")],
    };
    let mut found = deviations(operation, &input, &server.request());
    if outcome.status != operation.status {
        found.push(format!("status {}", outcome.status));
    }
    found.extend(losses(operation, body.as_ref(), &outcome.body));
    found
}

/// How the body that was decoded and written again differs from the one that was answered.
fn losses(operation: &Operation, sent: Option<&Value>, decoded: &str) -> Vec<String> {
    let decoded: Value =
        serde_json::from_str(decoded).unwrap_or_else(|error| panic!("{decoded}: {error}"));
    let (Some(media), Some(sent)) = (&operation.answer, sent) else {
        return if decoded.is_null() { Vec::new() } else { vec![format!("{decoded} of no body")] };
    };
    let mut found = differences(sent, &decoded, Nulls::Absent);
    found.extend(faults(&media.schema, Direction::Answer, &decoded));
    found
}

async fn check_all(fill: Fill) {
    let operations = DOCUMENT.operations();
    let mut found = Vec::new();
    for operation in &operations {
        found.extend(
            exchange(operation, fill).await.into_iter().map(|it| format!("{}: {it}", operation.id)),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(operations.len(), 112);
}

#[tokio::test]
async fn every_call_with_all_that_it_takes_is_as_documented() {
    check_all(Fill::All).await;
}

#[tokio::test]
async fn every_call_with_what_is_required_is_as_documented() {
    check_all(Fill::Required).await;
}

/// That of all operations is covered by `every_call_with_all_that_it_takes_is_as_documented`: it
/// sends and answers the examples. Here is what makes sure that they are there and right.
#[test]
fn the_examples_are_all_there_and_four_of_them_are_wrong() {
    let operations = DOCUMENT.operations();
    let mut wrong = BTreeSet::new();
    let mut counts = [0, 0];
    for operation in &operations {
        let both = [
            (&operation.body, Direction::Request, "request"),
            (&operation.answer, Direction::Answer, "answer"),
        ];
        for (at, (media, direction, name)) in both.into_iter().enumerate() {
            let Some((media, example)) =
                media.as_ref().and_then(|it| Some((it, it.example.as_ref()?)))
            else {
                continue;
            };
            counts[at] += 1;
            for fault in faults(&media.schema, direction, example) {
                let member = fault.split(':').next().unwrap_or_default().to_owned();
                wrong.insert((operation.id.as_str(), name, member));
            }
        }
    }
    assert_eq!(counts, [25, 58]);
    let wrong: Vec<_> =
        wrong.iter().map(|(id, name, member)| (*id, *name, member.as_str())).collect();
    assert_eq!(wrong, WRONG_EXAMPLES);
}
