//! What the tests of all kinds of changes share: pairs of small documents, compared both ways.

use std::sync::Arc;

use expect_test::Expect;

use super::{Change, Contract, contract};
use crate::Inputs;
use crate::source::Source;

/// Two documents that differ in one thing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    name: &'static str,
    form: Form,
    old: &'static str,
    new: &'static str,
}

/// What the texts of a pair are.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// A schema, which is put wherever schemas stand.
    Schema,
    /// `GET /a/{id}`.
    Operation,
    /// A whole document without its version.
    Document,
}

impl Pair {
    /// Two schemas: of a query parameter, of a member of the body, of a header, and of a member of
    /// the answer.
    pub(super) const fn schemas(name: &'static str, old: &'static str, new: &'static str) -> Self {
        Self { name, form: Form::Schema, old, new }
    }

    /// Two operations.
    pub(super) const fn operations(
        name: &'static str,
        old: &'static str,
        new: &'static str,
    ) -> Self {
        Self { name, form: Form::Operation, old, new }
    }

    /// The members of two documents.
    pub(super) const fn documents(
        name: &'static str,
        old: &'static str,
        new: &'static str,
    ) -> Self {
        Self { name, form: Form::Document, old, new }
    }

    /// The changes from the one to the other, and back.
    pub(super) fn changes(&self) -> [Vec<Change>; 2] {
        let (old, new) = (self.form.document(self.old), self.form.document(self.new));
        [changes(&old, &new), changes(&new, &old)]
    }
}

impl Form {
    fn document(self, text: &str) -> String {
        match self {
            Self::Schema => schema_everywhere(text),
            Self::Operation => {
                format!(r#"{{"openapi": "3.1.0", "paths": {{"/a/{{id}}": {{"get": {text}}}}}}}"#)
            }
            Self::Document => format!(r#"{{"openapi": "3.1.0", {text}}}"#),
        }
    }
}

fn schema_everywhere(schema: &str) -> String {
    let object = format!(
        r##"{{"application/json": {{"schema": {{"type": "object", "properties": {{"x": {schema}}}}}}}}}"##
    );
    format!(
        r##"{{"openapi": "3.1.0", "paths": {{"/a": {{"post": {{
        "parameters": [{{"name": "p", "in": "query", "schema": {schema}}}],
        "requestBody": {{"content": {object}}},
        "responses": {{"200": {{"headers": {{"H": {{"schema": {schema}}}}}, "content": {object}}}}}}}}}}},
        "components": {{"schemas": {{"Text": {{"type": "string"}}, "Cat": {{"type": "object",
        "properties": {{"kind": {{"const": "cat"}}, "lives": {{"type": "integer"}}}}}},
        "Dog": {{"type": "object", "properties": {{"kind": {{"const": "dog"}}, "tail": {{}}}}}},
        "List": {{"type": "object", "properties": {{"next": {{"$ref": "#/components/schemas/List"}}}}}}}}}}}}"##
    )
}

/// What differs between two documents.
pub(super) fn changes(old: &str, new: &str) -> Vec<Change> {
    contract(&read(old), &read(new))
}

/// The contract of a document.
pub(super) fn read(text: &str) -> Contract {
    let source = Source::parse("api.json", text).unwrap_or_else(|report| panic!("{report}"));
    let inputs = Inputs { crate_name: "api".to_owned(), ..Inputs::new(Arc::new(source)) };
    Contract::of(&inputs).unwrap_or_else(|report| panic!("{report}\n{text}"))
}

/// Compares the documents of each pair both ways with what is expected.
pub(super) fn check(pairs: &[Pair], expected: Expect) {
    let mut text = String::new();
    for pair in pairs {
        text.push_str(pair.name);
        text.push('\n');
        for (arrow, changes) in ["->", "<-"].into_iter().zip(pair.changes()) {
            for change in changes {
                text.push_str(&format!("  {arrow} {}\n", line(&change)));
            }
        }
    }
    expected.assert_eq(&text);
}

/// A change in one line.
pub(super) fn line(change: &Change) -> String {
    let value = |it: &Option<String>| it.clone().unwrap_or_else(|| "-".to_owned());
    format!(
        "{} {}: {} [{} => {}]",
        change.rule.level,
        change.rule.id,
        change.what,
        value(&change.before),
        value(&change.after)
    )
}
