//! What overlays do to documents, and what is said about it.

use std::sync::Arc;

use expect_test::{Expect, expect};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::Source;
use crate::spec::Spec;

const HEAD: &str = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n";

fn spec(document: &str) -> Spec {
    Spec::new(Arc::new(Source::parse("api.yaml", document).unwrap()))
}

fn apply(document: &str, overlays: &[&str]) -> (Spec, Report) {
    let mut spec = spec(document);
    let names = ["overlay.yaml", "second.yaml"];
    let overlays: Vec<_> = names
        .iter()
        .zip(overlays)
        .map(|(name, text)| Arc::new(Source::parse(name, text).unwrap()))
        .collect();
    let mut report = Report::new();
    super::apply(&mut spec, &overlays, &mut report);
    (spec, report)
}

fn check_overlays(document: &str, overlays: &[&str], expected: Expect) {
    let (spec, report) = apply(document, overlays);
    expected.assert_eq(&format!("{}\n{report}", spec.root));
}

/// The tree after the actions of an overlay 1.1, and the report.
fn check(document: &str, actions: &str, expected: Expect) {
    check_overlays(document, &[&format!("{HEAD}{actions}")], expected);
}

mod conformance {
    //! The behaviours that the cases of the specification's own repository show.

    use super::*;

    #[test]
    fn a_member_is_added_to_an_object() {
        check(
            "info: {title: Shop}",
            "- {target: $.info, update: {license: {name: MIT, url: 'https://mit.example'}}}",
            expect![[r#"
                {"info":{"title":"Shop","license":{"name":"MIT","url":"https://mit.example"}}}
            "#]],
        );
    }

    #[test]
    fn primitive_members_are_replaced_and_added() {
        check(
            "paths: {/shops: {get: {summary: old, operationId: list}}}",
            "- {target: \"$.paths['/shops'].get\", update: {summary: new, description: more}}",
            expect![[r#"
                {"paths":{"/shops":{"get":{"summary":"new","operationId":"list","description":"more"}}}}
            "#]],
        );
    }

    #[test]
    fn actions_of_all_kinds_run_in_order_over_many_nodes() {
        let overlay = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n\
            - {target: \"$.paths['/a'].get.summary\", remove: true}\n\
            - {target: $.paths.*.get, update: {tags: [every]}}\n\
            - {target: \"$.paths['/a'].get\", update: {tags: [one], x-note: {by: us}}}\n\
            - {target: $.paths.*, update: {post: {summary: new}}}\n";
        check_overlays(
            "paths: {/a: {get: {summary: s, tags: [a]}}, /b: {get: {}}}",
            &[overlay],
            expect![[r#"
                {"paths":{"/a":{"get":{"tags":["a","every","one"],"x-note":{"by":"us"}},"post":{"summary":"new"}},"/b":{"get":{"tags":["every"]},"post":{"summary":"new"}}}}
            "#]],
        );
    }

    #[test]
    fn a_member_is_removed() {
        check(
            "components: {schemas: {Shop: {properties: {name: {type: string, example: X}}}}}",
            "- {target: $.components.schemas.Shop.properties.name.example, remove: true}",
            expect![[r#"
                {"components":{"schemas":{"Shop":{"properties":{"name":{"type":"string"}}}}}}
            "#]],
        );
    }

    #[test]
    fn members_of_one_name_are_removed_at_any_depth() {
        check(
            "paths: {/a: {get: {responses: {'200': {}, '500': {}}}, put: {responses: {'500': {}}}}}",
            "- {target: \"$.paths..responses['500']\", remove: true}",
            expect![[r#"
                {"paths":{"/a":{"get":{"responses":{"200":{}}},"put":{"responses":{}}}}}
            "#]],
        );
    }

    #[test]
    fn members_are_removed_by_what_they_hold() {
        check(
            "a: {properties: {x: {type: string}, y: {type: integer}, z: {type: string}}}",
            "- {target: \"$.a..properties[?(@.type == 'string')]\", remove: true}",
            expect![[r#"
                {"a":{"properties":{"y":{"type":"integer"}}}}
            "#]],
        );
    }

    #[test]
    fn items_are_removed_by_what_they_hold() {
        check(
            "servers: [{url: a, description: Live}, {url: b, description: Dev}]",
            "- {target: \"$.servers[?( @.description == 'Dev' )]\", remove: true}",
            expect![[r#"
                {"servers":[{"url":"a","description":"Live"}]}
            "#]],
        );
    }

    #[test]
    fn an_array_is_replaced_by_removing_it_first() {
        check(
            "servers: [{url: a}]",
            "- {target: $.servers, remove: true}\n- {target: $, update: {servers: [{url: b}]}}",
            expect![[r#"
                {"servers":[{"url":"b"}]}
            "#]],
        );
    }

    #[test]
    fn the_whole_document_is_a_target() {
        check(
            "info: {title: A}",
            "- {target: $, update: {info: {x-seen: true}}}",
            expect![[r#"
            {"info":{"title":"A","x-seen":true}}
        "#]],
        );
    }
}

mod update {
    use super::*;

    #[test]
    fn objects_are_merged_recursively_and_arrays_inside_them_concatenated() {
        check(
            "a: {b: {keep: 1, list: [1]}, c: null}",
            "- {target: $.a, update: {b: {list: [2, [3]], new: {}}, c: 5}}",
            expect![[r#"
                {"a":{"b":{"keep":1,"list":[1,2,[3]],"new":{}},"c":5}}
            "#]],
        );
    }

    #[test]
    fn an_array_takes_arrays_objects_and_primitives() {
        check(
            "tags: [a]",
            "- {target: $.tags, update: [b, [c]]}\n- {target: $.tags, update: {name: d}}\n\
             - {target: $.tags, update: e}",
            expect![[r#"
                {"tags":["a","b",["c"],{"name":"d"},"e"]}
            "#]],
        );
    }

    #[test]
    fn a_primitive_is_replaced_by_another() {
        check(
            "a: {b: one, c: [x, y], d: null}",
            "- {target: $.a.b, update: 2}\n- {target: '$.a.c[1]', update: z}\n\
             - {target: $.a.d, update: false}\n- {target: $.a.b, update: null}",
            expect![[r#"
                {"a":{"b":null,"c":["x","z"],"d":false}}
            "#]],
        );
    }

    #[test]
    fn kinds_that_do_not_go_together_are_errors_and_nothing_is_changed() {
        check(
            "a: {list: [1], text: t, map: {}}",
            "- target: $.a\n  update:\n    new: 1\n    list: text\n    text: {x: 1}\n    map: [1]\n",
            expect![[r#"
                {"a":{"list":[1],"text":"t","map":{}}}
                error: cannot merge a string into an array at /a/list
                 --> overlay.yaml:7:5
                  |
                7 |     list: text
                  |     ^
                  at: /actions/0/update/list
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew

                error: cannot merge an object into a string at /a/text
                 --> overlay.yaml:8:5
                  |
                8 |     text: {x: 1}
                  |     ^
                  at: /actions/0/update/text
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew

                error: cannot merge an array into an object at /a/map
                 --> overlay.yaml:9:5
                  |
                9 |     map: [1]
                  |     ^
                  at: /actions/0/update/map
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew
            "#]],
        );
    }

    #[test]
    fn one_unfit_match_leaves_all_matches_as_they_were() {
        check(
            "a: [{x: {}}, {x: 1}]",
            "- {target: '$.a[*]', update: {x: {y: 1}}}",
            expect![[r#"
                {"a":[{"x":{}},{"x":1}]}
                error: cannot merge an object into a number at /a/1/x
                 --> overlay.yaml:4:31
                  |
                4 | - {target: '$.a[*]', update: {x: {y: 1}}}
                  |                               ^
                  at: /actions/0/update/x
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew
            "#]],
        );
    }

    #[test]
    fn a_primitive_target_takes_no_object_and_an_object_no_primitive() {
        check(
            "a: text\nb: {}",
            "- {target: $.a, update: {x: 1}}\n- {target: $.b, update: text}\n\
             - {target: $.b, update: [1]}",
            expect![[r#"
                {"a":"text","b":{}}
                error: cannot merge an object into a string at /a
                 --> overlay.yaml:4:17
                  |
                4 | - {target: $.a, update: {x: 1}}
                  |                 ^
                  at: /actions/0/update
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew

                error: cannot merge a string into an object at /b
                 --> overlay.yaml:5:17
                  |
                5 | - {target: $.b, update: text}
                  |                 ^
                  at: /actions/1/update
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew

                error: cannot merge an array into an object at /b
                 --> overlay.yaml:6:17
                  |
                6 | - {target: $.b, update: [1]}
                  |                 ^
                  at: /actions/2/update
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew
            "#]],
        );
    }

    #[test]
    fn matches_of_unlike_shape_are_an_error() {
        check(
            "a: {x: {}, y: [], z: 1}",
            "- {target: $.a.*, update: {n: 1}}",
            expect![[r#"
            {"a":{"x":{},"y":[],"z":1}}
            error: the target matches unlike nodes: an object at /a/x, an array at /a/y
             --> overlay.yaml:4:4
              |
            4 | - {target: $.a.*, update: {n: 1}}
              |    ^
              at: /actions/0/target
              stage: overlay
              help: write an action for each: all must be objects, or arrays, or primitives
        "#]],
        );
    }

    #[test]
    fn matches_within_each_other_are_merged_each() {
        check(
            "a: {properties: {b: {properties: {c: {}}}}}",
            "- {target: $..properties, update: {id: {type: string}}}",
            expect![[r#"
                {"a":{"properties":{"b":{"properties":{"c":{},"id":{"type":"string"}}},"id":{"type":"string"}}}}
            "#]],
        );
    }

    #[test]
    fn matches_within_each_other_are_restored_each() {
        check(
            "properties: {x: 1, properties: {x: {}}}",
            "- {target: $..properties, update: {properties: {n: 1}, x: 2}}",
            expect![[r#"
                {"properties":{"x":1,"properties":{"x":{}}}}
                error: cannot merge a number into an object at /properties/properties/x
                 --> overlay.yaml:4:56
                  |
                4 | - {target: $..properties, update: {properties: {n: 1}, x: 2}}
                  |                                                        ^
                  at: /actions/0/update/x
                  stage: overlay
                  help: an action of its own can remove the node first, and this one add it anew
            "#]],
        );
    }

    #[test]
    fn a_node_that_is_selected_twice_is_updated_once() {
        check(
            "a: {b: []}",
            "- {target: \"$.a['b', 'b']\", update: x}",
            expect![[r#"
            {"a":{"b":["x"]}}
        "#]],
        );
    }

    #[test]
    fn the_result_may_not_be_deeper_than_a_document() {
        let deep = format!("a: {}{}", "[".repeat(100), "]".repeat(100));
        let actions = format!("- {{target: '$.a{}', copy: $.a}}", "[0]".repeat(99));
        let (spec, report) = apply(&deep, &[&format!("{HEAD}{actions}")]);
        assert_eq!(spec.root, super::spec(&deep).root);
        expect![[r#"
            error: the result is nested more than 128 levels at /a/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0
             --> overlay.yaml:4:3
              |
            4 | - {target: '$.a[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][
              |   ^
              at: /actions/0
              stage: overlay
              help: name inner parts and refer to them
        "#]].assert_eq(&report.to_string());
    }
}

mod version_1_0 {
    use super::*;

    fn check(document: &str, action: &str, expected: Expect) {
        let overlay =
            format!("overlay: 1.0.1\ninfo: {{title: T, version: '1'}}\nactions:\n{action}");
        check_overlays(document, &[&overlay], expected);
    }

    #[test]
    fn primitives_are_not_updated_but_removed() {
        check(
            "a: {b: 1, c: 2}",
            "- {target: $.a.b, update: 2}\n- {target: $.a.c, remove: true}",
            expect![[r#"
                {"a":{"b":1}}
                error: Overlay 1.0 updates objects and arrays only
                 --> overlay.yaml:4:19
                  |
                4 | - {target: $.a.b, update: 2}
                  |                   ^
                  at: /actions/0/update
                  stage: overlay
                  help: declare `overlay: 1.1.0`, or target the object that holds the value
            "#]],
        );
    }

    #[test]
    fn an_array_takes_one_item() {
        check(
            "a: [{}]",
            "- {target: $.a, update: {x: 1}}\n- {target: $.a, update: [1, 2]}",
            expect![[r#"
                {"a":[{},{"x":1}]}
                error: Overlay 1.0 does not say whether an array is appended as one item or item by item
                 --> overlay.yaml:5:17
                  |
                5 | - {target: $.a, update: [1, 2]}
                  |                 ^
                  at: /actions/1/update
                  stage: overlay
                  help: declare `overlay: 1.1.0`, where its items are appended, or append one item
            "#]],
        );
    }

    #[test]
    fn nothing_is_copied() {
        check(
            "a: {}\nb: {x: 1}",
            "- {target: $.a, copy: $.b}",
            expect![[r#"
            {"a":{},"b":{"x":1}}
            error: `copy` is not a field of Overlay 1.0
             --> overlay.yaml:4:17
              |
            4 | - {target: $.a, copy: $.b}
              |                 ^
              at: /actions/0/copy
              stage: overlay
              help: declare `overlay: 1.1.0`
        "#]],
        );
    }
}

mod copy {
    use super::*;

    #[test]
    fn a_copy_is_merged_like_an_update() {
        check(
            "paths: {/a: {get: {tags: [a]}}, /b: {get: {tags: [b]}, delete: {}}}",
            "- {target: \"$.paths['/b']\", copy: \"$.paths['/a']\"}",
            expect![[r#"
                {"paths":{"/a":{"get":{"tags":["a"]}},"/b":{"get":{"tags":["b","a"]},"delete":{}}}}
            "#]],
        );
    }

    #[test]
    fn a_node_moves_in_three_steps() {
        check(
            "paths: {/a: {get: {}}, /b: {}}",
            "- {target: $.paths, update: {/new: {}}}\n\
             - {target: \"$.paths['/new']\", copy: \"$.paths['/a']\"}\n\
             - {target: \"$.paths['/a']\", remove: true}",
            expect![[r#"
                {"paths":{"/b":{},"/new":{"get":{}}}}
            "#]],
        );
    }

    #[test]
    fn arrays_and_primitives_are_copied_too() {
        check(
            "a: [1]\nb: [2, 3]\nc: x\nd: y",
            "- {target: $.a, copy: $.b}\n- {target: $.a, copy: $.c}\n- {target: $.d, copy: $.c}",
            expect![[r#"
                {"a":[1,2,3,"x"],"b":[2,3],"c":"x","d":"x"}
            "#]],
        );
    }

    #[test]
    fn what_is_copied_is_the_state_before_the_action() {
        check(
            "a: {b: {}, c: 1}",
            "- {target: $.a.b, copy: $.a}",
            expect![[r#"
            {"a":{"b":{"b":{},"c":1},"c":1}}
        "#]],
        );
    }

    #[test]
    fn exactly_one_node_is_copied() {
        check(
            "a: {}\nb: {first: {}, second: {}}",
            "- {target: $.a, copy: $.b.thrid}\n- {target: $.a, copy: $.b.*}",
            expect![[r#"
                {"a":{},"b":{"first":{},"second":{}}}
                error: there is nothing to copy: the path matches nothing
                 --> overlay.yaml:4:17
                  |
                4 | - {target: $.a, copy: $.b.thrid}
                  |                 ^
                  at: /actions/0/copy
                  stage: overlay
                  help: `$.b` exists and has: first, second

                error: `copy` takes one node, and 2 match: /b/first, /b/second
                 --> overlay.yaml:5:17
                  |
                5 | - {target: $.a, copy: $.b.*}
                  |                 ^
                  at: /actions/1/copy
                  stage: overlay
                  help: narrow the path to one of them
            "#]],
        );
    }

    #[test]
    fn kinds_must_go_together() {
        check(
            "a: {x: 1}\nb: {x: []}",
            "- {target: $.a, copy: $.b}",
            expect![[r#"
            {"a":{"x":1},"b":{"x":[]}}
            error: cannot merge an array into a number at /a/x
             --> overlay.yaml:4:17
              |
            4 | - {target: $.a, copy: $.b}
              |                 ^
              at: /actions/0/copy
              stage: overlay
              help: an action of its own can remove the node first, and this one add it anew
        "#]],
        );
    }
}

mod remove {
    use super::*;

    #[test]
    fn several_items_go_whatever_the_order_of_the_path() {
        let document = "a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]";
        check(
            document,
            "- {target: '$.a[2, 10, 0, 2, 9]', remove: true}",
            expect![[r#"
            {"a":[1,3,4,5,6,7,8,11]}
        "#]],
        );
        check(
            document,
            "- {target: '$.a[::-2]', remove: true}",
            expect![[r#"
            {"a":[0,2,4,6,8,10]}
        "#]],
        );
        check(
            document,
            "- {target: '$.a[?@ > 3 && @ < 11]', remove: true}",
            expect![[r#"
            {"a":[0,1,2,3,11]}
        "#]],
        );
    }

    #[test]
    fn nodes_within_removed_nodes_go_with_them() {
        check(
            "a: [{x: 1}, {x: [{x: 2}, 3]}, {y: 4}]",
            "- {target: '$..[?@.x]', remove: true}",
            expect![[r#"
                {"a":[{"y":4}]}
            "#]],
        );
        check(
            "a: {x: {x: 1}, y: {x: 2}, z: 3}",
            "- {target: $..x, remove: true}",
            expect![[r#"
            {"a":{"y":{},"z":3}}
        "#]],
        );
    }

    #[test]
    fn the_other_members_keep_their_order() {
        check(
            "{a: 1, b: 2, c: 3, d: 4}",
            "- {target: $.a, remove: true}",
            expect![[r#"
            {"b":2,"c":3,"d":4}
        "#]],
        );
    }

    #[test]
    fn it_wins_over_update_and_copy() {
        check(
            "a: 1\nb: 2",
            "- {target: $.a, remove: true, update: 5, copy: $.b}\n\
             - {target: $.b, remove: false, update: 5}",
            expect![[r#"
                {"b":5}
                warning: `update` has no effect beside `remove: true`
                 --> overlay.yaml:4:31
                  |
                4 | - {target: $.a, remove: true, update: 5, copy: $.b}
                  |                               ^
                  at: /actions/0/update
                  stage: overlay
                  help: delete one of the two

                warning: `copy` has no effect beside `remove: true`
                 --> overlay.yaml:4:42
                  |
                4 | - {target: $.a, remove: true, update: 5, copy: $.b}
                  |                                          ^
                  at: /actions/0/copy
                  stage: overlay
                  help: delete one of the two
            "#]],
        );
    }

    #[test]
    fn the_whole_document_stays() {
        check(
            "a: 1",
            "- {target: $, remove: true}",
            expect![[r#"
            {"a":1}
            error: the whole document cannot be removed
             --> overlay.yaml:4:4
              |
            4 | - {target: $, remove: true}
              |    ^
              at: /actions/0/target
              stage: overlay
              help: target the members that are to go: `$.name`
        "#]],
        );
    }
}

mod targets {
    use super::*;

    #[test]
    fn the_nearest_name_is_named_first() {
        check(
            "components: {schemas: {Segment: {properties: {id: {}, name: {}, conditions: {}}}}}",
            "- {target: $.components.schemas.Segment.properties.condition, update: {x-a: 1}}\n\
             - {target: \"$.components.schema['Segment'].properties.id\", update: {x-a: 1}}",
            expect![[r#"
                {"components":{"schemas":{"Segment":{"properties":{"id":{},"name":{},"conditions":{}}}}}}
                error: the target matches nothing
                 --> overlay.yaml:4:4
                  |
                4 | - {target: $.components.schemas.Segment.properties.condition, update: {x-a: 1}}
                  |    ^
                  at: /actions/0/target
                  stage: overlay
                  help: `$.components.schemas.Segment.properties` exists and has: conditions, id, name

                error: the target matches nothing
                 --> overlay.yaml:5:4
                  |
                5 | - {target: "$.components.schema['Segment'].properties.id", update: {x-a: 1}}
                  |    ^
                  at: /actions/1/target
                  stage: overlay
                  help: `$.components` exists and has: schemas
            "#]],
        );
    }

    #[test]
    fn items_are_named_by_what_tells_them_apart() {
        check(
            "a: {parameters: [{name: limit}, {name: filters}], tags: [one, two], n: [[1]], e: {}, \
             s: text}",
            "- {target: \"$.a.parameters[?@.name=='filter']\", remove: true}\n\
             - {target: \"$.a.tags[?@ == 'tow']\", remove: true}\n\
             - {target: '$.a.n[1]', remove: true}\n- {target: $.a.e.x, remove: true}\n\
             - {target: $.a.s.x, remove: true}",
            expect![[r#"
                {"a":{"parameters":[{"name":"limit"},{"name":"filters"}],"tags":["one","two"],"n":[[1]],"e":{},"s":"text"}}
                error: the target matches nothing
                 --> overlay.yaml:4:4
                  |
                4 | - {target: "$.a.parameters[?@.name=='filter']", remove: true}
                  |    ^
                  at: /actions/0/target
                  stage: overlay
                  help: `$.a.parameters` exists and is an array of 2 items, by `name`: filters, limit

                error: the target matches nothing
                 --> overlay.yaml:5:4
                  |
                5 | - {target: "$.a.tags[?@ == 'tow']", remove: true}
                  |    ^
                  at: /actions/1/target
                  stage: overlay
                  help: `$.a.tags` exists and is an array of 2 items: two, one

                error: the target matches nothing
                 --> overlay.yaml:6:4
                  |
                6 | - {target: '$.a.n[1]', remove: true}
                  |    ^
                  at: /actions/2/target
                  stage: overlay
                  help: `$.a.n` exists and is an array of 1 item

                error: the target matches nothing
                 --> overlay.yaml:7:4
                  |
                7 | - {target: $.a.e.x, remove: true}
                  |    ^
                  at: /actions/3/target
                  stage: overlay
                  help: `$.a.e` exists and is an empty object

                error: the target matches nothing
                 --> overlay.yaml:8:4
                  |
                8 | - {target: $.a.s.x, remove: true}
                  |    ^
                  at: /actions/4/target
                  stage: overlay
                  help: `$.a.s` exists and is a string: "text"
            "#]],
        );
    }

    #[test]
    fn a_prefix_may_match_many_nodes_and_names_may_be_many() {
        check(
            "paths: {/a: {get: {a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, tag: 1}}, /b: {get: {}}}",
            "- {target: $.paths.*.get.tags, remove: true}\n- {target: $..nowhere, remove: true}",
            expect![[r#"
                {"paths":{"/a":{"get":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"tag":1}},"/b":{"get":{}}}}
                error: the target matches nothing
                 --> overlay.yaml:4:4
                  |
                4 | - {target: $.paths.*.get.tags, remove: true}
                  |    ^
                  at: /actions/0/target
                  stage: overlay
                  help: `$.paths.*.get` matches 2 nodes, of which the first, /paths/~1a/get, has: tag, a, g, b, c, d, e, f and 1 more

                error: the target matches nothing
                 --> overlay.yaml:5:4
                  |
                5 | - {target: $..nowhere, remove: true}
                  |    ^
                  at: /actions/1/target
                  stage: overlay
                  help: `$` exists and has: paths
            "#]],
        );
    }

    #[test]
    fn an_invalid_path_is_shown_from_the_character_on() {
        check(
            "a: 1",
            "- {target: $.a.x-b, remove: true}\n- {target: '', remove: true}\n\
             - {target: $.a, copy: a}",
            expect![[r#"
                {"a":1}
                error: not a JSONPath from character 6 on, `-b`
                 --> overlay.yaml:4:4
                  |
                4 | - {target: $.a.x-b, remove: true}
                  |    ^
                  at: /actions/0/target
                  stage: overlay
                  help: write the path as RFC 9535 has it; a name that is more than letters, digits and `_` stands in brackets: `['x-name']`

                error: the JSONPath is empty
                 --> overlay.yaml:5:4
                  |
                5 | - {target: '', remove: true}
                  |    ^
                  at: /actions/1/target
                  stage: overlay
                  help: write the path as RFC 9535 has it; a name that is more than letters, digits and `_` stands in brackets: `['x-name']`

                error: not a JSONPath from character 1 on, `a`
                 --> overlay.yaml:6:17
                  |
                6 | - {target: $.a, copy: a}
                  |                 ^
                  at: /actions/2/copy
                  stage: overlay
                  help: write the path as RFC 9535 has it; a name that is more than letters, digits and `_` stands in brackets: `['x-name']`
            "#]],
        );
    }
}

mod stale {
    use super::*;

    const TWICE: &str = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n\
        - {target: $.a, update: {x: 1}}\n- {target: $.b, remove: true}\n- {target: $.c, update: 2}\n\
        - {target: $.d, update: [e]}\n";

    #[test]
    fn an_overlay_is_refused_the_second_time() {
        check_overlays(
            "{a: {}, b: 1, c: 1, d: []}",
            &[TWICE, TWICE],
            expect![[r#"
                {"a":{"x":1},"c":2,"d":["e","e"]}
                error: obsolete: the document already says so
                 --> second.yaml:4:3
                  |
                4 | - {target: $.a, update: {x: 1}}
                  |   ^
                  at: /actions/0
                  stage: overlay
                  help: delete this action

                error: the target matches nothing
                 --> second.yaml:5:4
                  |
                5 | - {target: $.b, remove: true}
                  |    ^
                  at: /actions/1/target
                  stage: overlay
                  help: `$` exists and has: a, c, d

                error: obsolete: the document already says so
                 --> second.yaml:6:3
                  |
                6 | - {target: $.c, update: 2}
                  |   ^
                  at: /actions/2
                  stage: overlay
                  help: delete this action

                warning: the items appended now stand twice: /d
                 --> second.yaml:7:3
                  |
                7 | - {target: $.d, update: [e]}
                  |   ^
                  at: /actions/3
                  stage: overlay
                  help: delete this action, or narrow its target: the array held them already
            "#]],
        );
    }

    #[test]
    fn matches_without_change_are_warned_of() {
        check(
            "a: [{x: 1}, {x: 2}, {x: 1}]",
            "- {target: '$.a[*]', update: {x: 1}}",
            expect![[r#"
                {"a":[{"x":1},{"x":1},{"x":1}]}
                warning: 2 of 3 matches already say so: /a/0, /a/2
                 --> overlay.yaml:4:3
                  |
                4 | - {target: '$.a[*]', update: {x: 1}}
                  |   ^
                  at: /actions/0
                  stage: overlay
                  help: narrow the target to the others
            "#]],
        );
    }

    #[test]
    fn empty_updates_are_obsolete() {
        check(
            "a: {b: []}",
            "- {target: $.a, update: {}}\n- {target: $.a.b, update: []}\n- {target: $.a, copy: $.a}",
            expect![[r#"
                {"a":{"b":[]}}
                error: obsolete: the document already says so
                 --> overlay.yaml:4:3
                  |
                4 | - {target: $.a, update: {}}
                  |   ^
                  at: /actions/0
                  stage: overlay
                  help: delete this action

                error: obsolete: the document already says so
                 --> overlay.yaml:5:3
                  |
                5 | - {target: $.a.b, update: []}
                  |   ^
                  at: /actions/1
                  stage: overlay
                  help: delete this action

                error: obsolete: the document already says so
                 --> overlay.yaml:6:3
                  |
                6 | - {target: $.a, copy: $.a}
                  |   ^
                  at: /actions/2
                  stage: overlay
                  help: delete this action
            "#]],
        );
    }

    #[test]
    fn many_addresses_are_counted() {
        check(
            "a: {b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 2}",
            "- {target: $.a.*, update: 1}",
            expect![[r#"
                {"a":{"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1}}
                warning: 7 of 8 matches already say so: /a/b, /a/c, /a/d, /a/e, /a/f and 2 more
                 --> overlay.yaml:4:3
                  |
                4 | - {target: $.a.*, update: 1}
                  |   ^
                  at: /actions/0
                  stage: overlay
                  help: narrow the target to the others
            "#]],
        );
    }
}

mod expectations {
    use super::*;

    #[test]
    fn a_match_may_hold_more_than_expected() {
        check(
            "a: {type: string, format: date, x: {y: [1], z: 2}}",
            "- {target: $.a, x-expect: {type: string, x: {y: [1]}}, update: {type: integer}}\n\
             - {target: $.a.type, x-expect: integer, remove: true}",
            expect![[r#"
                {"a":{"format":"date","x":{"y":[1],"z":2}}}
            "#]],
        );
    }

    #[test]
    fn what_differs_is_shown_where_it_stands_in_the_document() {
        check(
            "a:\n  type: [string, 'null']\n  x:\n    y: 1\n",
            "- target: $.a\n  x-expect: {type: string, x: {y: 2, z: 3}, x-new: {}}\n  remove: true\n",
            expect![[r#"
                {"a":{"type":["string","null"],"x":{"y":1}}}
                error: `x-expect` wants "string", the document has ["string","null"]
                 --> api.yaml:2:3
                  |
                2 |   type: [string, 'null']
                  |   ^
                  at: /a/type
                  stage: overlay
                  help: see what changed, then mend or delete the action at overlay.yaml:4

                error: `x-expect` wants 2, the document has 1
                 --> api.yaml:4:5
                  |
                4 |     y: 1
                  |     ^
                  at: /a/x/y
                  stage: overlay
                  help: see what changed, then mend or delete the action at overlay.yaml:4

                error: `x-expect` wants 3, the document has nothing
                 --> api.yaml:3:3
                  |
                3 |   x:
                  |   ^
                  at: /a/x/z
                  stage: overlay
                  help: see what changed, then mend or delete the action at overlay.yaml:4

                error: `x-expect` wants {}, the document has nothing
                 --> api.yaml:1:1
                  |
                1 | a:
                  | ^
                  at: /a/x-new
                  stage: overlay
                  help: see what changed, then mend or delete the action at overlay.yaml:4
            "#]],
        );
    }

    #[test]
    fn every_match_must_hold_it() {
        check(
            "a: [{x: 1}, {x: 2}, {x: 3}]",
            "- {target: '$.a[*]', x-expect: {x: 1}, update: {y: 1}}",
            expect![[r#"
                {"a":[{"x":1},{"x":2},{"x":3}]}
                error: `x-expect` wants 1, the document has 2
                 --> api.yaml:1:14
                  |
                1 | a: [{x: 1}, {x: 2}, {x: 3}]
                  |              ^
                  at: /a/1/x
                  stage: overlay
                  help: see what changed, then mend or delete the action at overlay.yaml:4

                error: `x-expect` wants 1, the document has 3
                 --> api.yaml:1:22
                  |
                1 | a: [{x: 1}, {x: 2}, {x: 3}]
                  |                      ^
                  at: /a/2/x
                  stage: overlay
                  help: see what changed, then mend or delete the action at overlay.yaml:4
            "#]],
        );
    }

    #[test]
    fn other_extensions_are_free() {
        check(
            "a: 1",
            "- {target: $.a, x-reason: {any: thing}, remove: true}",
            expect![[r#"
            {}
        "#]],
        );
    }
}

mod order {
    use super::*;

    #[test]
    fn the_second_overlay_sees_what_the_first_did() {
        check_overlays(
            "a: {b: 1}",
            &[
                "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.a, update: {c: {}}}]",
                "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.a.c, update: {d: 1}}]",
            ],
            expect![[r#"
                {"a":{"b":1,"c":{"d":1}}}
            "#]],
        );
    }

    #[test]
    fn after_a_refused_action_the_others_still_run() {
        check(
            "a: {}",
            "- {target: $.b, remove: true}\n- {target: $.a, update: {c: 1}}\n\
             - {target: $.a.c, x-expect: 2, remove: true}\n- {target: $.a.c, update: 3}",
            expect![[r#"
                {"a":{"c":3}}
                error: the target matches nothing
                 --> overlay.yaml:4:4
                  |
                4 | - {target: $.b, remove: true}
                  |    ^
                  at: /actions/0/target
                  stage: overlay
                  help: `$` exists and has: a

                error: `x-expect` wants 2, the document has 1
                 --> overlay.yaml:5:26
                  |
                5 | - {target: $.a, update: {c: 1}}
                  |                          ^
                  at: /a/c
                  stage: overlay
                  help: see what changed, then mend or delete the action at overlay.yaml:6
            "#]],
        );
    }
}

mod form {
    use super::*;

    #[test]
    fn a_misspelt_extension_is_an_error_and_a_foreign_one_is_not() {
        check_overlays(
            "a: {}",
            &["overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n\
               - {target: $.a, x-expects: {}, update: {x-presance: {omit: keep}, x-vendor: 1}}\n"],
            expect![[r#"
                {"a":{"x-presance":{"omit":"keep"},"x-vendor":1}}
                error: nothing reads the extension `x-expects`
                 --> overlay.yaml:4:17
                  |
                4 | - {target: $.a, x-expects: {}, update: {x-presance: {omit: keep}, x-vendor: 1}}
                  |                 ^
                  at: /actions/0/x-expects
                  stage: overlay
                  help: did you mean `x-expect`?

                error: nothing reads the extension `x-presance`
                 --> overlay.yaml:4:41
                  |
                4 | - {target: $.a, x-expects: {}, update: {x-presance: {omit: keep}, x-vendor: 1}}
                  |                                         ^
                  at: /actions/0/update/x-presance
                  stage: overlay
                  help: did you mean `x-presence`?
            "#]],
        );
    }

    #[test]
    fn unknown_fields_are_errors_everywhere() {
        check_overlays(
            "a: {}",
            &[
                "overlay: 1.1.0\ninfo: {title: T, version: '1', titel: x, x-any: 1}\nextend: api.yaml\n\
               actions:\n- {target: $.a, udpate: {x: 1}}\n- {target: $.a, update: {y: 1}, because: z}\n",
            ],
            expect![[r#"
                {"a":{"y":1}}
                error: an overlay has no field `extend`
                 --> overlay.yaml:3:1
                  |
                3 | extend: api.yaml
                  | ^
                  at: /extend
                  stage: overlay
                  help: did you mean `extends`?

                error: `info` has no field `titel`
                 --> overlay.yaml:2:32
                  |
                2 | info: {title: T, version: '1', titel: x, x-any: 1}
                  |                                ^
                  at: /info/titel
                  stage: overlay
                  help: did you mean `title`?

                error: an action has no field `udpate`
                 --> overlay.yaml:5:17
                  |
                5 | - {target: $.a, udpate: {x: 1}}
                  |                 ^
                  at: /actions/0/udpate
                  stage: overlay
                  help: did you mean `update`?

                error: the action does nothing
                 --> overlay.yaml:5:3
                  |
                5 | - {target: $.a, udpate: {x: 1}}
                  |   ^
                  at: /actions/0
                  stage: overlay
                  help: give it `update`, `copy` or `remove: true`

                error: an action has no field `because`
                 --> overlay.yaml:6:33
                  |
                6 | - {target: $.a, update: {y: 1}, because: z}
                  |                                 ^
                  at: /actions/1/because
                  stage: overlay
                  help: the fields are target, description, update, copy, remove, and any `x-...`
            "#]],
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        check_overlays(
            "a: 1",
            &["x-nothing: 1"],
            expect![[r#"
            {"a":1}
            error: `overlay` is missing
             --> overlay.yaml:1:1
              |
            1 | x-nothing: 1
              | ^
              at: (the whole document)
              stage: overlay
              help: the Overlay Specification requires it

            error: `info` is missing
             --> overlay.yaml:1:1
              |
            1 | x-nothing: 1
              | ^
              at: (the whole document)
              stage: overlay
              help: the Overlay Specification requires it

            error: `actions` is missing
             --> overlay.yaml:1:1
              |
            1 | x-nothing: 1
              | ^
              at: (the whole document)
              stage: overlay
              help: the Overlay Specification requires it
        "#]],
        );
        check_overlays(
            "a: 1",
            &[
                "overlay: 1.1.0\ninfo: {}\nactions:\n- {remove: true}\n- {target: $.a}\n- {target: $.a, remove: false}\n",
            ],
            expect![[r#"
                {"a":1}
                error: `title` is missing
                 --> overlay.yaml:2:1
                  |
                2 | info: {}
                  | ^
                  at: /info
                  stage: overlay
                  help: the Overlay Specification requires it

                error: `version` is missing
                 --> overlay.yaml:2:1
                  |
                2 | info: {}
                  | ^
                  at: /info
                  stage: overlay
                  help: the Overlay Specification requires it

                error: `target` is missing
                 --> overlay.yaml:4:3
                  |
                4 | - {remove: true}
                  |   ^
                  at: /actions/0
                  stage: overlay
                  help: the Overlay Specification requires it

                error: the action does nothing
                 --> overlay.yaml:5:3
                  |
                5 | - {target: $.a}
                  |   ^
                  at: /actions/1
                  stage: overlay
                  help: give it `update`, `copy` or `remove: true`

                error: the action does nothing
                 --> overlay.yaml:6:3
                  |
                6 | - {target: $.a, remove: false}
                  |   ^
                  at: /actions/2
                  stage: overlay
                  help: give it `update`, `copy` or `remove: true`
            "#]],
        );
        check_overlays(
            "a: 1",
            &["overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions: []"],
            expect![[r#"
                {"a":1}
                error: `actions` is empty
                 --> overlay.yaml:3:1
                  |
                3 | actions: []
                  | ^
                  at: /actions
                  stage: overlay
                  help: give an action, or delete the overlay
            "#]],
        );
    }

    #[test]
    fn wrong_types_are_errors() {
        check_overlays(
            "a: 1",
            &["[]"],
            expect![[r#"
            {"a":1}
            error: an overlay must be an object, this is an array
             --> overlay.yaml:1:1
              |
            1 | []
              | ^
              at: (the whole document)
              stage: overlay
              help: see the Overlay Specification for its fields
        "#]],
        );
        check_overlays(
            "a: 1",
            &[
                "overlay: 1.1\ninfo: {title: [], version: 1, description: null}\nextends: {}\nactions:\n\
               - text\n- {target: 5, description: 6, remove: 'true'}\n- {target: $.a, copy: {}}\n",
            ],
            expect![[r#"
                {"a":1}
                error: `overlay` must be a string, this is a number
                 --> overlay.yaml:1:1
                  |
                1 | overlay: 1.1
                  | ^
                  at: /overlay
                  stage: overlay
                  help: quote it

                error: `title` must be a string, this is an array
                 --> overlay.yaml:2:8
                  |
                2 | info: {title: [], version: 1, description: null}
                  |        ^
                  at: /info/title
                  stage: overlay
                  help: write a string

                error: `version` must be a string, this is a number
                 --> overlay.yaml:2:19
                  |
                2 | info: {title: [], version: 1, description: null}
                  |                   ^
                  at: /info/version
                  stage: overlay
                  help: quote it

                error: `description` must be a string, this is null
                 --> overlay.yaml:2:31
                  |
                2 | info: {title: [], version: 1, description: null}
                  |                               ^
                  at: /info/description
                  stage: overlay
                  help: write a string

                error: `extends` must be a string, this is an object
                 --> overlay.yaml:3:1
                  |
                3 | extends: {}
                  | ^
                  at: /extends
                  stage: overlay
                  help: write a string

                error: an action must be an object, this is a string
                 --> overlay.yaml:5:3
                  |
                5 | - text
                  |   ^
                  at: /actions/0
                  stage: overlay
                  help: see the Overlay Specification for its fields

                error: `description` must be a string, this is a number
                 --> overlay.yaml:6:15
                  |
                6 | - {target: 5, description: 6, remove: 'true'}
                  |               ^
                  at: /actions/1/description
                  stage: overlay
                  help: quote it

                error: `target` must be a string, this is a number
                 --> overlay.yaml:6:4
                  |
                6 | - {target: 5, description: 6, remove: 'true'}
                  |    ^
                  at: /actions/1/target
                  stage: overlay
                  help: quote it

                error: `remove` must be a boolean, this is a string
                 --> overlay.yaml:6:31
                  |
                6 | - {target: 5, description: 6, remove: 'true'}
                  |                               ^
                  at: /actions/1/remove
                  stage: overlay
                  help: write a boolean

                error: `copy` must be a string, this is an object
                 --> overlay.yaml:7:17
                  |
                7 | - {target: $.a, copy: {}}
                  |                 ^
                  at: /actions/2/copy
                  stage: overlay
                  help: write a string
            "#]],
        );
        check_overlays(
            "a: 1",
            &["overlay: 1.1.0\ninfo: text\nactions: {}"],
            expect![[r#"
            {"a":1}
            error: `info` must be an object, this is a string
             --> overlay.yaml:2:1
              |
            2 | info: text
              | ^
              at: /info
              stage: overlay
              help: see the Overlay Specification for its fields

            error: `actions` must be an array, this is an object
             --> overlay.yaml:3:1
              |
            3 | actions: {}
              | ^
              at: /actions
              stage: overlay
              help: write an array
        "#]],
        );
    }

    #[test]
    fn the_version_is_one_of_two() {
        check_overlays(
            "a: 1",
            &[
                "overlay: 2.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.a, remove: true}]",
            ],
            expect![[r#"
                {}
                error: `overlay` names the unknown version `2.0.0`
                 --> overlay.yaml:1:1
                  |
                1 | overlay: 2.0.0
                  | ^
                  at: /overlay
                  stage: overlay
                  help: 1.0.x and 1.1.x are known
            "#]],
        );
        for version in ["1", "1.1", "1.1.0.0", "1.1.x", "v1.1.0", "", "1.2.0"] {
            let overlay = format!(
                "overlay: '{version}'\ninfo: {{title: T, version: '1'}}\n\
                 actions: [{{target: $.a, remove: true}}]"
            );
            let (_, report) = apply("a: 1", &[&overlay]);
            assert!(report.to_string().contains("unknown version"), "{version}: {report}");
        }
    }

    #[test]
    fn update_and_copy_exclude_each_other() {
        check(
            "a: {}\nb: {x: 1}",
            "- {target: $.a, update: {}, copy: $.b}",
            expect![[r#"
            {"a":{},"b":{"x":1}}
            error: `update` and `copy` exclude each other
             --> overlay.yaml:4:29
              |
            4 | - {target: $.a, update: {}, copy: $.b}
              |                             ^
              at: /actions/0/copy
              stage: overlay
              help: write an action for each
        "#]],
        );
    }

    /// Each node of a good overlay in turn becomes something odd, or goes.
    #[test]
    fn no_overlay_makes_it_panic() {
        let good = serde_json::json!({
            "overlay": "1.1.0",
            "info": {"title": "T", "version": "1"},
            "actions": [
                {"target": "$.a", "update": {"x": 1}, "x-expect": {"y": [1]}},
                {"target": "$.a.y", "copy": "$.a.y"},
                {"target": "$..y[0]", "remove": true},
            ],
        });
        let odd = serde_json::json!([
            null, true, -1, 1.5e300, "", "$", "$..*", "$[", "$.a[?@", "'", "$['\u{0}']", "\u{fffd}",
            [], [[]], [null], {}, {"": {}}, {"a": {"y": 1}}, {"y": {"x-expect": []}},
        ]);
        let everything = super::super::Query::parse("$..*").unwrap().nodes(&good);
        assert_eq!(everything.len(), 18);
        for at in &everything {
            for value in odd.as_array().unwrap() {
                let mut overlay = good.clone();
                *at.resolve_mut(&mut overlay).unwrap() = value.clone();
                run(&overlay);
            }
            let mut overlay = good.clone();
            super::super::merge::remove_all(&mut overlay, std::slice::from_ref(at));
            run(&overlay);
        }
        odd.as_array().unwrap().iter().for_each(run);
    }

    fn run(overlay: &serde_json::Value) {
        let (spec, report) = apply("a: {y: [1, [2]]}", &[&overlay.to_string()]);
        assert!(spec.root.is_object(), "{overlay}\n{report}");
    }
}

mod origins {
    use super::*;

    /// Where each of `pointers` is said to come from, after the actions of an overlay 1.1.
    fn check(document: &str, actions: &str, pointers: &[&str], expected: Expect) {
        let (spec, report) = apply(document, &[&format!("{HEAD}{actions}")]);
        assert!(!report.has_errors(), "{report}");
        let mut seen = String::new();
        for pointer in pointers {
            let pointer = Pointer::parse(pointer).unwrap();
            let node = spec.get(&pointer).unwrap();
            let at = spec.place(&pointer).location.unwrap();
            seen += &format!("{pointer} {node} {}:{} {}\n", at.file, at.line, at.text.trim());
        }
        expected.assert_eq(&seen);
    }

    #[test]
    fn new_nodes_come_from_the_overlay_and_old_ones_from_the_document() {
        check(
            "a:\n  old: 1\n  replaced: 2\n  list:\n  - 3\n",
            "- target: $.a\n  update:\n    replaced: 4\n    new:\n      deep: 5\n    list:\n    - 6\n",
            &["/a/old", "/a/replaced", "/a/new/deep", "/a/list/0", "/a/list/1"],
            expect![[r#"
                /a/old 1 api.yaml:2 old: 1
                /a/replaced 4 overlay.yaml:6 replaced: 4
                /a/new/deep 5 overlay.yaml:8 deep: 5
                /a/list/0 3 api.yaml:5 - 3
                /a/list/1 6 overlay.yaml:10 - 6
            "#]],
        );
    }

    #[test]
    fn what_is_put_where_something_stood_forgets_it() {
        check(
            "a: {}\n",
            "- target: $.a\n  update:\n    b: {c: 1}\n- target: $.a.b.c\n  update: 2\n\
             - target: $.a.b\n  remove: true\n- target: $.a\n  update:\n    b: {c: 3}\n",
            &["/a/b/c"],
            expect![[r#"
                /a/b/c 3 overlay.yaml:13 b: {c: 3}
            "#]],
        );
    }

    #[test]
    fn items_keep_their_lines_when_others_before_them_go() {
        check(
            "a:\n- x: 0\n- x: 1\n- x: 2\n- x: 3\n",
            "- target: $.a[2]\n  update: {y: 5}\n- target: $.a[0, 1]\n  remove: true\n",
            &["/a/0/x", "/a/0/y", "/a/1/x"],
            expect![[r#"
                /a/0/x 2 api.yaml:4 - x: 2
                /a/0/y 5 overlay.yaml:5 update: {y: 5}
                /a/1/x 3 api.yaml:5 - x: 3
            "#]],
        );
    }

    #[test]
    fn a_copy_comes_from_where_it_was_copied() {
        check(
            "a:\n  x: 1\nb: {}\n",
            "- target: $.a\n  update:\n    y: 2\n- {target: $.b, copy: $.a}\n\
             - {target: $.a, remove: true}\n",
            &["/b/x", "/b/y"],
            expect![[r#"
                /b/x 1 api.yaml:2 x: 1
                /b/y 2 overlay.yaml:6 y: 2
            "#]],
        );
    }

    #[test]
    fn an_appended_item_comes_from_the_action() {
        check(
            "a:\n- 1\n",
            "- target: $.a\n  update:\n  - 2\n  - 3\n- target: $.a\n  update:\n    x: 4\n",
            &["/a/0", "/a/2", "/a/3/x"],
            expect![[r#"
                /a/0 1 api.yaml:2 - 1
                /a/2 3 overlay.yaml:7 - 3
                /a/3/x 4 overlay.yaml:10 x: 4
            "#]],
        );
    }
}
