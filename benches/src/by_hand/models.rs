//! What is sent and read, with the same members as the generated types.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

/// An enum of strings that keeps what it does not know. It is read with one match and without a
/// copy; a derive with an untagged last variant would be shorter and slower.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// Any other.
            Unknown(String),
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                })
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;

                impl Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a string")
                    }

                    fn visit_str<E>(self, text: &str) -> Result<$name, E> {
                        Ok(match text {
                            $($text => $name::$variant,)*
                            _ => $name::Unknown(text.to_owned()),
                        })
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }
    };
}

open_enum! {
    /// What a condition looks at.
    Metric {
        /// The environment.
        Environment = "environment",
        /// The id that the client made.
        ClientUid = "client_uid",
        /// The id that the project gave.
        CustomUid = "custom_uid",
        /// The advertiser's id.
        ClientAdvertiserId = "client_advertiser_id",
        /// Whether a subscription renews.
        Renewable = "renewable",
        /// The platform.
        TargetPlatform = "target_platform",
    }
}

open_enum! {
    /// How a condition compares.
    Comparator {
        /// Equal.
        Eq = "eq",
        /// Not equal.
        Ne = "ne",
        /// Greater.
        Gt = "gt",
        /// Greater or equal.
        Gte = "gte",
        /// Less.
        Lt = "lt",
        /// Less or equal.
        Lte = "lte",
        /// Contains.
        Contains = "contains",
        /// Does not contain.
        NotContains = "not_contains",
    }
}

open_enum! {
    /// The kind of an object.
    ListObject {
        /// A list.
        List = "list",
    }
}

open_enum! {
    /// The kind of an object.
    PurchaseObject {
        /// A purchase.
        Purchase = "purchase",
    }
}

open_enum! {
    /// Where something was bought.
    Platform {
        /// Apple's.
        AppStore = "app_store",
        /// Google's.
        PlayStore = "play_store",
        /// Stripe.
        Stripe = "stripe",
    }
}

/// One rule of a segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct Condition {
    pub metric: Metric,
    pub comparator: Comparator,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negate: Option<bool>,
}

/// A segment.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct Segment {
    pub object: String,
    pub id: String,
    pub url: String,
    pub name: String,
    pub is_system: bool,
    pub conditions: Vec<Condition>,
    pub created_at: DateTime<FixedOffset>,
    pub updated_at: DateTime<FixedOffset>,
}

/// A page of segments.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct SegmentList {
    pub object: String,
    pub url: String,
    pub data: Vec<Segment>,
    pub has_more: bool,
    pub next_cursor: Option<String>,
}

/// What a segment shall be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct UpdateSegment {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<Condition>>,
}

/// One purchase of a user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct Purchase {
    pub object: PurchaseObject,
    pub id: String,
    pub url: String,
    pub user_id: String,
    pub platform: Platform,
    pub product_id: String,
    pub currency: String,
    pub price: String,
    pub purchased_at: DateTime<FixedOffset>,
    pub is_auto_renewing: bool,
    pub store_data: Map<String, Value>,
    pub created_at: DateTime<FixedOffset>,
    pub expires_at: Option<DateTime<FixedOffset>>,
}

/// A page of purchases.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct PurchaseList {
    pub object: ListObject,
    pub url: String,
    pub data: Vec<Purchase>,
    pub has_more: bool,
    pub next_cursor: Option<String>,
}

/// A customer, with the members that the document does not name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct Customer {
    pub client_id: Option<String>,
    pub environment: Option<i64>,
    pub platform: Option<String>,
    pub status: Option<String>,
    pub country: Option<String>,
    pub since: Option<DateTime<FixedOffset>>,
    pub last_seen: Option<DateTime<FixedOffset>>,
    pub net_payments_usd: Option<f64>,
    pub payments_count: Option<i64>,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A page of customers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the generated type")]
pub struct CustomerList {
    pub object: ListObject,
    pub url: String,
    pub data: Vec<Customer>,
    pub has_more: bool,
    pub next_cursor: Option<String>,
}
