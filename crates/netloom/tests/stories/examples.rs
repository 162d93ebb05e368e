//! The workflow and the hook under `examples/`: their commands, run.

use std::process::Command;

use crate::harness::{DERIVED_YAML, Site};

const WORKFLOW: &str = include_str!("../../../../examples/review.github.yml");
const HOOK: &str = include_str!("../../../../examples/pre-commit");

/// A repository with a config on `main`, and `netloom` on the PATH.
fn repository() -> Site {
    let site =
        Site::with("cluster.yaml", format!("{DERIVED_YAML}Network:\n  SecurityGroups: Create\n"));
    std::fs::create_dir_all(site.path("bin")).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_netloom"), site.path("bin/netloom"))
        .expect("a link");
    git(
        &site,
        "git init -q -b main . && git config user.name t && git config user.email t@example.com",
    );
    site.write(".gitignore", "bin\ntmp\nreview.md\nsummary\noutput\ncomment\n");
    git(
        &site,
        "git add -A && git commit -q -m first && git update-ref refs/remotes/origin/main main",
    );
    site
}

fn shell(site: &Site, script: &str) -> (i32, String) {
    let mut command = Command::new("bash");
    command.args(["-eo", "pipefail", "-c", script]).current_dir(site.path(".")).env_clear();
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", site.path("bin").display()));
    command
        .env("HOME", site.path("."))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GITHUB_BASE_REF", "main");
    command
        .env("GITHUB_STEP_SUMMARY", site.path("summary"))
        .env("GITHUB_OUTPUT", site.path("output"));
    command.env("PULL_REQUEST", "7");
    let output = command.output().expect("bash");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code().expect("it ends"), said)
}

#[track_caller]
fn git(site: &Site, script: &str) {
    let (code, said) = shell(site, script);
    assert_eq!(code, 0, "{script}: {said}");
}

/// The scripts of the steps of the workflow, by name.
fn step(name: &str) -> String {
    let workflow: serde_yaml::Value = serde_yaml::from_str(WORKFLOW).expect("YAML");
    let steps = workflow["jobs"]["review"]["steps"].as_sequence().expect("steps");
    let step = steps.iter().find(|step| step["name"].as_str() == Some(name)).expect("the step");
    step["run"].as_str().expect("a script").to_owned()
}

fn change(site: &Site, old: &str, new: &str) {
    let text = site.read("cluster.yaml");
    assert!(text.contains(old));
    site.write("cluster.yaml", text.replace(old, new));
}

#[test]
fn the_workflow_comments_on_what_a_pull_request_does() {
    let site = repository();
    site.write("bin/gh", "#!/bin/sh\necho \"$@\" >comment\ncat review.md >>comment\n");
    git(&site, "chmod +x bin/gh && git checkout -q -b feature");
    change(
        &site,
        "  InstanceType: m6i.xlarge\n",
        "  InstanceType: m6i.xlarge\n  Ssh:\n    AllowedIps: 192.0.2.0/24\n",
    );
    git(&site, "git commit -q -am narrower");
    assert_eq!(shell(&site, &step("Check what the pull request touches")).0, 0);
    let (code, said) = shell(&site, &step("Review the change"));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("::warning"), "{said}");
    assert_eq!(shell(&site, &step("Comment")).0, 0);
    let comment = site.read("comment");
    assert!(comment.starts_with("pr comment 7 --body-file review.md"), "{comment}");
    assert!(comment.contains("netloom: medium"), "{comment}");
    assert!(site.read("output").contains("code=1"));
}

#[test]
fn the_workflow_has_nothing_to_say_about_files_of_others() {
    let site = repository();
    site.write("bin/gh", "#!/bin/sh\necho called >comment\n");
    site.write("notes of ours.yaml", "just: notes\n");
    git(
        &site,
        "chmod +x bin/gh && git checkout -q -b feature && git add . && git commit -q -m notes",
    );
    for name in ["Check what the pull request touches", "Review the change", "Comment"] {
        let (code, said) = shell(&site, &step(name));
        let nothing = ["", "netloom: 0 files, nothing to report; 0 claims\n"];
        assert!(code == 0 && nothing.contains(&said.as_str()), "{name}: {code} {said}");
    }
    assert!(!site.path("comment").exists());
    assert!(site.read("output").contains("code=0"));
}

#[test]
fn the_workflow_stops_at_exposure() {
    let site = repository();
    git(&site, "git checkout -q -b feature");
    change(
        &site,
        "  InstanceType: m6i.xlarge\n",
        "  InstanceType: m6i.xlarge\n  Dcv:\n    Enabled: true\n",
    );
    git(&site, "git commit -q -am desktops");
    let (code, said) = shell(&site, &step("Review the change"));
    assert_eq!(code, 0, "{said}");
    assert!(site.read("summary").contains("critical"), "{}", site.read("summary"));
    assert!(site.read("output").contains("code=3"));
    assert_eq!(shell(&site, &step("Stop at what replaces, fails or exposes")).0, 1);
}

