//! The flags of `aws cloudformation deploy`: ours, and the user's own behind `--`.

use std::ffi::{OsStr, OsString};

use crate::error::CommandError;

/// The flag that gives values to parameters of the template; several `Key=Value` words follow it.
pub(crate) const PARAMETER_OVERRIDES: &str = "--parameter-overrides";

/// Flags of every `aws` command that say whom to ask; a value follows each.
///
/// # Source
/// AWS CLI 2.36.7, `awscli/data/cli.json`, global options.
const CONNECTION_FLAGS: [&str; 6] =
    ["--region", "--profile", "--endpoint-url", "--ca-bundle", "--cli-read-timeout", "--cli-connect-timeout"];

/// Flags of the same kind without a value.
const CONNECTION_SWITCHES: [&str; 2] = ["--no-verify-ssl", "--no-sign-request"];

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
    /// An empty change set fails in generation 1 of the AWS CLI and succeeds in generation 2 unless told otherwise; the flag
    /// makes it a success in both.
    pub(crate) fn arguments(&self) -> Vec<OsString> {
        let mut words = vec!["--stack-name".into(), self.stack_name.clone(), "--no-fail-on-empty-changeset".into()];
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
        self.region.iter().flat_map(|region| ["--region".into(), region.into()]).collect()
    }
}

/// The words behind `--`, passed on in their order.
pub(crate) struct UserFlags(Vec<OsString>);

impl UserFlags {
    /// Takes the words in.
    ///
    /// # Errors
    /// One of them is a flag that netloom sets itself.
    pub(crate) fn new(words: Vec<OsString>) -> Result<Self, CommandError> {
        let flags = Self(words);
        for (flag, instead) in RESERVED {
            if flags.has(flag) {
                return Err(CommandError::OwnFlag { flag: flag.to_owned(), instead });
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
            value_behind_equals(word, flag).or_else(|| next.filter(|_| is_flag(word, flag))?.to_str())
        });
        values.last()
    }

    /// Returns the words that say whom to ask: region, profile, endpoint.
    pub(crate) fn connection_arguments(&self) -> Vec<OsString> {
        let values = CONNECTION_FLAGS.iter().filter_map(|flag| self.value(flag).map(|value| [*flag, value]));
        let switches = CONNECTION_SWITCHES.iter().filter(|switch| self.has(switch));
        values.flatten().map(OsString::from).chain(switches.map(OsString::from)).collect()
    }

    /// Returns whether the user gave this parameter of the template a value, or may have done so in a file.
    pub(crate) fn sets_parameter(&self, parameter: &str) -> bool {
        let Some(at) = self.position_of_overrides() else { return false };
        let mut values = self.0.iter().skip(at).enumerate().map_while(|(n, word)| match n {
            0 => Some(value_behind_equals(word, PARAMETER_OVERRIDES).unwrap_or_default()),
            _ => word.to_str().filter(|word| !word.starts_with("--")),
        });
        let assignment = format!("{parameter}=");
        values.any(|value| {
            value.starts_with(&assignment) || value.starts_with("file://") || value.starts_with(['[', '{'])
        })
    }

    /// Gives a parameter of the template a value, beside those that the user gave: of two `--parameter-overrides` the AWS CLI
    /// takes only the last.
    pub(crate) fn set_parameter(&mut self, parameter: &str, value: &str) {
        let assignment = OsString::from(format!("{parameter}={value}"));
        let Some(at) = self.position_of_overrides() else {
            self.0.extend([PARAMETER_OVERRIDES.into(), assignment]);
            return;
        };
        // `--parameter-overrides=A=1` takes no further words; spelled as two words it does.
        let own = self.0.get(at).and_then(|word| value_behind_equals(word, PARAMETER_OVERRIDES)).map(OsString::from);
        let words = [PARAMETER_OVERRIDES.into(), assignment].into_iter().chain(own);
        self.0.splice(at..=at, words.collect::<Vec<_>>());
    }

    fn position_of_overrides(&self) -> Option<usize> {
        let is_overrides = |word: &OsString| {
            is_flag(word, PARAMETER_OVERRIDES) || value_behind_equals(word, PARAMETER_OVERRIDES).is_some()
        };
        self.0.iter().rposition(is_overrides)
    }
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
        UserFlags::new(words.split_whitespace().map(OsString::from).collect()).expect("no reserved flag")
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
    fn the_last_value_of_a_flag_counts() {
        let flags = flags("--region eu-west-1 --profile=hpc --region us-east-1 --no-verify-ssl --tags A=1");
        assert_eq!(flags.value("--region"), Some("us-east-1"));
        let expected = ["--region", "us-east-1", "--profile", "hpc", "--no-verify-ssl"].map(OsString::from);
        assert_eq!(flags.connection_arguments(), expected);
        assert_eq!(flags.value("--tags-x"), None);
    }

    #[test]
    fn a_parameter_joins_those_of_the_user() {
        check_set("--region eu-west-1", "--region eu-west-1 --parameter-overrides Zone=euw1-az1");
        check_set("--parameter-overrides A=1 B=2 --tags C=3", "--parameter-overrides Zone=euw1-az1 A=1 B=2 --tags C=3");
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
