//! `netloom deploy`, with a shell script in the place of `aws`.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::{DERIVED_YAML, FOREIGN_TEMPLATE, Site, UNKNOWN_ZONE_INI, WRONG_INI};

/// Writes its arguments, one a line, into `<operation>.args`, keeps a copy of the template, and
/// answers about zones, and about the stack if there is a file with the answer.
const RECORDING_AWS: &str = r#"
printf '%s\n' "$@" >"$2.args"
case "$2" in
  describe-stacks)
    [ -f get-template.json ] || { echo "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id $4 does not exist" >&2; exit 254; }
    echo '{"Stacks": [{"StackStatus": "UPDATE_COMPLETE"}]}'; exit ;;
  get-template) cat get-template.json; exit ;;
esac
while [ $# -gt 0 ]; do
  case "$1" in
    --template-file) cp "$2" template.yaml; stat -L -c %a "$2" >mode 2>/dev/null || echo 600 >mode; echo "$2" >template.path ;;
    describe-subnets) echo euw1-az2 ;;
  esac
  shift
done
"#;

fn site(name: &str, text: &str) -> Site {
    let site = Site::with(name, text);
    site.install_aws(RECORDING_AWS);
    site
}

/// The words that `aws cloudformation deploy` got behind the template's name.
fn words(site: &Site) -> String {
    let all = site.read("deploy.args");
    let words: Vec<&str> = all.lines().collect();
    assert_eq!(words[..3], ["cloudformation", "deploy", "--template-file"], "{all}");
    words[4..].join(" ")
}

#[test]
fn a_config_is_rendered_and_deployed_from_a_private_file_that_goes_away() {
    let site = site("cluster.yaml", DERIVED_YAML);
    site.run(&["deploy", "cluster.yaml", "--yes", "--stack-name", "hpc-net"]).exits(0);
    assert_eq!(
        words(&site),
        "--stack-name hpc-net --no-fail-on-empty-changeset --region=eu-west-1"
    );
    assert_eq!(site.read("template.yaml"), site.run(&["render", "cluster.yaml"]).stdout);
    assert_eq!(site.read("mode"), "600\n");
    assert_eq!(site.left_behind(), [""; 0]);
}

#[test]
fn a_template_is_taken_as_it_is_from_a_file_or_a_pipe() {
    let site = site("net.yaml", FOREIGN_TEMPLATE);
    site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "hpc-net"]).exits(0);
    assert_eq!(site.read("template.yaml"), FOREIGN_TEMPLATE);
    let json = r#"{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}}"#;
    site.run_with_stdin(&["deploy", "-", "--yes", "--stack-name", "hpc-net"], json).exits(0);
    assert_eq!(site.read("template.yaml"), json);
    assert_eq!(words(&site), "--stack-name hpc-net --no-fail-on-empty-changeset");
}

#[test]
fn flags_of_the_user_are_passed_on_in_order() {
    let site = site("cluster.yaml", DERIVED_YAML);
    let flags = [
        "deploy",
        "cluster.yaml",
        "--yes",
        "--stack-name",
        "n",
        "--",
        "--region",
        "eu-west-1",
        "--tags",
        "Owner=A B",
    ];
    site.run(&flags).exits(0);
    assert_eq!(
        words(&site),
        "--stack-name n --no-fail-on-empty-changeset --region eu-west-1 --tags Owner=A B"
    );
    assert!(site.read("deploy.args").contains("\nOwner=A B\n"));
}

#[test]
fn the_region_of_the_config_holds() {
    let site = site("cluster.yaml", DERIVED_YAML);
    let other = ["--", "--region", "us-east-1"];
    let run = site
        .run(&[&["deploy", "cluster.yaml", "--yes", "--stack-name", "n"][..], &other].concat())
        .exits(2);
    run.says("the config is for eu-west-1, the flags for `aws` name us-east-1")
        .says("`--region us-east-1` before `--`");
    site.run(
        &[&["deploy", "cluster.yaml", "--yes", "--stack-name", "n", "-r", "us-east-1"][..], &other]
            .concat(),
    )
    .exits(0);
    assert_eq!(words(&site), "--stack-name n --no-fail-on-empty-changeset --region us-east-1");
}

