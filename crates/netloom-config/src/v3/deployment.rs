//! What is written beside the nodes: `DeploymentSettings`, `SharedStorage`, `Imds`, `DevSettings`.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sourced, Span};

use super::keys::{KeyTable, key, loose, since, strict};
use super::reader::{Reader, Section};
use super::security::read_groups;
use super::subnet_refs::{SubnetNames, read_subnets};
use crate::intent::{StorageIntent, StorageKind, SubnetRef};
use crate::{Release, codes};

pub(super) static DEPLOYMENT: KeyTable = loose(
    "DeploymentSettings",
    &[since("LambdaFunctionsVpcConfig", 4, 0)
        .doc("the VPC in which the cluster's functions run")
        .default("outside of any VPC")
        .example("{SubnetIds: [compute], SecurityGroupIds: [sg-0123456789abcdef0]}")],
    &["DisableSudoAccessForDefaultUser", "DefaultUserHome"],
);

pub(super) static LAMBDA: KeyTable = strict(
    "DeploymentSettings.LambdaFunctionsVpcConfig",
    &[
        key("SecurityGroupIds")
            .doc("the security groups of the functions")
            .example("[sg-0123456789abcdef0]"),
        key("SubnetIds").doc("the subnets of the functions").example("[subnet-0123456789abcdef0]"),
    ],
);

pub(super) static STORAGE: KeyTable = loose(
    "SharedStorage",
    &[key("StorageType")
        .doc("`Ebs`, `Efs`, `FsxLustre`, `FsxOntap`, `FsxOpenZfs` or `FileCache`")
        .example("FsxLustre")],
    &[
        "Name",
        "MountDir",
        "EbsSettings",
        "EfsSettings",
        "FsxLustreSettings",
        "FsxOntapSettings",
        "FsxOpenZfsSettings",
        "FileCacheSettings",
    ],
);

pub(super) static IMDS: KeyTable =
    strict("Imds", &[key("ImdsSupport").doc("the versions of instance metadata").example("v2.0")]);

pub(super) static DEV: KeyTable = loose(
    "DevSettings",
    &[since("EfaInterfaceType", 15, 0)
        .doc("`efa-only` interfaces take no IPv4 address, `efa` ones take one each")
        .default("`efa-only`")
        .example("efa")],
    &[
        "Cookbook",
        "NodePackage",
        "ClusterTemplate",
        "AmiSearchFilters",
        "InstanceTypesData",
        "Timeouts",
        "ComputeStartupTimeMetricEnabled",
        "AwsBatchCliPackage",
    ],
);

/// The most security groups of the Lambda functions. Source: AWS Lambda, `VpcConfig`.
const MAX_LAMBDA_GROUPS: usize = 5;

/// The most subnets of the Lambda functions. Source: AWS Lambda, `VpcConfig`.
const MAX_LAMBDA_SUBNETS: usize = 16;

/// Keys by which the settings of a storage name something that exists.
const EXISTING: [&str; 3] = ["FileSystemId", "VolumeId", "FileCacheId"];

/// Reads the subnets of the cluster's Lambda functions; empty when they run outside the VPC.
pub(super) fn read_lambda_subnets(
    reader: &mut Reader<'_>,
    file: Section<'_>,
    names: &SubnetNames,
) -> Vec<Sourced<SubnetRef>> {
    let Some(deployment) = reader.section(file, "DeploymentSettings", &DEPLOYMENT) else {
        return Vec::new();
    };
    let Some(lambda) = reader.section(deployment, "LambdaFunctionsVpcConfig", &LAMBDA) else {
        return Vec::new();
    };
    for name in ["SecurityGroupIds", "SubnetIds"] {
        reader.require(lambda, name);
    }
    read_groups(reader, lambda, "SecurityGroupIds");
    if let Some(field) = lambda.field("SecurityGroupIds")
        && let Some(groups) = field.node.as_sequence()
        && !(1..=MAX_LAMBDA_GROUPS).contains(&groups.items.len())
    {
        let message = format!(
            "`SecurityGroupIds` has {} entries, expected 1 to {MAX_LAMBDA_GROUPS}",
            groups.items.len()
        );
        let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, field.span(), message);
        reader.report(finding.help(format!("list 1 to {MAX_LAMBDA_GROUPS} groups")));
    }
    read_subnets(reader, lambda, names, (1, MAX_LAMBDA_SUBNETS))
}

