//! Writes `const` as an `enum` of one value.
//!
//! ```text
//! before  {"const": "list"}
//! after   {"enum": ["list"]}
//! ```

use serde_json::json;

use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    spec.edit_schemas(&mut |schema| {
        if let Some(value) = schema.shift_remove("const") {
            schema.shift_remove("x-enum-varnames");
            schema.shift_remove("x-enum-descriptions");
            schema.insert("enum".to_owned(), json!([value]));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "spell_const_as_enum";

    #[test]
    fn a_constant_is_an_enum_of_one_value() {
        check_schema(
            NAME,
            r#"{"const": "a", "enum": ["a", "b"], "x-enum-varnames": ["A", "B"]}"#,
            expect![[r#"
            {"enum":["a"]}
        "#]],
        );
    }

    #[test]
    fn null_may_be_a_constant() {
        check_schema(
            NAME,
            r#"{"const": null}"#,
            expect![[r#"
            {"enum":[null]}
        "#]],
        );
    }

    #[test]
    fn a_property_may_be_called_const() {
        check_schema(
            NAME,
            r#"{"properties": {"const": {}}}"#,
            expect![[r#"
            {"properties":{"const":{}}}
        "#]],
        );
    }
}
