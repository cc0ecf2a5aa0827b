//! Chooses one media type for each body: the one with the most types.
//!
//! The others of a request are left out. Those of an answer keep their names, since the server may
//! send them, and lose their schemas. So does text and what is sent as bytes, where a schema that
//! says more is reported.
//!
//! ```text
//! before  {"requestBody": {"content": {"text/csv": {"schema": A}, "application/json": {"schema": B}}},
//!          "responses": {"200": {"content": {"text/csv": {"schema": A}, "application/json": {"schema": B}}}}}
//! after   {"requestBody": {"content": {"application/json": {"schema": B}}},
//!          "responses": {"200": {"content": {"text/csv": {}, "application/json": {"schema": B}}}}}
//! ```

use serde_json::Value;

use crate::media::{Form, Way, chosen, form, is_media_type, is_structured};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    for at in spec.operations() {
        choose(spec, &at.child("requestBody").child("content"), Way::Request, report);
        let at = at.child("responses");
        let statuses: Vec<String> =
            spec.object(&at).into_iter().flat_map(|it| it.keys()).cloned().collect();
        for status in statuses {
            choose(spec, &at.child(status).child("content"), Way::Answer, report);
        }
    }
}

fn choose(spec: &mut Spec, at: &Pointer, way: Way, report: &mut Report) {
    let Some(content) = spec.object(at) else { return };
    let Some((name, form)) = chosen(content, way) else { return };
    let name = name.clone();
    let untyped = matches!(form, Form::Text | Form::Octets);
    let schema = content.get(&name).and_then(|it| it.get("schema"));
    let place = || spec.place(&at.child(&name));
    if !is_media_type(&name) {
        report.warn(place(), format!("`{name}` is no media type: the body is taken as bytes"));
    } else if untyped && schema.is_some_and(is_structured) {
        let form = if form == Form::Text { "text" } else { "bytes" };
        report.warn(place(), format!("a body of {name} is {form}: its schema is left out"));
    }
    note_others(spec, at, (&name, form), way, report);
    let Some(content) = spec.object_mut(at) else { return };
    if way == Way::Request {
        content.retain(|it, _| *it == name);
    }
    for (_, media) in content.iter_mut().filter(|(it, _)| **it != name || untyped) {
        media.as_object_mut().and_then(|it| it.shift_remove("schema"));
    }
}

/// Bytes that have another name, and text, are read as well, and the upload says which it is.
fn note_others(
    spec: &Spec,
    at: &Pointer,
    (chosen, its_form): (&str, Form),
    way: Way,
    report: &mut Report,
) {
    let untyped = matches!(its_form, Form::Text | Form::Octets);
    let content = spec.object(at).into_iter().flatten();
    let others = content.filter(|(name, media)| {
        let is_taken = untyped && form(name, media, way) == its_form;
        let is_there = way == Way::Request || media.get("schema").is_some();
        *name != chosen && is_there && !is_taken
    });
    let others: Vec<&str> = others.map(|(name, _): (&String, &Value)| name.as_str()).collect();
    if let Some(first) = others.first() {
        let verb = if way == Way::Request { "sent" } else { "read" };
        let message = format!("the body is {verb} as {chosen}, not as {}", others.join(" or "));
        report.note(spec.place(&at.child(first)), message);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "choose_media_types";

    #[test]
    fn a_request_keeps_one_media_type() {
        check(
            NAME,
            r##"{"paths": {"/a": {"post": {"requestBody": {"content": {
             "application/xml": {"schema": {"$ref": "#/components/schemas/A"}},
             "multipart/form-data": {"schema": {"$ref": "#/components/schemas/A"}, "encoding": {}},
             "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}}"##,
            expect![[r##"
                {
                  "paths": {
                    "/a": {
                      "post": {
                        "requestBody": {
                          "content": {
                            "application/x-www-form-urlencoded": {"schema":{"$ref":"#/components/schemas/A"}}
                          }
                        }
                      }
                    }
                  }
                }
                note: the body is sent as application/x-www-form-urlencoded, not as application/xml or multipart/form-data
                 --> before:2:14
                  |
                2 |              "application/xml": {"schema": {"$ref": "#/components/schemas/A"}},
                  |              ^
                  at: /paths/~1a/post/requestBody/content/application~1xml
                  stage: choose_media_types
            "##]],
        );
    }

    #[test]
    fn an_answer_keeps_the_names_of_all_media_types() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"responses": {
             "200": {"content": {"text/csv": {"schema": {"type": "string"}}, "*/*": {"schema": {"type": "array"}}}},
             "404": {"content": {"text/plain": {"schema": {"type": "string"}}}}, "default": {}}}}}}"#,
            expect![[r#"
                {
                  "paths": {
                    "/a": {
                      "get": {
                        "responses": {
                          "200": {"content":{"text/csv":{},"*/*":{"schema":{"type":"array"}}}},
                          "404": {"content":{"text/plain":{}}},
                          "default": {}
                        }
                      }
                    }
                  }
                }
                note: the body is read as */*, not as text/csv
                 --> before:2:34
                  |
                2 |              "200": {"content": {"text/csv": {"schema": {"type": "string"}}, "*/*": {"schema": {"type": "array"}}}},
                  |                                  ^
                  at: /paths/~1a/get/responses/200/content/text~1csv
                  stage: choose_media_types
            "#]],
        );
    }

    #[test]
    fn a_schema_that_has_no_type_is_reported() {
        check(
            NAME,
            r#"{"paths": {"/a": {"put": {"requestBody": {"content": {"application/xml": {"schema": {"type": "object"}}}},
             "responses": {"200": {"content": {"text/csv": {"schema": {"type": "array"}}}},
             "201": {"content": {"": {"schema": {}}}}, "202": {"content": {}}}}}}}"#,
            expect![[r#"
                {
                  "paths": {
                    "/a": {
                      "put": {
                        "requestBody": {"content":{"application/xml":{}}},
                        "responses": {"200":{"content":{"text/csv":{}}},"201":{"content":{"":{}}},"202":{"content":{}}}
                      }
                    }
                  }
                }
                warning: a body of application/xml is bytes: its schema is left out
                 --> before:1:55
                  |
                1 | {"paths": {"/a": {"put": {"requestBody": {"content": {"application/xml": {"schema": {"type": "object"}}}},
                  |                                                       ^
                  at: /paths/~1a/put/requestBody/content/application~1xml
                  stage: choose_media_types

                warning: a body of text/csv is text: its schema is left out
                 --> before:2:48
                  |
                2 |              "responses": {"200": {"content": {"text/csv": {"schema": {"type": "array"}}}},
                  |                                                ^
                  at: /paths/~1a/put/responses/200/content/text~1csv
                  stage: choose_media_types

                warning: `` is no media type: the body is taken as bytes
                 --> before:3:34
                  |
                3 |              "201": {"content": {"": {"schema": {}}}}, "202": {"content": {}}}}}}}
                  |                                  ^
                  at: /paths/~1a/put/responses/201/content/
                  stage: choose_media_types
            "#]],
        );
    }

    #[test]
    fn one_typed_body_is_left_alone() {
        check(
            NAME,
            r#"{"paths": {"/a": {"put": {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
             "responses": {"200": {"content": {"application/problem+json": {"schema": {}}}}, "400": 1}}}}}"#,
            expect![[r#"
                {
                  "paths": {
                    "/a": {
                      "put": {
                        "requestBody": {"content":{"application/json":{"schema":{"type":"object"}}}},
                        "responses": {"200":{"content":{"application/problem+json":{"schema":{}}}},"400":1}
                      }
                    }
                  }
                }
            "#]],
        );
    }
}
