//! What is written beside the nodes: `DeploymentSettings`, `SharedStorage`, `Imds`, `DevSettings`.

use netloom_diag::{Diagnostic, Sourced};

use super::keys::{KeyTable, key, loose, since, strict};
use super::reader::{Reader, Section};
use super::security::read_groups;
use super::subnet_refs::{SubnetNames, read_subnets};
use crate::intent::SubnetRef;
use crate::{Release, codes};

pub(super) static DEPLOYMENT: KeyTable = loose(
    "DeploymentSettings",
    &[since("LambdaFunctionsVpcConfig", 4, 0)],
    &["DisableSudoAccessForDefaultUser", "DefaultUserHome"],
);

static LAMBDA: KeyTable =
    strict("DeploymentSettings.LambdaFunctionsVpcConfig", &[key("SecurityGroupIds"), key("SubnetIds")]);

pub(super) static STORAGE: KeyTable = loose(
    "SharedStorage",
    &[key("StorageType")],
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

static IMDS: KeyTable = strict("Imds", &[key("ImdsSupport")]);

static DEV: KeyTable = loose(
    "DevSettings",
    &[since("EfaInterfaceType", 15, 0)],
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

/// Reads the subnets of the cluster's Lambda functions; empty when they run outside the VPC.
pub(super) fn read_lambda_subnets(
    reader: &mut Reader<'_>,
    file: Section<'_>,
    names: &SubnetNames,
) -> Vec<Sourced<SubnetRef>> {
    let Some(deployment) = reader.section(file, "DeploymentSettings", &DEPLOYMENT) else { return Vec::new() };
    let Some(lambda) = reader.section(deployment, "LambdaFunctionsVpcConfig", &LAMBDA) else { return Vec::new() };
    for name in ["SecurityGroupIds", "SubnetIds"] {
        reader.require(lambda, name);
    }
    read_groups(reader, lambda, "SecurityGroupIds");
    if let Some(field) = lambda.field("SecurityGroupIds")
        && let Some(groups) = field.node.as_sequence()
        && !(1..=MAX_LAMBDA_GROUPS).contains(&groups.items.len())
    {
        let message =
            format!("`SecurityGroupIds` has {} entries, expected 1 to {MAX_LAMBDA_GROUPS}", groups.items.len());
        let finding = Diagnostic::new(&codes::WRONG_LIST_LENGTH, field.span(), message);
        reader.report(finding.help(format!("list 1 to {MAX_LAMBDA_GROUPS} groups")));
    }
    read_subnets(reader, lambda, names, (1, MAX_LAMBDA_SUBNETS))
}

/// Checks the kinds of shared storage: each needs other ports, and releases differ in them.
pub(super) fn check_storage(reader: &mut Reader<'_>, file: Section<'_>) {
    const KINDS: [(&str, Option<Release>); 6] = [
        ("Ebs", None),
        ("Efs", None),
        ("FsxLustre", None),
        ("FsxOpenZfs", Some(Release::new(3, 2, 0))),
        ("FsxOntap", Some(Release::new(3, 2, 0))),
        ("FileCache", Some(Release::new(3, 7, 0))),
    ];
    let Some((_, nodes)) = reader.items(file, "SharedStorage") else { return };
    for node in nodes {
        let Some(storage) = reader.item(node, "item of SharedStorage", &STORAGE) else { continue };
        reader.require(storage, "StorageType");
        let Some(kind) = reader.choice(storage, "StorageType", &KINDS) else { continue };
        if let (Some(since), Some(written)) =
            (kind.value, storage.field("StorageType").and_then(|kind| kind.node.as_scalar()))
        {
            reader.needs(&format!("StorageType: {}", written.text), since, kind.span());
        }
    }
}

/// Checks the form of `Imds` and `DevSettings`.
pub(super) fn check_settings(reader: &mut Reader<'_>, file: Section<'_>) {
    if let Some(imds) = reader.section(file, "Imds", &IMDS) {
        reader.choice(imds, "ImdsSupport", &[("v1.0", ()), ("v2.0", ())]);
    }
    if let Some(dev) = reader.section(file, "DevSettings", &DEV) {
        reader.text(dev, "EfaInterfaceType");
    }
}
