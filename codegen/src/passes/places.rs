//! The name that a place suggests for the type of an inline schema that stands there.
//!
//! ```text
//! property `comparator` of `SegmentCondition`     SegmentConditionComparator
//! items of that                                   SegmentConditionComparatorItem
//! values of a map `labels` of `Segment`           SegmentLabelsValue
//! second branch of the union `Owner`              Owner2, or Owner and its title or tag
//! parameter `sort_order` of `v4ListCustomers`     ListCustomersSortOrder
//! request body, answer and error of it            ListCustomersRequest, ..Response, ..Error
//! component response `NotFound`                   NotFoundResponse
//! ```
//!
//! A version that the ids of all operations begin with, `v4`, is no part of any name: `V4Segment`
//! is `Segment`.
//!
//! What stands in an `allOf` is named as if it stood in the schema that has the `allOf`. A schema
//! with `x-rust-name` has that name, and gives it to what it holds.

use serde_json::{Map, Value};

use super::names::camel;
use super::responses::{Outcome, outcome};
use super::shape::{MADE_NAME, RUST_NAME};
use crate::pointer::Pointer;
use crate::spec::METHODS;

/// Called with the address of an inline schema, the schema, and the name its place suggests;
/// for inner schemas before outer ones.
pub(super) type Visit<'a> = dyn FnMut(&Pointer, &mut Value, &str) + 'a;

/// The name that a component schema gives to what it holds.
pub(super) fn component_name(key: &str, schema: &Value) -> String {
    own_name(schema).unwrap_or_else(|| camel(key))
}

/// Visits the inline schemas inside `schema`, whose type is called `name`.
pub(super) fn visit_inside(schema: &mut Value, at: &Pointer, name: &str, visit: &mut Visit<'_>) {
    let Some(members) = schema.as_object_mut() else { return };
    let tag = discriminator(members).map(str::to_owned);
    for (key, child) in members {
        let at = at.child(key);
        match key.as_str() {
            "items" => visit_inline(child, &at, &format!("{name}Item"), visit),
            "additionalProperties" => visit_inline(child, &at, &format!("{name}Value"), visit),
            "properties" => {
                for (property, child) in child.as_object_mut().into_iter().flatten() {
                    let name = format!("{name}{}", camel(property));
                    visit_inline(child, &at.child(property), &name, visit);
                }
            }
            "allOf" => {
                for (index, branch) in child.as_array_mut().into_iter().flatten().enumerate() {
                    visit_inside(branch, &at.child(index), name, visit);
                }
            }
            "oneOf" | "anyOf" => {
                for (index, branch) in child.as_array_mut().into_iter().flatten().enumerate() {
                    let suffix = branch_name(branch, tag.as_deref())
                        .unwrap_or_else(|| (index + 1).to_string());
                    visit_inline(branch, &at.child(index), &format!("{name}{suffix}"), visit);
                }
            }
            _ => {}
        }
    }
}

/// Visits the inline schemas of all operations.
pub(super) fn visit_operations(root: &mut Value, visit: &mut Visit<'_>) {
    let prefix = version_prefix(root);
    let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let at = Pointer::root().child("paths");
    for (path, item) in paths {
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else { continue };
            visit_operation(operation, &at.child(path).child(method), &prefix, visit);
        }
    }
}

/// Visits the inline schemas of the parameters, headers, bodies and responses in `components`.
pub(super) fn visit_shared(root: &mut Value, visit: &mut Visit<'_>) {
    let prefix = version_prefix(root);
    let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) else {
        return;
    };
    let at = Pointer::root().child("components");
    let sections = [
        ("parameters", ""),
        ("headers", ""),
        ("requestBodies", "Request"),
        ("responses", "Response"),
    ];
    for (section, suffix) in sections {
        let holders = components.get_mut(section).and_then(Value::as_object_mut);
        for (key, holder) in holders.into_iter().flatten() {
            let name = component_name(unversioned(key, &prefix), holder);
            let name = if name.ends_with(suffix) { name } else { format!("{name}{suffix}") };
            visit_holder(holder, &at.child(section).child(key), &name, visit);
        }
    }
}

/// The name of an operation within names of types: its id without the version that all ids of the
/// document begin with.
pub(super) fn operation_name(operation: &Value, prefix: &str) -> String {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    camel(id.strip_prefix(prefix).unwrap_or(id))
}

/// `v4`, if the ids of all operations begin with it, otherwise empty.
pub(crate) fn version_prefix(root: &Value) -> String {
    let items = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let mut ids = items
        .flat_map(|(_, item)| METHODS.iter().filter_map(|method| item.get(*method)))
        .map(|it| it.get("operationId").and_then(Value::as_str).unwrap_or_default());
    let prefix = ids.next().map(version).unwrap_or_default();
    if ids.all(|id| version(id) == prefix) { prefix.to_owned() } else { String::new() }
}

/// The `v4` in front of `v4GetUser`; empty for `v4` alone and for `value`.
fn version(id: &str) -> &str {
    let Some(rest) = id.strip_prefix('v') else { return "" };
    let name = rest.trim_start_matches(|it: char| it.is_ascii_digit());
    let is_version =
        name.len() < rest.len() && name.starts_with(|it: char| !it.is_ascii_lowercase());
    if is_version { id.strip_suffix(name).unwrap_or_default() } else { "" }
}

