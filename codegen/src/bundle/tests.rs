use std::sync::Arc;

use expect_test::{Expect, expect};

use crate::document::Document;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::Source;
use crate::spec::Spec;

fn bundle(root: &str, files: &[(&str, &str)]) -> (Spec, Report) {
    let root = Source::parse("dir/api.yaml", root).unwrap_or_else(|report| panic!("{report}"));
    let document = Document::load(Arc::new(root), |path| {
        let found = files.iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or("no such file")
    });
    let mut report = Report::new();
    (super::run(&document, &mut report), report)
}

fn check(root: &str, files: &[(&str, &str)], expected: Expect) {
    let (spec, report) = bundle(root, files);
    let members = spec.root.as_object().into_iter().flatten();
    let lines = members.map(|(name, value)| match value.as_object() {
        Some(inner) if name == "components" => {
            let sections = inner.iter().flat_map(|(section, parts)| {
                let parts = parts.as_object().into_iter().flatten();
                parts.map(move |(name, part)| format!("{section} {name}: {part}\n"))
            });
            sections.collect()
        }
        _ => format!("{name}: {value}\n"),
    });
    expected.assert_eq(&format!("{}{report}", lines.collect::<String>()));
}

/// A path whose answer is `schema`.
fn answering(schema: &str) -> String {
    format!(
        "paths: {{/a: {{get: {{responses: {{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}\n"
    )
}

