//! The span of a call, by OpenTelemetry's conventions for HTTP clients.
//!
//! ```text
//! HTTP  otel.name="GET /segments/{segment_id}" otel.kind="client" openapi.operation_id="getSegment"
//!       http.request.method="GET" url.template="/segments/{segment_id}" server.address="api.example.com"
//!       http.response.status_code=503 http.request.resend_count=2 error.type="503"
//!       http.client.request.duration=1.25 (seconds) otel.status_code="ERROR"
//! ```
//!
//! It holds what the API description and the client's settings say, numbers, and names of this
//! crate: no path or query values, no headers, no bodies.

pub(crate) use imp::CallSpan;

#[cfg(feature = "tracing")]
mod imp {
    use std::borrow::Cow;

    use reqwest::Url;
    use tokio::time::Instant;
    use tracing::{Instrument, Span, field::Empty};

    use crate::{Client, Error, Operation, Response};

    pub(crate) struct CallSpan {
        span: Span,
        begun: Instant,
    }

    impl CallSpan {
        pub(crate) fn open(client: &Client, operation: &'static Operation) -> Self {
            let span = tracing::info_span!(
                target: "openapi_exact_runtime",
                "HTTP",
                otel.name = format_args!("{} {}", operation.method(), operation.path()),
                otel.kind = "client",
                openapi.operation_id = operation.id(),
                http.request.method = %operation.method(),
                url.template = operation.path(),
                server.address = host(client, operation),
                http.response.status_code = Empty,
                http.request.resend_count = Empty,
                http.client.request.duration = Empty,
                error.type = Empty,
                otel.status_code = Empty,
            );
            Self { span, begun: Instant::now() }
        }

        pub(crate) fn around<F: Future>(&self, call: F) -> impl Future<Output = F::Output> {
            call.instrument(self.span.clone())
        }

        pub(crate) fn close<T, E>(self, result: &Result<Response<T>, Error<E>>) {
            let (status, attempts) = match result {
                Ok(response) => (Some(response.status()), response.attempts()),
                Err(error) => (error.status(), error.attempts()),
            };
            if let Some(status) = status {
                self.span.record("http.response.status_code", status.as_u16());
            }
            if attempts > 1 {
                self.span.record("http.request.resend_count", attempts.saturating_sub(1));
            }
            if let Err(error) = result {
                self.span.record("error.type", &*error_type(error));
                self.span.record("otel.status_code", "ERROR");
            }
            self.span.record("http.client.request.duration", self.begun.elapsed().as_secs_f64());
        }
    }

    fn host(client: &Client, operation: &'static Operation) -> Option<String> {
        Url::parse(&client.address_of(operation).ok()?).ok()?.host_str().map(str::to_owned)
    }

    /// The status of a refusal, as the convention says, and otherwise one of a few words.
    fn error_type<E>(error: &Error<E>) -> Cow<'static, str> {
        match error {
            Error::Api(error) => error.status().as_str().to_owned().into(),
            Error::Transport(error) if error.is_connect() => "connect".into(),
            Error::Transport(_) => "transport".into(),
            Error::Timeout(_) => "timeout".into(),
            Error::Decode(_) => "decode".into(),
            Error::InvalidInput(_) => "invalid_input".into(),
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod imp {
    use crate::{Client, Error, Operation, Response};

    pub(crate) struct CallSpan;

    impl CallSpan {
        pub(crate) fn open(_: &Client, _: &'static Operation) -> Self {
            Self
        }

        pub(crate) fn around<F: Future>(&self, call: F) -> impl Future<Output = F::Output> {
            call
        }

        pub(crate) fn close<T, E>(self, _: &Result<Response<T>, Error<E>>) {}
    }
}