#[test]
fn flags_that_netloom_sets_are_refused() {
    let site = site("net.yaml", FOREIGN_TEMPLATE);
    for flag in ["--template-file", "--stack-name"] {
        let run = site
            .run(&["deploy", "net.yaml", "--yes", "--stack-name", "n", "--", flag, "x"])
            .exits(2);
        run.says(&format!("`{flag}` cannot be passed to `aws`"));
    }
    assert!(!site.path("deploy.args").exists());
}

#[test]
fn the_exit_code_and_the_words_of_aws_go_through() {
    let site = Site::with("net.yaml", FOREIGN_TEMPLATE);
    site.install_aws("echo to stdout; echo to stderr >&2; exit 254");
    let run = site
        .run(&["deploy", "net.yaml", "--yes", "--stack-name", "n"])
        .exits(254)
        .says("to stderr\n");
    assert_eq!(run.stdout, "to stdout\n");
    site.install_aws("kill -9 $$");
    site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n"]).exits(137);
    assert_eq!(site.left_behind(), [""; 0]);
}

#[test]
fn a_config_with_errors_is_not_deployed() {
    let site = site("cluster.ini", WRONG_INI);
    site.run(&["deploy", "cluster.ini", "--yes", "--stack-name", "n"])
        .exits(1)
        .says("error[CFG002]");
    assert!(!site.path("deploy.args").exists());
}

#[test]
fn without_aws_it_says_how_to_get_it_and_what_to_type() {
    let site = Site::with("my net.yaml", FOREIGN_TEMPLATE);
    site.write("cluster.yaml", DERIVED_YAML);
    let no_path = |arguments: &[&str]| {
        let output =
            site.command(arguments).env("PATH", site.path("bin")).output().expect("netloom starts");
        (output.status.code(), String::from_utf8(output.stderr).expect("it is text"))
    };
    let (code, said) =
        no_path(&["deploy", "my net.yaml", "--yes", "--stack-name", "n", "--", "--profile", "hpc"]);
    assert_eq!(code, Some(2), "{said}");
    let by_hand = "aws cloudformation deploy --template-file 'my net.yaml' --stack-name n \
                   --no-fail-on-empty-changeset --profile hpc";
    assert!(said.contains("no `aws` command on the PATH") && said.contains(by_hand), "{said}");
    let (_, said) = no_path(&["deploy", "cluster.yaml", "--yes", "--stack-name", "n"]);
    assert!(
        said.contains("netloom render cluster.yaml -o network.yaml && aws cloudformation deploy"),
        "{said}"
    );
}

#[test]
fn a_large_template_needs_a_bucket() {
    let large = format!("{FOREIGN_TEMPLATE}#{}\n", "x".repeat(51_200));
    let site = site("net.yaml", &large);
    let run = site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n"]).exits(2);
    run.says("more than the 51,200 that CloudFormation accepts without S3")
        .says("`--s3-bucket BUCKET`");
    site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n", "--s3-bucket", "b"]).exits(0);
    assert_eq!(words(&site), "--stack-name n --no-fail-on-empty-changeset --s3-bucket b");
    site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n", "--", "--s3-bucket", "c"])
        .exits(0);
}

#[test]
fn leave_for_roles_is_given_when_the_template_makes_some() {
    let template =
        format!("{FOREIGN_TEMPLATE}  Role: {{Type: AWS::IAM::Role, Properties: {{Path: /}}}}\n");
    let site = site("net.yaml", &template);
    site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n"]).exits(0);
    assert_eq!(
        words(&site),
        "--stack-name n --no-fail-on-empty-changeset --capabilities CAPABILITY_IAM"
    );
    let own = [
        "deploy",
        "net.yaml",
        "--yes",
        "--stack-name",
        "n",
        "--",
        "--capabilities",
        "CAPABILITY_NAMED_IAM",
    ];
    site.run(&own).exits(0);
    assert_eq!(
        words(&site),
        "--stack-name n --no-fail-on-empty-changeset --capabilities CAPABILITY_NAMED_IAM"
    );
}

