//! Bodies that are made from two versions of a resource, as generated code has them made.

use openapi_exact_runtime::{Error, Update, UpdateError};

openapi_exact_runtime::string_enum! {
    /// A status as it is read.
    enum Status {
        Active = "active",
        Undetermined = "undetermined",
    }
}

openapi_exact_runtime::string_enum! {
    /// A status as it is written.
    enum WritableStatus { Active = "active" }
}

/// A member per state of the body, as an answer has them.
#[derive(Clone, Debug, PartialEq)]
struct Resource {
    id: String,
    type_: Option<u8>,
    required: String,
    nullable: Option<u8>,
    kept: Option<u8>,
    reset: Option<u8>,
    not_null: Option<u8>,
    null: Option<u8>,
    reset_null: Option<Option<u8>>,
    list: Vec<u8>,
    reset_list: Option<Vec<u8>>,
    status: Status,
    kept_status: Option<Status>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Body {
    required: String,
    nullable: Option<u8>,
    kept: Option<u8>,
    reset: Option<u8>,
    not_null: Option<Option<u8>>,
    null: Option<Option<u8>>,
    reset_null: Option<Option<u8>>,
    list: Option<Option<Vec<u8>>>,
    reset_list: Option<Option<Vec<u8>>>,
    status: Option<WritableStatus>,
    kept_status: Option<WritableStatus>,
    left: Option<u8>,
}

openapi_exact_runtime::update! {
    Body from Resource {
        required: always required,
        nullable: always required_or_null,
        kept: changed set,
        reset: always set,
        not_null: changed set_not_null,
        null: changed set_or_null,
        reset_null: always set_or_null,
        list: changed set_or_empty,
        reset_list: always set_or_empty,
        status: always_as set,
        kept_status: changed_as set,
    }
    left { left }
    fixed { id, type_ = "type" }
}

/// An answer need not have what the body cannot do without.
#[derive(Debug, PartialEq)]
struct Loose {
    required: Option<u8>,
}

#[derive(Debug, PartialEq)]
struct Strict {
    required: u8,
}

openapi_exact_runtime::update! { Strict from Loose { required: always required } }

mod without_imports {
    //! The expansion names what it needs in full.

    #![no_implicit_prelude]

    #[derive(::std::cmp::PartialEq)]
    pub(super) struct A {
        pub(super) a: u8,
        pub(super) b: u8,
    }

    pub(super) struct B {
        pub(super) a: u8,
        pub(super) c: u8,
    }

