//! A folder of its own for each story, and what a run of `netloom` in it came to.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A v3 config that says nothing about its network beside the region: everything is derived.
pub(crate) const DERIVED_YAML: &str = "\
Region: eu-west-1
Image:
  Os: alinux2023
HeadNode:
  InstanceType: m6i.xlarge
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: cpu
      ComputeResources:
        - Name: c6i
          InstanceType: c6i.4xlarge
          MaxCount: 16
";

/// A v2 config whose new compute subnet must share the zone of an existing head subnet, which the
/// config does not tell.
pub(crate) const UNKNOWN_ZONE_INI: &str = "\
[aws]
aws_region_name = eu-west-1

[cluster default]
key_name = my-key
base_os = alinux2
scheduler = slurm
vpc_settings = main

[vpc main]
vpc_id = vpc-0123456789abcdef0
master_subnet_id = subnet-0123456789abcdef0
compute_subnet_cidr = 10.0.16.0/24
";

/// A config with an error on its fourth line.
pub(crate) const WRONG_INI: &str = "\
[cluster default]
scheduler = slurm
vpc_settings = main
[vpc main]
vpc_id = vpc-0123456789abcdef0
master_subnet_id = subnet-<public>
";

/// A template that was not made by netloom.
pub(crate) const FOREIGN_TEMPLATE: &str = "\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
";

/// A folder with a config or two, where `netloom` runs.
pub(crate) struct Site {
    folder: TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A site with one file.
    pub(crate) fn with(name: &str, text: impl AsRef<[u8]>) -> Self {
        let site = Self::new();
        site.write(name, text);
        site
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        path.parent().map(fs::create_dir_all).transpose().expect("a folder");
        fs::write(path, text).expect("it can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        names_in(self.folder.path())
    }

    /// Writes a shell script as the `aws` of this site.
    ///
    /// The program that is run is never written: a program that some other story's child still
    /// holds open for writing cannot be started (`ETXTBSY`), and stories run side by side.
    pub(crate) fn install_aws(&self, script: &str) {
        fs::create_dir_all(self.path("bin")).expect("a folder");
        self.write("bin/aws.sh", format!("{script}\n"));
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories/fake-aws");
        if !self.path("bin/aws").exists() {
            symlink(program, self.path("bin/aws")).expect("it is ours");
        }
    }

    /// `netloom` with these arguments, in this folder, with nothing of the caller's environment but
    /// the system's tools.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netloom"));
        fs::create_dir_all(self.path("tmp")).expect("a folder");
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("PATH", format!("{}:/usr/bin:/bin", self.path("bin").display()));
        command.env("TMPDIR", self.path("tmp")).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().expect("netloom starts"))
    }

    pub(crate) fn run_with_stdin(&self, arguments: &[&str], stdin: &str) -> Run {
        let mut command = self.command(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("netloom starts");
        child
            .stdin
            .take()
            .expect("it is piped")
            .write_all(stdin.as_bytes())
            .expect("it reads all of it");
        Run::of(child.wait_with_output().expect("it ends"))
    }

    /// Files that a run left in the folder for temporary files.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        names_in(&self.path("tmp"))
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it was not killed"),
            stdout: String::from_utf8(output.stdout).expect("it writes UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("it writes UTF-8"),
        }
    }

    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn prints(self, expected: &str) -> Self {
        assert!(self.stdout.contains(expected), "no `{expected}` in {self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn prints_nothing(self) -> Self {
        assert_eq!(self.stdout, "", "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says(self, expected: &str) -> Self {
        assert!(self.stderr.contains(expected), "no `{expected}` in {self:#?}");
        self
    }
}
