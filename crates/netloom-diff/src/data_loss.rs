//! What becomes of what is in a resource that CloudFormation deletes: files, tables, logs, a public
//! address.
//!
//! # Source
//! AWS CloudFormation Template Reference, `DeletionPolicy` and `UpdateReplacePolicy`: both delete
//! unless they say otherwise; some types can leave a snapshot, databases of RDS leave one when they
//! are taken out of the template and nothing is reported; a bucket is deleted only when it is empty.

use serde::Serialize;

use crate::behaviour::Effect;
use crate::resources::Action;
use crate::revision::Resource;

/// What becomes of what is in a resource that is deleted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contents {
    /// It is deleted, too.
    Deleted,
    /// It is deleted if the resource is replaced, which depends on values that the template does
    /// not tell.
    MayBeDeleted,
    /// A snapshot of it is made first.
    InSnapshot,
    /// It keeps the resource from being deleted.
    InTheWay,
    /// The public address is given back.
    Released,
}

/// Types of resources that hold data.
const HOLDERS: [&str; 13] = [
    "AWS::DirectoryService::MicrosoftAD",
    "AWS::DirectoryService::SimpleAD",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Volume",
    "AWS::EFS::FileSystem",
    "AWS::FSx::FileSystem",
    "AWS::FSx::Volume",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::SecretsManager::Secret",
];

const WITH_SNAPSHOTS: [&str; 3] =
    ["AWS::EC2::Volume", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"];

/// What becomes of it, and a sentence about it without a full stop; `None` where nothing is in it
/// or it is kept.
pub(crate) struct DataFate {
    /// `None` where it is not known whether the resource is replaced.
    pub(crate) contents: Option<Contents>,
    pub(crate) reason: String,
}

/// - `before`: the resource as it is; `after`: as it is to be, where it stays in the template.
/// - `is_of_config`: whether the template was made from a config, which has no words for policies.
pub(crate) fn told(
    (action, effect): (&Action, Effect),
    before: &Resource<'_>,
    after: Option<&Resource<'_>>,
    is_of_config: bool,
) -> Option<DataFate> {
    let (contents, keep) = match (action, effect, after) {
        (Action::Removed, _, _) | (Action::Renamed { .. }, Effect::Replacement, _) => (
            of(before, before, "DeletionPolicy")?,
            "`DeletionPolicy: Retain`, in an update before this one,",
        ),
        (Action::Changed, Effect::Replacement | Effect::MayReplace, Some(after)) => {
            (of(before, after, "UpdateReplacePolicy")?, "`UpdateReplacePolicy: Retain`")
        }
        _ => return None,
    };
    // A config has no word for the attribute, so there is nothing to type.
    let is_certain = effect != Effect::MayReplace;
    let keep = if is_of_config { String::new() } else { format!("; {keep} keeps it") };
    let sentence = match contents {
        Contents::Deleted | Contents::MayBeDeleted => {
            format!("its contents are deleted with it unless a backup has them{keep}")
        }
        Contents::InSnapshot => "a snapshot of it is made before it is deleted".to_owned(),
        Contents::InTheWay => {
            "the old one is deleted only when it is empty, and else stays".to_owned()
        }
        Contents::Released => {
            format!(
                "its address is released, and hosts elsewhere that admit it must admit \
                 another{keep}"
            )
        }
    };
    let reason = if is_certain { sentence } else { format!("if it is replaced: {sentence}") };
    let contents = match contents {
        Contents::Deleted if !is_certain => Some(Contents::MayBeDeleted),
        contents => is_certain.then_some(contents),
    };
    Some(DataFate { contents, reason })
}

/// - `decides`: the resource whose attribute says what is done.
fn of(holder: &Resource<'_>, decides: &Resource<'_>, attribute: &str) -> Option<Contents> {
    if decides.is_retained(attribute) {
        return None;
    }
    let kind = holder.kind();
    match kind {
        "AWS::S3::Bucket" => return Some(Contents::InTheWay),
        "AWS::EC2::EIP" => return Some(Contents::Released),
        _ => {}
    }
    let is_in_cluster =
        kind == "AWS::RDS::DBInstance" && holder.get("DBClusterIdentifier").is_some();
    if !HOLDERS.contains(&kind) || is_in_cluster {
        return None;
    }
    let policy = decides.attribute(attribute);
    let is_snapshot = match policy.as_deref() {
        Some(policy) => policy == "Snapshot",
        None => attribute == "DeletionPolicy" && kind.starts_with("AWS::RDS::"),
    };
    Some(if is_snapshot && WITH_SNAPSHOTS.contains(&kind) {
        Contents::InSnapshot
    } else {
        Contents::Deleted
    })
}
