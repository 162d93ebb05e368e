//! The flags of `aws cloudformation deploy`: ours, and the user's own behind `--`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use crate::error::CommandError;

/// The flag that gives values to parameters of the template; several `Key=Value` words follow it.
pub(crate) const PARAMETER_OVERRIDES: &str = "--parameter-overrides";

/// The flag with which a change set is made and waits, and nothing is deployed.
pub(crate) const NO_EXECUTION: &str = "--no-execute-changeset";

/// Flags of every `aws` command that say whom to ask; a value follows each.
///
/// # Source
/// AWS CLI 2.36.7, `awscli/data/cli.json`, global options.
const CONNECTION_FLAGS: [&str; 6] = [
    "--region",
    "--profile",
    "--endpoint-url",
    "--ca-bundle",
    "--cli-read-timeout",
    "--cli-connect-timeout",
];

/// Flags of the same kind without a value.
const CONNECTION_SWITCHES: [&str; 2] = ["--no-verify-ssl", "--no-sign-request"];

/// Flags of `aws cloudformation deploy` that netloom looks at, beside those above and the reserved
/// ones.
const DEPLOY_FLAGS: [&str; 3] = ["--s3-bucket", "--capabilities", NO_EXECUTION];

/// Flags that netloom sets itself, and where the user says the same.
const RESERVED: [(&str, &str); 2] = [
    ("--template-file", "netloom writes the template; name the config or the template before `--`"),
    ("--stack-name", "type `--stack-name NAME` before `--`"),
];

/// What netloom says to `aws cloudformation deploy` itself.
#[derive(Default)]
pub(crate) struct OwnFlags {
    /// The stack.
    pub(crate) stack_name: String,
    /// The region that the config is for.
    pub(crate) region: Option<String>,
    /// The bucket that the template goes through.
    pub(crate) s3_bucket: Option<String>,
    /// What the template needs leave for, sorted.
    pub(crate) capabilities: Vec<&'static str>,
}

impl OwnFlags {
    /// Returns the words for `aws cloudformation deploy`.
    ///
    /// An empty change set fails in generation 1 of the AWS CLI and succeeds in generation 2 unless
    /// told otherwise; the flag makes it a success in both. A value that comes from a file is
    /// joined to its flag by `=`, so that it cannot be read as a flag itself.
    pub(crate) fn arguments(&self) -> Vec<OsString> {
        let mut words = vec![
            "--stack-name".into(),
            self.stack_name.clone(),
            "--no-fail-on-empty-changeset".into(),
        ];
        if let Some(bucket) = &self.s3_bucket {
            words.extend(["--s3-bucket".to_owned(), bucket.clone()]);
        }
        if !self.capabilities.is_empty() {
            words.push("--capabilities".to_owned());
            words.extend(self.capabilities.iter().map(|capability| (*capability).to_owned()));
        }
        words.into_iter().map(OsString::from).chain(self.connection_arguments()).collect()
    }

    /// Returns the words that say whom to ask.
    pub(crate) fn connection_arguments(&self) -> Vec<OsString> {
        self.region.iter().map(|region| format!("--region={region}").into()).collect()
    }
}

/// The words behind `--`, passed on in their order.
pub(crate) struct UserFlags(Vec<OsString>);

impl UserFlags {
    /// Takes the words in.
    ///
    /// # Errors
    /// One of them is a flag that netloom sets itself, or an abbreviation of a flag that netloom
    /// looks at: `aws` would take `--reg` for `--region` where netloom does not see it.
    pub(crate) fn new(words: Vec<OsString>) -> Result<Self, CommandError> {
        let flags = Self(words);
        for word in &flags.0 {
            if let Some(flag) = abbreviated(word) {
                let seen = word.to_string_lossy().split('=').next().unwrap_or_default().to_owned();
                return Err(CommandError::AbbreviatedFlag { seen, flag });
            }
        }
        for (flag, instead) in RESERVED {
            if flags.has(flag) {
                return Err(CommandError::OwnFlag { flag: flag.to_owned(), instead });
            }
        }
        Ok(flags)
    }

