//! What is written about NAT and cannot be: a head node that forwards nothing, a private gateway
//! that leads nowhere.

use netloom_config::intent::{NatMode, PublicAddress};
use netloom_config::{ClusterIntent, Dialect};
use netloom_diag::{Diagnostic, Sourced};

use crate::codes;
use crate::passes::wording::{Key, example};

/// Finds a head node that is to be the NAT and cannot.
pub(crate) fn head_node_problem(intent: &ClusterIntent) -> Option<Diagnostic> {
    let mode = intent.network.nat.as_ref().filter(|mode| mode.value == NatMode::HeadNode)?;
    let single = example(Key::Nat, intent.dialect);
    if intent.dialect == Dialect::V3Yaml {
        let message =
            "the head node of ParallelCluster 3 forwards nothing, so it cannot be the NAT";
        return Some(
            Diagnostic::new(&codes::HEAD_NODE_CANNOT_NAT, mode.span(), message)
                .label("only 2.x head nodes masquerade")
                .help(format!("write {single}")),
        );
    }
    if !intent.network.has_head_interface.value {
        let message = "the cluster's own stack makes the head node's interface, so no route of \
                       this template can lead to it";
        return Some(
            Diagnostic::new(&codes::HEAD_NODE_CANNOT_NAT, mode.span(), message)
                .help(format!("write {single}"))
                .help(
                    "or leave the compute subnet to 2.x, which routes it to the head node: give \
                     `pcluster` the file with `vpc_id`, `master_subnet_id` and \
                     `compute_subnet_cidr`",
                )
                .help(
                    "or write `cluster_resources = true` for the template of 2.4 as a whole, with \
                     an interface that no node uses",
                ),
        );
    }
    let address = &intent.head.public_address;
    (address.value == PublicAddress::None).then(|| {
        let message = "the head node cannot be the NAT without a public address of its own";
        Diagnostic::new(&codes::HEAD_NODE_CANNOT_NAT, mode.span(), message)
            .also(address.span(), "the head node gets no public address")
            .help("set `use_public_ips = true`")
            .help(format!("or let a NAT gateway do it: {single}"))
    })
}

/// Finds a private NAT gateway that leads nowhere.
pub(crate) fn private_without_line(
    mode: &Sourced<NatMode>,
    has_line: bool,
    dialect: Dialect,
) -> Option<Diagnostic> {
    (mode.value == NatMode::Private && !has_line).then(|| {
        let message = "a private NAT gateway leads to the site, and there is no virtual private \
                       gateway and no transit gateway to it";
        Diagnostic::new(&codes::PRIVATE_NAT_WITHOUT_LINE, mode.span(), message)
            .about("nat-gateway")
            .help(match dialect {
                Dialect::V2Ini => "write `virtual_private_gateway = true` in `[vpc …]`",
                Dialect::V3Yaml => "write `VirtualPrivateGateway: true` under `Network`",
            })
            .help(format!("or write {}", example(Key::Nat, dialect)))
    })
}
