//! The generators whose crates ours is measured beside.

use std::path::Path;

use openapi_exact::document::Document;

use super::bench::{self, Files, Subject};
use super::{openapi_to_rust, progenitor};
use crate::error::Error;
use crate::workspace::Workspace;

/// Another generator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Peer {
    /// progenitor as it comes: positional style, all settings at their defaults
    #[default]
    Progenitor,
    /// The program `openapi-to-rust`, which has to be installed
    OpenapiToRust,
}

/// What a peer makes.
#[derive(Debug)]
pub(super) struct Made {
    /// The files of its crate.
    pub(super) files: Files,
    /// What had to be taken out of the document first.
    pub(super) removed: Vec<String>,
}

impl Peer {
    /// What tables call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Progenitor => "progenitor",
            Self::OpenapiToRust => "openapi-to-rust",
        }
    }

    /// Its crate.
    pub(super) fn subject(self) -> Subject {
        match self {
            Self::Progenitor => progenitor::SUBJECT,
            Self::OpenapiToRust => openapi_to_rust::SUBJECT,
        }
    }

    /// The crate of a document that lies at `path`.
    pub(super) fn generate(
        self,
        workspace: &Workspace,
        path: &Path,
        document: &Document,
    ) -> Result<Made, Error> {
        match self {
            Self::Progenitor => {
                progenitor::generate(document.root().value(), &bench::root_manifest(workspace)?)
            }
            Self::OpenapiToRust => openapi_to_rust::generate(
                path,
                &workspace.path("target/measure/openapi-to-rust-made"),
            ),
        }
    }
}
