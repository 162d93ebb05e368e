//! The file as a whole.

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::Region;

use super::aws_use;
use super::codes as v3_codes;
use super::deployment::{check_settings, read_lambda_subnets, read_storage};
use super::keys::{KeyTable, Shape, key, loose, own, since};
use super::network_section::{self, NETWORK};
use super::reader::{Reader, Section};
use super::security::check_mixed;
use super::subnet_refs::SubnetNames;
use super::{head_node, login_nodes, scheduling, servers};
use crate::intent::Scheduler;
use crate::values::unknown_region;
use crate::yaml::Node;
use crate::{ClusterIntent, Dialect, Release, codes};

pub(super) static FILE: KeyTable = loose(
    "",
    &[
        key("Region")
            .doc("the AWS region")
            .default("the region of the AWS CLI's profile")
            .example("eu-west-1"),
        key("HeadNode")
            .doc("the head node")
            .example("{InstanceType: c6i.large, Networking: {SubnetId: head}}"),
        key("Scheduling")
            .doc("the scheduler and its queues")
            .example("{Scheduler: slurm, SlurmQueues: […]}"),
        since("LoginNodes", 7, 0)
            .doc("nodes on which users log in")
            .default("no login nodes")
            .example("{Pools: […]}"),
        key("DeploymentSettings")
            .doc("settings of the stack's own functions")
            .example("{LambdaFunctionsVpcConfig: {…}}"),
        key("SharedStorage")
            .doc("file systems that the nodes mount")
            .default("none")
            .example("[{StorageType: Efs, Name: home, MountDir: /home}]"),
        key("Tags")
            .doc("tags of every resource, of the network too")
            .default("none")
            .example("[{Key: Project, Value: weather}]"),
        since("Imds", 3, 0)
            .doc("instance metadata; read for the release it needs")
            .example("{ImdsSupport: v2.0}"),
        key("DevSettings")
            .doc("settings for developers of ParallelCluster")
            .example("{EfaInterfaceType: efa}"),
        own("Network", Shape::Mapping(&NETWORK))
            .doc("netloom's own section: the network to create")
            .default("derived from the cluster")
            .example("{CidrBlock: 10.20.0.0/16}"),
    ],
    &[
        "Image",
        "Monitoring",
        "AdditionalPackages",
        "Iam",
        "DirectoryService",
        "CustomS3Bucket",
        "AdditionalResources",
    ],
);

/// Reads the file's outermost mapping.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Option<ClusterIntent> {
    let file = reader.item(root, "the file", &FILE)?;
    check_dialect(reader, file.span);
    let region = read_region(reader, file);
    let network = network_section::read(
        reader,
        file,
        region.as_ref().and_then(|region| Region::from_name(&region.value)),
    );
    let names = SubnetNames::of(&network.intent);
    let head = head_node::read(reader, file, &names, file.span);
    let login_pools = login_nodes::read(reader, file, &names, &head.ssh_allowed_from);
    let scheduling = scheduling::read(reader, file, &names);
    let lambda_subnets = read_lambda_subnets(reader, file, &names);
    let storage = read_storage(reader, file);
    let servers = servers::read(file);
    let has_efa_with_addresses = check_settings(reader, file);
    // Only now, so that the faults of all other sections are reported although this one is
    // unusable.
    let (scheduler, queues) = scheduling?;
    check_mixed(reader, &head, &queues);
    check_login_scheduler(reader, file, scheduler.value);
    if let Some(parallel) = &network.multi_node_parallel
        && scheduler.value != Scheduler::AwsBatch
    {
        let message = "`MultiNodeParallel` has no effect: the scheduler is not AWS Batch";
        reader.report(
            Diagnostic::new(&codes::KEY_WITHOUT_EFFECT, parallel.span(), message)
                .help("leave it out"),
        );
    }
    if queues.is_empty() {
        return None;
    }
    Some(ClusterIntent {
        dialect: Dialect::V3Yaml,
        span: file.span,
        release: reader.release,
        has_efa_with_addresses,
        label: None,
        region,
        scheduler,
        head,
        login_pools,
        queues,
        lambda_subnets,
        storage,
        servers,
        aws_use: aws_use::read(file),
        multi_node_parallel: network.multi_node_parallel,
        network: network.intent,
    })
}

/// # Source
/// AWS ParallelCluster 3.16.1, `LoginNodesSchedulerValidator`.
fn check_login_scheduler(reader: &mut Reader<'_>, file: Section<'_>, scheduler: Scheduler) {
    let Some(login) = file.field("LoginNodes").filter(|_| scheduler != Scheduler::Slurm) else {
        return;
    };
    let message = "there are `LoginNodes` with another scheduler than Slurm";
    let finding = Diagnostic::new(&v3_codes::LOGIN_NODES_WITHOUT_SLURM, login.key_span, message);
    reader.report(finding.help("remove `LoginNodes`, or write `Scheduler: slurm`"));
}

/// A YAML file cannot be for a 2.x release; the rest is then read as for any 3.x release.
fn check_dialect(reader: &mut Reader<'_>, span: Span) {
    let Some(release) = reader.release.filter(|release| release.major < 3) else { return };
    let message = format!(
        "the file is YAML, which ParallelCluster reads from 3.0.0 on; it is declared to be for \
         {release}"
    );
    let finding = Diagnostic::new(&codes::NEWER_THAN_RELEASE, span, message)
        .severity(netloom_diag::Severity::Error);
    reader.report(finding.help(format!(
        "name a 3.x release, such as `--pcluster-version {}`",
        Release::NEWEST_KNOWN
    )));
    reader.release = None;
}

/// Reads `Region`; the caller's region wins.
fn read_region(reader: &mut Reader<'_>, file: Section<'_>) -> Option<Sourced<String>> {
    let written = reader.text(file, "Region");
    let region = match reader.options.region.clone() {
        Some(region) => {
            let near = written.as_ref().map_or(file.span, Sourced::span);
            Some(Sourced::derived(region, "given on the command line", near))
        }
        None => written,
    };
    if let Some(problem) = region.as_ref().and_then(unknown_region) {
        reader.report(problem);
    }
    region
}
