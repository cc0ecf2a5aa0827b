//! `cargo xtask browser`: looks at the HTML report in a real browser.
//!
//! The page is the sample of the report's tests, which hold it to be what the renderer makes; the
//! documents in it do what they can to be taken for markup.

mod devtools;
mod questions;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use self::devtools::Browser;
use self::questions::Question;
use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Console, Outcome};
use openapi_exact_build::tree;

const PAGE: &str = "codegen/src/diff/report/golden/report.html";
const SHOTS: &str = "target/browser";

/// Names Chromium; without it, the first of [`PROGRAMS`] that there is.
const VARIABLE: &str = "CHROMIUM";
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Width and height in CSS pixels.
#[derive(Clone, Copy)]
struct Screen(u32, u32);

const DESKTOP: Screen = Screen(1280, 900);
const PHONE: Screen = Screen(360, 740);

pub(crate) fn run(workspace: &Workspace, console: &mut Console<'_>) -> Result<Outcome, Error> {
    let shots = workspace.path(SHOTS);
    let profile = shots.join("profile");
    tree::remove(&profile)?;
    fs::create_dir_all(&profile).map_err(Error::file("create", &profile))?;
    let mut page = Page {
        browser: Browser::start(&chromium()?, &profile)?,
        address: format!("file://{}", workspace.path(PAGE).display()),
        shots,
        failures: 0,
        console,
    };
    page.check()?;
    match page.failures {
        0 => {
            writeln!(page.console.out, "screenshots are in {SHOTS}")?;
            Ok(Outcome::Done)
        }
        _ => Ok(Outcome::Failed),
    }
}

fn chromium() -> Result<OsString, Error> {
    if let Some(program) = env::var_os(VARIABLE) {
        return Ok(program);
    }
    let directories: Vec<PathBuf> =
        env::var_os("PATH").map(|it| env::split_paths(&it).collect()).unwrap_or_default();
    let is_there = |name: &&str| directories.iter().any(|it| it.join(name).is_file());
    PROGRAMS.into_iter().find(is_there).map(OsString::from).ok_or(Error::NoBrowser)
}

struct Page<'a, 'b> {
    browser: Browser,
    address: String,
    shots: PathBuf,
    failures: usize,
    console: &'a mut Console<'b>,
}

impl Page<'_, '_> {
    fn check(&mut self) -> Result<(), Error> {
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.browser.call(&format!("{domain}.enable"), json!({}))?;
        }
        for (name, screen, scheme) in [
            ("desktop-light", DESKTOP, "light"),
            ("desktop-dark", DESKTOP, "dark"),
            ("phone-light", PHONE, "light"),
            ("phone-dark", PHONE, "dark"),
        ] {
            self.open(screen, scheme)?;
            self.ask_all(name, questions::appearance(scheme))?;
            self.keep_picture(name)?;
        }
        self.open(DESKTOP, "light")?;
        self.ask_all("text", questions::hostile_text())?;
        self.ask_all("filters", questions::filters())?;
        self.ask_all("permalinks", questions::permalinks())?;
        self.ask_all("theme", questions::theme())?;
        self.press_slash()?;
        self.ask_all("printing", questions::printing())?;
        self.listen()?;
        self.ask_all("policy", questions::policy())
    }

    /// Loads the page anew.
    fn open(&mut self, screen: Screen, scheme: &str) -> Result<(), Error> {
        let Screen(width, height) = screen;
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.browser.call("Emulation.setDeviceMetricsOverride", metrics)?;
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        self.browser.call("Emulation.setEmulatedMedia", json!({"features": [feature]}))?;
        self.listen()?;
        self.browser.call("Page.navigate", json!({"url": self.address}))?;
        self.browser.wait_for("Page.loadEventFired")
    }

    /// Makes sure that the page asked for nothing but itself and complained of nothing.
    fn listen(&mut self) -> Result<(), Error> {
        for event in self.browser.take_events() {
            let parameters = &event["params"];
            let address = parameters["request"]["url"].as_str().unwrap_or_default();
            let complaint = match event["method"].as_str() {
                Some("Network.requestWillBeSent") if self.is_own(address) => continue,
                Some("Network.requestWillBeSent") => format!("asks for {address}"),
                Some("Runtime.exceptionThrown") => format!("throws {parameters}"),
                Some("Runtime.consoleAPICalled" | "Log.entryAdded") => format!("says {parameters}"),
                Some("Page.javascriptDialogOpening") => format!("opens a dialog: {parameters}"),
                _ => continue,
            };
            self.fail(&format!("the page {complaint}"))?;
        }
        Ok(())
    }

    fn is_own(&self, address: &str) -> bool {
        address.split('#').next() == Some(&self.address) || address.starts_with("data:,")
    }

    fn ask_all(&mut self, group: &str, questions: Vec<Question>) -> Result<(), Error> {
        for Question { about, script, answer } in questions {
            let found = self.evaluate(&script)?;
            if found == answer {
                writeln!(self.console.out, "ok    {group}: {about}")?;
            } else {
                self.fail(&format!("{group}: {about}: {found}, should be {answer}"))?;
            }
        }
        Ok(())
    }

    fn fail(&mut self, message: &str) -> Result<(), Error> {
        self.failures += 1;
        writeln!(self.console.err, "error: {message}")?;
        Ok(())
    }

    /// The value of an expression, or of what it promises.
    fn evaluate(&mut self, script: &str) -> Result<Value, Error> {
        let parameters = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
        let result = self.browser.call("Runtime.evaluate", parameters)?;
        match result.get("exceptionDetails") {
            Some(exception) => Ok(exception.clone()),
            None => Ok(result["result"]["value"].clone()),
        }
    }

    fn press_slash(&mut self) -> Result<(), Error> {
        let key = json!({"type": "keyDown", "key": "/", "code": "Slash", "text": "/"});
        self.browser.call("Input.dispatchKeyEvent", key)?;
        self.browser.call("Input.insertText", json!({"text": "freeze"}))?;
        self.ask_all("keyboard", questions::keyboard())
    }

    /// Writes the whole page, as long as it is, to a file.
    fn keep_picture(&mut self, name: &str) -> Result<(), Error> {
        let parameters = json!({"format": "png", "captureBeyondViewport": true});
        let picture = self.browser.call("Page.captureScreenshot", parameters)?;
        let bytes = STANDARD.decode(picture["data"].as_str().unwrap_or_default());
        let path = self.shots.join(format!("{name}.png"));
        write(&path, &bytes.unwrap_or_default())
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(Error::file("write", path))
}
