//! That something given to a call or a client cannot be sent.

use std::borrow::Cow;
use std::fmt;

use super::After;
use crate::Operation;

/// Something given to a call or to a client that cannot be sent. Nothing was sent, or no more than
/// the attempts that went before.
///
/// It names the parameter and the reason, never the value, but for words that the API description
/// itself reserves.
#[derive(Clone)]
pub struct InvalidInput {
    operation: Option<&'static Operation>,
    parameter: Cow<'static, str>,
    reason: Cow<'static, str>,
    attempts: u32,
}

impl InvalidInput {
    /// The reason continues a sentence that begins with the parameter.
    pub(crate) fn new(
        parameter: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { operation: None, parameter: parameter.into(), reason: reason.into(), attempts: 0 }
    }

    pub(crate) fn of(self, operation: &'static Operation) -> Self {
        Self { operation: Some(operation), ..self }
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// How often the call was sent before it was refused: 0 unless a
    /// [`Middleware`](crate::Middleware) refused a later attempt.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The operation that was called; `None` where a client was built.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// The parameter, header or setting as the API description names it, or `body`.
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// What is wrong, to be read after the parameter's name.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(f, "{}: ", operation.id())?;
        }
        write!(f, "`{}` {}{}", self.parameter, self.reason, After(self.attempts))
    }
}

impl fmt::Debug for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvalidInput")
            .field("operation", &self.operation.map(Operation::id))
            .field("parameter", &self.parameter)
            .field("reason", &self.reason)
            .finish()
    }
}

impl std::error::Error for InvalidInput {}
