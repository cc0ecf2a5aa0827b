//! What a fault server was sent.

use crate::server::Request;

/// What came, in the order in which it came.
#[derive(Clone, Debug, Default)]
pub struct Log {
    requests: Vec<Request>,
    connections: Vec<usize>,
    /// By what number of the server each connection came, in the order of their first requests.
    used: Vec<usize>,
    endings: Vec<Ending>,
    pub(super) stalls: usize,
    pub(super) flood: usize,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The client closed it.
    Client,
    /// The server closed or reset it, as its script says.
    Server,
    /// Neither: the client left it open and did nothing any more.
    Never,
}

impl Log {
    /// The requests.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// For each request, the number of the connection that it came on, from 0. One on which none
    /// came does not count: clients may open another while they wait for one to be free.
    pub fn connections(&self) -> &[usize] {
        &self.connections
    }

    /// How the connections ended on which requests came.
    pub fn endings(&self) -> &[Ending] {
        &self.endings
    }

    /// How often the server stalled.
    pub fn stalls(&self) -> usize {
        self.stalls
    }

    /// How many bytes the last flood came to before the client closed the connection.
    pub fn flood(&self) -> usize {
        self.flood
    }

    pub(super) fn received(&mut self, connection: usize, request: Request) {
        let known = self.used.iter().position(|used| *used == connection);
        self.connections.push(known.unwrap_or(self.used.len()));
        if known.is_none() {
            self.used.push(connection);
        }
        self.requests.push(request);
    }

    pub(super) fn ended(&mut self, connection: usize, ending: Ending) {
        if self.used.contains(&connection) {
            self.endings.push(ending);
        }
    }
}
