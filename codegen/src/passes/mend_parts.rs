//! Mends the parts of a document besides schemas: what is not of the kind that OpenAPI wants at its
//! place is left out, with a warning.
//!
//! The passes after this one rely on it: an operation is an object, `parameters` a list of objects
//! with a name, a response has no reference where none may stand. A path gets the `/` that it lacks.
//!
//! ```text
//! before  {"paths": {"a": {"get": {"parameters": [null, {"name": "p", "in": "query"}]}, "put": 1}}}
//! after   {"paths": {"/a": {"get": {"parameters": [{"name": "p", "in": "query"}]}}}}
//! ```

use serde_json::{Map, Value, json};

use super::parts::{Kind, Number, components, path_items, remove};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let root = Pointer::root();
    require_object(spec, &root.child("paths"), report);
    if let Some(document) = spec.object_mut(&root) {
        document.entry("paths").or_insert_with(|| Value::Object(Map::new()));
    }
    mend_members(spec, &root.child("paths"), Kind::PathItem, report);
    begin_with_slashes(spec, report);
    mend_components(spec, &root.child("components"), report);
    let mut left = [components(spec), path_items(spec)].concat();
    left.reverse();
    while let Some((at, kind)) = left.pop() {
        mend_part(spec, &at, kind, report);
        let mut inner = spec.get(&at).map(|node| kind.inner(node, &at)).unwrap_or_default();
        inner.reverse();
        left.append(&mut inner);
    }
}

fn mend_components(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    require_object(spec, at, report);
    for (section, kind) in Kind::sections() {
        let at = at.child(section);
        require_object(spec, &at, report);
        mend_members(spec, &at, kind, report);
    }
}

/// Leaves out what stands at `at`, unless it is an object or nothing.
fn require_object(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    if spec.get(at).is_some_and(|it| !it.is_object()) {
        leave_out(spec, at, "an object", report);
    }
}

/// Gives every path the `/` that it should begin with, unless that is a path already.
fn begin_with_slashes(spec: &mut Spec, report: &mut Report) {
    let paths = Pointer::root().child("paths");
    let items = spec.object(&paths).into_iter().flatten();
    let bare: Vec<String> =
        items.map(|(path, _)| path.clone()).filter(|it| !it.starts_with('/')).collect();
    for path in bare {
        let (at, mended) = (paths.child(&path), format!("/{path}"));
        let place = spec.place(&at);
        let to = paths.child(&mended);
        let is_taken = spec.get(&to).is_some();
        let Some(items) = spec.object_mut(&paths) else { return };
        let index = items.keys().position(|it| *it == path).unwrap_or_default();
        let Some(item) = items.shift_remove(&path) else { continue };
        let outcome = if is_taken { "is left out, for there is" } else { "is read as" };
        if !is_taken {
            items.shift_insert(index, mended.clone(), item);
            spec.moved(&at, to);
        }
        report
            .warn(
                place,
                format!("the path `{path}` does not begin with `/`, and {outcome} `{mended}`"),
            )
            .help("begin it with `/`");
    }
}

/// Mends what stands right inside of a part.
fn mend_part(spec: &mut Spec, at: &Pointer, kind: Kind, report: &mut Report) {
    if kind == Kind::Schema {
        return;
    }
    drop_foreign(spec, at, kind, report);
    for (key, number, inner) in kind.keys() {
        let at = at.child(key);
        let Some(value) = spec.get(&at) else { continue };
        match number {
            Number::One if !fits(value, *inner) => leave_out(spec, &at, inner.form(), report),
            Number::One => drop_reference(spec, &at, *inner, report),
            Number::Many if *key == "parameters" && !value.is_array() => {
                leave_out(spec, &at, "a list", report);
            }
            Number::Many if *key != "parameters" && !value.is_object() => {
                leave_out(spec, &at, "an object", report);
            }
            Number::Many => mend_members(spec, &at, *inner, report),
        }
    }
}