#[test]
fn the_zone_of_an_existing_subnet_is_asked_of_ec2_with_the_users_connection() {
    let site = site("cluster.ini", UNKNOWN_ZONE_INI);
    let connection = ["--profile", "hpc", "--endpoint-url", "http://127.0.0.1:5000"];
    let arguments =
        [&["deploy", "cluster.ini", "--yes", "--stack-name", "n", "--"][..], &connection].concat();
    site.run(&arguments).exits(0).says("`subnet-0123456789abcdef0` is in zone euw1-az2");
    let asked = site.read("describe-subnets.args");
    assert!(
        asked.starts_with("ec2\ndescribe-subnets\n--subnet-ids=subnet-0123456789abcdef0\n"),
        "{asked}"
    );
    assert!(
        asked.ends_with(
            "--region=eu-west-1\n--profile\nhpc\n--endpoint-url\nhttp://127.0.0.1:5000\n"
        ),
        "{asked}"
    );
    assert!(
        words(&site).ends_with("--parameter-overrides HeadSubnetZoneId=euw1-az2"),
        "{}",
        words(&site)
    );
}

#[test]
fn the_zone_is_not_asked_for_when_the_user_says_it() {
    let site = site("cluster.ini", UNKNOWN_ZONE_INI);
    let said = ["--parameter-overrides", "HeadSubnetZoneId=euw1-az3"];
    site.run(&[&["deploy", "cluster.ini", "--yes", "--stack-name", "n", "--"][..], &said].concat())
        .exits(0);
    assert!(!site.path("describe-subnets.args").exists());
    assert!(words(&site).ends_with("--parameter-overrides HeadSubnetZoneId=euw1-az3"));
}

#[test]
fn a_zone_that_ec2_does_not_tell_stops_the_deployment() {
    let site = Site::with("cluster.ini", UNKNOWN_ZONE_INI);
    site.install_aws("[ $1 = ec2 ] && { echo 'not authorized' >&2; exit 254; }; touch deployed");
    let run = site.run(&["deploy", "cluster.ini", "--yes", "--stack-name", "n"]).exits(2);
    run.says("not authorized")
        .says("EC2 returned no zone for `subnet-0123456789abcdef0`")
        .says("availability_zone");
    assert!(!site.path("deployed").exists());
}

#[test]
fn a_signal_ends_aws_and_leaves_no_file_behind() {
    for (signal, code) in [
        (Signal::TERM, 143),
        (Signal::INT, 130),
        (Signal::HUP, 129),
        (Signal::QUIT, 131),
        (Signal::USR1, 138),
    ] {
        let site = Site::with("net.yaml", FOREIGN_TEMPLATE);
        site.install_aws("[ $2 = deploy ] || exit 1; touch started; exec sleep 60");
        let mut command = site.command(&["deploy", "net.yaml", "--yes", "--stack-name", "n"]);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("netloom starts");
        wait_for(|| site.path("started").exists());
        kill_process(Pid::from_child(&child), signal).expect("it is ours");
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{signal:?}");
        assert_eq!(site.left_behind(), [""; 0]);
    }
}

#[test]
fn even_a_kill_leaves_no_file_behind() {
    let site = Site::with("net.yaml", FOREIGN_TEMPLATE);
    site.install_aws("[ $2 = deploy ] || exit 1; touch started; exec sleep 1");
    let mut command = site.command(&["deploy", "net.yaml", "--yes", "--stack-name", "n"]);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("netloom starts");
    wait_for(|| site.path("started").exists());
    child.kill().expect("it is ours");
    child.wait().expect("it ends");
    assert_eq!(site.left_behind(), [""; 0]);
}

#[test]
fn nothing_of_a_template_is_a_flag_of_aws() {
    for value in [
        "--endpoint-url=http://stranger.example/",
        "--debug",
        "subnet-0 --debug",
        "vpc-01234567",
        "''",
    ] {
        let template = format!(
            "Metadata: {{Netloom: {{Parameters: {{HeadSubnetZoneId: {{ZoneOfSubnet: \
             {value}}}}}}}}}\n\
             Parameters: {{HeadSubnetZoneId: {{Type: String}}}}\n{FOREIGN_TEMPLATE}"
        );
        let site = site("net.yaml", &template);
        site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n"])
            .exits(1)
            .says("error[FIL008]")
            .says("net.yaml:1:");
        assert!(!site.path("describe-subnets.args").exists(), "{value}");
        assert!(!site.path("deploy.args").exists(), "{value}");
    }
}

