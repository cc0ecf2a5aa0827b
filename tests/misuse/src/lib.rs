//! What must not compile: see `tests/misuse.rs`.