    /// Takes in words of which every one says whom to ask.
    ///
    /// # Errors
    /// As [`Self::new`]; or a word is something else, which would be passed to calls that do not
    /// know it, or would cut their answers. The region has a flag of netloom's own.
    pub(crate) fn of_connection(words: Vec<OsString>) -> Result<Self, CommandError> {
        let flags = Self::new(words)?;
        if flags.has("--region") {
            let instead = "type `--region REGION` before `--`";
            return Err(CommandError::OwnFlag { flag: "--region".to_owned(), instead });
        }
        let mut words = flags.0.iter();
        while let Some(word) = words.next() {
            if CONNECTION_FLAGS.iter().any(|flag| is_flag(word, flag)) {
                _ = words.next();
            } else if !CONNECTION_SWITCHES.iter().any(|switch| is_flag(word, switch))
                && !CONNECTION_FLAGS.iter().any(|flag| value_behind_equals(word, flag).is_some())
            {
                let seen = word.to_string_lossy().into_owned();
                return Err(CommandError::NotAboutConnection { seen });
            }
        }
        Ok(flags)
    }

    /// Returns all words.
    pub(crate) fn arguments(&self) -> &[OsString] {
        &self.0
    }

    /// Returns whether the flag is there, as `--flag` or `--flag=value`.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.0.iter().any(|word| is_flag(word, flag) || value_behind_equals(word, flag).is_some())
    }

    /// Returns the value of a flag; of several the last one, as `aws` takes it.
    pub(crate) fn value(&self, flag: &str) -> Option<&str> {
        let pairs = self.0.iter().zip(self.0.iter().skip(1).map(Some).chain([None]));
        let values = pairs.filter_map(|(word, next)| {
            value_behind_equals(word, flag)
                .or_else(|| next.filter(|_| is_flag(word, flag))?.to_str())
        });
        values.last()
    }

    /// Returns the words that say whom to ask: region, profile, endpoint.
    pub(crate) fn connection_arguments(&self) -> Vec<OsString> {
        let values =
            CONNECTION_FLAGS.iter().filter_map(|flag| self.value(flag).map(|value| [*flag, value]));
        let switches = CONNECTION_SWITCHES.iter().filter(|switch| self.has(switch));
        values.flatten().map(OsString::from).chain(switches.map(OsString::from)).collect()
    }

    /// Returns whether the user gave this parameter of the template a value, or may have done so in
    /// a file.
    pub(crate) fn sets_parameter(&self, parameter: &str) -> bool {
        let assignment = format!("{parameter}=");
        self.overrides().iter().any(|value| {
            value.starts_with(&assignment)
                || value.starts_with("file://")
                || value.starts_with(['[', '{'])
        })
    }

    /// Returns the values that the user gave parameters of the template as `NAME=VALUE`.
    pub(crate) fn parameters(&self) -> BTreeMap<String, String> {
        let pairs = self.overrides().into_iter().filter_map(|word| word.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The words behind the last `--parameter-overrides`.
    fn overrides(&self) -> Vec<&str> {
        let Some(at) = self.position_of_overrides() else { return Vec::new() };
        let words = self.0.iter().skip(at).enumerate().map_while(|(n, word)| match n {
            0 => Some(value_behind_equals(word, PARAMETER_OVERRIDES).unwrap_or_default()),
            _ => word.to_str().filter(|word| !word.starts_with("--")),
        });
        words.collect()
    }

    /// Gives a parameter of the template a value, beside those that the user gave: of two
    /// `--parameter-overrides` the AWS CLI takes only the last.
    pub(crate) fn set_parameter(&mut self, parameter: &str, value: &str) {
        let assignment = OsString::from(format!("{parameter}={value}"));
        let Some(at) = self.position_of_overrides() else {
            self.0.extend([PARAMETER_OVERRIDES.into(), assignment]);
            return;
        };
        // `--parameter-overrides=A=1` takes no further words; spelled as two words it does.
        let own = self
            .0
            .get(at)
            .and_then(|word| value_behind_equals(word, PARAMETER_OVERRIDES))
            .map(OsString::from);
        let words = [PARAMETER_OVERRIDES.into(), assignment].into_iter().chain(own);
        self.0.splice(at..=at, words.collect::<Vec<_>>());
    }

    fn position_of_overrides(&self) -> Option<usize> {
        self.0.iter().rposition(|word| {
            is_flag(word, PARAMETER_OVERRIDES)
                || value_behind_equals(word, PARAMETER_OVERRIDES).is_some()
        })
    }
}

/// Returns the flag that a word abbreviates, of those that netloom looks at.
///
/// # Source
/// Python's argparse, "Argument abbreviations (prefix matching)": every unambiguous prefix stands
/// for the flag. Which prefixes are unambiguous differs between releases of the AWS CLI, so none is
/// taken.
fn abbreviated(word: &OsStr) -> Option<&'static str> {
    // What is not UTF-8 can begin like a flag all the same, `--reg=\xFF`.
    let word = word.to_string_lossy();
    let name = word.split('=').next().unwrap_or_default();
    if !name.starts_with("--") || name == "--" {
        return None;
    }
    let reserved = RESERVED.iter().map(|(flag, _)| *flag);
    let looked_at = reserved.chain(CONNECTION_FLAGS).chain(CONNECTION_SWITCHES).chain(DEPLOY_FLAGS);
    let mut flags = looked_at.chain([PARAMETER_OVERRIDES]);
    flags.find(|flag| flag.starts_with(name) && *flag != name)
}

