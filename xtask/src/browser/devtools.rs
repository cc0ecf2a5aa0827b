//! The DevTools protocol, spoken with Chromium over a pair of pipes.
//!
//! With `--remote-debugging-pipe` Chromium reads commands from file descriptor 3 and writes answers
//! and events to 4, as JSON with a NUL behind each. No port is opened and no library needed.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::error::Error;

/// After this Chromium is taken to hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// A Chromium with one page, which ends with this value.
pub(super) struct Browser {
    process: Child,
    commands: ChildStdin,
    messages: Receiver<Vec<u8>>,
    session: Option<String>,
    last: u64,
    events: Vec<Value>,
}

impl Browser {
    /// Starts `program`, which keeps what it has to keep in the directory `profile`.
    pub(super) fn start(program: &OsString, profile: &Path) -> Result<Self, Error> {
        // Only the shell can say which descriptors a program gets without unsafe code.
        let mut process = Command::new("sh")
            .args(["-c", r#"exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null"#, "sh"])
            .arg(program)
            .args(["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu"])
            // Containers seldom have what its sandbox needs, and the page is our own.
            .args(["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"])
            .arg(joined("--user-data-dir=", profile))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error.to_string()))?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (commands, answers) = pipes.ok_or_else(|| failed("it has no pipes"))?;
        let (events, session) = (Vec::new(), None);
        let messages = listen(answers);
        let mut browser = Self { process, commands, messages, session, last: 0, events };
        browser.attach()?;
        Ok(browser)
    }

    /// Makes the page that all later commands are for.
    fn attach(&mut self) -> Result<(), Error> {
        let target = self.call("Target.createTarget", json!({"url": "about:blank"}))?;
        let parameters = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.call("Target.attachToTarget", parameters)?;
        self.session = session["sessionId"].as_str().map(str::to_owned);
        Ok(())
    }

    /// Gives a command and waits for its result.
    ///
    /// # Errors
    /// If Chromium refuses it, ends, or says nothing for long.
    pub(super) fn call(&mut self, method: &str, parameters: Value) -> Result<Value, Error> {
        self.last += 1;
        let mut command = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let gone = |error: std::io::Error| failed(&format!("it takes no commands: {error}"));
        self.commands.write_all(format!("{command}\0").as_bytes()).map_err(gone)?;
        loop {
            let message = self.message()?;
            if message["id"] != self.last {
                self.events.push(message);
            } else if let Some(error) = message.get("error") {
                return Err(failed(&format!("it refuses {method}: {error}")));
            } else {
                return Ok(message["result"].clone());
            }
        }
    }

    /// Waits for the event `method`, one from before included.
    pub(super) fn wait_for(&mut self, method: &str) -> Result<(), Error> {
        while self.events.iter().all(|it| it["method"] != method) {
            let message = self.message()?;
            self.events.push(message);
        }
        Ok(())
    }

    /// The events so far, which are then forgotten.
    pub(super) fn take_events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }

    fn message(&mut self) -> Result<Value, Error> {
        let message = self.messages.recv_timeout(PATIENCE).map_err(|error| match error {
            mpsc::RecvTimeoutError::Disconnected => failed("it has ended"),
            mpsc::RecvTimeoutError::Timeout => failed("it does not answer"),
        })?;
        serde_json::from_slice(&message)
            .map_err(|error| failed(&format!("it says no JSON: {error}")))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The messages that come through the pipe, until it is closed.
fn listen(answers: ChildStdout) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut messages = BufReader::new(answers).split(0);
        // Whoever waits learns from the closed channel that there is nothing more.
        while let Some(Ok(message)) = messages.next() {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    receiver
}

fn joined(flag: &str, path: &Path) -> OsString {
    let mut joined = OsString::from(flag);
    joined.push(path);
    joined
}

fn failed(message: &str) -> Error {
    Error::Command { command: "chromium".to_owned(), message: message.to_owned() }
}
