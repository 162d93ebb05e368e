//! What decides which services of AWS the nodes call: secrets, Session Manager, DNS.

use netloom_diag::{Sourced, Span};

use super::reader::Section;
use crate::intent::{AwsUse, NodeGroup, SecretPurpose, SecretUse};
use crate::yaml::{Mapping, Node, Value};

/// The policy with which nodes answer to Session Manager.
///
/// # Source
/// AWS Systems Manager User Guide, "Configure instance permissions required for Systems Manager".
const SESSION_MANAGER_POLICY: &str = "/AmazonSSMManagedInstanceCore";

/// Looks the file up.
///
/// Looked up by hand and not by a reader: the sections are read elsewhere or passed over, and a
/// fault in them is not to be reported twice.
pub(super) fn read(file: Section<'_>) -> AwsUse {
    let settings = at(file.mapping, &["Scheduling", "SlurmSettings"]);
    let dns = |key| settings.and_then(|settings| boolean(at(settings, &["Dns"])?, key));
    let mut secrets = Vec::new();
    let database = settings.and_then(|settings| at(settings, &["Database"]));
    let directory = at(file.mapping, &["DirectoryService"]);
    for (section, key, purpose) in [
        (database, "PasswordSecretArn", SecretPurpose::Database),
        (settings, "MungeKeySecretArn", SecretPurpose::MungeKey),
        (directory, "PasswordSecretArn", SecretPurpose::Directory),
    ] {
        secrets.extend(section.and_then(|section| secret(section, key, purpose)));
    }
    AwsUse {
        secrets,
        session_manager: session_manager(file.mapping),
        disables_managed_dns: dns("DisableManagedDns"),
        uses_ec2_hostnames: dns("UseEc2Hostnames"),
        custom_bucket: custom_bucket(file.mapping),
    }
}

fn at<'t>(mapping: &'t Mapping, path: &[&str]) -> Option<&'t Mapping> {
    path.iter().try_fold(mapping, |mapping, key| mapping.get(key)?.value.as_mapping())
}

fn boolean(mapping: &Mapping, key: &str) -> Option<Sourced<bool>> {
    let entry = mapping.get(key)?;
    match entry.value.as_scalar()?.value {
        Value::Bool(value) => Some(Sourced::written(value, entry.key_span)),
        _ => None,
    }
}

/// # Source
/// AWS ParallelCluster User Guide, `DirectoryService/PasswordSecretArn`: a secret of AWS Secrets
/// Manager, or a parameter of AWS Systems Manager.
fn secret(mapping: &Mapping, key: &str, purpose: SecretPurpose) -> Option<SecretUse> {
    let entry = mapping.get(key)?;
    let arn = &entry.value.as_scalar()?.text;
    let service = match arn.split(':').nth(2)? {
        "secretsmanager" => "secretsmanager",
        "ssm" => "ssm",
        _ => return None,
    };
    Some(SecretUse { purpose, service, span: entry.key_span })
}

/// # Source
/// AWS ParallelCluster User Guide, `CustomS3Bucket`.
fn custom_bucket(file: &Mapping) -> Option<Sourced<String>> {
    let entry = file.get("CustomS3Bucket")?;
    let name = entry.value.as_scalar().filter(|name| is_bucket_name(&name.text))?;
    Some(Sourced::written(name.text.clone(), entry.key_span))
}

/// # Source
/// Amazon S3 User Guide, "General purpose bucket naming rules": 3 to 63 lower-case letters, digits,
/// stops and hyphens.
fn is_bucket_name(text: &str) -> bool {
    let is_allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
    };
    (3..=63).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn session_manager(file: &Mapping) -> Vec<(NodeGroup, Span)> {
    let mut found = Vec::new();
    let head = at(file, &["HeadNode"]).and_then(policy);
    found.extend(head.map(|span| (NodeGroup::Head, span)));
    for (section, list, group) in [
        ("Scheduling", "SlurmQueues", NodeGroup::Queue as fn(String) -> NodeGroup),
        ("LoginNodes", "Pools", NodeGroup::LoginPool),
    ] {
        let items = at(file, &[section]).and_then(|section| section.get(list)?.value.as_sequence());
        for item in items.into_iter().flat_map(|list| &list.items).filter_map(Node::as_mapping) {
            let name = item.get("Name").and_then(|name| Some(name.value.as_scalar()?.text.clone()));
            found.extend(name.zip(policy(item)).map(|(name, span)| (group(name), span)));
        }
    }
    found
}

/// Returns where nodes get the policy.
fn policy(nodes: &Mapping) -> Option<Span> {
    let policies = at(nodes, &["Iam"])?.get("AdditionalIamPolicies")?.value.as_sequence()?;
    policies.items.iter().filter_map(Node::as_mapping).find_map(|policy| {
        let entry = policy.get("Policy")?;
        let arn = &entry.value.as_scalar()?.text;
        arn.ends_with(SESSION_MANAGER_POLICY).then_some(entry.key_span)
    })
}
