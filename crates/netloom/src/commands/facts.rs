//! `netloom facts`: what there is in a VPC or a region, through the installed `aws`.

use std::ffi::OsString;
use std::path::PathBuf;

use netloom_diag::counting::counted;
use netloom_net::ids::VpcId;
use serde_json::Value;

use crate::aws::{
    FactAnswer, FactCall, UserFlags, as_shell, ask_all, first_calls, further_calls, is_installed,
    shell_words,
};
use crate::error::CommandError;
use crate::facts_folder::FactsFolder;
use crate::outcome::Outcome;
use crate::terminal::Terminal;

/// Collect the facts of an existing VPC with the installed `aws`
///
/// Runs about 30 `aws … describe-…` calls, which only read, a few at a time, and writes each
/// answer into a file of its own, for `--facts` of the other commands and for `netloom diff`. The
/// folder is replaced as a whole; one with files in it that `netloom facts` did not write is left
/// alone.
///
/// With `--vpc-id` the answers are about that VPC and what connects it to others. What is behind
/// those connections is then unknown: without it the whole region is collected, and proofs follow
/// packets into its other VPCs. A call that fails is reported with what is unknown without it, and
/// the other answers are kept.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  netloom facts --region eu-west-1 --vpc-id vpc-0123456789abcdef0
  netloom check cluster.yaml --facts facts
  netloom facts --region eu-west-1 -o region -- --profile hpc
  netloom facts --region eu-west-1 --print > collect.sh    to read, or to run on another machine

Exit codes:
  0  every call was answered
  1  some calls failed; the other answers are written
  2  no call was answered, or nothing could be written")]
pub(crate) struct Args {
    /// The region to ask; by default the one that `aws` is configured for
    #[arg(short, long, value_name = "REGION")]
    region: Option<String>,

    /// Collect the facts of this VPC; by default those of the whole region
    #[arg(long, value_name = "VPC", value_parser = vpc_id)]
    vpc_id: Option<VpcId>,

    /// The folder for the answers, one JSON file for each call
    #[arg(short, long, value_name = "DIR", default_value = "facts")]
    output: PathBuf,

    /// Print the commands, ready to paste into a shell, and run none
    #[arg(long)]
    print: bool,

    /// Flags that say whom to ask, such as `--profile`
    #[arg(last = true, value_name = "AWS FLAGS")]
    aws_flags: Vec<OsString>,
}

fn vpc_id(text: &str) -> Result<VpcId, String> {
    text.parse()
        .map_err(|_| "expected the id of a VPC: `vpc-` and 8 or 17 letters and digits".to_owned())
}

/// Collects.
pub(crate) fn facts(args: &Args, terminal: &Terminal) -> Result<Outcome, CommandError> {
    let connection = connection(args)?;
    if args.print {
        let words = connection.iter().map(|word| format!(" {}", shell_words([word.as_os_str()])));
        let words: String = words.collect();
        return terminal
            .result(&as_shell(args.vpc_id.as_ref(), &args.output, &words))
            .map(|()| Outcome::Clean);
    }
    let folder = FactsFolder::at(&args.output)?;
    if !is_installed() {
        return Err(CommandError::NoAwsForFacts { by_hand: print_command(args) });
    }
    let collected = collect(args.vpc_id.as_ref(), &connection)?;
    for (call, why) in &collected.failed {
        terminal.talk(&failure(call, why));
    }
    folder
        .put(&head(args, &collected), &collected.files)
        .map_err(|source| CommandError::WriteFile { path: args.output.clone(), source })?;
    terminal.talk(&summary(args, &collected));
    Ok(if collected.failed.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// The words that say whom to ask.
fn connection(args: &Args) -> Result<Vec<OsString>, CommandError> {
    let user = UserFlags::of_connection(args.aws_flags.clone())?;
    let region = args.region.iter().map(|region| OsString::from(format!("--region={region}")));
    Ok(region.chain(user.connection_arguments()).collect())
}

/// What the calls came to.
struct Collected {
    /// The name and the text of each file, in the order of the calls.
    files: Vec<(String, String)>,
    /// The calls that failed, and why.
    failed: Vec<(FactCall, String)>,
}

/// Runs the calls, and those about what they list.
///
/// # Errors
/// Not one call was answered, or there is no such VPC: an empty answer would say that there is
/// nothing.
fn collect(vpc: Option<&VpcId>, connection: &[OsString]) -> Result<Collected, CommandError> {
    let calls = first_calls(vpc);
    let answers = ask_all(&calls, connection);
    let pairs = || calls.iter().zip(&answers);
    let told: Vec<(&FactCall, &Value)> =
        pairs().filter_map(|(call, answer)| Some((call, &answer.as_ref().ok()?.value))).collect();
    if told.is_empty() {
        let said = answers.into_iter().find_map(Result::err).unwrap_or_default();
        return Err(CommandError::NoAnswer { said });
    }
    let vpcs = told.iter().find_map(|(_, answer)| answer.get("Vpcs")?.as_array());
    if let (Some(vpc), Some([])) = (vpc, vpcs.map(Vec::as_slice)) {
        return Err(CommandError::NoSuchVpc { vpc: vpc.to_string() });
    }
    let further = further_calls(&told);
    let more = ask_all(&further, connection);
    let mut collected = Collected { files: Vec::new(), failed: Vec::new() };
    for (call, answer) in calls.into_iter().zip(answers).chain(further.into_iter().zip(more)) {
        match answer {
            Ok(FactAnswer { text, .. }) => collected.files.push((call.file, text)),
            Err(why) => collected.failed.push((call, why)),
        }
    }
    Ok(collected)
}

fn failure(call: &FactCall, why: &str) -> String {
    let (command, things) = (call.command(), &call.things);
    format!("warning: `{command}` failed: {why}\n  = note: without it, {things}: unknown\n")
}

/// What the list of the files begins with.
fn head(args: &Args, collected: &Collected) -> String {
    let region = args.region.as_deref().unwrap_or("the one that `aws` is configured for");
    let of = args.vpc_id.as_ref().map_or("all of the region".to_owned(), VpcId::to_string);
    let failed = collected.failed.iter();
    let failed: String = failed
        .map(|(call, why)| format!("Failed: {}: {}\n", call.command(), why.replace('\n', " ")))
        .collect();
    format!(
        "Made by `netloom facts`, which replaces this folder as a whole.\nRegion: {region}\nVPC: \
         {of}\n{failed}"
    )
}

fn summary(args: &Args, collected: &Collected) -> String {
    let n_failed = collected.failed.len();
    let answers = counted(collected.files.len(), "answer");
    let folder = args.output.display();
    let failed = match n_failed {
        0 => String::new(),
        n => format!(", {} failed", counted(n, "call")),
    };
    format!(
        "netloom: {answers} in `{folder}`{failed}; now `netloom check CONFIG --facts {folder}`\n"
    )
}

/// The same command, printing.
fn print_command(args: &Args) -> String {
    let mut words: Vec<OsString> = ["netloom", "facts"].map(OsString::from).into();
    words.extend(args.region.iter().map(|region| OsString::from(format!("--region={region}"))));
    words.extend(args.vpc_id.iter().map(|vpc| OsString::from(format!("--vpc-id={vpc}"))));
    words.extend(["-o".into(), args.output.clone().into(), "--print".into()]);
    if !args.aws_flags.is_empty() {
        words.push("--".into());
        words.extend(args.aws_flags.iter().cloned());
    }
    shell_words(words.iter().map(OsString::as_os_str))
}
