//! What the tests of the reports share.

use std::path::PathBuf;

use super::Args;
use super::record::{Kind, Record, Step};

/// A document whose generation ended so.
pub(super) fn record(name: &str, generation: Step) -> Record {
    Record {
        name: name.to_owned(),
        fingerprint: String::new(),
        bytes: 0,
        kind: Kind::OpenApi3,
        generation,
        figures: None,
        compile: None,
        round_trip: None,
        samples: None,
    }
}

/// No option given.
pub(super) fn args() -> Args {
    Args {
        directory: PathBuf::new(),
        sample: None,
        seed: 0,
        only: Vec::new(),
        compile: false,
        round_trip: false,
        jobs: None,
        timeout: 300,
        memory: 6144,
        reports: Vec::new(),
        baseline: None,
        fresh: false,
    }
}
