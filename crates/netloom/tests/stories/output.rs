//! Where results go: standard output, files, closed pipes.

use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Stdio;
use std::time::Duration;

use crate::harness::{DERIVED_YAML, Site};

#[test]
fn a_file_is_replaced_through_links_with_its_permissions() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.write("net.yaml", "old");
    std::fs::set_permissions(site.path("net.yaml"), std::fs::Permissions::from_mode(0o640))
        .expect("it is ours");
    symlink("net.yaml", site.path("link.yaml")).expect("a link");
    site.run(&["render", "cluster.yaml", "-o", "link.yaml"]).exits(0).prints_nothing();
    assert!(site.path("link.yaml").is_symlink());
    assert!(site.read("net.yaml").contains("Resources:"));
    let mode = std::fs::metadata(site.path("net.yaml")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(site.names(), ["cluster.yaml", "cluster.yaml.lock", "link.yaml", "net.yaml", "tmp"]);
}

#[test]
fn a_folder_that_is_not_there_is_an_error_of_the_tool() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml", "-o", "no/net.yaml"])
        .exits(2)
        .says("cannot write `no/net.yaml`: No such file");
}

#[test]
fn whatever_kills_the_process_the_file_is_the_old_one_or_the_new_one() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"]).exits(0);
    let new = site.read("net.yaml");
    for delay in 0..30 {
        site.write("net.yaml", "old");
        let mut child = site
            .command(&["render", "cluster.yaml", "-o", "net.yaml"])
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_micros(delay * 300));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        let text = site.read("net.yaml");
        assert!(text == "old" || text == new, "half a file after {delay}:\n{text}");
    }
}

#[test]
fn a_result_that_does_not_arrive_is_an_error() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let mut child = site
        .command(&["render", "cluster.yaml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("netloom starts");
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut stderr).expect("it is text");
    assert_eq!(child.wait().expect("it ends").code(), Some(2));
    assert!(
        stderr.contains("cannot write to standard output") && !stderr.contains("panicked"),
        "{stderr}"
    );
}

#[test]
fn standard_output_by_its_path_is_standard_output() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let template = site.run(&["render", "cluster.yaml"]).exits(0).stdout;
    for path in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        assert_eq!(
            site.run(&["render", "cluster.yaml", "-o", path]).exits(0).stdout,
            template,
            "{path}"
        );
        let file = std::fs::File::create(site.path("out")).expect("a file");
        let status = site
            .command(&["render", "cluster.yaml", "-o", path])
            .stdout(file)
            .status()
            .expect("it runs");
        assert!(status.success());
        assert_eq!(site.read("out"), template, "{path}");
    }
}

#[test]
fn nothing_is_left_behind_whatever_ends_the_process() {
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    for delay in 0..40 {
        let mut child = site
            .command(&["render", "cluster.yaml", "-o", "net.yaml"])
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_micros(delay * 1_000));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
    }
    site.run(&["render", "cluster.yaml", "-o", "net.yaml"]).exits(0);
    assert_eq!(site.names(), ["cluster.yaml", "cluster.yaml.lock", "net.yaml", "tmp"]);
}

#[test]
fn a_full_disk_is_reported() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let site = Site::with("cluster.yaml", DERIVED_YAML);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it can be opened");
    let status = site
        .command(&["render", "cluster.yaml"])
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .expect("it runs");
    assert_eq!(status.code(), Some(2));
}

#[test]
fn nothing_is_coloured_in_a_pipe() {
    let site = Site::new();
    for arguments in [&["check", "missing.ini"][..], &["--help"], &["explain", "x"]] {
        let run = site.run(arguments);
        assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "{run:#?}");
    }
}
