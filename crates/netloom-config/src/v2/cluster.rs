//! `[cluster …]`, and `[global]` and `[aws]` that go with it.

use netloom_diag::{Diagnostic, Severity, Sourced, Span, nearest_name};
use netloom_net::Region;

use super::dcv::read_dcv;
use super::pointers::{Pointer, squeezed};
use super::queues::{Common, read_queues};
use super::reader::{Reader, Section};
use super::vpc::{VpcSection, no_section, read_vpc};
use crate::intent::{AwsUse, HeadIntent, PublicAddress, Scheduler, StorageIntent, StorageKind};
use crate::network_keys::{FurtherKeys, Sections};
use crate::values::unknown_region;
use crate::{ClusterIntent, Dialect, Release, codes};

const VPC_SETTINGS: Pointer = Pointer { key: "vpc_settings", kind: "vpc", max_labels: 1 };

/// The label that is taken when none is named.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/pcluster_config.py`.
const DEFAULT_LABEL: &str = "default";

const SCHEDULERS: &[(&str, Scheduler)] = &[
    ("slurm", Scheduler::Slurm),
    ("awsbatch", Scheduler::AwsBatch),
    ("sge", Scheduler::Sge),
    ("torque", Scheduler::Torque),
];

/// Reads the cluster that the options or `[global]` name; absent when it is not there.
pub(super) fn read_cluster(reader: &mut Reader<'_>) -> Option<ClusterIntent> {
    reader.check_swallowed_headers();
    reader.check_defaults();
    let label = cluster_label(reader);
    let Some(cluster) = reader.open("cluster", &format!("cluster {}", label.value)) else {
        report_missing_cluster(reader, &label);
        return None;
    };
    let header = cluster.ini.header;
    reader.check_dialect(header);
    reader.check_since(cluster);
    reader.check_keys_of_unread_sections(cluster);
    let region = read_region(reader, header);
    let known_region = region.as_ref().and_then(|region| Region::from_name(&region.value));
    let scheduler = read_scheduler(reader, cluster);
    let vpc = read_vpc_section(reader, cluster, known_region);
    let proxy = read_proxy(reader, cluster);
    let disables_managed_dns = reader.boolean(cluster, "disable_cluster_dns");
    // `[queue …]` of 2.x has no keys of the network, so all queues share those of `[vpc …]`.
    let common = Common {
        subnets: vpc.compute_subnet.clone().into_iter().collect(),
        public_address: compute_address(&vpc, scheduler.value),
        security: vpc.security.clone(),
        proxy: proxy.clone(),
    };
    let queues = read_queues(reader, cluster, scheduler.value, &common);
    let head_address =
        if vpc.use_public_ips.value { PublicAddress::NewElasticIp } else { PublicAddress::None };
    let head = HeadIntent {
        span: header,
        subnet: vpc.head_subnet,
        public_address: vpc.use_public_ips.as_ref().map(|_| head_address),
        security: vpc.security,
        ssh_allowed_from: vpc.ssh_allowed_from,
        dcv: read_dcv(reader, cluster),
        proxy,
    };
    Some(ClusterIntent {
        dialect: Dialect::V2Ini,
        span: header,
        release: reader.options.release,
        has_efa_with_addresses: false,
        label: Some(label),
        region,
        scheduler,
        head,
        login_pools: Vec::new(),
        queues,
        lambda_subnets: Vec::new(),
        storage: read_storage(reader, cluster),
        servers: Vec::new(),
        aws_use: AwsUse { disables_managed_dns, ..AwsUse::default() },
        multi_node_parallel: vpc.multi_node_parallel,
        network: vpc.network,
    })
}

