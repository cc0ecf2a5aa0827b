//! The walk over two contracts: operation by operation, and from each into its schemas.

use super::contract::{Contract, Operation, Part};
use super::scope::{Pair, Role, Scope, Task};
use super::types::Relation;
use super::{
    annotations, answers, bodies, defaults, deprecation, descriptions, document, enums, further,
    keywords, limits, nullability, operations, parameters, properties, security, servers, types,
    unions,
};

/// What the whole document says besides its operations.
pub(super) fn document<'a>(old: &'a Contract, new: &'a Contract) -> Scope<'a> {
    let mut scope = Scope::new(old, new);
    document::compare(&mut scope);
    servers::compare_document(&mut scope);
    security::compare_schemes(&mut scope);
    scope
}

/// An operation that both documents have.
pub(super) fn operation<'a>(
    contracts: (&'a Contract, &'a Contract),
    old: &Operation<'a>,
    new: &Operation<'a>,
) -> Scope<'a> {
    let mut scope = Scope::new(contracts.0, contracts.1);
    operations::compare(&mut scope, old, new);
    servers::compare(&mut scope, old, new);
    security::compare(&mut scope, old, new);
    parameters::compare(&mut scope, old, new);
    bodies::compare(&mut scope, &old.part, &new.part);
    answers::compare(&mut scope, &old.part, &new.part);
    while let Some(task) = scope.next() {
        schema(&mut scope, &task);
    }
    scope
}

/// Two schemas. What they hold is left for later.
fn schema(scope: &mut Scope<'_>, task: &Task) {
    let pair = Pair {
        subject: task.subject,
        path: task.path.clone(),
        old: scope.old.schema(&task.old),
        new: scope.new.schema(&task.new),
    };
    if task.role != Role::Joined {
        descriptions::compare(scope, &pair);
        deprecation::compare_schemas(scope, &pair);
        defaults::compare(scope, &pair);
        annotations::compare_schemas(scope, &pair);
    }
    keywords::compare(scope, &pair);
    if unions::compare(scope, task, &pair) == Relation::Foreign
        || types::compare(scope, &pair) == Relation::Foreign
    {
        return;
    }
    if task.role == Role::Whole {
        nullability::compare(scope, &pair);
    }
    types::compare_formats(scope, &pair);
    enums::compare(scope, &pair);
    limits::compare(scope, &pair);
    properties::compare(scope, &pair);
    further::compare(scope, &pair);
    further::compare_items(scope, &pair);
}

/// Members of two objects by name, in the order of the newer one, then those that are gone.
pub(super) fn joined<T: Clone>(
    old: &[(String, T)],
    new: &[(String, T)],
) -> Vec<(String, Option<T>, Option<T>)> {
    let find = |list: &[(String, T)], name: &str| {
        list.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone())
    };
    let kept = new.iter().map(|(name, it)| (name.clone(), find(old, name), Some(it.clone())));
    let gone = old.iter().filter(|(name, _)| find(new, name).is_none());
    kept.chain(gone.map(|(name, it)| (name.clone(), Some(it.clone()), None))).collect()
}

/// The members of the objects under `key` by name.
pub(super) fn joined_under<'a>(
    old: &Part<'a>,
    new: &Part<'a>,
    key: &str,
) -> Vec<(String, Option<Part<'a>>, Option<Part<'a>>)> {
    joined(&old.members_of(key), &new.members_of(key))
}