/// Mends the parts of one kind that an object or a list holds.
fn mend_members(spec: &mut Spec, at: &Pointer, kind: Kind, report: &mut Report) {
    if let Some(members) = spec.object_mut(at) {
        members.retain(|name, _| !kind.is_extension(name));
    }
    let members: Vec<Pointer> = match spec.get(at) {
        Some(Value::Object(members)) => members.keys().map(|name| at.child(name)).collect(),
        Some(Value::Array(items)) => (0..items.len()).map(|index| at.child(index)).collect(),
        _ => return,
    };
    for at in members.into_iter().rev() {
        let Some(part) = spec.get(&at) else { continue };
        if !fits(part, kind) {
            leave_out(spec, &at, kind.form(), report);
        } else if let Some(key) = nameless(part, kind) {
            let message = format!("the parameter has no `{key}`, and is left out");
            report.warn(spec.place(&at), message).help(format!("say its `{key}` as a string"));
            remove(spec, &at);
        } else {
            drop_reference(spec, &at, kind, report);
        }
    }
}

fn fits(part: &Value, kind: Kind) -> bool {
    part.is_object() || (kind == Kind::Schema && part.is_boolean())
}

/// What a parameter that is no reference lacks to be told from others.
fn nameless(part: &Value, kind: Kind) -> Option<&'static str> {
    let is_named = kind != Kind::Parameter || part.get("$ref").is_some();
    let lacks = |key: &&str| !part.get(*key).is_some_and(Value::is_string);
    if is_named { None } else { ["name", "in"].into_iter().find(lacks) }
}

/// Leaves out what is not of the `form` that its place asks for. A schema that others may refer to
/// is read as any value instead.
fn leave_out(spec: &mut Spec, at: &Pointer, form: &str, report: &mut Report) {
    let name = at.last().unwrap_or_default();
    let list = at.parent().filter(|it| spec.get(it).is_some_and(Value::is_array));
    let subject = match list.and_then(|it| it.last()) {
        Some(list) => format!("item {name} of `{list}`"),
        None => format!("`{name}`"),
    };
    let is_schema = Kind::at(at) == Some(Kind::Schema);
    let outcome = if is_schema { "read as any value" } else { "left out" };
    report
        .warn(spec.place(at), format!("{subject} is not {form}, and is {outcome}"))
        .help("mend it in the document or in an overlay");
    match at.resolve_mut(&mut spec.root) {
        Some(schema) if is_schema => *schema = json!({}),
        _ => remove(spec, at),
    }
}

/// Drops a reference where only the part itself may stand.
fn drop_reference(spec: &mut Spec, at: &Pointer, kind: Kind, report: &mut Report) {
    if kind.section().is_some() || spec.object(at).is_none_or(|it| !it.contains_key("$ref")) {
        return;
    }
    report
        .warn(spec.place(&at.child("$ref")), "no reference may stand here, and it is left out")
        .help("write the part out");
    remove(spec, &at.child("$ref"));
}

