//! Addresses that an API description names, with variables in them.

use std::borrow::Cow;

use crate::InvalidInput;

/// An address that an API description names, for
/// [`ClientBuilder::server`](crate::ClientBuilder::server).
///
/// ```
/// use openapi_exact_runtime::{Client, Server};
///
/// let server = Server::new("https://{region}.api.example.com/v4").variable("region", "eu", &["eu", "us"]);
/// let client = Client::builder("https://api.example.com/v4")
///     .bearer("sk_123")
///     .server(server.set("region", "us"))
///     .build()?;
/// # Ok::<(), openapi_exact_runtime::InvalidInput>(())
/// ```
#[derive(Clone, Debug)]
pub struct Server {
    template: &'static str,
    variables: Vec<Variable>,
    problem: Option<InvalidInput>,
}

#[derive(Clone, Debug)]
struct Variable {
    name: &'static str,
    value: Cow<'static, str>,
    /// None where any value will do.
    allowed: &'static [&'static str],
}

impl Server {
    /// The address with `{name}` for each variable.
    pub const fn new(template: &'static str) -> Self {
        Self { template, variables: Vec::new(), problem: None }
    }

    /// Says what a variable is unless it is set, and which values it can have; any, where none is
    /// named.
    pub fn variable(
        mut self,
        name: &'static str,
        default: &'static str,
        allowed: &'static [&'static str],
    ) -> Self {
        self.variables.push(Variable { name, value: default.into(), allowed });
        self
    }

    /// Sets a variable. One that the address does not have, and a value that it cannot have, are
    /// told when the client is built.
    pub fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        let Some(variable) = self.variables.iter_mut().find(|it| it.name == name) else {
            return self.refuse(name, "is no variable of the chosen server".to_owned());
        };
        if !variable.allowed.is_empty() && !variable.allowed.contains(&value.as_str()) {
            let reason = format!("must be one of `{}`", variable.allowed.join("`, `"));
            return self.refuse(name, reason);
        }
        variable.value = value.into();
        self
    }

    fn refuse(mut self, name: &'static str, reason: String) -> Self {
        self.problem.get_or_insert_with(|| InvalidInput::new(name, reason));
        self
    }

    pub(crate) fn url(&self) -> Result<String, InvalidInput> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        // One after the other, so that a value is never taken for a variable.
        let mut url = String::new();
        let mut rest = self.template;
        while let Some((literal, after)) = rest.split_once('{')
            && let Some((name, after)) = after.split_once('}')
        {
            url.push_str(literal);
            match self.variables.iter().find(|it| it.name == name) {
                Some(variable) => url.push_str(&variable.value),
                None => return Err(InvalidInput::new(name.to_owned(), "has no value")),
            }
            rest = after;
        }
        url.push_str(rest);
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Server {
        Server::new("https://{region}.example.com:{port}/v1")
            .variable("region", "eu", &["eu", "us"])
            .variable("port", "443", &[])
    }

    #[test]
    fn variables_have_defaults_and_can_be_set() {
        assert_eq!(server().url().unwrap(), "https://eu.example.com:443/v1");
        let other = server().set("port", "{region}").set("region", "us");
        assert_eq!(other.url().unwrap(), "https://us.example.com:{region}/v1");
    }

    #[track_caller]
    fn refused(server: Server, message: &str) {
        assert_eq!(server.url().unwrap_err().to_string(), message);
    }

    #[test]
    fn what_a_variable_cannot_be_is_told() {
        refused(server().set("region", "de"), "`region` must be one of `eu`, `us`");
        refused(server().set("zone", "a"), "`zone` is no variable of the chosen server");
        refused(Server::new("https://{a}"), "`a` has no value");
    }
}
