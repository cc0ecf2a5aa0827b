//! The operations and types of the client, driven by JSON: what `exercise` calls.

use std::error::Error;
use std::fmt::Debug;

use openapi_exact_runtime::{ErrorBody, Multipart, Response, Update, UpdateError, json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The arguments of one call.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Values of path parameters, by name.
    pub path: Map<String, Value>,
    /// Values of query parameters, by name.
    pub query: Map<String, Value>,
    /// Values of header parameters, by name.
    pub header: Map<String, Value>,
    /// Values of cookie parameters, by name.
    pub cookie: Map<String, Value>,
    /// The body.
    pub body: Option<Value>,
}

/// What a call gave.
#[derive(Debug)]
pub struct Outcome {
    /// The status of the answer.
    pub status: u16,
    /// The decoded body, written as JSON again.
    pub body: String,
    /// The response as `Debug` shows it, plain and pretty.
    pub shown: String,
}

/// A value that was read and written again.
#[derive(Debug)]
pub struct Again {
    /// It as JSON.
    pub json: Vec<u8>,
    /// It as `Debug` shows it, plain and pretty.
    pub shown: String,
}

/// What stands between two versions of a resource.
#[derive(Debug, PartialEq)]
pub struct Between {
    /// The body, written as JSON.
    pub body: Value,
    /// The members that differ.
    pub members: Vec<&'static str>,
}

/// Why a call, a round trip or an update gave nothing.
#[derive(Debug)]
pub enum Failure {
    /// There is no operation or type of that name.
    Unknown(String),
    /// The input is not what the operation takes: what, and why.
    Input(String),
    /// The value cannot be written as JSON.
    Write(String),
    /// The call failed: the error as it displays, and as `Debug` shows it and all its sources.
    Call(String, String),
    /// No body says what changed: the error as it displays, and the member that it names.
    Update(String, &'static str),
}

impl Failure {
    /// How the error of a failed call displays.
    pub fn message(&self) -> &str {
        match self {
            Self::Unknown(text)
            | Self::Input(text)
            | Self::Write(text)
            | Self::Call(text, _)
            | Self::Update(text, _) => text,
        }
    }
}

impl Input {
    /// Puts a value into `path`, `query`, `header` or `cookie`.
    #[must_use]
    pub fn with(mut self, place: &str, name: &str, value: impl Into<Value>) -> Self {
        let place = match place {
            "path" => &mut self.path,
            "query" => &mut self.query,
            "cookie" => &mut self.cookie,
            _ => &mut self.header,
        };
        place.insert(name.to_owned(), value.into());
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(self, body: impl Into<Value>) -> Self {
        Self { body: Some(body.into()), ..self }
    }

    /// The values of `path`, `query`, `header` or `cookie`.
    pub fn place(&self, place: &str) -> &Map<String, Value> {
        match place {
            "path" => &self.path,
            "query" => &self.query,
            "cookie" => &self.cookie,
            _ => &self.header,
        }
    }

    /// A required argument.
    ///
    /// # Errors
    /// If it was not given or is of another type.
    pub fn get<T: DeserializeOwned>(&self, place: &str, name: &str) -> Result<T, Failure> {
        self.find(place, name)?
            .ok_or_else(|| Failure::Input(format!("{place} `{name}`: not given")))
    }

    /// An optional argument.
    ///
    /// # Errors
    /// If it is of another type.
    pub fn find<T: DeserializeOwned>(&self, place: &str, name: &str) -> Result<Option<T>, Failure> {
        let value = self.place(place).get(name);
        value.map(|value| read(&format!("{place} `{name}`"), value)).transpose()
    }

    /// The lists of a query parameter whose name is a template, by key.
    ///
    /// # Errors
    /// If it is not an object of lists of strings.
    pub fn keyed(&self, name: &str) -> Result<Vec<(String, Vec<String>)>, Failure> {
        let lists: Option<Map<String, Value>> = self.find("query", name)?;
        let lists = lists.into_iter().flatten();
        lists.map(|(key, values)| Ok((key, read(name, &values)?))).collect()
    }

    /// The body.
    ///
    /// # Errors
    /// If it was not given or is of another type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let body =
            self.body.as_ref().ok_or_else(|| Failure::Input("body: not given".to_owned()))?;
        read("body", body)
    }
}

impl Input {
    /// The body, if there is one.
    ///
    /// # Errors
    /// If it is of another type.
    pub fn optional_body<T: DeserializeOwned>(&self) -> Result<Option<T>, Failure> {
        self.body.as_ref().map(|body| read("body", body)).transpose()
    }

