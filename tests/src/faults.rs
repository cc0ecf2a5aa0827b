//! A server that does what servers should not, on raw TCP, and keeps all that it is sent.
//!
//! ```text
//! Script      what it does with each request in turn: reset, stall, flood, answer
//! FaultServer plays the script, connection by connection
//! Log         what came: requests, on which connection, and who ended that
//! Clock       stands still while an attempt is under way, and jumps over every wait
//! ```
//!
//! The server runs on threads of its own, so that it is not held up by what it tests. A test runs on
//! a Tokio runtime with a paused clock (`#[tokio::test(start_paused = true)]`), and takes no longer
//! than the sockets do, whatever it waits for.

mod clock;
mod connection;
mod log;
mod script;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use qonversion::{Client, ClientBuilder, RetryPolicy};
use socket2::{Domain, Socket, Type};
use tokio::sync::watch;

use crate::SECRET_KEY;
use crate::server::Request;
use clock::Clock;
pub use log::{Ending, Log};
pub use script::Script;

/// Plays a [`Script`] and keeps what it is sent.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    log: watch::Receiver<Log>,
    clock: Clock,
    /// Keeps a port from which connections are refused from being given to someone else.
    _refusing: Option<Socket>,
}

/// What the connections of a server share.
struct Stage {
    script: Mutex<Script>,
    log: watch::Sender<Log>,
    /// How often the server stalled, told after the log.
    stalls: watch::Sender<usize>,
}

impl FaultServer {
    /// Starts a server.
    ///
    /// # Panics
    /// If there is no port.
    pub fn playing(script: Script) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = listener.unwrap_or_else(|error| panic!("no port: {error}"));
        let address = listener.local_addr().unwrap_or_else(|error| panic!("no address: {error}"));
        let (log, seen) = watch::channel(Log::default());
        let (stalls, clock) = watch::channel(0);
        let stage = Arc::new(Stage { script: Mutex::new(script), log, stalls });
        thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().enumerate() {
                let stage = Arc::clone(&stage);
                thread::spawn(move || connection::serve(stream, number, &stage));
            }
        });
        Self { address, log: seen, clock: Clock::new(clock), _refusing: None }
    }

    /// A port that refuses every connection.
    ///
    /// # Panics
    /// If there is no port.
    pub fn refusing() -> Self {
        let bound = Socket::new(Domain::IPV4, Type::STREAM, None).and_then(|socket| {
            socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
            let address = socket.local_addr()?.as_socket();
            Ok((socket, address))
        });
        match bound {
            Ok((socket, Some(address))) => {
                let (_, log) = watch::channel(Log::default());
                let (_, stalls) = watch::channel(0);
                Self { address, log, clock: Clock::new(stalls), _refusing: Some(socket) }
            }
            other => panic!("no port: {other:?}"),
        }
    }

    /// A client with the settings that users have who set nothing but the key, except that each
    /// wait is as long as it may be and not of random length.
    pub fn client(&self) -> Client {
        self.client_with(|builder| builder)
    }

    /// The same with some settings changed.
    ///
    /// # Panics
    /// If there is no such client.
    pub fn client_with(&self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
        let clock = self.clock.clone();
        let builder = Client::builder()
            .secret_key(SECRET_KEY)
            .base_url(format!("http://{}/v4", self.address))
            .retry(policy())
            .configure(|builder| builder.middleware(clock));
        change(builder).build().unwrap_or_else(|error| panic!("no client: {error}"))
    }

    /// The host and port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All that came so far.
    pub fn log(&self) -> Log {
        self.log.borrow().clone()
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.log.borrow().requests().to_vec()
    }

    /// How long the client waited between its attempts, by the paused clock.
    pub fn waits(&self) -> Vec<Duration> {
        self.clock.waits()
    }

    /// Waits until the log is as it is to be, and gives it. The connections see to it that the log
    /// changes in the end: they give up a client that does nothing.
    ///
    /// # Panics
    /// If it never is.
    pub async fn log_when(&self, condition: impl FnMut(&Log) -> bool) -> Log {
        let mut log = self.log.clone();
        let seen = log.wait_for(condition).await.map(|log| log.clone());
        seen.unwrap_or_else(|_| panic!("it never came to that: {:?}", self.log()))
    }
}

/// The policy of a client that sets none, with waits that are as long as they may be.
pub fn policy() -> RetryPolicy {
    RetryPolicy::default().jitter(|| 1.0)
}

impl Stage {
    /// Keeps a request, and gives what is to be done with it.
    fn take(&self, connection: usize, request: Request) -> script::Act {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        self.log.send_modify(|log| log.received(connection, request));
        script.next_act()
    }

    /// Tells who waits for a stall, and only then the clock: who is to act on the stall is woken
    /// before time goes on.
    fn stalled(&self) {
        self.log.send_modify(|log| log.stalls += 1);
        self.stalls.send_modify(|stalls| *stalls += 1);
    }
}
