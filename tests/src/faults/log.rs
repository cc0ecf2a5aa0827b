//! What a fault server was sent.

use crate::server::Request;

/// What came, in the order in which it came.
#[derive(Clone, Debug, Default)]
pub struct Log {
    requests: Vec<Request>,
    connections: Vec<usize>,
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

    /// For each request, the number of the connection that it came on, from 0.
    pub fn connections(&self) -> &[usize] {
        &self.connections
    }

    /// How the connections ended that did.
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
        self.requests.push(request);
        self.connections.push(connection);
    }

    pub(super) fn ended(&mut self, ending: Ending) {
        self.endings.push(ending);
    }
}
