//! What can go wrong with the tool's own work, as opposed to the user's network.

use std::io;
use std::path::PathBuf;

use crate::aws;

/// Why a command could not do its work; always exit code 2.
///
/// Findings about the user's files are no errors: they are collected as diagnostics.
#[derive(thiserror::Error, Debug)]
pub(crate) enum CommandError {
    // A closed standard output (`>&-`) is not seen: Rust's runtime opens `/dev/null`, for reading
    // and writing, in its place before `main`. Descriptors that other programs open in the same way
    // to drop the output (Python's `subprocess.DEVNULL`) look alike and are no error, so only code
    // that runs before the runtime, which is unsafe, could part them.
    #[error("cannot write to standard output")]
    WriteStdout { source: io::Error },
    #[error("cannot write `{}`", path.display())]
    WriteFile { path: PathBuf, source: io::Error },
    #[error("cannot write the lock file `{}`", path.display())]
    WriteLock { path: PathBuf, is_first: bool, source: io::Error },
    #[error("a config from standard input has no lock file, and `--locked` needs one")]
    NoLock,
    #[error("`{}` exists already", path.display())]
    RefusesToOverwrite { path: PathBuf },
    #[error("cannot read the templates in `{}`", path.display())]
    ReadTemplates { path: PathBuf, source: io::Error },
    #[error("cannot render the starter")]
    RenderStarter { source: netloom_report::StarterError },
    #[error("no finding has the code `{seen}`")]
    UnknownCode { seen: String, near: Option<&'static str> },
    #[error(
        "`{}` is one of the inputs, and writing it would replace what was read",
        path.display()
    )]
    OutputIsInput { path: PathBuf },
    #[error("less than {n_mebibytes} MiB of address space is available")]
    LittleMemory { n_mebibytes: usize },
    #[error("there is nothing to check: no input, and no claims about the facts")]
    NothingAsked,
    #[error("standard input is named twice")]
    StdinTwice,

    /// The template has this name, and it is no end of a question.
    #[error("{why}")]
    NoEnd {
        /// Why, as a whole sentence.
        why: String,
    },

    /// Nothing in the network has this name.
    #[error("nothing in the network is called `{seen}`")]
    UnknownParty {
        /// What was written.
        seen: String,
        /// A name that is close to it.
        near: Option<String>,
        /// Every name.
        known: Vec<String>,
    },

    /// No service of AWS has this name.
    #[error("no known service of AWS is called `{seen}`")]
    UnknownService {
        /// What was written.
        seen: String,
        /// A name that is close to it.
        near: Option<String>,
    },

    /// Not a protocol, or not a port.
    #[error("the traffic is not understood: {expected}")]
    WrongTraffic {
        /// What was expected.
        expected: &'static str,
    },
    #[error("`{flag}` cannot be passed to `aws`: netloom sets it itself")]
    OwnFlag { flag: String, instead: &'static str },
    #[error("`{seen}` is short for `{flag}`, and `aws` may take it for another flag")]
    AbbreviatedFlag { seen: String, flag: &'static str },
    #[error(
        "the template has {n_bytes} bytes, more than the {limit} that CloudFormation accepts \
         without S3"
    )]
    NeedsBucket { n_bytes: String, limit: String },
    #[error("the config is for {planned}, the flags for `aws` name {deployed}")]
    OtherRegion { planned: String, deployed: String },
    #[error("no terminal to ask on whether to deploy")]
    CannotAsk,
    #[error("cannot make a temporary file for the template")]
    TemporaryTemplate { source: io::Error },
    #[error("no `aws` command on the PATH")]
    NoAws { by_hand: String },
    #[error("no `aws` command on the PATH")]
    NoAwsForFacts { by_hand: String },
    #[error("`{seen}` cannot be passed to `aws`: it is not a flag that says whom to ask")]
    NotAboutConnection { seen: String },
    #[error("`aws` answered no call: {said}")]
    NoAnswer { said: String },
    #[error("EC2 has no `{vpc}` in this region and account")]
    NoSuchVpc { vpc: String },
    #[error("`{}` has `{name}` in it, which `netloom facts` did not write", folder.display())]
    ForeignFile { folder: PathBuf, name: String },
    #[error("cannot run `aws`")]
    RunAws { source: io::Error },
    #[error("EC2 returned no zone for `{subnet}`")]
    UnknownZone { subnet: String, parameter: String },
    #[error("no `git` command on the PATH")]
    NoGit,
    #[error("git: `{asked}`: {said}")]
    Git { asked: String, said: String },
    #[error("`diff` compares two inputs, or revisions with `--git`; {n} named")]
    NotAPair { n: usize },
    #[error("`draw` draws one input, or two with `--diff`; {n} named")]
    NotOneToDraw { n: usize },
    #[error("an address map cannot be written as `{format}`")]
    NoMapInFormat { format: &'static str },
    #[error("`{path}` is not a price table: {why}")]
    Prices { path: String, why: String },
    #[error("cannot render the review")]
    RenderReview { source: netloom_report::review::MarkdownError },
    #[error("cannot listen for signals")]
    Signals { source: io::Error },
}

const INSTALL_AWS: &str = "install it as \
                           https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html \
                           says, or with `pip install awscli`";

