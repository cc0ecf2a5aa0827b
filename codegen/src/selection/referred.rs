//! Fetches back what the wanted operations refer to in those that were left out: it becomes a
//! component.
//!
//! ```text
//! before  {"paths": {"/a": .. {"$ref": "#/paths/~1b/get/responses/200/content/a~1json/schema/items"}}}
//! after   {"paths": {"/a": .. {"$ref": "#/components/schemas/BGetResponses200Item"}},
//!          "components": {"schemas": {"BGetResponses200Item": {..}}}}
//! ```

use serde_json::{Map, Value};

use crate::passes::parts::{Kind, all, components, path_items};
use crate::passes::{Taken, target_name};
use crate::pointer::Pointer;
use crate::spec::Spec;

/// Moves to components what references lead to in `full`, the document as it was, and not in `spec`.
/// What is fetched may refer to more.
pub(super) fn fetch(spec: &mut Spec, full: &Value) {
    let mut moved: Vec<(Pointer, Pointer)> = Vec::new();
    loop {
        let lost = lost(spec, full);
        if lost.is_empty() {
            return;
        }
        for (at, target) in lost {
            let known = moved.iter().find_map(|(from, to)| target.rebase(from, to));
            let new = known.or_else(|| {
                let new = make_component(spec, &target, full)?;
                moved.push((target, new.clone()));
                Some(new)
            });
            let text = new.map(|it| Value::String(format!("#{it}")));
            if let (Some(text), Some(reference)) = (text, at.resolve_mut(&mut spec.root)) {
                *reference = text;
            }
        }
    }
}

/// The references to what was left out, and where they lead.
fn lost(spec: &Spec, full: &Value) -> Vec<(Pointer, Pointer)> {
    let parts = all(spec, [components(spec), path_items(spec)].concat());
    let nodes = parts.into_iter().flat_map(|(at, kind)| match kind {
        Kind::Schema => spec.schemas_in(&at),
        _ => vec![at],
    });
    let references = nodes.flat_map(|at| references(spec, &at));
    let target = |at: Pointer| {
        let target = Pointer::from_reference(spec.get(&at)?.as_str()?)?;
        let is_part = Kind::at(&target).is_some_and(|it| it.section().is_some());
        let is_lost = is_part && spec.get(&target).is_none() && target.resolve(full).is_some();
        is_lost.then_some((at, target))
    };
    references.filter_map(target).collect()
}

/// Where a part holds references: under `$ref`, and in the mapping of a discriminator.
fn references(spec: &Spec, at: &Pointer) -> Vec<Pointer> {
    let mapping = at.child("discriminator").child("mapping");
    let values = spec.object(&mapping).into_iter().flatten();
    let values = values.map(|(value, _)| mapping.child(value));
    values.chain([at.child("$ref")]).collect()
}

/// Puts what stands at `target` in the document as it was among the components.
fn make_component(spec: &mut Spec, target: &Pointer, full: &Value) -> Option<Pointer> {
    let section = Kind::at(target)?.section()?;
    let node = target.resolve(full)?.clone();
    let empty = || Value::Object(Map::new());
    let components = spec.root.as_object_mut()?.entry("components").or_insert_with(empty);
    let members = components.as_object_mut()?.entry(section).or_insert_with(empty);
    let members = members.as_object_mut()?;
    let mut taken: Taken = members.keys().map(String::as_str).collect();
    let name = taken.claim(&target_name(&node, target));
    members.insert(name.clone(), node);
    let new = Pointer::root().child("components").child(section).child(name);
    spec.moved(target, new.clone());
    Some(new)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::expect;

    use crate::selection::Selection;
    use crate::source::Source;
    use crate::{Inputs, generate_with_guards};

    const DOCUMENT: &str = r##"{
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {
            "/users": {"get": {"operationId": "listUsers", "tags": ["Users"], "parameters": [{"$ref": "#/paths/~1pets/get/parameters/0"}],
                "responses": {"200": {"description": ".", "content": {"application/json": {"schema": {"type": "object", "properties": {
                    "links": {"$ref": "#/paths/~1pets/get/responses/200/content/application~1json/schema/properties/links"},
                    "next": {"$ref": "#/paths/~1pets/get/responses/200/content/application~1json/schema/properties/links/properties/next"}}}}}},
                    "404": {"$ref": "#/paths/~1pets/get/responses/404"}}}},
            "/pets": {"get": {"operationId": "listPets", "tags": ["Pets"], "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": {"description": ".", "content": {"application/json": {"schema": {"type": "object", "properties": {
                    "links": {"type": "object", "properties": {"next": {"type": "object", "properties": {"url": {"type": "string"}}}}}}}}}},
                    "404": {"$ref": "#/paths/~1cats/get/responses/404"}}}},
            "/cats": {"get": {"operationId": "listCats", "tags": ["Cats"], "responses": {"404": {"description": ".", "content": {"application/json": {"schema": {
                "type": "object", "properties": {"code": {"type": "string"}}}}}}}}}
        }
    }"##;

    #[test]
    fn what_stands_in_other_operations_stays() {
        let selection = Selection { tags: vec!["Users".to_owned()], operations: Vec::new() };
        let source = Arc::new(Source::parse("api.json", DOCUMENT).unwrap());
        let inputs = Inputs { selection, ..Inputs::new(source) };
        let (generated, guards) = generate_with_guards(&inputs).unwrap();
        assert_eq!(generated.report.to_string(), "");
        let contract = guards.surface.get("contract.txt").unwrap();
        let lines: Vec<&str> = contract.lines().filter(|it| !it.starts_with('#')).collect();
        expect![[r#"

            credential: none
            GET /users (listUsers)
            GET /users answer ListUsersResponse
            GET /users error CatsGetResponses404Response
            GET /users query page: integer (i64), optional
            CatsGetResponses404Response: object, answered
            CatsGetResponses404Response.code: string, absent | value
            ListUsersResponse: object, answered
            ListUsersResponse.links: PetsGetResponses200Links, absent | value
            ListUsersResponse.next: PetsGetResponses200LinksNext, absent | value
            PetsGetResponses200Links: object, answered
            PetsGetResponses200Links.next: PetsGetResponses200LinksNext, absent | value
            PetsGetResponses200LinksNext: object, answered
            PetsGetResponses200LinksNext.url: string, absent | value"#]]
        .assert_eq(&lines.join("\n"));
    }
}