/// A kind of storage as written: the file system that it is, if it is one, and the first release
/// that has it.
type Kind = (&'static str, (Option<StorageKind>, Option<Release>));

/// Reads the file systems of the shared storage: each needs other ports, and releases differ in
/// them.
pub(super) fn read_storage(reader: &mut Reader<'_>, file: Section<'_>) -> Vec<StorageIntent> {
    const KINDS: [Kind; 6] = [
        // The head node exports these volumes itself: there is no file system to reach.
        ("Ebs", (None, None)),
        ("Efs", (Some(StorageKind::Efs), None)),
        ("FsxLustre", (Some(StorageKind::FsxLustre), None)),
        ("FsxOpenZfs", (Some(StorageKind::FsxOpenZfs), Some(Release::new(3, 2, 0)))),
        ("FsxOntap", (Some(StorageKind::FsxOntap), Some(Release::new(3, 2, 0)))),
        ("FileCache", (Some(StorageKind::FileCache), Some(Release::new(3, 7, 0)))),
    ];
    let mut found = Vec::new();
    let Some((_, nodes)) = reader.items(file, "SharedStorage") else { return found };
    let mut seen = BTreeMap::new();
    for node in nodes {
        let Some(storage) = reader.item(node, "item of SharedStorage", &STORAGE) else { continue };
        check_own(reader, storage, &mut seen);
        reader.require(storage, "StorageType");
        let Some(kind) = reader.choice(storage, "StorageType", &KINDS) else { continue };
        let (mounted, since) = kind.value;
        let Some(written) = storage.field("StorageType").and_then(|kind| kind.node.as_scalar())
        else {
            continue;
        };
        if let Some(since) = since {
            reader.needs(&format!("StorageType: {}", written.text), since, kind.span());
        }
        let settings = storage.field(&format!("{}Settings", written.text));
        let existing = settings
            .and_then(|settings| settings.node.as_mapping())
            .and_then(|settings| EXISTING.iter().find_map(|key| settings.get(key)));
        let id = existing
            .and_then(|id| Some(id.value.as_scalar()?.text.as_ref()))
            .filter(|text| is_file_system_id(text))
            .map(str::to_owned);
        let is_made = existing.is_none();
        found.extend(mounted.map(|kind_of| StorageIntent {
            kind: kind_of,
            is_made,
            id: id.clone(),
            span: kind.span(),
        }));
    }
    found
}

/// Returns whether a text is the id of a file system or of a file cache, not of a volume of one.
fn is_file_system_id(text: &str) -> bool {
    text.starts_with("fs-") || text.starts_with("fc-")
}

/// Reports a name or a mount directory that another storage has.
///
/// # Source
/// AWS ParallelCluster 3.0.0 on, `DuplicateNameValidator` and `DuplicateMountDirValidator`.
fn check_own(
    reader: &mut Reader<'_>,
    storage: Section<'_>,
    seen: &mut BTreeMap<(&'static str, String), Span>,
) {
    for key in ["Name", "MountDir"] {
        let Some(field) = storage.field(key) else { continue };
        let text = field.node.as_scalar().map(|scalar| scalar.text.clone());
        let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
        let Some(earlier) = seen.insert((key, text.clone()), field.span()) else { continue };
        let message = format!("`{key}` of two file systems is `{text}`");
        reader.report(
            Diagnostic::new(&codes::DUPLICATE_ENTRY, field.span(), message)
                .also(earlier, "first here")
                .help(format!("write another `{key}` for one of them")),
        );
    }
}

/// Checks the form of `Imds` and `DevSettings`; returns whether EFA interfaces have addresses
/// whatever the release.
///
/// # Source
/// AWS ParallelCluster 3.15.0, `templates/queues_stack.py`, `add_network_interfaces`:
/// `EfaInterfaceType: efa`.
pub(super) fn check_settings(reader: &mut Reader<'_>, file: Section<'_>) -> bool {
    if let Some(imds) = reader.section(file, "Imds", &IMDS) {
        reader.choice(imds, "ImdsSupport", &[("v1.0", ()), ("v2.0", ())]);
    }
    let dev = reader.section(file, "DevSettings", &DEV);
    let kind = dev.and_then(|dev| reader.text(dev, "EfaInterfaceType"));
    kind.is_some_and(|kind| kind.value == "efa")
}
