//! Replaces references to parameters, request bodies, responses, headers, examples and links by
//! copies of what they refer to.
//!
//! A `description` or `summary` beside the reference replaces that of the copy.
//!
//! ```text
//! before  {"responses": {"404": {"$ref": "#/components/responses/NotFound"}}}
//! after   {"responses": {"404": {"description": "..", "content": {..}}}}
//! ```

use serde_json::Value;

use super::parts::{Kind, path_items};
use super::references::{Chain, follow};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let roots = path_items(spec).into_iter().rev();
    let mut left: Vec<_> = roots.map(|(at, kind)| (at, kind, Chain::new())).collect();
    while let Some((at, kind, chain)) = left.pop() {
        if kind == Kind::Schema {
            continue;
        }
        let mut inner_chain = chain;
        if spec.object(&at).is_some_and(|it| it.contains_key("$ref")) {
            let Some((target, next)) = follow(spec, &at, kind, chain, report) else { continue };
            inner_chain = next;
            copy(spec, &at, &target);
        }
        let inner = spec.get(&at).map(|node| kind.inner(node, &at)).unwrap_or_default();
        left.extend(inner.into_iter().rev().map(|(at, kind)| (at, kind, inner_chain)));
    }
}

fn copy(spec: &mut Spec, at: &Pointer, target: &Pointer) {
    let Some(Value::Object(mut part)) = spec.get(target).cloned() else { return };
    for key in ["summary", "description"] {
        if let Some(text) = spec.object(at).and_then(|it| it.get(key)) {
            part.insert(key.to_owned(), text.clone());
        }
    }
    if let Some(node) = at.resolve_mut(&mut spec.root) {
        *node = Value::Object(part);
    }
    spec.moved(target, at.clone());
}
