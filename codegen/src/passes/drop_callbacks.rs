//! Drops `webhooks` and `callbacks`: requests that the server makes are not part of a client.
//!
//! ```text
//! before  {"paths": {"/a": {"post": {"callbacks": {..}}}}, "webhooks": {..}}
//! after   {"paths": {"/a": {"post": {}}}}
//! ```

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let root = Pointer::root();
    drop_key(spec, &root, "webhooks", report);
    drop_key(spec, &root.child("components"), "callbacks", report);
    for at in spec.operations() {
        drop_key(spec, &at, "callbacks", report);
    }
}

fn drop_key(spec: &mut Spec, at: &Pointer, key: &str, report: &mut Report) {
    let dropped = spec.object_mut(at).and_then(|it| it.shift_remove(key));
    if dropped.is_some() {
        let message = format!("`{key}` is left out: requests that the server makes");
        report.note(spec.place(&at.child(key)), message);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "drop_callbacks";

    #[test]
    fn callbacks_and_webhooks_are_dropped() {
        check(
            NAME,
            r#"{"webhooks": {}, "components": {"callbacks": {}}, "paths": {"/callbacks": {"get": {"callbacks": {}}}}}"#,
            expect![[r#"
            {"components":{},"paths":{"/callbacks":{"get":{}}}}
            note: `webhooks` is left out: requests that the server makes
             --> before:1:2
              |
            1 | {"webhooks": {}, "components": {"callbacks": {}}, "paths": {"/callbacks": {"get": {"callbacks": {}}}}}
              |  ^
              at: /webhooks
              stage: drop_callbacks

            note: `callbacks` is left out: requests that the server makes
             --> before:1:33
              |
            1 | {"webhooks": {}, "components": {"callbacks": {}}, "paths": {"/callbacks": {"get": {"callbacks": {}}}}}
              |                                 ^
              at: /components/callbacks
              stage: drop_callbacks

            note: `callbacks` is left out: requests that the server makes
             --> before:1:84
              |
            1 | {"webhooks": {}, "components": {"callbacks": {}}, "paths": {"/callbacks": {"get": {"callbacks": {}}}}}
              |                                                                                    ^
              at: /paths/~1callbacks/get/callbacks
              stage: drop_callbacks
        "#]],
        );
    }
}