#[test]
fn the_hook_lets_no_broken_network_into_a_commit() {
    let site = repository();
    site.write(".git/hooks/pre-commit", HOOK);
    git(&site, "chmod +x .git/hooks/pre-commit");
    change(&site, "SecurityGroups: Create", "SecurityGroups: Create\n  CidrBlock: 10.0.0.0/30");
    let (code, said) = shell(&site, "git commit -q -am broken");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("error["), "{said}");
    change(&site, "10.0.0.0/30", "10.9.0.0/16");
    let (code, said) = shell(&site, "git commit -q -am works");
    assert!(code == 1 && said.contains("high: "), "{code} {said}");
    let (code, said) = shell(&site, "git commit -q --no-verify -am meant");
    assert_eq!(code, 0, "{said}");
    let folder = site.path("our networks");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::copy(site.path("cluster.yaml"), folder.join("zürich *.yaml")).expect("a copy");
    // A new cluster is exposed to the internet when the config opens it.
    let (code, said) = shell(&site, "git add . && git commit -q -m zürich");
    assert!(code == 1 && said.contains("critical: 1 exposed"), "{code} {said}");
    change(&site, "HeadNode:\n", "HeadNode:\n  Ssh: {AllowedIps: 198.51.100.0/24}\n");
    std::fs::copy(site.path("cluster.yaml"), folder.join("zürich *.yaml")).expect("a copy");
    git(&site, "git checkout -q HEAD -- cluster.yaml");
    let (code, said) = shell(&site, "git add . && git commit -q -m zürich");
    assert!(code == 0 && said.contains("1 file, "), "{code} {said}");
    change(&site, "10.9.0.0/16", "10.9.0.0/30");
    std::fs::copy(site.path("cluster.yaml"), folder.join("zürich *.yaml")).expect("a copy");
    let (code, said) = shell(&site, "git add our* && git commit -q -m zürich");
    assert!(code == 1 && said.contains("zürich *.yaml:"), "{code} {said}");
    git(&site, "git checkout -q HEAD -- .");
    site.write("notes.yaml", "just: notes\n");
    assert_eq!(shell(&site, "git add notes.yaml && git commit -q -m notes").0, 0);
}

/// Everything that a hostile pull request may call a file, beside a config that is wrong.
#[test]
fn no_name_of_a_file_switches_the_workflow_off() {
    let site = repository();
    git(&site, "git checkout -q -b feature");
    change(&site, "SecurityGroups: Create", "SecurityGroups: Create\n  CidrBlock: 10.0.0.0/30");
    for name in [
        "--x.yaml",
        "-",
        "a\nb.yaml",
        "::error::x.yaml",
        "$(touch hit).yaml",
        "ba\"d.yaml",
        "*.yaml",
    ] {
        site.write(name, "just: notes\n");
    }
    git(&site, "git add -A && git commit -q -m hostile");
    let (code, said) = shell(&site, &step("Check what the pull request touches"));
    assert!(code != 0 && said.contains("error["), "{code} {said}");
    assert!(!said.lines().any(|line| line.trim_start().starts_with("::error")), "{said}");
    assert!(!site.path("hit").exists());
}

#[test]
fn a_crash_is_no_review() {
    let site = repository();
    std::fs::remove_file(site.path("bin/netloom")).expect("it is a link");
    for code in [2, 101, 134, 137] {
        site.write("bin/netloom", format!("#!/bin/sh\nexit {code}\n"));
        git(&site, "chmod +x bin/netloom");
        assert_eq!(shell(&site, &step("Review the change")).0, 1, "{code}");
        assert_ne!(shell(&site, &step("Check what the pull request touches")).0, 0, "{code}");
    }
}

#[test]
fn an_approval_is_for_what_was_there_when_it_was_given() {
    assert!(WORKFLOW.contains("types: [opened, reopened, synchronize, labeled, unlabeled]"));
    assert!(WORKFLOW.contains(
        "github.event.action == 'labeled' && github.event.label.name == 'network-approved'"
    ));
    assert!(!WORKFLOW.contains("pull_request.labels"));
}

#[test]
fn the_hook_reads_names_of_every_kind_and_files_that_moved() {
    let site = repository();
    site.write(".git/hooks/pre-commit", HOOK);
    git(&site, "chmod +x .git/hooks/pre-commit");
    let wrong = site.read("cluster.yaml") + "  CidrBlock: 10.0.0.0/30\n";
    for name in ["ba\"d.yaml", "--x.yaml", "a\nb.yaml", "UPPER.YAML"] {
        site.write(name, &wrong);
        let (code, said) = shell(&site, "git add -A && git commit -q -m odd");
        assert_eq!(code, 1, "{name}: {said}");
        git(&site, "git reset -q --hard && git clean -fdq -e bin -e tmp");
    }
    let (code, said) = shell(
        &site,
        "git mv cluster.yaml moved.yaml && echo '  CidrBlock: 10.0.0.0/30' >>moved.yaml && git \
         commit -qam m",
    );
    assert_eq!(code, 1, "{said}");
}

#[test]
fn the_hook_commits_no_exposure() {
    let site = repository();
    site.write(".git/hooks/pre-commit", HOOK);
    git(&site, "chmod +x .git/hooks/pre-commit");
    change(
        &site,
        "  InstanceType: m6i.xlarge\n",
        "  InstanceType: m6i.xlarge\n  Dcv:\n    Enabled: true\n",
    );
    let (code, said) = shell(&site, "git commit -q -am desktops");
    assert!(code == 1 && said.contains("critical: "), "{code} {said}");
}

#[test]
fn the_hook_guards_the_first_commit_too() {
    let site =
        Site::with("cluster.yaml", format!("{DERIVED_YAML}Network:\n  CidrBlock: 10.0.0.0/30\n"));
    std::fs::create_dir_all(site.path("bin")).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_netloom"), site.path("bin/netloom"))
        .expect("a link");
    git(
        &site,
        "git init -q -b main . && git config user.name t && git config user.email t@example.com",
    );
    site.write(".git/hooks/pre-commit", HOOK);
    let (code, said) = shell(
        &site,
        "chmod +x .git/hooks/pre-commit; git add cluster.yaml; git commit -q -m first",
    );
    assert_eq!(code, 1, "{said}");
}