#[test]
fn parts_of_other_files_become_components_once() {
    check(
        "paths:
  /a: {get: {parameters: [{$ref: 'common.yaml#/parameters/Limit'}], requestBody: {$ref: bodies/user.yaml},
    responses: {'200': {$ref: 'common.yaml#/responses/User'}, '404': {$ref: 'common.yaml#/responses/User'}}}}
  /b: {$ref: 'paths.yaml#/~1b'}
",
        &[
            (
                "common.yaml",
                "parameters: {Limit: {name: limit, in: query, schema: {type: integer}}}
responses: {User: {description: '', content: {a/b: {schema: {$ref: schemas/user.json}}}}}
unused: {$ref: nothing.yaml}
",
            ),
            ("bodies/user.yaml", "content: {a/b: {schema: {$ref: ../schemas/user.json}}}"),
            ("schemas/user.json", r##"{"properties": {"friend": {"$ref": "#"}, "pet": {"$ref": "./pet.yaml"}}}"##),
            ("schemas/pet.yaml", "properties: {owner: {$ref: 'user.json#'}}"),
            ("paths.yaml", "{/b: {get: {parameters: [{$ref: 'common.yaml#/parameters/Limit'}]}}}"),
        ],
        expect![[r##"
            paths: {"/a":{"get":{"parameters":[{"$ref":"#/components/parameters/Limit"}],"requestBody":{"$ref":"#/components/requestBodies/User"},"responses":{"200":{"$ref":"#/components/responses/User"},"404":{"$ref":"#/components/responses/User"}}}},"/b":{"$ref":"#/components/pathItems/B"}}
            parameters Limit: {"name":"limit","in":"query","schema":{"type":"integer"}}
            requestBodies User: {"content":{"a/b":{"schema":{"$ref":"#/components/schemas/User"}}}}
            responses User: {"description":"","content":{"a/b":{"schema":{"$ref":"#/components/schemas/User"}}}}
            schemas User: {"properties":{"friend":{"$ref":"#/components/schemas/User"},"pet":{"$ref":"#/components/schemas/Pet"}}}
            schemas Pet: {"properties":{"owner":{"$ref":"#/components/schemas/User"}}}
            pathItems B: {"get":{"parameters":[{"$ref":"#/components/parameters/Limit"}]}}
        "##]],
    );
}

#[test]
fn components_that_refer_to_files_keep_their_names() {
    check(
        &format!(
            "{}components: {{schemas: {{User: {{$ref: s/user.yaml}}, Person: {{$ref: s/user.yaml}}, Pet: {{$ref: 's/index.yaml#/Pet'}}}}, securitySchemes: {{k: {{$ref: 's/index.yaml#/key'}}}}}}",
            answering("{$ref: s/user.yaml}")
        ),
        &[
            ("s/user.yaml", "{items: {$ref: 'index.yaml#/Pet'}}"),
            ("s/index.yaml", "{Pet: {$ref: pet.yaml}, key: {type: http}}"),
            (
                "s/pet.yaml",
                "{items: {$ref: '../api.yaml#/components/schemas/User'}, $defs: {A: {}}, not: {$ref: '#/$defs/A'}}",
            ),
        ],
        expect![[r##"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/User"}}}}}}}}
            schemas User: {"items":{"$ref":"#/components/schemas/Pet"}}
            schemas Person: {"$ref":"#/components/schemas/User"}
            schemas Pet: {"items":{"$ref":"#/components/schemas/User"},"$defs":{"A":{}},"not":{"$ref":"#/components/schemas/A"}}
            schemas A: {}
            securitySchemes k: {"type":"http"}
        "##]],
    );
}

#[test]
fn whole_sections_may_stand_in_other_files() {
    check(
        "paths: {$ref: paths/index.yaml, /own: {}}\ncomponents: {schemas: {$ref: schemas.yaml}}\n",
        &[
            ("paths/index.yaml", "{/a: {$ref: a.yaml}}"),
            ("paths/a.yaml", "{get: {$ref: a.get.yaml}}"),
            (
                "paths/a.get.yaml",
                "{responses: {'200': {content: {a/b: {schema: {$ref: '../schemas.yaml#/User'}}}}}}",
            ),
            ("schemas.yaml", "{User: {items: {$ref: '#/Pet'}}, Pet: {enum: [1]}}"),
        ],
        expect![[r##"
            paths: {"/a":{"$ref":"#/components/pathItems/A"},"/own":{}}
            schemas User: {"items":{"$ref":"#/components/schemas/Pet"}}
            schemas Pet: {"enum":[1]}
            pathItems A: {"get":{"responses":{"200":{"content":{"a/b":{"schema":{"$ref":"#/components/schemas/User"}}}}}}}
        "##]],
    );
}

#[test]
fn files_may_refer_to_each_other_in_circles() {
    check(
        &answering("{$ref: a.yaml}"),
        &[
            ("a.yaml", "{properties: {b: {$ref: b.yaml}, me: {$ref: a.yaml}}}"),
            ("b.yaml", "{properties: {a: {$ref: a.yaml}}}"),
        ],
        expect![[r##"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}}
            schemas A: {"properties":{"b":{"$ref":"#/components/schemas/B"},"me":{"$ref":"#/components/schemas/A"}}}
            schemas B: {"properties":{"a":{"$ref":"#/components/schemas/A"}}}
        "##]],
    );
    check(
        &answering("{$ref: a.yaml}"),
        &[("a.yaml", "{$ref: b.yaml}"), ("b.yaml", "{$ref: a.yaml}")],
        expect![[r#"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{}}}}}}}}
            warning: `a.yaml` leads in a circle, so it is open JSON
             --> dir/api.yaml:1:78
              |
            1 | paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: a.yaml}}}}}}}}
              |                                                                              ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/$ref
              stage: bundle
              help: write the part out at one of the places that refer to it
        "#]],
    );
}

#[test]
fn a_mapping_may_refer_to_files() {
    check(
        &answering("{$ref: pet.yaml}"),
        &[
            (
                "pet.yaml",
                "{oneOf: [{$ref: dog.yaml}, {$ref: '#/Cat'}], discriminator: {propertyName: kind, mapping: {dog: dog.yaml, cat: '#/Cat', bird: Bird, fish: fish.yaml}}, Cat: {type: object}}",
            ),
            ("dog.yaml", "{type: object}"),
        ],
        expect![[r##"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pet"}}}}}}}}
            schemas Pet: {"oneOf":[{"$ref":"#/components/schemas/Dog"},{"$ref":"#/components/schemas/Cat"}],"discriminator":{"propertyName":"kind","mapping":{"dog":"#/components/schemas/Dog","cat":"#/components/schemas/Cat","bird":"Bird"}},"Cat":{"type":"object"}}
            schemas Dog: {"type":"object"}
            schemas Cat: {"type":"object"}
            warning: `fish.yaml` cannot be read: no such file, so it is left out
             --> dir/pet.yaml:1:133
              |
            1 | {oneOf: [{$ref: dog.yaml}, {$ref: '#/Cat'}], discriminator: {propertyName: kind, mapping: {dog: dog.yaml, cat: '#/Cat', bird: Bird, fish: fish.yaml}}, Cat: {typ
              |                                                                                                                                     ^
              at: /components/schemas/Pet/discriminator/mapping/fish
              stage: bundle
              help: add the file, or correct the reference
        "##]],
    );
}

#[test]
fn what_leaves_the_folder_or_the_machine_is_open_json() {
    check(
        &answering(
            "{properties: {a: {$ref: ../a.yaml, description: D}, b: {$ref: /etc/passwd}, c: {$ref: 'https://a.example/c.yaml#/C'}, d: {$ref: gone.yaml}, e: {$ref: 'e.yaml#/E'}, f: {$ref: 'e.yaml#anchor'}}}",
        ),
        &[("e.yaml", "{F: {}}"), ("../a.yaml", "secret: 1"), ("/etc/passwd", "secret: 1")],
        expect![[r#"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"properties":{"a":{"description":"D"},"b":{},"c":{},"d":{},"e":{},"f":{}}}}}}}}}}
            warning: `../a.yaml` leads out of the document's folder, so it is open JSON
             --> dir/api.yaml:1:95
              |
            1 | paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {properties: {a: {$ref: ../a.yaml, description: D}, b: {$ref: /etc/passwd}, c: {$ref
              |                                                                                               ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/a/$ref
              stage: bundle
              help: move the file into the document's folder, or below it

            warning: `/etc/passwd` leads out of the document's folder, so it is open JSON
             --> dir/api.yaml:1:133
              |
            1 | paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {properties: {a: {$ref: ../a.yaml, description: D}, b: {$ref: /etc/passwd}, c: {$ref
              |                                                                                                                                     ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/b/$ref
              stage: bundle
              help: move the file into the document's folder, or below it

            warning: `https://a.example/c.yaml#/C` is not fetched, so it is open JSON
             --> dir/api.yaml:1:157
              |
            1 | paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {properties: {a: {$ref: ../a.yaml, description: D}, b: {$ref: /etc/passwd}, c: {$ref
              |                                                                                                                                                             ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/c/$ref
              stage: bundle
              help: save the file in the document's folder, and refer to it there

            warning: `gone.yaml` cannot be read: no such file, so it is open JSON
             --> dir/api.yaml:1:199
              |
            1 | tion: D}, b: {$ref: /etc/passwd}, c: {$ref: 'https://a.example/c.yaml#/C'}, d: {$ref: gone.yaml}, e: {$ref: 'e.yaml#/E'}, f: {$ref: 'e.yaml#anchor'}}}}}}}}}}
              |                                                                                 ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/d/$ref
              stage: bundle
              help: add the file, or correct the reference

            warning: nothing stands at `e.yaml#/E`, so it is open JSON
             --> dir/api.yaml:1:221
              |
            1 | tc/passwd}, c: {$ref: 'https://a.example/c.yaml#/C'}, d: {$ref: gone.yaml}, e: {$ref: 'e.yaml#/E'}, f: {$ref: 'e.yaml#anchor'}}}}}}}}}}
              |                                                                                 ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/e/$ref
              stage: bundle
              help: add what is referred to, or correct the reference

            warning: `e.yaml#anchor` does not end in a JSON pointer, so it is open JSON
             --> dir/api.yaml:1:245
              |
            1 | ttps://a.example/c.yaml#/C'}, d: {$ref: gone.yaml}, e: {$ref: 'e.yaml#/E'}, f: {$ref: 'e.yaml#anchor'}}}}}}}}}}
              |                                                                                 ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/f/$ref
              stage: bundle
              help: refer to it by its path within the file, as in `#/components/schemas/User`
        "#]],
    );
}

