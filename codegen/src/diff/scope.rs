//! What gathers findings: one operation, or the whole document, in its two revisions.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::rc::Rc;

use super::Rule;
use super::contract::{Contract, Node, Part, Schema};
use super::rules::{Family, Subject};
use crate::pointer::Pointer;

/// A change, before its places are looked up.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) rule: &'static Rule,
    pub(super) path: String,
    pub(super) change: Found,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) what: String,
    /// Where it stands in the older contract.
    pub(super) old: Option<Pointer>,
    /// Where it stands in the newer contract.
    pub(super) new: Option<Pointer>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Found {
    /// A change in one sentence.
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// Where it stands, as far as it does.
    pub(super) fn at(self, old: Option<Pointer>, new: Option<Pointer>) -> Self {
        Self { old, new, ..self }
    }

    /// Where `keyword` stands in both schemas.
    pub(super) fn keyword(self, pair: &Pair, keyword: &str) -> Self {
        self.at(pair.old.place(keyword), pair.new.place(keyword))
    }

    /// Two parts that differ.
    pub(super) fn parts(self, old: &Part<'_>, new: &Part<'_>) -> Self {
        self.at(Some(old.at.clone()), Some(new.at.clone()))
    }

    /// A part that only the newer document has.
    pub(super) fn added(self, new: &Part<'_>) -> Self {
        self.at(None, Some(new.at.clone()))
    }

    /// A part that only the older document has.
    pub(super) fn removed(self, old: &Part<'_>) -> Self {
        self.at(Some(old.at.clone()), None)
    }

    /// What stood there, and what stands there now.
    pub(super) fn values(self, before: Option<String>, after: Option<String>) -> Self {
        Self { before, after, ..self }
    }

    /// What became of what.
    pub(super) fn became(self, before: impl Into<String>, after: impl Into<String>) -> Self {
        self.values(Some(before.into()), Some(after.into()))
    }
}

/// Where in an operation something stands, in words that no renamed component changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    root: String,
    /// The root in a sentence.
    words: String,
    members: String,
}

impl Path {
    /// `request body`
    pub(super) fn new(root: impl Into<String>) -> Self {
        let root = root.into();
        Self { words: format!("the {root}"), root, members: String::new() }
    }

    /// `answer 200, header Location`, which a sentence says the other way round.
    pub(super) fn header(answer: &Self, name: &str) -> Self {
        Self {
            root: format!("{answer}, header {name}"),
            words: format!("the header {name} of {}", answer.noun()),
            members: String::new(),
        }
    }

    /// `request body, name`
    pub(super) fn member(&self, name: &str) -> Self {
        let is_plain = !name.is_empty() && !name.contains(|it: char| ".[]{}, ".contains(it));
        let name = if is_plain { name.to_owned() } else { format!("[{name:?}]") };
        let dot = if self.members.is_empty() || !is_plain { "" } else { "." };
        self.join(&format!("{dot}{name}"))
    }

    /// `request body, conditions[]`
    pub(super) fn items(&self) -> Self {
        self.join("[]")
    }

    /// `request body, labels[*]`
    pub(super) fn values(&self) -> Self {
        self.join("[*]")
    }

    /// `request body, owner{kind: user}`
    pub(super) fn branch(&self, label: &str) -> Self {
        self.join(&format!("{{{label}}}"))
    }

    fn join(&self, more: &str) -> Self {
        Self { members: format!("{}{more}", self.members), ..self.clone() }
    }

    /// The same in a sentence.
    pub(super) fn noun(&self) -> String {
        match self.members.as_str() {
            "" => self.words.clone(),
            members => format!("`{members}` in {}", self.words),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.members.as_str() {
            "" => f.write_str(&self.root),
            members => write!(f, "{}, {members}", self.root),
        }
    }
}

/// Two schemas that are to be compared.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) subject: Subject,
    pub(super) path: Path,
    pub(super) old: Node,
    pub(super) new: Node,
    pub(super) role: Role,
}

/// What a schema is to the place where it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// The schema of a member, an item, a body or a parameter.
    Whole,
    /// A branch of a union: whether null is allowed is said beside the union.
    Branch,
    /// A schema that became a branch, or was one: what is about the place was compared already.
    Joined,
}

/// Two schemas, read.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) subject: Subject,
    pub(super) path: Path,
    pub(super) old: Rc<Schema>,
    pub(super) new: Rc<Schema>,
}

/// Where the changes of one operation, or of the whole document, are gathered.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) old: &'a Contract,
    pub(super) new: &'a Contract,
    pub(super) findings: Vec<Finding>,
    queue: VecDeque<Task>,
    seen: HashSet<(Subject, Node, Node, Role)>,
}

impl<'a> Scope<'a> {
    /// Nothing gathered yet.
    pub(super) fn new(old: &'a Contract, new: &'a Contract) -> Self {
        Self { old, new, findings: Vec::new(), queue: VecDeque::new(), seen: HashSet::new() }
    }

    /// Gathers a change.
    pub(super) fn report(&mut self, rule: &'static Rule, path: &Path, change: Found) {
        self.findings.push(Finding { rule, path: path.to_string(), change });
    }

    /// Gathers a change in a schema.
    pub(super) fn report_in(&mut self, family: &'static Family, pair: &Pair, change: Found) {
        self.report(family.rule(pair.subject), &pair.path, change);
    }

    /// Has two schemas compared later on, unless they are or will be anyway: what several places
    /// share is told once, at the place that is the fewest steps away.
    pub(super) fn compare(&mut self, task: Task) {
        let key = (task.subject, task.old.clone(), task.new.clone(), task.role);
        if self.seen.insert(key) {
            self.queue.push_back(task);
        }
    }

    /// The next two schemas to be compared.
    pub(super) fn next(&mut self) -> Option<Task> {
        self.queue.pop_front()
    }
}