/// Reads the file systems that exist already; those that ParallelCluster makes are not read.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `config/mappings.py`: `efs_fs_id`, `fsx_fs_id`; `NONE` stands for
/// none.
fn read_storage(reader: &mut Reader<'_>, cluster: Section<'_>) -> Vec<StorageIntent> {
    const KINDS: [(&str, &str, StorageKind); 2] =
        [("efs", "efs_fs_id", StorageKind::Efs), ("fsx", "fsx_fs_id", StorageKind::FsxLustre)];
    let mut found = Vec::new();
    for (kind, key, storage) in KINDS {
        let label = cluster.ini.option(&format!("{kind}_settings")).map(|option| option.value());
        let section =
            label.and_then(|label| reader.ini.section(&format!("{kind} {}", label.trim())));
        let Some(id) = section.and_then(|section| section.option(key)) else { continue };
        let text = id.value();
        if !text.is_empty() && text != "NONE" {
            found.push(StorageIntent {
                kind: storage,
                is_made: false,
                id: Some(text),
                span: id.value_span(),
            });
        }
    }
    found
}

/// Returns the label to take: the caller's, else that of `[global]`, else `default`.
fn cluster_label(reader: &mut Reader<'_>) -> Sourced<String> {
    let start = Span::file_start(reader.file.id());
    let global = reader.open_fixed("global");
    let written = global.and_then(|section| reader.text(section, "cluster_template"));
    match (&reader.options.cluster_template, written) {
        (Some(label), _) => {
            Sourced::defaulted(label.clone(), "named by `--cluster-template`", start)
        }
        (None, Some(label)) => label,
        (None, None) => {
            let near = reader.ini.sections.first().map_or(start, |section| section.header);
            Sourced::defaulted(
                DEFAULT_LABEL.to_owned(),
                "ParallelCluster takes the label `default`",
                near,
            )
        }
    }
}

fn report_missing_cluster(reader: &mut Reader<'_>, label: &Sourced<String>) {
    let wanted = format!("cluster {}", label.value);
    let sections = &reader.ini.sections;
    let labels: Vec<&str> =
        sections.iter().filter_map(|section| section.name.strip_prefix("cluster ")).collect();
    let message = match labels.len() {
        0 => "there is no `[cluster …]` section in the file".to_owned(),
        _ => format!("there is no section `[{wanted}]`"),
    };
    let mut finding = Diagnostic::new(&codes::NO_SUCH_CLUSTER, label.span(), message);
    if let Some(section) =
        sections.iter().find(|section| squeezed(&section.name) == squeezed(&wanted))
    {
        finding = finding
            .also(section.header, "another section to ParallelCluster: names are taken verbatim")
            .help(format!("write the header as `[{wanted}]`"));
    } else if let Some(near) = nearest_name(&label.value, labels.iter().copied()) {
        finding = finding.help(format!("did you mean `{near}`?"));
    }
    finding = match labels.as_slice() {
        [] => finding.help("`netloom init --dialect ini` writes a file to start from"),
        labels => {
            let options: Vec<String> =
                labels.iter().map(|label| format!("`--cluster-template {label}`")).collect();
            finding.help(format!("name one that is there: {}", options.join(", ")))
        }
    };
    reader.report(finding);
}

fn read_region(reader: &mut Reader<'_>, near: Span) -> Option<Sourced<String>> {
    let section = reader.open_fixed("aws");
    let written = section.and_then(|section| reader.text(section, "aws_region_name"));
    let region = match &reader.options.region {
        Some(region) => Sourced::defaulted(region.clone(), "named by `--region`", near),
        None => written?,
    };
    if let Some(problem) = unknown_region(&region) {
        reader.report(problem);
    }
    Some(region)
}

fn read_scheduler(reader: &mut Reader<'_>, cluster: Section<'_>) -> Sourced<Scheduler> {
    let header = cluster.ini.header;
    let Some(text) = reader.text(cluster, "scheduler") else {
        // Until 2.6.1 it was `sge`; what the nodes need of the network is the same as under Slurm.
        let rule = "a cluster without `scheduler` ran `sge` until 2.6.1";
        if cluster.ini.option("scheduler").is_none() {
            reader.gone_after(
                Release::new(2, 6, 1),
                header,
                "a `[cluster …]` section without `scheduler`",
                "write `scheduler = slurm` or `scheduler = awsbatch`",
            );
        }
        return Sourced::defaulted(Scheduler::Sge, rule, header);
    };
    let Some((_, scheduler)) = SCHEDULERS.iter().find(|(word, _)| *word == text.value) else {
        report_unknown_scheduler(reader, &text);
        return Sourced { value: Scheduler::Slurm, origin: text.origin };
    };
    if matches!(scheduler, Scheduler::Sge | Scheduler::Torque) {
        let what = format!("scheduler `{}`", text.value);
        reader.gone_after(Release::new(2, 11, 4), text.span(), &what, "write `scheduler = slurm`");
    }
    Sourced { value: *scheduler, origin: text.origin }
}

