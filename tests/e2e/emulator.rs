//! The emulator of AWS on loopback, and the real programs that talk to it.
//!
//! Each test has an emulator of its own, so tests run side by side; each case begins with an empty
//! account. The programs see an environment that is made for them: a home of their own, keys that
//! are none, and the endpoint of the emulator.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tools::{TOOLS, bin_of, here, netloom, python_of};

/// How long the emulator may take until it answers.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A running emulator. It ends with this value, or with the process that holds it.
pub(crate) struct Emulator {
    port: u16,
    home: TempDir,
    server: Child,
    caller: RefCell<Option<Caller>>,
}

/// The process that calls AWS on the suite's own behalf.
struct Caller {
    process: Child,
    calls: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What a program left behind.
pub(crate) struct Ended {
    /// Whether the exit code was 0.
    pub(crate) is_success: bool,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

impl Ended {
    /// Returns standard output, or the whole story when the program failed.
    pub(crate) fn expect_success(self, what: &str) -> Result<String, String> {
        if self.is_success {
            Ok(self.stdout)
        } else {
            Err(format!("{what} failed\n{}{}", self.stdout, self.stderr))
        }
    }
}

impl Emulator {
    /// Starts an emulator and waits until it answers.
    #[expect(
        clippy::disallowed_types,
        reason = "a log that another process writes needs an open file"
    )]
    pub(crate) fn start() -> Self {
        let home = TempDir::new().expect("a temporary folder");
        // Between the answer and the start another process may take the port; then the emulator ends
        // and nothing answers.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let log = fs::File::create(home.path().join("emulator.log")).expect("a writable home");
        let server = Command::new(python_of(TOOLS))
            .arg(here("emulator.py"))
            .args([&port.to_string(), "--until-eof"])
            .env("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the environments are made by tests/e2e/setup.sh");
        let emulator = Self { port, home, server, caller: RefCell::new(None) };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                start.elapsed() < START_TIMEOUT,
                "the emulator does not answer:\n{}",
                emulator.log()
            );
            thread::sleep(Duration::from_millis(50));
        }
        emulator
    }

    /// Returns what the emulator wrote about itself.
    fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("emulator.log")).unwrap_or_default()
    }

    /// Empties the account.
    pub(crate) fn reset(&self) {
        let mut stream =
            TcpStream::connect(("127.0.0.1", self.port)).expect("the emulator answers");
        let request =
            "POST /moto-api/reset HTTP/1.0\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(request.as_bytes()).expect("the emulator listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the emulator answers");
        assert!(answer.contains(" 200 "), "{answer}");
    }

    /// Returns a folder for the files of the programs.
    pub(crate) fn folder(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder().join(name);
        fs::write(&path, text).expect("a writable home");
        path
    }

    /// Removes a file from the folder, if it is there.
    pub(crate) fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.folder().join(name));
    }

    /// Returns a command in the environment of the suite, with the programs of `environment` first
    /// on its path.
    fn command(&self, program: &Path, environment: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin_of(environment).display()))
            .env("HOME", self.folder())
            .env("TMPDIR", self.folder())
            .env("LC_ALL", "C.UTF-8")
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ACCESS_KEY_ID", "testing")
            .env("AWS_SECRET_ACCESS_KEY", "testing")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_PAGER", "")
            .env("NO_PROXY", "*")
            .current_dir(self.folder());
        command
    }

    /// Runs a command to its end.
    fn run(command: &mut Command) -> Ended {
        let output = command
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ended {
            is_success: output.status.success(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs netloom, with the real `aws` on its path.
    pub(crate) fn netloom(&self, arguments: &[&str]) -> Ended {
        Self::run(self.command(&netloom(), TOOLS).args(arguments))
    }

    /// Runs a program of an environment. The region is reported, as a user would who has one set.
    pub(crate) fn tool(
        &self,
        environment: &str,
        program: &str,
        region: &str,
        arguments: &[&str],
    ) -> Ended {
        let path = bin_of(environment).join(program);
        Self::run(
            self.command(&path, environment).env("AWS_DEFAULT_REGION", region).args(arguments),
        )
    }

    /// Runs a line of shell, with netloom and the real `aws` on the path, in the folder of the
    /// files.
    pub(crate) fn shell(&self, region: &str, line: &str) -> Ended {
        let program = netloom();
        let folder = program.parent().expect("a program is in a folder");
        let path = format!(
            "{}:{}:/usr/local/bin:/usr/bin:/bin",
            folder.display(),
            bin_of(TOOLS).display()
        );
        let line = format!("set -o pipefail; {line}");
        let mut command = self.command(Path::new("bash"), TOOLS);
        Self::run(command.env("PATH", path).env("AWS_DEFAULT_REGION", region).args(["-c", &line]))
    }

    /// Calls AWS; the operation is spelt as in the Python SDK.
    pub(crate) fn try_call(
        &self,
        region: &str,
        service: &str,
        operation: &str,
        parameters: Value,
    ) -> Result<Value, String> {
        let mut caller = self.caller.borrow_mut();
        let caller = caller.get_or_insert_with(|| self.start_caller());
        let call = json!([region, service, operation, parameters]).to_string();
        writeln!(caller.calls, "{call}").expect("the caller listens");
        let mut line = String::new();
        caller.answers.read_line(&mut line).expect("the caller answers");
        let mut reply: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{call} ended the caller"));
        match reply.get("error") {
            Some(error) => Err(format!("{operation}: {error}")),
            None => Ok(reply["answer"].take()),
        }
    }

    /// Calls AWS and expects an answer.
    pub(crate) fn call(
        &self,
        region: &str,
        service: &str,
        operation: &str,
        parameters: Value,
    ) -> Value {
        self.try_call(region, service, operation, parameters)
            .unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
    }

    fn start_caller(&self) -> Caller {
        let mut process = self
            .command(&python_of(TOOLS), TOOLS)
            .arg(here("aws_calls.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the environments are made by tests/e2e/setup.sh");
        let calls = process.stdin.take().expect("it was piped");
        let answers = BufReader::new(process.stdout.take().expect("it was piped"));
        Caller { process, calls, answers }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let caller = self.caller.borrow_mut().take();
        for process in caller.map(|caller| caller.process).iter_mut().chain([&mut self.server]) {
            // It may be gone already, and then there is nothing to do.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
