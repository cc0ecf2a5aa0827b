//! Makes the body of an update from two versions of what it updates.
//!
//! ```text
//! before  struct UpdateSegmentRequest { name: String, conditions: Option<Option<Vec<Condition>>> }
//! after   the same, and
//!         update! {
//!             UpdateSegmentRequest from Segment {
//!                 name: always required,
//!                 conditions: changed set_or_empty,
//!             }
//!             fixed { id, created_at }
//!         }
//! ```
//!
//! Which bodies and members these are stands in [`Api::updates`]; the two words of a member say when
//! it is sent and which states it has, and are those of the runtime's macro.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_quote;

use crate::api::{Api, Presence, Schema, Sending, States, Update, UpdateMember};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let schema = model.schema;
    let updates = api.updates.iter().filter(|it| it.request == schema.name);
    model.impls.extend(updates.map(|it| invocation(it, schema)));
}

fn invocation(update: &Update, schema: &Schema) -> syn::Item {
    let (request, resource) =
        (format_ident!("{}", update.request), format_ident!("{}", update.resource));
    let members = update.members.iter().filter_map(|it| made(it, schema));
    let left = update.left.iter().map(|it| format_ident!("{it}"));
    let left = (!update.left.is_empty()).then(|| quote!(left { #(#left),* }));
    let fixed = update.fixed.iter().map(|(field, wire)| named(field, wire));
    let fixed = (!update.fixed.is_empty()).then(|| quote!(fixed { #(#fixed),* }));
    parse_quote! {
        openapi_exact_runtime::update! {
            #request from #resource { #(#members),* } #left #fixed
        }
    }
}

fn made(made: &UpdateMember, schema: &Schema) -> Option<TokenStream> {
    let presence = &schema.member(&made.wire)?.presence;
    let name = named(&made.field, &made.wire);
    let sending = match (made.sending, made.converted) {
        (Sending::Changed, false) => quote!(changed),
        (Sending::Changed, true) => quote!(changed_as),
        (Sending::Always, false) => quote!(always),
        (Sending::Always, true) => quote!(always_as),
    };
    let states = states(presence, presence.states(schema.direction));
    Some(quote!(#name: #sending #states))
}

fn states(presence: &Presence, states: States) -> TokenStream {
    match states {
        States::Value => quote!(required),
        States::NullOrValue => quote!(required_or_null),
        States::AbsentOrValue => quote!(set),
        States::AbsentNullOrValue if presence.null_clears == Some(true) => quote!(set_or_null),
        States::AbsentNullOrValue => quote!(set_not_null),
        States::AbsentEmptyOrValue => quote!(set_or_empty),
    }
}

/// A field, and its name on the wire where that is another.
fn named(field: &str, wire: &str) -> TokenStream {
    let name = format_ident!("{field}");
    if field == wire { quote!(#name) } else { quote!(#name = #wire) }
}
