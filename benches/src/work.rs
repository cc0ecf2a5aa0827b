//! What is measured.

use std::fmt;

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::Subject;
use crate::rows::{self, ROWS};

/// How many calls are under way at once in [`Work::Concurrent`].
pub const CONCURRENT: usize = 64;

/// One thing to do, with either client.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    /// Reads a segment.
    Get,
    /// Changes a segment.
    Update,
    /// As many reads of a segment at once as [`CONCURRENT`] says, each a task of its own.
    Concurrent,
    /// Reads a list of purchases over the wire.
    ListPurchases,
    /// Reads a list of customers over the wire. Its rows are open objects.
    ListCustomers,
    /// Reads the body of a list of purchases.
    DecodePurchases,
    /// Reads the body of a list of customers.
    DecodeCustomers,
    /// Reads the body of a list of segments, whose rules are made of open enums.
    DecodeSegments,
    /// Writes a body of as many rules as a list has rows.
    EncodeRules,
}

impl Work {
    /// All of it.
    pub const ALL: [Self; 9] = [
        Self::Get,
        Self::Update,
        Self::Concurrent,
        Self::ListPurchases,
        Self::ListCustomers,
        Self::DecodePurchases,
        Self::DecodeCustomers,
        Self::DecodeSegments,
        Self::EncodeRules,
    ];

    /// Prepares it, and gives what does it once, to its end.
    pub fn with<'a, S: Subject>(self, runtime: &'a Runtime, subject: &'a S) -> Box<dyn Fn() + 'a> {
        match self {
            Self::Get => Box::new(|| runtime.block_on(subject.get_segment())),
            Self::Update => Box::new(|| runtime.block_on(subject.update_segment())),
            Self::Concurrent => Box::new(|| runtime.block_on(concurrent(subject))),
            Self::ListPurchases => Box::new(|| runtime.block_on(subject.list_purchases())),
            Self::ListCustomers => Box::new(|| runtime.block_on(subject.list_customers())),
            Self::DecodePurchases => {
                let body = rows::purchases(ROWS);
                Box::new(move || S::decode::<S::Purchases>(&body))
            }
            Self::DecodeCustomers => {
                let body = rows::customers(ROWS);
                Box::new(move || S::decode::<S::Customers>(&body))
            }
            Self::DecodeSegments => {
                let body = rows::segments(ROWS);
                Box::new(move || S::decode::<S::Segments>(&body))
            }
            Self::EncodeRules => {
                let body = S::update(ROWS);
                Box::new(move || S::encode(&body))
            }
        }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Get => "GET a segment",
            Self::Update => "PUT a segment",
            Self::Concurrent => "64 GETs at once",
            Self::ListPurchases => "GET 10,000 purchases",
            Self::ListCustomers => "GET 10,000 customers",
            Self::DecodePurchases => "decode 10,000 purchases",
            Self::DecodeCustomers => "decode 10,000 customers",
            Self::DecodeSegments => "decode 10,000 segments",
            Self::EncodeRules => "encode 10,000 rules",
        })
    }
}

async fn concurrent<S: Subject>(subject: &S) {
    let mut calls = JoinSet::new();
    for _ in 0..CONCURRENT {
        let subject = subject.clone();
        calls.spawn(async move { subject.get_segment().await });
    }
    calls.join_all().await;
}
