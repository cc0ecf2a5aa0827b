//! The two clients under measurement, with one face.

use std::fmt::Debug;
use std::hint::black_box;

use qonversion::models;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::by_hand::{self, models as by_hand_models};

const SEGMENT: &str = "premium-users";
const USER: &str = "user_abc123";

/// A client that makes the calls of the benches. A call that fails ends the program: there is
/// nothing to measure then.
pub trait Subject: Clone + Send + 'static {
    /// A page of purchases, as this client reads it.
    type Purchases: DeserializeOwned + Debug;
    /// A page of customers, as this client reads it.
    type Customers: DeserializeOwned + Debug;

    /// A page of segments, as this client reads it.
    type Segments: DeserializeOwned + Debug;
    /// What a segment is changed to, as this client writes it.
    type Update: Serialize;

    /// A change to so many rules.
    fn update(rules: usize) -> Self::Update;
    /// Reads a segment.
    fn get_segment(&self) -> impl Future<Output = ()> + Send;
    /// Changes a segment, with a body of one rule.
    fn update_segment(&self) -> impl Future<Output = ()> + Send;
    /// Reads a list of purchases.
    fn list_purchases(&self) -> impl Future<Output = ()> + Send;
    /// Reads a list of customers.
    fn list_customers(&self) -> impl Future<Output = ()> + Send;
    /// Reads what a body holds, as the client does once it is there.
    fn decode<T: DeserializeOwned>(body: &[u8]);
    /// Writes a body, as the client does before it is sent.
    fn encode(body: &Self::Update);
}

fn done<T, E: Debug>(result: Result<T, E>) {
    drop(black_box(result.unwrap_or_else(|error| panic!("a call failed: {error:?}"))));
}

impl Subject for qonversion::Client {
    type Purchases = models::PurchaseList;
    type Customers = models::CustomerList;
    type Segments = models::SegmentList;
    type Update = models::UpdateSegmentRequest;

    fn update(rules: usize) -> models::UpdateSegmentRequest {
        let metric = models::SegmentConditionMetric::TargetPlatform;
        let rule = models::SegmentCondition::new(metric, models::Comparator::Eq, "iOS");
        models::UpdateSegmentRequest::new("Premium users").conditions(vec![rule; rules])
    }

    async fn get_segment(&self) {
        done(self.segments().get(black_box(SEGMENT)).await);
    }

    async fn update_segment(&self) {
        let body = Self::update(1);
        done(self.segments().update(black_box(SEGMENT), &body).await);
    }

    async fn list_purchases(&self) {
        done(self.purchases().list(black_box(USER)).await);
    }

    async fn list_customers(&self) {
        done(self.customers().list().await);
    }

    fn decode<T: DeserializeOwned>(body: &[u8]) {
        done(openapi_exact_runtime::json::from_slice::<T>(body));
    }

    fn encode(body: &Self::Update) {
        done(openapi_exact_runtime::json::to_vec(body));
    }
}

impl Subject for by_hand::Client {
    type Purchases = by_hand_models::PurchaseList;
    type Customers = by_hand_models::CustomerList;
    type Segments = by_hand_models::SegmentList;
    type Update = by_hand_models::UpdateSegment;

    fn update(rules: usize) -> by_hand_models::UpdateSegment {
        let rule = by_hand_models::Condition {
            metric: by_hand_models::Metric::TargetPlatform,
            comparator: by_hand_models::Comparator::Eq,
            value: "iOS".to_owned(),
            negate: None,
        };
        by_hand_models::UpdateSegment {
            name: "Premium users".to_owned(),
            conditions: Some(vec![rule; rules]),
        }
    }

    async fn get_segment(&self) {
        done(self.segment(black_box(SEGMENT)).await);
    }

    async fn update_segment(&self) {
        let body = Self::update(1);
        done(by_hand::Client::update_segment(self, black_box(SEGMENT), &body).await);
    }

    async fn list_purchases(&self) {
        done(self.purchases(black_box(USER)).await);
    }

    async fn list_customers(&self) {
        done(self.customers().await);
    }

    fn decode<T: DeserializeOwned>(body: &[u8]) {
        done(serde_json::from_slice::<T>(body));
    }

    fn encode(body: &Self::Update) {
        done(serde_json::to_vec(body));
    }
}