/// `Segment` of `V4Segment` in a document whose version is `v4`.
pub(super) fn unversioned<'a>(key: &'a str, prefix: &str) -> &'a str {
    let Some((head, rest)) = key.split_at_checked(prefix.len()) else { return key };
    let is_version = !head.is_empty() && head.eq_ignore_ascii_case(prefix);
    let name = rest.trim_start_matches(|it: char| !it.is_alphanumeric());
    let is_bounded = name.len() < rest.len() || name.starts_with(char::is_uppercase);
    if is_version && is_bounded && !name.is_empty() { name } else { key }
}

fn visit_operation(operation: &mut Value, at: &Pointer, prefix: &str, visit: &mut Visit<'_>) {
    let name = operation_name(operation, prefix);
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for (index, parameter) in parameters.into_iter().flatten().enumerate() {
        let given = parameter.get(RUST_NAME).or_else(|| parameter.get("name"));
        let name = format!("{name}{}", camel(given.and_then(Value::as_str).unwrap_or_default()));
        visit_holder(parameter, &at.child("parameters").child(index), &name, visit);
    }
    if let Some(body) = operation.get_mut("requestBody") {
        visit_holder(body, &at.child("requestBody"), &format!("{name}Request"), visit);
    }
    let at = at.child("responses");
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    let errors: Vec<bool> =
        responses.keys().map(|it| outcome(it, responses) == Some(Outcome::Error)).collect();
    for ((status, response), is_error) in responses.iter_mut().zip(errors) {
        let at = at.child(status);
        let body = if is_error { format!("{name}Error") } else { format!("{name}Response") };
        visit_content(response, &at, &body, visit);
        visit_headers(response, &at, &name, visit);
    }
}

/// A parameter, header, body or response, whose schema is called `name`.
fn visit_holder(holder: &mut Value, at: &Pointer, name: &str, visit: &mut Visit<'_>) {
    if let Some(schema) = holder.get_mut("schema") {
        visit_inline(schema, &at.child("schema"), name, visit);
    }
    visit_content(holder, at, name, visit);
    visit_headers(holder, at, name, visit);
}

fn visit_content(holder: &mut Value, at: &Pointer, name: &str, visit: &mut Visit<'_>) {
    let at = at.child("content");
    let content = holder.get_mut("content").and_then(Value::as_object_mut);
    for (media_type, media) in content.into_iter().flatten() {
        if let Some(schema) = media.get_mut("schema") {
            visit_inline(schema, &at.child(media_type).child("schema"), name, visit);
        }
    }
}

fn visit_headers(holder: &mut Value, at: &Pointer, name: &str, visit: &mut Visit<'_>) {
    let at = at.child("headers");
    let headers = holder.get_mut("headers").and_then(Value::as_object_mut);
    for (header, inner) in headers.into_iter().flatten() {
        let name = format!("{name}{}", camel(header));
        visit_holder(inner, &at.child(header), &name, visit);
    }
}

fn visit_inline(schema: &mut Value, at: &Pointer, place_name: &str, visit: &mut Visit<'_>) {
    if !schema.is_object() {
        return;
    }
    let own = own_name(schema);
    let name = own.as_deref().unwrap_or(place_name);
    visit_inside(schema, at, name, visit);
    visit(at, schema, name);
}

fn own_name(schema: &Value) -> Option<String> {
    let name = schema.get(RUST_NAME).or_else(|| schema.get(MADE_NAME))?;
    Some(name.as_str()?.to_owned())
}

fn discriminator(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName")?.as_str()
}

/// What tells a branch from the others: its title, or the one value of its tag.
fn branch_name(branch: &Value, tag: Option<&str>) -> Option<String> {
    let title = branch.get("title").and_then(Value::as_str).map(camel);
    let value = || {
        let values = branch.get("properties")?.get(tag?)?.get("enum")?.as_array()?;
        let [only] = values.as_slice() else { return None };
        only.as_str().map(camel)
    };
    title.filter(|it| !it.is_empty()).or_else(value).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_of_components_lose_the_version() {
        for key in ["V4Segment", "v4Segment", "v4_Segment", "Segment"] {
            assert_eq!(unversioned(key, "v4"), "Segment");
        }
        for key in ["V4", "V4_", "V4egment", "V44Segment", "éé", ""] {
            assert_eq!(unversioned(key, "v4"), key);
        }
        assert_eq!(unversioned("V4Segment", ""), "V4Segment");
    }

    #[test]
    fn a_version_is_dropped_only_if_all_ids_begin_with_it() {
        let root = |ids: [&str; 2]| json!({"paths": {"/a": {"get": {"operationId": ids[0]}, "put": {"operationId": ids[1]}}}});
        assert_eq!(version_prefix(&root(["v4GetUser", "v4_put_user"])), "v4");
        assert_eq!(version_prefix(&root(["v4GetUser", "v3GetUser"])), "");
        assert_eq!(version_prefix(&root(["v4", "v4"])), "");
        assert_eq!(version_prefix(&root(["v4GetUser", "listUsers"])), "");
        assert_eq!(version_prefix(&root(["v4ersion", "v4ersions"])), "");
        assert_eq!(version_prefix(&root(["verify", "voidIt"])), "");
    }
}
