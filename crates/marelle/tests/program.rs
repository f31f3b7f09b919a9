//! The program as a newcomer runs it: started, asked, stopped, started again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const NOW: &str = "2026-11-23T08:00";

fn marelle(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marelle"));
    command.args(arguments).arg("--data").arg(data).env("NO_COLOR", "1").env_remove("RUST_LOG");
    command
}

fn run(arguments: &[&str], data: &Path) -> Output {
    marelle(arguments, data).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A program that listens, stopped when the test is over.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(arguments: &[&str], data: &Path) -> Self {
        let mut child = marelle(arguments, data)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let Some(line) = lines.next() else { panic!("the program ended before it listened") };
            if let Some(address) = line.unwrap().strip_prefix("listening on http://") {
                break address.to_owned();
            }
        };
        Self { child, address }
    }
    fn get(&self, path: &str, token: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let bearer = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n{bearer}Connection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
    /// Asks it to stop, as an operator's machine does, and waits until it has.
    fn stop(mut self) -> bool {
        #[cfg(unix)]
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        #[cfg(not(unix))]
        self.child.kill().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone when the test stopped it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tokens(data: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(data.join("demo-tokens.json")).unwrap()).unwrap()
}

#[test]
fn a_demo_answers_keeps_its_data_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::start(&["demo", "--now", NOW], folder.path());
    assert!(demo.get("/healthz", "").starts_with("HTTP/1.1 200"));
    let first = tokens(folder.path());
    for role in ["administrator", "site_manager", "staff", "prescriber", "counsellor", "funder", "parent"] {
        assert!(first[role].as_str().is_some_and(|token| token.starts_with("mrl_")), "{role} in {first}");
    }
    let sites = demo.get("/api/v1/sites", first["administrator"].as_str().unwrap());
    assert!(sites.starts_with("HTTP/1.1 200") && sites.contains("Les Petits Pas"), "{sites}");
    assert!(demo.stop(), "a demo that is asked to stop ends well");

    let again = Running::start(&["demo", "--now", NOW], folder.path());
    assert_eq!(tokens(folder.path()), first, "the same tokens");
    assert!(again.get("/api/v1/sites", first["administrator"].as_str().unwrap()).starts_with("HTTP/1.1 200"));
    assert!(again.stop());

    let verified = run(&["verify"], folder.path());
    assert!(verified.status.success(), "{}", said(&verified));
    assert!(said(&verified).contains("things hold"), "{}", said(&verified));
    let healthy = run(&["doctor"], folder.path());
    assert!(healthy.status.success(), "{}", said(&healthy));
    let refused = run(&["serve", "--port", "0"], folder.path());
    assert!(!refused.status.success() && said(&refused).contains("marelle demo"), "{}", said(&refused));
    let worker = run(&["worker"], folder.path());
    assert!(!worker.status.success() && said(&worker).contains("marelle demo"), "{}", said(&worker));

    let reset = Running::start(&["demo", "--now", NOW, "--reset"], folder.path());
    assert_ne!(tokens(folder.path()), first, "secrets come from the machine, not from the seed");
    assert!(reset.stop());
}

#[cfg(unix)]
#[test]
fn tokens_are_read_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::start(&["demo", "--now", NOW], folder.path());
    let mode = std::fs::metadata(folder.path().join("demo-tokens.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(demo.stop());
}

#[test]
fn a_real_installation_is_never_a_demo() {
    let folder = tempfile::tempdir().unwrap();
    let real = Running::start(&["serve"], folder.path());
    assert!(real.get("/healthz", "").starts_with("HTTP/1.1 200"));
    assert!(real.stop());
    assert!(!folder.path().join("demo-tokens.json").exists());
    for arguments in [&["demo", "--port", "0"][..], &["demo", "--port", "0", "--reset"]] {
        let refused = run(arguments, folder.path());
        assert!(!refused.status.success() && said(&refused).contains("real installation"), "{}", said(&refused));
    }
}

#[test]
fn what_cannot_be_done_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = run(&["verify"], folder.path());
    assert!(!nothing.status.success() && said(&nothing).contains("there is no database"), "{}", said(&nothing));
    let when = run(&["demo", "--port", "0", "--now", "next monday"], folder.path());
    assert!(!when.status.success() && said(&when).contains("2026-11-23T08:00"), "{}", said(&when));
    let clear = run(&["serve", "--port", "0", "--base-url", "http://marelle.example.org"], folder.path());
    assert!(!clear.status.success() && said(&clear).contains("TLS"), "{}", said(&clear));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let busy = run(&["serve", "--port", &port], folder.path());
    assert!(!busy.status.success() && said(&busy).contains("--port"), "{}", said(&busy));
}
