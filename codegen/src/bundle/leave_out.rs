//! What becomes of a part that refers to what is not there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Bundle;
use super::resolve::Problem;
use crate::passes::parts::Kind;
use crate::pointer::Pointer;

impl Bundle<'_> {
    /// Warns, and makes open JSON of the part at `at`, or removes it.
    pub(super) fn leave_out(&mut self, at: &Pointer, kind: Option<Kind>, problem: &Problem) {
        let open = match kind {
            Some(Kind::Schema | Kind::MediaType) => Some(json!({})),
            Some(Kind::RequestBody | Kind::Response) => {
                Some(json!({"description": "", "content": {"application/json": {"schema": {}}}}))
            }
            _ => None,
        };
        let outcome = if open.is_some() { "open JSON" } else { "left out" };
        self.warn(&at.child("$ref"), problem, outcome);
        match open {
            Some(open) => self.open(at, open),
            None => self.remove(at),
        }
    }

    /// Warns, and removes a value of a discriminator's mapping.
    pub(super) fn leave_out_value(&mut self, at: &Pointer, problem: &Problem) {
        self.warn(at, problem, "left out");
        self.remove(at);
    }

    fn warn(&mut self, at: &Pointer, problem: &Problem, outcome: &str) {
        let message = format!("{}, so it is {outcome}", problem.message);
        self.report.warn(self.spec.place(at), message).help(problem.help);
    }

    /// What stands beside the reference stays.
    fn open(&mut self, at: &Pointer, open: Value) {
        let Some(node) = self.spec.object_mut(at) else { return };
        node.shift_remove("$ref");
        for (key, value) in open.as_object().into_iter().flatten() {
            node.entry(key).or_insert_with(|| value.clone());
        }
    }

    fn remove(&mut self, at: &Pointer) {
        let (Some(holder), Some(name)) = (at.parent(), at.last()) else { return };
        match holder.resolve_mut(&mut self.spec.root) {
            Some(Value::Object(members)) => drop(members.shift_remove(&name)),
            Some(Value::Array(_)) => drop(self.gone.insert(at.clone())),
            _ => {}
        }
    }

    /// Removes the items of lists that are to go. Those behind them keep their places in the text.
    pub(super) fn remove_gone(&mut self) {
        let lists: BTreeSet<Pointer> = self.gone.iter().filter_map(Pointer::parent).collect();
        for list in lists {
            let Some(items) = self.spec.get(&list).and_then(Value::as_array) else { continue };
            let all: Vec<Pointer> = (0..items.len()).map(|it| list.child(it)).collect();
            let kept: Vec<Pointer> =
                all.iter().filter(|it| !self.gone.contains(it)).cloned().collect();
            let left: Vec<Value> =
                kept.iter().filter_map(|it| self.spec.get(it)).cloned().collect();
            let moves = kept.iter().cloned().zip(all).filter(|(from, to)| from != to).collect();
            self.spec.moved_together(moves);
            if let Some(node) = list.resolve_mut(&mut self.spec.root) {
                *node = Value::Array(left);
            }
        }
    }
}