fn report_unknown_scheduler(reader: &mut Reader<'_>, text: &Sourced<String>) {
    let words: Vec<String> = SCHEDULERS.iter().map(|(word, _)| format!("`{word}`")).collect();
    let message =
        format!("scheduler `{}` is not known, expected one of {}", text.value, words.join(", "));
    let finding = Diagnostic::new(&codes::UNKNOWN_SCHEDULER, text.span(), message);
    reader.report(match nearest_name(&text.value, SCHEDULERS.iter().map(|(word, _)| *word)) {
        Some(word) => finding.help(format!("did you mean `{word}`?")),
        None => finding.help("write `scheduler = slurm`"),
    });
}

/// Reads the proxy; one whose value cannot be had is kept as written, so that it is not reported
/// that there is none.
fn read_proxy(reader: &mut Reader<'_>, cluster: Section<'_>) -> Option<Sourced<String>> {
    let read = reader.text(cluster, "proxy_server");
    read.or_else(|| proxy_as_written(cluster)).filter(|proxy| proxy.value != "NONE")
}

fn proxy_as_written(cluster: Section<'_>) -> Option<Sourced<String>> {
    let option = cluster.ini.option("proxy_server").filter(|option| !option.value().is_empty())?;
    Some(Sourced::written(option.value(), option.value_span()))
}

/// Follows `vpc_settings`; without it the network is derived.
fn read_vpc_section(
    reader: &mut Reader<'_>,
    cluster: Section<'_>,
    region: Option<Region>,
) -> VpcSection {
    let header = cluster.ini.header;
    let followed = reader.follow(cluster, &VPC_SETTINGS).into_iter().next();
    let sections = Sections { cluster, vpc: followed.as_ref().map(|(_, section)| *section) };
    let mut vpc = match followed {
        Some((_, section)) => read_vpc(reader, section, region),
        None => {
            let needs_it =
                reader.options.release.is_some_and(|release| release >= Release::new(2, 10, 1));
            if needs_it && cluster.ini.option(VPC_SETTINGS.key).is_none() {
                let message = "`[cluster …]` has no `vpc_settings`, which is required since 2.10.1";
                let finding = Diagnostic::new(&codes::RELEASES_DIFFER, header, message)
                    .severity(Severity::Info)
                    .help("`netloom bind` adds it once the network is made");
                reader.report(finding);
            }
            no_section(header)
        }
    };
    vpc.network.further = FurtherKeys::read_v2(reader, &sections);
    vpc
}

/// Compute nodes get public addresses only in the head node's subnet; AWS Batch has no switch of
/// its own for it.
///
/// # Source
/// AWS ParallelCluster 2.11.9, `aws-parallelcluster.cfn.json`, condition `ComputePublicIps`;
/// `batch-substack.cfn.json`.
fn compute_address(vpc: &VpcSection, scheduler: Scheduler) -> Sourced<PublicAddress> {
    let shares_subnet = match (&vpc.head_subnet, &vpc.compute_subnet) {
        (Some(head), Some(compute)) => head.value == compute.value,
        _ => false,
    };
    let address = match scheduler {
        Scheduler::AwsBatch => PublicAddress::SubnetDecides,
        _ if vpc.use_public_ips.value && shares_subnet => PublicAddress::OnLaunch,
        _ => PublicAddress::None,
    };
    vpc.use_public_ips.as_ref().map(|_| address)
}
