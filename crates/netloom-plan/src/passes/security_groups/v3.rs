//! The groups of a 3.x cluster: head node, compute nodes, one per login pool.
//!
//! Nodes with groups of their own in the config keep them; the groups made here admit those, as
//! since 3.1.1.
//!
//! # Source
//! AWS ParallelCluster 3.9.3 and 3.16.1, `templates/cluster_stack.py`, `login_nodes_stack.py`,
//! `cdk_builder_utils.py`.

use std::collections::BTreeSet;

use netloom_config::ClusterIntent;
use netloom_config::intent::LoginPoolIntent;
use netloom_diag::Origin;
use netloom_net::ports;

use super::{all_from, all_out, group, replacing, tcp_from, user_access};
use crate::plan::{GroupRef, PlannedRule, PlannedSecurityGroup, SecurityGroupKey};

/// Returns the groups of the nodes that have none of their own.
pub(super) fn groups(intent: &ClusterIntent) -> Vec<PlannedSecurityGroup> {
    let peers = Peers::of(intent);
    let head = intent.head.security.replacing.is_empty().then(|| head_group(intent, &peers));
    let compute = intent
        .queues
        .iter()
        .find(|queue| queue.security.replacing.is_empty())
        .map(|queue| compute_group(queue.name.origin, &peers));
    let pools = intent.login_pools.iter().filter(|pool| pool.security.replacing.is_empty());
    head.into_iter().chain(compute).chain(pools.map(|pool| login_group(pool, &peers))).collect()
}

/// Who is who, made or brought along; each sorted.
struct Peers {
    head: Vec<GroupRef>,
    compute: Vec<GroupRef>,
    login: Vec<GroupRef>,
}

impl Peers {
    fn of(intent: &ClusterIntent) -> Self {
        let compute = intent
            .queues
            .iter()
            .flat_map(|queue| or_made(replacing(&queue.security), SecurityGroupKey::Compute));
        let login = intent.login_pools.iter().flat_map(|pool| {
            or_made(replacing(&pool.security), SecurityGroupKey::Login(pool.name.value.clone()))
        });
        Self {
            head: or_made(replacing(&intent.head.security), SecurityGroupKey::Head),
            compute: compute.collect::<BTreeSet<_>>().into_iter().collect(),
            login: login.collect::<BTreeSet<_>>().into_iter().collect(),
        }
    }
}

/// Groups that nodes bring along, or the one that is made for them.
fn or_made(brought: Vec<GroupRef>, key: SecurityGroupKey) -> Vec<GroupRef> {
    if brought.is_empty() { vec![GroupRef::Planned(key)] } else { brought }
}

fn head_group(intent: &ClusterIntent, peers: &Peers) -> PlannedSecurityGroup {
    let origin = Origin::Written(intent.head.span);
    let mut rules = user_access(&intent.head.ssh_allowed_from, intent.head.dcv.as_ref());
    rules.extend(from_each(&peers.compute, "Everything from the compute nodes", origin));
    for login in &peers.login {
        rules.push(tcp_from(login.clone(), ports::SLURM, "Slurm from the login nodes", origin));
        rules.push(tcp_from(login.clone(), ports::NFS, "NFS from the login nodes", origin));
    }
    group(SecurityGroupKey::Head, origin, "Head node", rules)
}

fn compute_group(origin: Origin, peers: &Peers) -> PlannedSecurityGroup {
    let mut rules: Vec<PlannedRule> = Vec::new();
    rules.extend(from_each(&peers.compute, "Everything from the other compute nodes", origin));
    rules.extend(from_each(&peers.head, "Everything from the head node", origin));
    rules.extend(from_each(&peers.login, "Everything from the login nodes", origin));
    rules.extend(all_out(SecurityGroupKey::Compute, origin));
    group(SecurityGroupKey::Compute, origin, "Compute nodes", rules)
}

/// Returns the group of a login pool.
///
/// A pool with groups in its config shares them with its load balancer, whose health checks come
/// from addresses that `AllowedIps` need not cover. So the group admits itself to the port that
/// they try.
///
/// # Source
/// AWS ParallelCluster 3.16.1, `templates/login_nodes_stack.py`:
/// `_add_load_balancer_security_groups`, target group on port 22.
fn login_group(pool: &LoginPoolIntent, peers: &Peers) -> PlannedSecurityGroup {
    let origin = pool.name.origin;
    let mut rules = user_access(&pool.ssh_allowed_from, pool.dcv.as_ref());
    rules.extend(from_each(&peers.head, "Everything from the head node", origin));
    rules.extend(from_each(&peers.compute, "Everything from the compute nodes", origin));
    let key = SecurityGroupKey::Login(pool.name.value.clone());
    let own = GroupRef::Planned(key.clone());
    rules.push(tcp_from(own, ports::SSH, "Health checks of the load balancer", origin));
    group(key, origin, "Login nodes", rules)
}

fn from_each<'a>(
    peers: &'a [GroupRef],
    description: &'a str,
    origin: Origin,
) -> impl Iterator<Item = PlannedRule> + 'a {
    peers.iter().map(move |peer| all_from(peer.clone(), description, origin))
}