#[test]
fn what_is_no_schema_is_left_out() {
    check(
        "paths:
  /a:
    get:
      parameters: [{$ref: gone.yaml}, {name: a, in: query}, {$ref: 'gone.yaml#/b'}, {$ref: p.yaml}]
      requestBody: {$ref: gone.yaml}
      responses: {'200': {headers: {h: {$ref: gone.yaml}}}, '404': {$ref: gone.yaml}}
  /b: {$ref: gone.yaml}
",
        &[("p.yaml", "{name: p, in: query, schema: {$ref: '#/nothing'}}")],
        expect![[r##"
            paths: {"/a":{"get":{"parameters":[{"name":"a","in":"query"},{"$ref":"#/components/parameters/P"}],"requestBody":{"description":"","content":{"application/json":{"schema":{}}}},"responses":{"200":{"headers":{}},"404":{"description":"","content":{"application/json":{"schema":{}}}}}}}}
            parameters P: {"name":"p","in":"query","schema":{}}
            warning: `gone.yaml` cannot be read: no such file, so it is left out
             --> dir/api.yaml:4:21
              |
            4 |       parameters: [{$ref: gone.yaml}, {name: a, in: query}, {$ref: 'gone.yaml#/b'}, {$ref: p.yaml}]
              |                     ^
              at: /paths/~1a/get/parameters/0/$ref
              stage: bundle
              help: add the file, or correct the reference

            warning: `gone.yaml#/b` cannot be read: no such file, so it is left out
             --> dir/api.yaml:4:62
              |
            4 |       parameters: [{$ref: gone.yaml}, {name: a, in: query}, {$ref: 'gone.yaml#/b'}, {$ref: p.yaml}]
              |                                                              ^
              at: /paths/~1a/get/parameters/2/$ref
              stage: bundle
              help: add the file, or correct the reference

            warning: `gone.yaml` cannot be read: no such file, so it is open JSON
             --> dir/api.yaml:5:21
              |
            5 |       requestBody: {$ref: gone.yaml}
              |                     ^
              at: /paths/~1a/get/requestBody/$ref
              stage: bundle
              help: add the file, or correct the reference

            warning: `gone.yaml` cannot be read: no such file, so it is left out
             --> dir/api.yaml:6:41
              |
            6 |       responses: {'200': {headers: {h: {$ref: gone.yaml}}}, '404': {$ref: gone.yaml}}
              |                                         ^
              at: /paths/~1a/get/responses/200/headers/h/$ref
              stage: bundle
              help: add the file, or correct the reference

            warning: `gone.yaml` cannot be read: no such file, so it is open JSON
             --> dir/api.yaml:6:69
              |
            6 |       responses: {'200': {headers: {h: {$ref: gone.yaml}}}, '404': {$ref: gone.yaml}}
              |                                                                     ^
              at: /paths/~1a/get/responses/404/$ref
              stage: bundle
              help: add the file, or correct the reference

            warning: nothing stands at `#/nothing`, so it is open JSON
             --> dir/p.yaml:1:31
              |
            1 | {name: p, in: query, schema: {$ref: '#/nothing'}}
              |                               ^
              at: /components/parameters/P/schema/$ref
              stage: bundle
              help: add what is referred to, or correct the reference

            warning: `gone.yaml` cannot be read: no such file, so it is left out
             --> dir/api.yaml:7:8
              |
            7 |   /b: {$ref: gone.yaml}
              |        ^
              at: /paths/~1b/$ref
              stage: bundle
              help: add the file, or correct the reference
        "##]],
    );
}

#[test]
fn a_broken_file_is_an_error_where_it_is_broken() {
    check(
        &answering("{properties: {a: {$ref: a.yaml}, b: {$ref: 'a.yaml#/B'}}}"),
        &[("a.yaml", "a: [1\nb: 2\n")],
        expect![[r#"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"properties":{"a":{},"b":{}}}}}}}}}}
            error: illegal placement of ':' indicator
             --> dir/a.yaml:2:2
              |
            2 | b: 2
              |  ^
              at: (the whole document)
              stage: source
              help: mend the text: it is neither YAML nor JSON from here on

            warning: `a.yaml` is broken, so it is open JSON
             --> dir/api.yaml:1:95
              |
            1 | paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {properties: {a: {$ref: a.yaml}, b: {$ref: 'a.yaml#/B'}}}}}}}}}}
              |                                                                                               ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/a/$ref
              stage: bundle
              help: mend the file

            warning: `a.yaml` is broken, so it is open JSON
             --> dir/api.yaml:1:114
              |
            1 | paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {properties: {a: {$ref: a.yaml}, b: {$ref: 'a.yaml#/B'}}}}}}}}}}
              |                                                                                                                  ^
              at: /paths/~1a/get/responses/200/content/application~1json/schema/properties/b/$ref
              stage: bundle
              help: mend the file
        "#]],
    );
}

