//! The bodies of the answers, made of the examples in the document.

use serde_json::{Value, json};

/// How many rows a list has: a hundred times what the API gives at most.
pub const ROWS: usize = 10_000;

const PLATFORMS: [&str; 3] = ["app_store", "play_store", "stripe"];

/// A segment of two rules, one of which looks at something that the clients do not know.
pub fn segment() -> Vec<u8> {
    text(&segment_row(0))
}

/// A list of segments.
pub fn segments(rows: usize) -> Vec<u8> {
    list("/v4/segments", (0..rows).map(segment_row))
}

fn segment_row(number: usize) -> Value {
    json!({
        "object": "segment",
        "id": format!("premium-users-{number}"),
        "url": format!("/v4/segments/premium-users-{number}"),
        "name": "Premium users",
        "is_system": false,
        "conditions": [
            {"metric": "target_platform", "comparator": "eq", "value": "iOS"},
            {"metric": "country", "comparator": "not_contains", "value": "US", "negate": true},
        ],
        "created_at": "2025-04-01T10:30:00Z",
        "updated_at": "2025-05-01T10:30:00Z",
    })
}

/// A list of purchases.
pub fn purchases(rows: usize) -> Vec<u8> {
    list("/v4/users/user_abc123/purchases", (0..rows).map(purchase))
}

/// A list of customers.
pub fn customers(rows: usize) -> Vec<u8> {
    list("/v4/customers", (0..rows).map(customer))
}

fn list(url: &str, rows: impl Iterator<Item = Value>) -> Vec<u8> {
    text(&json!({
        "object": "list",
        "url": url,
        "has_more": false,
        "next_cursor": null,
        "data": rows.collect::<Value>(),
    }))
}

fn purchase(number: usize) -> Value {
    let transaction = 2_000_000_123_456_789 + number;
    json!({
        "object": "purchase",
        "id": number.to_string(),
        "url": format!("/v4/users/user_abc123/purchases/{number}"),
        "user_id": "user_abc123",
        "platform": PLATFORMS.iter().cycle().nth(number % PLATFORMS.len()),
        "product_id": "com.example.monthly",
        "currency": "USD",
        "price": "9.99",
        "purchased_at": "2025-04-01T10:30:00Z",
        "expires_at": "2025-05-01T10:30:00Z",
        "is_auto_renewing": number.is_multiple_of(2),
        "store_data": {
            "transaction_id": transaction.to_string(),
            "original_transaction_id": transaction.to_string(),
            "product_id": "com.example.monthly",
        },
        "created_at": "2025-04-01T10:30:00Z",
    })
}

fn customer(number: usize) -> Value {
    json!({
        "client_id": format!("cl_01HXYZABCDEFGHJKMN{number:06}"),
        "environment": 1,
        "platform": "iOS",
        "status": "active",
        "country": "US",
        "since": "2025-01-14T09:21:00Z",
        "last_seen": "2025-06-02T18:04:11Z",
        "net_payments_usd": 59.97,
        "payments_count": 3,
    })
}

fn text(body: &Value) -> Vec<u8> {
    body.to_string().into_bytes()
}
