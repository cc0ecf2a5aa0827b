//! What must not compile, with the compiler's own words for it.

#[test]
fn what_the_types_rule_out_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