#[test]
fn a_file_may_be_written_as_if_it_were_pasted() {
    check(
        &format!("{}components: {{schemas: {{User: {{}}}}}}", answering("{$ref: list.yaml}")),
        &[("list.yaml", "items: {$ref: '#/components/schemas/User'}")],
        expect![[r##"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/List"}}}}}}}}
            schemas User: {}
            schemas List: {"items":{"$ref":"#/components/schemas/User"}}
        "##]],
    );
}

#[test]
fn data_and_the_documents_own_references_are_left_alone() {
    check(
        &answering(
            "{$ref: '#/components/schemas/None', example: {$ref: a.yaml}, x-a: {$ref: a.yaml}, properties: {$ref: {}}}",
        ),
        &[("a.yaml", "a")],
        expect![[r##"
            paths: {"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/None","example":{"$ref":"a.yaml"},"x-a":{"$ref":"a.yaml"},"properties":{"$ref":{}}}}}}}}}}
        "##]],
    );
}

#[test]
fn findings_lead_into_the_files() {
    let (spec, _) = bundle(
        &answering("{$ref: 'all.yaml#/User'}"),
        &[("all.yaml", "User:\n  properties:\n    pet: {$ref: '#/Pet'}\nPet:\n  type: object\n")],
    );
    let place = |at: &str| {
        let at = spec.place(&Pointer::parse(at).unwrap()).location.unwrap();
        format!("{}:{}", at.file, at.line)
    };
    assert_eq!(place("/components/schemas/User/properties/pet"), "dir/all.yaml:3");
    assert_eq!(place("/components/schemas/Pet/type"), "dir/all.yaml:5");
    assert_eq!(place("/paths/~1a"), "dir/api.yaml:1");
}