#[test]
fn a_region_of_a_config_is_a_region() {
    for region in [
        "--endpoint-url=http://stranger.example/",
        "stranger.example/",
        "eu-west-1.stranger.example/#",
    ] {
        let site = site("cluster.yaml", &DERIVED_YAML.replace("eu-west-1", region));
        site.run(&["deploy", "cluster.yaml", "--yes", "--stack-name", "n"]).exits(1);
        assert!(!site.path("deploy.args").exists(), "{region}");
    }
}

#[test]
fn abbreviated_flags_do_not_slip_past() {
    let site = site("cluster.yaml", DERIVED_YAML);
    for flag in ["--stack-n", "--reg", "--templ", "--endpoint", "--stack-na=x", "--parameter"] {
        let run = site
            .run(&["deploy", "cluster.yaml", "--yes", "--stack-name", "n", "--", flag, "x"])
            .exits(2);
        run.says("write the flag out");
    }
    assert!(!site.path("deploy.args").exists());
}

#[test]
fn what_check_refuses_is_not_deployed_unless_it_is_asked_for() {
    let doubled = format!(
        "{FOREIGN_TEMPLATE}  A: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, \
         CidrBlock: 10.0.0.0/24}}}}\n  \
         B: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}}}\n"
    );
    let site = site("net.yaml", &doubled);
    site.run(&["check", "net.yaml"]).exits(1);
    site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n"])
        .exits(1)
        .says("error[CFN")
        .says("`--unproved`");
    assert!(!site.path("deploy.args").exists());
    site.run(&["deploy", "net.yaml", "--yes", "--stack-name", "n", "--unproved"])
        .exits(0)
        .says("warning[CFN");
}

