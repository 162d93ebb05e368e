//! Options of Elastic Beanstalk: which ones let clients in, and whether others do so now.
//!
//! # Source
//! AWS Elastic Beanstalk Developer Guide, "General options for all environments":
//! `aws:autoscaling:launchconfiguration` (`EC2KeyName`, `SSHSourceRestriction`, `SecurityGroups`),
//! `aws:ec2:vpc`, `aws:elasticbeanstalk:environment` (`EnvironmentType`: one instance has an
//! Elastic IP address), `aws:elb:listener`, `aws:elbv2:listener` and
//! `aws:elasticbeanstalk:environment:process`. The default group of the instances lets port 22 in
//! from 0.0.0.0/0 unless `SSHSourceRestriction` says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::blocks;
use crate::value::Plain;

/// Options that let clients in.
pub(super) struct OptionRule {
    /// What the namespace begins with.
    pub(super) namespace: &'static str,
    /// The names; every one where there are none.
    pub(super) names: &'static [&'static str],
    pub(super) opens: Opens,
}

/// When an option that changes lets further clients in.
#[derive(Clone, Copy)]
pub(super) enum Opens {
    /// With any value but these, and when it is gone.
    Unless(&'static [&'static str]),
    /// With one of these values.
    With(&'static [&'static str]),
    /// When it is written and was not.
    Written,
    /// With a wider block at the end of `protocol, from, to, block`, and when it is gone.
    ByBlock,
    /// As one of a listener: with any value, unless it only chooses certificates, or the listener
    /// is off.
    OfListener,
}

/// A namespace and a name.
type Key = (String, String);

/// Whether options let in what other ones did not; both are lists of `{Namespace: …, OptionName: …,
/// Value: …}`.
pub(super) fn is_opened(rules: &[OptionRule], old: &[&Plain], new: &[&Plain]) -> bool {
    let is_open = |one: Option<&Plain>| matches!(one, Some(Plain::Unknown(_)));
    let is_unknown = |one: &&&Plain| {
        is_open(Some(one)) || is_open(one.get("Namespace")) || is_open(one.get("OptionName"))
    };
    if new.iter().filter(is_unknown).any(|one| !old.contains(one)) {
        return true;
    }
    let (before, after) = (by_name(old), by_name(new));
    let namespaces: BTreeSet<&String> = before.keys().map(|(namespace, _)| namespace).collect();
    let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    keys.into_iter().any(|key| {
        let (earlier, later) = (before.get(key), after.get(key));
        let (namespace, name) = key;
        let is_new = !namespaces.contains(namespace);
        let is_of = |rule: &&OptionRule| {
            namespace.starts_with(rule.namespace)
                && (rule.names.is_empty() || rule.names.contains(&name.as_str()))
        };
        earlier != later
            && rules
                .iter()
                .filter(is_of)
                .any(|rule| opens(rule.opens, name, is_new, earlier, later))
    })
}

fn by_name(options: &[&Plain]) -> BTreeMap<Key, Plain> {
    let text = |one: &Plain, key: &str| one.get(key).map(Plain::text).unwrap_or_default();
    let named = options.iter().filter_map(|one| {
        let value = one.get("Value")?.clone();
        Some(((text(one, "Namespace"), text(one, "OptionName")), value))
    });
    named.collect()
}

/// - `is_new`: whether nothing of the namespace was written before.
fn opens(
    opens: Opens,
    name: &str,
    is_new: bool,
    earlier: Option<&Plain>,
    later: Option<&Plain>,
) -> bool {
    const CERTIFICATES: [&str; 4] =
        ["PolicyNames", "SSLCertificateArns", "SSLCertificateId", "SSLPolicy"];
    let is_one_of = |value: &Plain, values: &[&str]| {
        !matches!(value, Plain::Unknown(_))
            && values.contains(&value.text().to_lowercase().as_str())
    };
    match opens {
        Opens::Unless(harmless) => later.is_none_or(|later| !is_one_of(later, harmless)),
        Opens::With(values) => later
            .is_some_and(|later| is_one_of(later, values) || matches!(later, Plain::Unknown(_))),
        Opens::Written => earlier.is_none() && later.is_some(),
        Opens::ByBlock => !is_block_within(later, earlier),
        // Without it a listener is on where it has other options.
        Opens::OfListener if name == "ListenerEnabled" => match later {
            Some(later) => !is_one_of(later, &["false"]),
            None => earlier.is_some_and(|earlier| !is_one_of(earlier, &["true"])),
        },
        Opens::OfListener => later.is_some() && (is_new || !CERTIFICATES.contains(&name)),
    }
}

/// Whether `protocol, from, to, block` lets in no more than another one; without one, port 22 is
/// open for all.
fn is_block_within(inner: Option<&Plain>, outer: Option<&Plain>) -> bool {
    const BY_DEFAULT: &str = "tcp, 22, 22, 0.0.0.0/0";
    let text = |value: Option<&Plain>| value.map_or_else(|| BY_DEFAULT.to_owned(), Plain::text);
    let (inner, outer) = (text(inner), text(outer));
    let parts = |text: &str| -> Option<(Vec<String>, String)> {
        let mut parts: Vec<String> = text.split(',').map(|one| one.trim().to_owned()).collect();
        let block = parts.pop()?;
        Some((parts, block))
    };
    let (Some((ports, block)), Some((other_ports, other_block))) = (parts(&inner), parts(&outer))
    else {
        return false;
    };
    let (block, other) = (blocks(&Plain::Scalar(block)), blocks(&Plain::Scalar(other_block)));
    ports == other_ports && block.zip(other).is_some_and(|(block, other)| block.is_subset(&other))
}
