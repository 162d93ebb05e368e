//! The services of AWS that the nodes of a cluster call, by role, scheduler and release.
//!
//! Endpoints are planned by this table, claims are made from it, and the list for proxies and
//! firewalls is written from it.

use std::collections::BTreeSet;

use netloom_config::intent::{NodeGroup, Scheduler, SecretPurpose};
use netloom_config::{ClusterIntent, Dialect, Release};

/// A service that some nodes call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ServiceNeed {
    /// What follows the region in the name of its endpoint: `s3`, `ecr.api`.
    pub service: &'static str,
    /// What they call it for, in words that follow "for".
    pub purpose: &'static str,
}

/// The release that a file without one is for: the last one that has its scheduler.
///
/// # Source
/// AWS ParallelCluster 2.11.5, `CHANGELOG.md`: SGE and Torque are no longer supported.
#[must_use]
pub fn release_of(intent: &ClusterIntent) -> Release {
    intent.release.unwrap_or(match (intent.dialect, intent.scheduler.value) {
        (Dialect::V2Ini, Scheduler::Sge | Scheduler::Torque) => Release::new(2, 11, 4),
        (Dialect::V2Ini, _) => Release::new(2, 11, 9),
        (Dialect::V3Yaml, _) => Release::NEWEST_KNOWN,
    })
}

/// Returns what some nodes have to reach, each service once; none for Lambda functions, which only
/// answer the cluster's own stack.
///
/// # Source
/// AWS ParallelCluster User Guide, "AWS ParallelCluster in a single subnet with no internet access"
/// (logs, cloudformation, ec2, s3, dynamodb for all nodes, secretsmanager with a directory,
/// elasticloadbalancing and autoscaling with login nodes); `cluster_stack.py`, the permissions of
/// head node and login nodes. 2.x template: queue and Auto Scaling group of all schedulers until
/// 2.8, of SGE and Torque until 2.11.4; its log agent since 2.6.0. AWS Batch User Guide and Amazon
/// ECS Developer Guide, "Interface VPC endpoints", for container instances; Amazon ECR User Guide,
/// the same, for images (layers come from S3). AWS Systems Manager User Guide, "Create VPC
/// endpoints": ssm, ssmmessages and ec2messages for Session Manager.
#[must_use]
pub fn services_needed(
    intent: &ClusterIntent,
    release: Release,
    nodes: &NodeGroup,
) -> Vec<ServiceNeed> {
    let is_batch = intent.scheduler.value == Scheduler::AwsBatch;
    let mut needs = match nodes {
        NodeGroup::Lambda => return Vec::new(),
        NodeGroup::Queue(_) if is_batch => of_containers(),
        _ => of_nodes(intent, release),
    };
    match nodes {
        NodeGroup::Head => needs.extend(of_head(intent)),
        NodeGroup::LoginPool(_) => {
            needs.push(need("autoscaling", "the life cycle of login nodes"));
        }
        NodeGroup::Queue(_) | NodeGroup::Lambda => {}
    }
    if intent.aws_use.session_manager.iter().any(|(group, _)| group == nodes) {
        needs.extend(
            ["ssm", "ssmmessages", "ec2messages"].map(|service| need(service, "Session Manager")),
        );
    }
    let mut seen = BTreeSet::new();
    needs.retain(|need| seen.insert(need.service));
    needs
}

const fn need(service: &'static str, purpose: &'static str) -> ServiceNeed {
    ServiceNeed { service, purpose }
}

/// What the container instances of AWS Batch call.
fn of_containers() -> Vec<ServiceNeed> {
    vec![
        need("s3", "the layers of container images"),
        need("logs", "the logs of jobs"),
        need("ecs", "jobs from AWS Batch"),
        need("ecs-agent", "jobs from AWS Batch"),
        need("ecs-telemetry", "jobs from AWS Batch"),
        need("ecr.api", "container images"),
        need("ecr.dkr", "container images"),
    ]
}

/// What every other node calls.
fn of_nodes(intent: &ClusterIntent, release: Release) -> Vec<ServiceNeed> {
    let scheduler = intent.scheduler.value;
    let mut needs = vec![
        need("s3", "recipes, signals to the stack, and licences of NICE DCV"),
        need("cloudformation", "the node's configuration, and signals to the stack"),
        need("ec2", "instances, volumes and tags"),
    ];
    if release >= Release::new(2, 6, 0) {
        needs.push(need("logs", "logs of the node"));
    }
    needs.push(match scheduler {
        Scheduler::AwsBatch => need("batch", "jobs"),
        _ => need("dynamodb", "the state of compute nodes"),
    });
    let has_queue = match scheduler {
        Scheduler::Slurm => release < Release::new(2, 9, 0),
        Scheduler::Sge | Scheduler::Torque => release < Release::new(2, 11, 5),
        Scheduler::AwsBatch | Scheduler::Plugin => false,
    };
    if has_queue {
        needs.extend(
            ["sqs", "autoscaling"].map(|service| need(service, "the life cycle of compute nodes")),
        );
    }
    needs
}

/// What the head node calls beside that.
fn of_head(intent: &ClusterIntent) -> Vec<ServiceNeed> {
    let balancer = (!intent.login_pools.is_empty())
        .then_some(need("elasticloadbalancing", "the load balancer of login nodes"));
    let secrets = intent.aws_use.secrets.iter().map(|secret| {
        let purpose = match secret.purpose {
            SecretPurpose::Database => "the password of the accounting database",
            SecretPurpose::Directory => "the password of the directory",
            SecretPurpose::MungeKey => "the key of munge",
        };
        need(secret.service, purpose)
    });
    balancer.into_iter().chain(secrets).collect()
}