impl CommandError {
    /// Returns the ways out, one line each, what to type in backticks.
    pub(crate) fn help(&self) -> Vec<String> {
        match self {
            Self::RefusesToOverwrite { .. } => vec![
                "type another name, or `--force` to replace \
                                        it"
                .to_owned(),
            ],
            // Without the lock that is there, the network would be planned as a new one.
            Self::WriteLock { is_first: false, .. } => {
                vec!["make its folder writable".to_owned()]
            }
            Self::WriteLock { is_first: true, .. } => {
                vec!["make its folder writable, or do without it: `--no-lock`".to_owned()]
            }
            Self::NoLock => vec!["name the config's file, or leave `--locked` out".to_owned()],
            Self::OutputIsInput { .. } => vec!["name another file to write to".to_owned()],
            Self::LittleMemory { .. } => vec!["raise the limit: `ulimit -v unlimited`".to_owned()],
            Self::NothingAsked => vec![
                "name a config or a template, or a claims file: `--claims \
                                        FILE`"
                    .to_owned(),
            ],
            Self::UnknownCode { near, .. } => {
                let near = near.map(|code| format!("did you mean `netloom explain {code}`?"));
                near.into_iter().chain(["`netloom explain` lists all codes".to_owned()]).collect()
            }
            Self::UnknownParty { near, known, .. } => {
                let near = near.iter().map(|near| format!("did you mean `{near}`?"));
                let some: Vec<&str> = known.iter().map(String::as_str).take(12).collect();
                let more = if known.len() > some.len() {
                    format!(" and {} more", known.len() - some.len())
                } else {
                    String::new()
                };
                near.chain([format!("names are {}{more}", some.join(", "))]).collect()
            }
            Self::UnknownService { near, .. } => {
                let near = near.iter().map(|near| format!("did you mean `{near}`?"));
                let how = "a service is named by what follows the region in the name of its \
                           endpoint, such as `service:ecr.api`";
                near.chain([how.to_owned()]).collect()
            }
            Self::NoEnd { .. } => {
                vec![
                    "name an interface, an instance, a security group or a subnet, or give other \
                     values: `--parameter`"
                        .to_owned(),
                ]
            }
            Self::WrongTraffic { .. } => vec!["write `--protocol tcp --port 443`".to_owned()],
            Self::NoGit => {
                vec!["install git, or write the old file out and compare two files".to_owned()]
            }
            Self::NotAPair { .. } => vec![
                "`netloom diff OLD NEW` compares two files".to_owned(),
                "`netloom diff --git main cluster.yaml` compares a file with what it was"
                    .to_owned(),
            ],
            Self::Prices { .. } => {
                vec!["`netloom diff --help` shows the form of the table".to_owned()]
            }
            Self::NotOneToDraw { .. } => {
                vec!["type `netloom draw --diff OLD NEW` to see what a change does".to_owned()]
            }
            Self::NoMapInFormat { .. } => {
                vec!["type `--format svg` or `--format text`".to_owned()]
            }
            Self::StdinTwice => vec!["put one of the two into a file and name that".to_owned()],
            Self::OwnFlag { instead, .. } => vec![(*instead).to_owned()],
            Self::AbbreviatedFlag { flag, .. } => vec![format!("write the flag out: `{flag}`")],
            Self::NeedsBucket { .. } => {
                vec!["name a bucket that you may write to: `--s3-bucket BUCKET`".to_owned()]
            }
            Self::OtherRegion { deployed, .. } => {
                vec![format!(
                    "leave `--region` out behind `--`, or plan for the other one: `--region \
                     {deployed}` before `--`"
                )]
            }
            Self::CannotAsk => vec![
                "type `--yes` to deploy without a question".to_owned(),
                "or `-- --no-execute-changeset` behind the command, which deploys nothing"
                    .to_owned(),
            ],
            Self::NoAws { by_hand } => {
                vec![INSTALL_AWS.to_owned(), format!("by hand, where `aws` is: `{by_hand}`")]
            }
            Self::NoAwsForFacts { by_hand } => vec![
                INSTALL_AWS.to_owned(),
                format!("by hand, where `aws` is: what `{by_hand}` prints"),
            ],
            Self::NotAboutConnection { .. } => {
                vec![
                    "such flags are `--profile NAME`, `--endpoint-url URL` and `--ca-bundle FILE`"
                        .to_owned(),
                ]
            }
            Self::NoAnswer { .. } => {
                vec!["see whom `aws` asks: `aws sts get-caller-identity`".to_owned()]
            }
            Self::NoSuchVpc { .. } => vec![
                "name its region: `--region REGION`; `aws ec2 describe-vpcs` lists the VPCs"
                    .to_owned(),
            ],
            Self::ForeignFile { name, .. } => {
                vec![format!("name another folder: `-o DIR`, or move `{name}` out of this one")]
            }
            Self::UnknownZone { parameter, .. } => vec![
                "write the zone's id into the config, such as `availability_zone = euw1-az1`"
                    .to_owned(),
                format!(
                    "or type `-- {} {parameter}=euw1-az1` behind the command",
                    aws::PARAMETER_OVERRIDES
                ),
            ],
            _ => Vec::new(),
        }
    }
}
