//! AWS services that nodes must reach: by role, scheduler and release.

use netloom_config::intent::Scheduler;
use netloom_config::{Dialect, Release};
use netloom_network::sets::traffic::Traffic;
use netloom_question::{Expect, Party, Question};

use super::{Basis, Claim, NodeEntry};
use crate::proofs::codes::SERVICE_NOT_REACHED;

/// What a group of nodes is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Head,
    Compute,
    Login,
}

/// HTTPS to every service of the role, for nodes without a proxy.
pub(super) fn claims(basis: &Basis<'_>) -> Vec<Claim> {
    let head = basis.nodes.head().map(|entry| (entry, Role::Head));
    let queues = basis.nodes.queues().map(|entry| (entry, Role::Compute));
    let pools = basis.nodes.login_pools().map(|entry| (entry, Role::Login));
    let mut claims = Vec::new();
    for (entry, role) in
        head.into_iter().chain(queues).chain(pools).filter(|(entry, _)| entry.proxy.is_none())
    {
        claims.extend(services(basis, role).into_iter().map(|service| claim(entry, service)));
    }
    claims
}

fn claim(entry: &NodeEntry, service: &str) -> Claim {
    let to = Party::Service(service.to_owned());
    Claim {
        code: &SERVICE_NOT_REACHED,
        who: entry.words.clone(),
        what: format!("`{service}`"),
        span: entry.span,
        question: Question::new(Party::Interface(entry.id.clone()), to, Traffic::tcp(443)),
        expect: Expect::Reachable,
        via: None,
        help: None,
    }
}

/// The services, by what follows the region in their names.
///
/// # Source
/// AWS ParallelCluster User Guide, "AWS ParallelCluster in a single subnet with no internet access"
/// (logs, cloudformation, ec2, s3, dynamodb for all nodes); `cluster_stack.py`, the permissions of
/// head node (elasticloadbalancing for login nodes) and login nodes (autoscaling, to complete
/// lifecycle actions). 2.x template: queue and Auto Scaling group of all schedulers until 2.8, of
/// SGE and Torque until 2.11.4; its log agent since 2.6.0. AWS Batch User Guide and Amazon ECS
/// Developer Guide, "Interface VPC endpoints", for container instances; Amazon ECR User Guide, the
/// same, for images (layers come from S3).
fn services(basis: &Basis<'_>, role: Role) -> Vec<&'static str> {
    let scheduler = basis.intent.scheduler.value;
    let release = basis.release.unwrap_or(match basis.intent.dialect {
        Dialect::V2Ini => Release::new(2, 11, 9),
        Dialect::V3Yaml => Release::NEWEST_KNOWN,
    });
    if scheduler == Scheduler::AwsBatch && role == Role::Compute {
        return vec!["s3", "logs", "ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr"];
    }
    let mut services = vec!["s3", "cloudformation", "ec2"];
    if release >= Release::new(2, 6, 0) {
        services.push("logs");
    }
    services.push(if scheduler == Scheduler::AwsBatch { "batch" } else { "dynamodb" });
    let has_queue = match scheduler {
        Scheduler::Slurm => release < Release::new(2, 9, 0),
        Scheduler::Sge | Scheduler::Torque => release < Release::new(2, 11, 5),
        Scheduler::AwsBatch | Scheduler::Plugin => false,
    };
    if has_queue {
        services.extend(["sqs", "autoscaling"]);
    }
    match role {
        Role::Head if !basis.intent.login_pools.is_empty() => services.push("elasticloadbalancing"),
        Role::Login => services.push("autoscaling"),
        Role::Head | Role::Compute => {}
    }
    services
}