    ::openapi_exact_runtime::update! { B from A { a = "x": always required } left { c } fixed { b } }
}

fn resource() -> Resource {
    Resource {
        id: "r".to_owned(),
        type_: Some(1),
        required: "a".to_owned(),
        nullable: Some(1),
        kept: Some(1),
        reset: Some(1),
        not_null: Some(1),
        null: Some(1),
        reset_null: Some(Some(1)),
        list: vec![1],
        reset_list: Some(vec![1]),
        status: Status::Active,
        kept_status: Some(Status::Active),
    }
}

/// What is sent of a resource that did not change.
fn untouched() -> Body {
    Body {
        required: "a".to_owned(),
        nullable: Some(1),
        reset: Some(1),
        reset_null: Some(Some(1)),
        reset_list: Some(Some(vec![1])),
        status: Some(WritableStatus::Active),
        ..Body::default()
    }
}

/// The body that the edits make, which are those of `members`.
#[track_caller]
fn check(edit: impl Fn(&mut Resource), members: &[&str], expected: impl Fn(&mut Body)) {
    let (old, mut new, mut body) = (resource(), resource(), untouched());
    edit(&mut new);
    expected(&mut body);
    let changes = Body::between(&old, &new).unwrap();
    assert_eq!((changes.members(), changes.is_empty()), (members, members.is_empty()));
    assert_eq!(changes.request(), &body);
    assert_eq!(changes.into_request(), body);
}

#[track_caller]
fn refused(edit: impl Fn(&mut Resource), error: UpdateError) {
    let (old, mut new) = (resource(), resource());
    edit(&mut new);
    assert_eq!(Body::between(&old, &new), Err(error));
}

#[test]
fn nothing_but_what_has_to_be_sent_is() {
    check(|_| {}, &[], |_| {});
}

#[test]
fn a_new_value_is_sent() {
    check(|it| it.required = "b".to_owned(), &["required"], |it| it.required = "b".to_owned());
    check(|it| it.nullable = Some(2), &["nullable"], |it| it.nullable = Some(2));
    check(|it| it.kept = Some(2), &["kept"], |it| it.kept = Some(2));
    check(|it| it.reset = Some(2), &["reset"], |it| it.reset = Some(2));
    check(|it| it.not_null = Some(2), &["not_null"], |it| it.not_null = Some(Some(2)));
    check(|it| it.null = Some(2), &["null"], |it| it.null = Some(Some(2)));
    check(|it| it.list = vec![2], &["list"], |it| it.list = Some(Some(vec![2])));
}

#[test]
fn what_is_cleared_is_sent_as_the_document_says() {
    check(|it| it.nullable = None, &["nullable"], |it| it.nullable = None);
    check(|it| it.null = None, &["null"], |it| it.null = Some(None));
    check(|it| it.reset_null = None, &["reset_null"], |it| it.reset_null = Some(None));
    check(|it| it.list = vec![], &["list"], |it| it.list = Some(None));
    check(|it| it.reset_list = Some(vec![]), &["reset_list"], |it| it.reset_list = Some(None));
    check(|it| it.reset_list = None, &["reset_list"], |it| it.reset_list = Some(None));
}

#[test]
fn several_changes_are_sent_together() {
    check(
        |it| (it.list, it.kept) = (vec![], Some(2)),
        &["kept", "list"],
        |it| (it.list, it.kept) = (Some(None), Some(2)),
    );
}

#[test]
fn where_there_was_no_value_and_is_none_nothing_is_lost() {
    let mut none = resource();
    (none.kept, none.reset, none.not_null, none.null) = (None, None, None, None);
    (none.reset_null, none.reset_list, none.kept_status) = (Some(None), None, None);
    let changes = Body::between(&none, &none).unwrap();
    assert!(changes.is_empty());
    let cleared =
        Body { reset: None, reset_null: Some(None), reset_list: Some(None), ..untouched() };
    assert_eq!(changes.into_request(), cleared);
    let set = Body { kept: Some(1), null: Some(Some(1)), not_null: Some(Some(1)), ..untouched() };
    let set = Body { kept_status: Some(WritableStatus::Active), ..set };
    assert_eq!(Body::between(&none, &resource()).unwrap().into_request(), set);
}

#[test]
fn what_cannot_be_cleared_is_refused() {
    refused(|it| it.kept = None, UpdateError::NotClearable { member: "kept" });
    refused(|it| it.reset = None, UpdateError::NotClearable { member: "reset" });
    refused(|it| it.not_null = None, UpdateError::NotClearable { member: "not_null" });
    refused(|it| it.kept_status = None, UpdateError::NotClearable { member: "kept_status" });
}

#[test]
fn what_the_body_has_no_place_for_is_refused_by_its_name_on_the_wire() {
    refused(|it| it.id.push('!'), UpdateError::Fixed { member: "id" });
    refused(|it| it.type_ = None, UpdateError::Fixed { member: "type" });
}

#[test]
fn a_value_that_can_only_be_read_is_not_written() {
    let error = UpdateError::NotWritable { member: "status" };
    refused(|it| it.status = Status::Undetermined, error);
    refused(|it| it.status = Status::from("newer"), error);
    let error = UpdateError::NotWritable { member: "kept_status" };
    refused(|it| it.kept_status = Some(Status::Undetermined), error);
    let undetermined = Resource { kept_status: Some(Status::Undetermined), ..resource() };
    assert!(Body::between(&undetermined, &undetermined).unwrap().is_empty());
}

#[test]
fn what_is_required_must_be_there() {
    let (none, one) = (Loose { required: None }, Loose { required: Some(1) });
    assert_eq!(Strict::between(&none, &one).unwrap().into_request(), Strict { required: 1 });
    let error = UpdateError::Missing { member: "required" };
    assert_eq!(Strict::between(&one, &none), Err(error));
    assert_eq!(Strict::between(&none, &none), Err(error));
}

#[test]
fn names_are_those_on_the_wire() {
    use without_imports::{A, B};
    let changes = B::between(&A { a: 1, b: 0 }, &A { a: 2, b: 0 }).unwrap();
    assert_eq!(changes.members(), ["x"]);
    let B { a, c } = changes.into_request();
    assert_eq!((a, c), (2, 0));
}

#[test]
fn an_error_says_which_member_and_what_to_do() {
    let member = "kept";
    let messages = [
        UpdateError::Fixed { member },
        UpdateError::NotClearable { member },
        UpdateError::Missing { member },
        UpdateError::NotWritable { member },
    ]
    .map(|it| (it.member(), it.to_string(), Error::<()>::from(it).to_string()));
    for (name, message, as_error) in &messages {
        assert_eq!((*name, message), (member, as_error));
    }
    assert_eq!(
        messages.map(|(_, message, _)| message),
        [
            "`kept` differs, which this update cannot send; give it its old value",
            "`kept` has lost its value, and nothing is documented to clear it; give it a value",
            "`kept` has no value, and this update has to send one; give it one",
            "`kept` has a value that this update is not documented to take; give it another",
        ]
    );
}
