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