/// Drops keys that belong to another kind of part, as Swagger 2.0 had them.
fn drop_foreign(spec: &mut Spec, at: &Pointer, kind: Kind, report: &mut Report) {
    for key in ["schema", "content", "headers"] {
        let at = at.child(key);
        if spec.get(&at).is_none() || kind.holds(key) {
            continue;
        }
        report
            .warn(spec.place(&at), format!("`{key}` has no meaning here, and is left out"))
            .help("describe a body by a media type in `content`, and its schema there");
        remove(spec, &at);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "mend_parts";

    #[test]
    fn what_is_well_formed_is_left_alone() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "p", "in": "query", "schema": true}],
             "responses": {"200": {"headers": {"x-rate": {}}, "content": {"x-made": {}}}}}}}}"#,
            expect![[r#"
                {
                  "paths": {
                    "/a": {
                      "get": {
                        "parameters": [{"name":"p","in":"query","schema":true}],
                        "responses": {"200":{"headers":{"x-rate":{}},"content":{"x-made":{}}}}
                      }
                    }
                  }
                }
            "#]],
        );
    }

    #[test]
    fn extensions_are_no_parts() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"responses": {"x-note": 1, "200": {}}}}}}"#,
            expect![[r#"
                {"paths":{"/a":{"get":{"responses":{"200":{}}}}}}
            "#]],
        );
    }

    #[test]
    fn a_path_that_is_there_already_is_not_replaced() {
        check(
            NAME,
            r#"{"paths": {"a": {"get": {}}, "/a": {"put": {}}}}"#,
            expect![[r#"
            {"paths":{"/a":{"put":{}}}}
            warning: the path `a` does not begin with `/`, and is left out, for there is `/a`
             --> before:1:12
              |
            1 | {"paths": {"a": {"get": {}}, "/a": {"put": {}}}}
              |            ^
              at: /paths/a
              stage: mend_parts
              help: begin it with `/`
        "#]],
        );
    }

    #[test]
    fn what_is_no_part_is_left_out() {
        check(
            NAME,
            r#"{"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
             "responses": {"200": {"content": {"text/plain": {"schema": 1}}}}}, "put": 1}}}"#,
            expect![[r#"
                {
                  "paths": {
                    "/a": {"get":{"parameters":[],"responses":{"200":{"content":{"text/plain":{"schema":{}}}}}}}
                  }
                }
                warning: the path `a` does not begin with `/`, and is read as `/a`
                 --> before:1:12
                  |
                1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                  |            ^
                  at: /paths/a
                  stage: mend_parts
                  help: begin it with `/`

                warning: `parameters` is not a list, and is left out
                 --> before:1:18
                  |
                1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                  |                  ^
                  at: /paths/~1a/parameters
                  stage: mend_parts
                  help: mend it in the document or in an overlay

                warning: `put` is not an object, and is left out
                 --> before:2:81
                  |
                2 |              "responses": {"200": {"content": {"text/plain": {"schema": 1}}}}}, "put": 1}}}
                  |                                                                                 ^
                  at: /paths/~1a/put
                  stage: mend_parts
                  help: mend it in the document or in an overlay

                warning: item 1 of `parameters` is not an object, and is left out
                 --> before:1:76
                  |
                1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                  |                                                                            ^
                  at: /paths/~1a/get/parameters/1
                  stage: mend_parts
                  help: mend it in the document or in an overlay

                warning: the parameter has no `name`, and is left out
                 --> before:1:59
                  |
                1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                  |                                                           ^
                  at: /paths/~1a/get/parameters/0
                  stage: mend_parts
                  help: say its `name` as a string

                warning: `requestBody` is not an object, and is left out
                 --> before:1:80
                  |
                1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                  |                                                                                ^
                  at: /paths/~1a/get/requestBody
                  stage: mend_parts
                  help: mend it in the document or in an overlay

                warning: `schema` is not a schema, and is read as any value
                 --> before:2:63
                  |
                2 |              "responses": {"200": {"content": {"text/plain": {"schema": 1}}}}}, "put": 1}}}
                  |                                                               ^
                  at: /paths/~1a/get/responses/200/content/text~1plain/schema
                  stage: mend_parts
                  help: mend it in the document or in an overlay
            "#]],
        );
    }

    #[test]
    fn what_is_no_section_is_left_out() {
        check(
            NAME,
            r#"{"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}"#,
            expect![[r#"
                {"components":{"schemas":{"A":{}}},"paths":{}}
                warning: `paths` is not an object, and is left out
                 --> before:1:2
                  |
                1 | {"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}
                  |  ^
                  at: /paths
                  stage: mend_parts
                  help: mend it in the document or in an overlay

                warning: `A` is not a schema, and is read as any value
                 --> before:1:42
                  |
                1 | {"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}
                  |                                          ^
                  at: /components/schemas/A
                  stage: mend_parts
                  help: mend it in the document or in an overlay

                warning: `responses` is not an object, and is left out
                 --> before:1:51
                  |
                1 | {"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}
                  |                                                   ^
                  at: /components/responses
                  stage: mend_parts
                  help: mend it in the document or in an overlay
            "#]],
        );
    }

    #[test]
    fn a_response_has_no_schema_of_its_own() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"responses": {"200": {"schema": {}}}}}}}"#,
            expect![[r#"
                {"paths":{"/a":{"get":{"responses":{"200":{}}}}}}
                warning: `schema` has no meaning here, and is left out
                 --> before:1:49
                  |
                1 | {"paths": {"/a": {"get": {"responses": {"200": {"schema": {}}}}}}}
                  |                                                 ^
                  at: /paths/~1a/get/responses/200/schema
                  stage: mend_parts
                  help: describe a body by a media type in `content`, and its schema there
            "#]],
        );
    }

    #[test]
    fn operations_cannot_be_references() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"$ref": "#/paths/~1b/get"}}}}"##,
            expect![[r##"
                {"paths":{"/a":{"get":{}}}}
                warning: no reference may stand here, and it is left out
                 --> before:1:27
                  |
                1 | {"paths": {"/a": {"get": {"$ref": "#/paths/~1b/get"}}}}
                  |                           ^
                  at: /paths/~1a/get/$ref
                  stage: mend_parts
                  help: write the part out
            "##]],
        );
    }
}
