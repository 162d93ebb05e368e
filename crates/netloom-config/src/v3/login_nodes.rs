//! `LoginNodes`.

use netloom_diag::{Sourced, Span};

use super::access::{read_allowed_ips, read_dcv};
use super::head_node::read_proxy;
use super::keys::{KeyTable, key, loose, since, strict};
use super::limits::{check_pools, check_unique, read_name};
use super::reader::{Reader, Section};
use super::security::read_security;
use super::subnet_refs::{SubnetNames, read_subnets};
use crate::intent::{AccessSource, LoginPoolIntent, NodeSecurity};
use crate::yaml::Node;

pub(super) static LOGIN_NODES: KeyTable = strict(
    "LoginNodes",
    &[key("Pools").doc("the pools of login nodes").example("[{Name: users, Count: 2, …}]")],
);

pub(super) static POOL: KeyTable = loose(
    "LoginNodes.Pools",
    &[
        key("Name").doc("the name of the pool").example("users"),
        key("Count").doc("how many login nodes the pool runs").example("2"),
        key("Networking").doc("where they are").example("{SubnetIds: [head]}"),
        key("Ssh")
            .doc("who connects by SSH")
            .default("the head node's")
            .example("{AllowedIps: 192.0.2.0/24}"),
        since("Dcv", 11, 0)
            .doc("remote desktops with NICE DCV")
            .default("off")
            .example("{Enabled: true}"),
    ],
    &["InstanceType", "Image", "CustomActions", "Iam", "GracetimePeriod"],
);

pub(super) static NETWORKING: KeyTable = strict(
    "LoginNodes.Pools.Networking",
    &[
        key("SubnetIds").doc("one subnet, by id or by name").example("[head]"),
        key("SecurityGroups")
            .doc("security groups for these nodes in place of those that the cluster makes")
            .default("the cluster's own")
            .example("[sg-0123456789abcdef0]"),
        key("AdditionalSecurityGroups")
            .doc("security groups to attach in addition to those that the cluster makes")
            .default("none")
            .example("[sg-0123456789abcdef0]"),
        key("Proxy")
            .doc("the HTTP proxy of these nodes")
            .default("none")
            .example("{HttpProxyAddress: http://10.9.0.5:3128}"),
    ],
);

pub(super) static SSH: KeyTable = strict(
    "LoginNodes.Pools.Ssh",
    &[
        key("KeyName")
            .until(14, 2)
            .doc("the EC2 key pair")
            .default("the head node's")
            .example("hpc-admins"),
        since("AllowedIps", 11, 0)
            .doc("the block or prefix list that may connect by SSH")
            .default("the head node's")
            .example("192.0.2.0/24"),
    ],
);
pub(super) static DCV: KeyTable = strict(
    "LoginNodes.Pools.Dcv",
    &[
        key("Enabled")
            .doc("whether DCV runs on the login nodes")
            .default("`false`")
            .example("true"),
        key("Port").doc("its TCP port").default("`8443`").example("8443"),
        key("AllowedIps")
            .doc("the block that may connect")
            .default("`0.0.0.0/0`")
            .example("192.0.2.0/24"),
    ],
);

/// Why a pool without `AllowedIps` has the head node's.
const AS_HEAD: &str =
    "login nodes admit whom the head node admits unless their pool says otherwise";

/// Reads the pools, sorted by name.
pub(super) fn read(
    reader: &mut Reader<'_>,
    file: Section<'_>,
    names: &SubnetNames,
    head_ssh: &Sourced<AccessSource>,
) -> Vec<LoginPoolIntent> {
    let Some(login) = reader.section(file, "LoginNodes", &LOGIN_NODES) else { return Vec::new() };
    reader.require(login, "Pools");
    let Some((field, nodes)) = reader.items(login, "Pools") else { return Vec::new() };
    check_pools(reader, nodes.len(), field.key_span);
    let head_ssh = Sourced::derived(head_ssh.value.clone(), AS_HEAD, head_ssh.span());
    let mut pools: Vec<LoginPoolIntent> =
        nodes.iter().filter_map(|node| read_pool(reader, node, names, &head_ssh)).collect();
    check_unique(reader, "login pool", pools.iter().map(|pool| &pool.name));
    pools.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    pools
}

fn read_pool(
    reader: &mut Reader<'_>,
    node: &Node,
    names: &SubnetNames,
    head_ssh: &Sourced<AccessSource>,
) -> Option<LoginPoolIntent> {
    let pool = reader.item(node, "item of Pools", &POOL)?;
    let name = read_name(reader, pool);
    reader.require(pool, "Count");
    let count = reader.integer(pool, "Count", 0, u64::from(u32::MAX)).and_then(|count| {
        u32::try_from(count.value).ok().map(|value| Sourced { value, origin: count.origin })
    });
    let networking = reader.section(pool, "Networking", &NETWORKING);
    let (subnet, security, proxy) = match networking {
        Some(networking) => {
            let subnets = read_subnets(reader, networking, names, (1, 1));
            (
                subnets.into_iter().next(),
                read_security(reader, networking),
                read_proxy(reader, networking),
            )
        }
        None => (None, NodeSecurity::default(), None),
    };
    let ssh = reader.section(pool, "Ssh", &SSH);
    let ssh_allowed_from = ssh.and_then(|ssh| {
        reader.text(ssh, "KeyName");
        read_allowed_ips(reader, ssh)
    });
    let dcv = read_dcv(reader, pool, &DCV);
    Some(LoginPoolIntent {
        count: count.unwrap_or_else(|| unknown_count(pool.span)),
        // Only now, so that a pool without a name has its other faults reported as well.
        name: name?,
        subnet,
        security,
        ssh_allowed_from: ssh_allowed_from.unwrap_or_else(|| head_ssh.clone()),
        dcv,
        proxy,
    })
}

/// Stands in for a count that could not be read; the error for it is already noted.
fn unknown_count(near: Span) -> Sourced<u32> {
    Sourced::defaulted(1, "the pool's count could not be read", near)
}