    /// The body as parts: a value for each member.
    ///
    /// # Errors
    /// If it is no object.
    pub fn parts(&self) -> Result<Multipart, Failure> {
        let members: Map<String, Value> = self.optional_body()?.unwrap_or_default();
        let form = Multipart::new();
        Ok(members.iter().fold(form, |form, (name, value)| form.value(name, value)))
    }
}

impl Between {
    /// Reads both versions and writes the body.
    ///
    /// # Errors
    /// If they cannot be read, or no body turns the one into the other.
    pub fn new<R: Update<T> + Serialize, T: DeserializeOwned>(
        old: &Value,
        new: &Value,
    ) -> Result<Self, Failure> {
        let (old, new): (T, T) = (read("old", old)?, read("new", new)?);
        let refused = |it: UpdateError| Failure::Update(it.to_string(), it.member());
        let changes = R::between(&old, &new).map_err(refused)?;
        let body = serde_json::to_value(changes.request());
        let body = body.map_err(|error| Failure::Write(error.to_string()))?;
        Ok(Self { body, members: changes.members().to_vec() })
    }
}

fn read<T: DeserializeOwned>(what: &str, value: &Value) -> Result<T, Failure> {
    json::from_value(value).map_err(|error| Failure::Input(format!("{what}: {error}")))
}

/// The result of a call in a form that is the same for all operations.
///
/// # Errors
/// The error of the call.
pub fn finish<T: Serialize + Debug, E: ErrorBody + 'static>(
    result: Result<Response<T>, openapi_exact_runtime::Error<E>>,
) -> Result<Outcome, Failure> {
    match result {
        Ok(response) => {
            let body = json::to_string(response.body());
            let body = body.map_err(|error| Failure::Write(error.to_string()))?;
            let status = response.status().as_u16();
            Ok(Outcome { status, body, shown: shown(&response) })
        }
        Err(error) => Err(Failure::Call(error.to_string(), shown_error(&error))),
    }
}

/// The result of a call whose answer has no JSON form, as `Debug` shows it.
///
/// # Errors
/// The error of the call.
pub fn shown_only<T: Debug, E: ErrorBody + 'static>(
    result: Result<Response<T>, openapi_exact_runtime::Error<E>>,
) -> Result<Outcome, Failure> {
    match result {
        Ok(response) => {
            let (status, body) = (response.status().as_u16(), String::new());
            Ok(Outcome { status, body, shown: shown(&response) })
        }
        Err(error) => Err(Failure::Call(error.to_string(), shown_error(&error))),
    }
}

/// Reads a value and writes it again.
///
/// # Errors
/// If it cannot be read or written.
pub fn again<T: DeserializeOwned + Serialize + Debug>(text: &[u8]) -> Result<Again, Failure> {
    let value: T = json::from_slice(text).map_err(|error| Failure::Input(shown_error(&error)))?;
    let json = json::to_vec(&value).map_err(|error| Failure::Write(error.to_string()))?;
    Ok(Again { json, shown: shown(&value) })
}

/// A value as `Debug` shows it, plain and pretty.
pub fn shown(value: &dyn Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// All that a program can log of an error: how it displays and what `Debug` shows, of it and of
/// each of its sources.
pub fn shown_error(error: &(dyn Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |it| Error::source(*it));
    chain.map(|it| format!("{it}\n{}\n", shown(&it))).collect()
}
