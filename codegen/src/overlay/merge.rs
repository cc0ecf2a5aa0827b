//! Changes a tree: merges a value into nodes, removes nodes.

use serde_json::{Map, Value};

use super::{Shape, kind, shape};
use crate::pointer::Pointer;
use crate::source::MAX_DEPTH;

/// What came of a merge.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// The address of every node that is new, the nodes inside new ones included, and the
    /// address it has where it came from. Each is listed by itself because what stood there
    /// before may have left a record of its own.
    pub(super) placed: Vec<(Pointer, Pointer)>,
    /// The targets that are what they were.
    pub(super) unchanged: Vec<Pointer>,
    /// The arrays to which only items were appended that they held already.
    pub(super) repeated: Vec<Pointer>,
}

/// Why a merge cannot be done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The kinds of two nodes do not go together.
    Incompatible {
        /// The node in the tree.
        at: Pointer,
        /// The node to be merged into it, where it comes from.
        from: Pointer,
        /// What kind of node the tree has.
        found: &'static str,
        /// What kind of node was to be merged into it.
        given: &'static str,
    },
    /// The target would be nested deeper than a document may be.
    TooDeep {
        /// The target.
        at: Pointer,
    },
}

/// Merges `value`, which stands at `from` in its own text or tree, into every target.
///
/// # Errors
/// All reasons against it; the tree is then as it was.
pub(super) fn into_all(
    root: &mut Value,
    targets: &[Pointer],
    value: &Value,
    from: &Pointer,
) -> Result<Merged, Vec<Refusal>> {
    let mut merge = Merge::default();
    let mut before = Vec::new();
    for target in targets {
        let Some(node) = target.resolve_mut(root) else { continue };
        before.push((target, node.clone()));
        let placed = merge.merged.placed.len();
        merge.target(node, value, target, from);
        if merge.merged.placed.len() == placed {
            merge.merged.unchanged.push(target.clone());
        }
        if target.tokens().count() + depth(node) > MAX_DEPTH {
            merge.refusals.push(Refusal::TooDeep { at: target.clone() });
        }
    }
    if merge.refusals.is_empty() {
        return Ok(merge.merged);
    }
    // Targets may lie within each other, so they are restored in the opposite order.
    for (target, value) in before.into_iter().rev() {
        if let Some(node) = target.resolve_mut(root) {
            *node = value;
        }
    }
    Err(merge.refusals)
}

#[derive(Default)]
struct Merge {
    merged: Merged,
    refusals: Vec<Refusal>,
}

impl Merge {
    /// An array that is a target takes a single item too.
    fn target(&mut self, node: &mut Value, value: &Value, at: &Pointer, from: &Pointer) {
        match (node, value) {
            (Value::Array(items), item) if !item.is_array() => {
                self.append(items, vec![(item, from.clone())], at);
            }
            (node, value) => self.node(node, value, at, from),
        }
    }

    fn node(&mut self, node: &mut Value, value: &Value, at: &Pointer, from: &Pointer) {
        match (node, value) {
            (Value::Object(members), Value::Object(more)) => self.members(members, more, at, from),
            (Value::Array(items), Value::Array(more)) => {
                let more = more.iter().enumerate().map(|(i, it)| (it, from.child(i)));
                self.append(items, more.collect(), at);
            }
            (node, value)
                if shape(node) == Shape::Primitive && shape(value) == Shape::Primitive =>
            {
                if node != value {
                    *node = value.clone();
                    self.place(value, at, from);
                }
            }
            (node, value) => self.refusals.push(Refusal::Incompatible {
                at: at.clone(),
                from: from.clone(),
                found: kind(node),
                given: kind(value),
            }),
        }
    }

    fn members(
        &mut self,
        members: &mut Map<String, Value>,
        more: &Map<String, Value>,
        at: &Pointer,
        from: &Pointer,
    ) {
        for (name, value) in more {
            let (at, from) = (at.child(name), from.child(name));
            match members.get_mut(name) {
                Some(existing) => self.node(existing, value, &at, &from),
                None => {
                    self.place(value, &at, &from);
                    members.insert(name.clone(), value.clone());
                }
            }
        }
    }

    fn append(&mut self, items: &mut Vec<Value>, more: Vec<(&Value, Pointer)>, at: &Pointer) {
        if !more.is_empty() && more.iter().all(|(item, _)| items.contains(item)) {
            self.merged.repeated.push(at.clone());
        }
        for (item, from) in more {
            self.place(item, &at.child(items.len()), &from);
            items.push(item.clone());
        }
    }

    fn place(&mut self, value: &Value, at: &Pointer, from: &Pointer) {
        each_node(value, at, from, &mut self.merged.placed);
    }
}

/// Removes all targets. Gives the nodes that stand elsewhere now, as items of an array do when
/// one before them goes: where each stood and where it stands, in the order of the moves.
pub(super) fn remove_all(root: &mut Value, targets: &[Pointer]) -> Vec<(Pointer, Pointer)> {
    let mut moved = Vec::new();
    // From the back, so that no removal changes the address of a target still to come.
    let mut targets: Vec<&Pointer> = targets.iter().collect();
    targets.sort_by_cached_key(|it| std::cmp::Reverse(position(it)));
    for target in targets {
        let (Some(parent), Some(last)) = (target.parent(), target.last()) else { continue };
        match parent.resolve_mut(root) {
            Some(Value::Object(members)) => {
                members.shift_remove(&last);
            }
            Some(Value::Array(items)) => remove_item(items, &last, &parent, &mut moved),
            _ => {}
        }
    }
    moved
}

fn remove_item(
    items: &mut Vec<Value>,
    index: &str,
    at: &Pointer,
    moved: &mut Vec<(Pointer, Pointer)>,
) {
    let Some(index) = index.parse().ok().filter(|it| *it < items.len()) else { return };
    items.remove(index);
    for (now, item) in items.iter().enumerate().skip(index) {
        each_node(item, &at.child(now + 1), &at.child(now), moved);
    }
}

/// Sorts nodes before those inside them, and items of an array by number.
fn position(pointer: &Pointer) -> Vec<(usize, String)> {
    pointer.tokens().map(|it| (it.parse().unwrap_or(usize::MAX), it.into_owned())).collect()
}

/// `value` and all nodes inside it, as addresses below `one` and below `other`.
fn each_node(value: &Value, one: &Pointer, other: &Pointer, nodes: &mut Vec<(Pointer, Pointer)>) {
    nodes.push((one.clone(), other.clone()));
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, it)| each_node(it, &one.child(name), &other.child(name), nodes)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, it)| each_node(it, &one.child(i), &other.child(i), nodes)),
        _ => {}
    }
}

/// The levels below `value`.
fn depth(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(|it| depth(it) + 1).max().unwrap_or(0),
        Value::Array(items) => items.iter().map(|it| depth(it) + 1).max().unwrap_or(0),
        _ => 0,
    }
}