/// Runs netloom on a terminal of its own on which this is typed; returns the exit code and what the
/// terminal shows.
fn on_a_terminal(site: &Site, arguments: &[&str], typed: &str) -> (Option<i32>, String) {
    const TERMINAL: &str = "
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execve(sys.argv[3], sys.argv[3:], {'PATH': sys.argv[2], 'TERM': 'dumb'})
os.write(terminal, sys.argv[1].encode())
while True:
    try:
        shown = os.read(terminal, 4096)
    except OSError:
        break
    if not shown:
        break
    sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";
    let path = format!("{}:/usr/bin:/bin", site.path("bin").display());
    let mut command = Command::new("python3");
    command.args(["-c", TERMINAL, typed, &path, env!("CARGO_BIN_EXE_netloom")]).args(arguments);
    command.current_dir(site.path("."));
    let output = command.stdin(Stdio::null()).output().expect("python3 starts");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Makes a template the one that is deployed.
fn make_deployed(site: &Site, config: &str) {
    site.write("before.yaml", config);
    let rendered = site.run(&["render", "before.yaml", "--format", "json", "--no-lock"]).exits(0);
    site.write("get-template.json", format!("{{\"TemplateBody\": {}}}", rendered.stdout));
}

const DEPLOY: [&str; 4] = ["deploy", "cluster.yaml", "--stack-name", "n"];

#[test]
fn without_a_terminal_it_wants_to_be_told_yes() {
    let site = site("cluster.yaml", DERIVED_YAML);
    let run = site.run(&DEPLOY).exits(2).says("no terminal to ask on whether to deploy");
    run.says("`--yes`").says("`-- --no-execute-changeset`");
    assert!(!site.path("deploy.args").exists() && !site.path("cluster.yaml.lock").exists());
}

#[test]
fn on_a_terminal_it_shows_what_happens_and_asks() {
    let site = site("cluster.yaml", DERIVED_YAML);
    for answer in ["\n", "n\n", "perhaps\n", "\u{4}"] {
        let (code, shown) = on_a_terminal(&site, &DEPLOY, answer);
        assert_eq!(code, Some(2), "{shown}");
        assert!(shown.contains("Deploy? [y/N] ") && shown.contains("nothing was deployed"));
        assert!(!site.path("deploy.args").exists(), "{answer}");
        assert!(!site.path("cluster.yaml.lock").exists(), "{answer}");
    }
    let (code, shown) = on_a_terminal(&site, &DEPLOY, "Y\n");
    assert_eq!(code, Some(0), "{shown}");
    let question = shown.find("Deploy? [y/N] ").expect("it asks");
    for said in
        ["stack `n` is to be created", "exposed to the internet", "cost: 36.50 USD a month ("]
    {
        assert!(shown.find(said).is_some_and(|at| at < question), "{said} in {shown}");
    }
    let next = "`aws cloudformation describe-stacks --stack-name n --region=eu-west-1 | netloom \
                bind cluster.yaml --outputs - -o bound.yaml`";
    assert!(shown.find(next).is_some_and(|at| at > question), "{shown}");
    assert!(shown.contains("`pcluster delete-cluster --cluster-name CLUSTER`; once that is gone"));
    assert!(site.path("deploy.args").exists() && site.path("cluster.yaml.lock").exists());
}

#[test]
fn what_changes_in_the_stack_is_said_whole_where_it_is_grave_and_else_in_short() {
    let with = |block: &str| format!("{DERIVED_YAML}Network:\n  CidrBlock: {block}\n");
    let site = site("cluster.yaml", &with("10.9.0.0/16"));
    make_deployed(&site, &with("10.0.0.0/16"));
    let yes = [&DEPLOY[..], &["--yes"]].concat();
    let grave = site.run(&yes).exits(1).says("stack `n` is to be updated").says("\nresources\n");
    let grave = grave.says("nothing was deployed, since the update would fail");
    assert!(!site.path("deploy.args").exists());
    site.run(&[&yes[..], &["--unproved"]].concat()).exits(0);
    assert!(site.path("deploy.args").exists());
    assert!(grave.stderr.contains("replaced") && grave.stderr.contains("Vpc "), "{grave:?}");
    let asked = site.read("get-template.args");
    assert!(asked.contains("\n--template-stage\nOriginal\n"), "{asked}");
    make_deployed(&site, &with("10.9.0.0/16"));
    site.run(&yes)
        .exits(0)
        .says("none: nothing changes in the network\n")
        .says("cost: 36.50 USD a month, +0.00 by this change");
}

#[test]
fn a_stack_that_may_not_be_read_is_said_and_deployed() {
    let site = site("cluster.yaml", DERIVED_YAML);
    let denied = "[ $2 = describe-stacks ] && { echo 'not authorized' >&2; exit 254; }";
    site.install_aws(&format!("{denied}\n{RECORDING_AWS}"));
    let run = site.run(&[&DEPLOY[..], &["--yes"]].concat()).exits(0);
    run.says("is unknown, since it cannot be read: not authorized").says("cost: 36.50 USD");
    assert!(site.path("deploy.args").exists());
}

#[test]
fn a_change_set_that_waits_deploys_nothing_and_leaves_the_lock() {
    let site = site("cluster.yaml", DERIVED_YAML);
    let held = [&DEPLOY[..], &["--", "--no-execute-changeset"]].concat();
    let run = site.run(&held).exits(0).says("`cluster.yaml.lock` stays as it is");
    assert!(!run.stderr.contains("netloom: next"), "{run:?}");
    assert!(words(&site).ends_with("--region=eu-west-1 --no-execute-changeset"));
    assert!(!site.path("cluster.yaml.lock").exists());
    site.run(&[&DEPLOY[..], &["--yes"]].concat()).exits(0);
    let lock = site.read("cluster.yaml.lock");
    site.write("cluster.yaml", DERIVED_YAML.replace("MaxCount: 16", "MaxCount: 4000"));
    site.run(&[&held[..2], &["--locked"], &held[2..]].concat()).exits(1).says("error[LCK");
    site.run(&held).exits(0);
    assert_eq!(site.read("cluster.yaml.lock"), lock);
    let abbreviated = [&DEPLOY[..], &["--yes", "--", "--no-exec"]].concat();
    site.run(&abbreviated).exits(2).says("write the flag out");
}

#[test]
fn a_deployment_that_fails_has_no_next_step() {
    let site = site("cluster.yaml", DERIVED_YAML);
    site.install_aws("exit 254");
    let run = site.run(&[&DEPLOY[..], &["--yes"]].concat()).exits(254);
    assert!(!run.stderr.contains("netloom: next"), "{run:?}");
}

fn wait_for(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(20), "it never happened");
        std::thread::sleep(Duration::from_millis(5));
    }
}