fn is_flag(word: &OsStr, flag: &str) -> bool {
    word == OsStr::new(flag)
}

fn value_behind_equals<'a>(word: &'a OsStr, flag: &str) -> Option<&'a str> {
    word.to_str()?.strip_prefix(flag)?.strip_prefix('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(words: &str) -> UserFlags {
        UserFlags::new(words.split_whitespace().map(OsString::from).collect())
            .expect("no reserved flag")
    }

    fn check_set(words: &str, expected: &str) {
        let mut flags = flags(words);
        flags.set_parameter("Zone", "euw1-az1");
        assert_eq!(flags.0.join(OsStr::new(" ")), OsString::from(expected));
    }

    #[test]
    fn flags_that_netloom_sets_are_refused() {
        for word in ["--template-file", "--template-file=x", "--stack-name=y"] {
            assert!(UserFlags::new(vec![word.into()]).is_err(), "{word}");
        }
    }

    #[test]
    fn abbreviations_of_flags_that_netloom_looks_at_are_refused() {
        for word in [
            "--stack-n",
            "--templ=x",
            "--reg",
            "--endpoint=http://h/",
            "--parameter-o",
            "--no-verify",
            "--no-exec",
            "--c",
        ] {
            assert!(UserFlags::new(vec![word.into()]).is_err(), "{word}");
        }
        for word in ["--tags", "--region", "--no-execute-changeset", "--", "a--reg", "--role-arn=x"]
        {
            assert!(UserFlags::new(vec![word.into()]).is_ok(), "{word}");
        }
    }

    #[test]
    fn calls_that_read_take_only_flags_that_say_whom_to_ask() {
        let of = |words: &str| {
            UserFlags::of_connection(words.split_whitespace().map(OsString::from).collect())
        };
        for words in ["", "--profile hpc --no-verify-ssl", "--endpoint-url=http://h/"] {
            assert!(of(words).is_ok(), "{words}");
        }
        for words in [
            "--query Vpcs[0]",
            "--max-items=1",
            "--profile hpc --no-paginate",
            "x",
            "--region eu-west-1",
            "--prof hpc",
        ] {
            assert!(of(words).is_err(), "{words}");
        }
    }

    #[test]
    fn the_last_value_of_a_flag_counts() {
        let flags =
            flags("--region eu-west-1 --profile=hpc --region us-east-1 --no-verify-ssl --tags A=1");
        assert_eq!(flags.value("--region"), Some("us-east-1"));
        let expected =
            ["--region", "us-east-1", "--profile", "hpc", "--no-verify-ssl"].map(OsString::from);
        assert_eq!(flags.connection_arguments(), expected);
        assert_eq!(flags.value("--tags-x"), None);
    }

    #[test]
    fn a_parameter_joins_those_of_the_user() {
        check_set("--region eu-west-1", "--region eu-west-1 --parameter-overrides Zone=euw1-az1");
        check_set(
            "--parameter-overrides A=1 B=2 --tags C=3",
            "--parameter-overrides Zone=euw1-az1 A=1 B=2 --tags C=3",
        );
        check_set("--parameter-overrides=A=1", "--parameter-overrides Zone=euw1-az1 A=1");
    }

    #[test]
    fn a_parameter_that_the_user_sets_is_seen() {
        assert!(flags("--parameter-overrides A=1 Zone=x").sets_parameter("Zone"));
        assert!(flags("--parameter-overrides=Zone=x").sets_parameter("Zone"));
        assert!(flags("--parameter-overrides file://p.json").sets_parameter("Zone"));
        assert!(!flags("--parameter-overrides A=1 --tags Zone=x").sets_parameter("Zone"));
        assert!(!flags("--tags Zone=x").sets_parameter("Zone"));
    }
}
