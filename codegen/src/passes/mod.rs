//! Spec passes: bring any document into the one normal form that the later stages read.
//!
//! A pass edits the tree, reports what it cannot express, and knows nothing of Rust beyond the
//! names of types. It never panics, changes nothing when it is run again, and touches no data:
//! examples, defaults, enum values and extensions stay as they are. What it moves it registers
//! with [`Spec::moved`], so that later findings still point into the text.
//!
//! # Normal form
//!
//! * **N1** `$ref` stands only where a schema stands, only as `#/components/schemas/{Name}`, and
//!   either alone or as the only branch of an `allOf`: `{"allOf": [{"$ref": ..}], ..}`, where what
//!   stands beside it speaks about the place and not about the shape. Every reference has a target.
//! * **N2** The document is spelt as OpenAPI 3.0: `type` is one string, what may be null is
//!   `nullable`, a constant is an enum of one value. Webhooks and callbacks are gone.
//! * **N3** Parameters stand in operations, and none of them is a header that OpenAPI ignores.
//! * **N4** Every operation has an `operationId`, and no two have the same.
//! * **N5** `enum` holds distinct strings or distinct integers, and `type` says which.
//!   `x-enum-varnames` and `x-enum-descriptions` have one entry for each value.
//! * **N6** `allOf` is merged; the only one left is the wrapped reference of N1.
//! * **N7** Objects with `properties`, enums and unions are component schemas. A place that holds
//!   one refers to it, and keeps what it says about itself.
//! * **N8** Component schemas have names that are Rust types in UpperCamelCase and hide no type that
//!   generated code uses. A `discriminator` stands beside a union, and its
//!   `mapping` refers to every branch.
//! * **N9** Constraints and formats that have no Rust type stand in `x-limits`.
//! * **N10** A request has one media type. Of an answer's media types one at most has a schema. Text
//!   and bytes have none. JSON bodies of an operation's successes that are the same have one schema,
//!   and so have those of its errors.
//! * **N11** A query parameter is a `deepObject` only where it nests. One whose names are open has
//!   `x-query-template`, `filter[<key>]`.
//! * **N12** An object with `properties` that takes further members has a schema for them, at least
//!   `additionalProperties: {}`. None lists no members but one that forbids all, and no other forbids
//!   any.
//! * **N13** `components` holds the schemas that some operation reaches, and the security schemes.
//! * **N14** A component schema is not itself `nullable`, nor is a branch of a union: who refers to
//!   it is.
//!
//! # Order
//!
//! 1. The document is read as far as its form goes: version, path items, parts, keywords. What has
//!    another form is mended or left out.
//! 2. Every schema is spelt in its own place, without looking at any other.
//! 3. Operations get ids, and inline schemas the names that their places suggest. From here on
//!    schemas may be copied: copies keep the suggested name, and become one type again later.
//! 4. References are resolved, and with them in reach, `allOf` is merged and what may be null moved
//!    to where it is referred to.
//! 5. Parameters and responses are brought into the form in which operations take them.
//! 6. Types are named: components first, since inline schemas yield to them.
//!
//! To add a pass: write `<verb_object>.rs` in the form of the others, declare it here, and put it
//! where it belongs in [`SPEC_PASSES`]. A pass that is not listed is dead code, of which the
//! compiler warns. Whatever it promises to the later stages goes into the list above, and into
//! `normal_form.rs`, which checks the vendored document and damaged ones for it.

mod check_version;
mod choose_media_types;
mod copy_path_items;
mod copy_path_parameters;
mod copy_shared_parts;
mod copy_stray_schemas;
mod drop_callbacks;
mod drop_validators;
mod expand_deep_objects;
mod hint_type_names;
mod imply_types;
mod keep_one_example;
mod lift_nullable;
mod make_operation_ids;
mod mend_parts;
mod mend_schemas;
mod merge_all_of;
mod name_components;
mod name_inline_schemas;
mod name_reference_targets;
mod prune_unreachable;
mod recognize_components;
mod reduce_constraints;
mod spell_boolean_schemas;
mod spell_const_as_enum;
mod spell_discriminators;
mod spell_enums;
mod spell_open_objects;
mod split_bases;
mod split_type_lists;
mod unify_responses;
mod unwrap_unions;
mod wrap_reference_siblings;

mod equal_types;
mod equality;
pub(crate) mod names;
pub(crate) mod parts;
mod places;
mod references;
mod responses;
mod shape;

#[cfg(test)]
mod normal_form;
#[cfg(test)]
mod testing;

pub(crate) use name_reference_targets::target_name;
pub(crate) use names::{Taken, ascii};
pub(crate) use places::version_prefix;
pub(crate) use responses::reason;

use crate::report::{Report, Severity};
use crate::spec::Spec;

/// One step on the way to the normal form.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// The name of the pass, which is that of its module; findings carry it.
    pub name: &'static str,
    /// Edits the document and reports what it cannot express.
    pub run: fn(&mut Spec, &mut Report),
}

macro_rules! passes {
    ($($name:ident),* $(,)?) => {
        &[$(Pass { name: stringify!($name), run: $name::run }),*]
    };
}

/// All passes, in the order in which they run.
pub const SPEC_PASSES: &[Pass] = passes![
    check_version,
    copy_path_items,
    mend_parts,
    copy_stray_schemas,
    mend_schemas,
    drop_callbacks,
    spell_boolean_schemas,
    drop_validators,
    wrap_reference_siblings,
    spell_const_as_enum,
    keep_one_example,
    unwrap_unions,
    split_type_lists,
    spell_enums,
    imply_types,
    reduce_constraints,
    make_operation_ids,
    recognize_components,
    hint_type_names,
    copy_shared_parts,
    name_reference_targets,
    copy_path_parameters,
    split_bases,
    choose_media_types,
    merge_all_of,
    lift_nullable,
    spell_open_objects,
    expand_deep_objects,
    spell_discriminators,
    name_components,
    unify_responses,
    name_inline_schemas,
    prune_unreachable,
];

/// The passes that lose nothing of what a document promises: what stands between its operations and
/// its schemas is copied to where it counts, and nothing is spelt for Rust.
///
/// Two documents are compared in this form; the spelling of a schema is read past there.
pub const CONTRACT_PASSES: &[Pass] = passes![
    check_version,
    copy_path_items,
    mend_parts,
    copy_stray_schemas,
    mend_schemas,
    wrap_reference_siblings,
    copy_shared_parts,
    name_reference_targets,
    copy_path_parameters,
];

/// The passes after which every operation stands in `paths`.
const OPERATION_PASSES: &[Pass] = passes![check_version, copy_path_items];

/// Brings the operations of `spec` to where they are looked for.
pub(crate) fn place_operations(spec: &mut Spec, report: &mut Report) {
    run_all(OPERATION_PASSES, spec, report);
}

/// Brings `spec` into the normal form.
///
/// Passes rely on those before them, so the run ends with the first pass that reports an error;
/// that pass reports all of its errors.
pub fn run(spec: &mut Spec, report: &mut Report) {
    run_all(SPEC_PASSES, spec, report);
}

/// Brings `spec` into the form in which it is compared, in the same way.
pub fn run_for_contract(spec: &mut Spec, report: &mut Report) {
    run_all(CONTRACT_PASSES, spec, report);
}

fn run_all(passes: &[Pass], spec: &mut Spec, report: &mut Report) {
    for pass in passes {
        let errors = report.count(Severity::Error);
        report.enter(pass.name);
        (pass.run)(spec, report);
        if report.count(Severity::Error) > errors {
            return;
        }
    }
}
