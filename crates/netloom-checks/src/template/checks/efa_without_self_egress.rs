//! EFA interfaces whose security groups do not admit EFA between the nodes.

use netloom_diag::Diagnostic;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{GroupRule, Id, Known, Peer, SecurityGroup};
use netloom_template::Node;

use super::super::context::Context;
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An interface of type `efa` or `efa-only` whose security groups lack a rule for all traffic
    /// to themselves, or from themselves.
    /// ### Why it matters
    /// EFA passes the operating system by and is admitted by rules that name a security group
    /// alone: 0.0.0.0/0 does not cover it. MPI and NCCL between nodes hang or fall back to TCP.
    /// ### Example
    /// A group with an inbound rule from itself and the outbound rule to 0.0.0.0/0 that EC2 adds
    /// ### Instead
    /// An `AWS::EC2::SecurityGroupEgress` with `IpProtocol: -1` and the group as
    /// `DestinationSecurityGroupId`, and the same inbound.
    /// ### Source
    /// Amazon EC2 User Guide, "Get started with EFA and MPI", "Prepare an EFA-enabled security
    /// group".
    EFA_WITHOUT_SELF_EGRESS = ("CFN051", Warning, "EFA without a rule to the group itself");
}

/// Where interfaces stand, and the key of their groups.
const INTERFACES: [(&str, &str, &str); 3] = [
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData.NetworkInterfaces[]", "Groups[]"),
    ("AWS::EC2::Instance", "NetworkInterfaces[]", "GroupSet[]"),
    ("AWS::EC2::NetworkInterface", "", "GroupSet[]"),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path, groups) in INTERFACES {
        for resource in context.of_kind(kind) {
            for interface in values_at(&resource.properties, path) {
                let Some(card) = interface.get("InterfaceType").filter(|kind| is_efa(kind)) else {
                    continue;
                };
                let Some(missing) = missing_way(context, &values_at(interface, groups)) else {
                    continue;
                };
                let message = format!(
                    "an EFA interface of `{}` has no group that admits all traffic {missing}",
                    resource.id
                );
                findings.push(Diagnostic::new(&EFA_WITHOUT_SELF_EGRESS, card.span, message).help(
                    format!(
                        "add a rule with `IpProtocol: -1` {missing}; 0.0.0.0/0 does not cover EFA"
                    ),
                ));
            }
        }
    }
    findings
}

fn is_efa(kind: &Node) -> bool {
    kind.as_text().is_some_and(|kind| matches!(kind.as_ref(), "efa" | "efa-only"))
}

/// Returns which way between interfaces of these groups is certainly closed for EFA.
fn missing_way(context: &Context<'_>, groups: &[&Node]) -> Option<&'static str> {
    let ids: Vec<Id> = groups
        .iter()
        .map(|node| {
            let resource = context
                .resource_of(node)
                .filter(|resource| resource.kind == "AWS::EC2::SecurityGroup")?;
            Some(Id::new(resource.id.clone()))
        })
        .collect::<Option<_>>()?;
    let groups: Vec<&SecurityGroup> =
        ids.iter().map(|id| context.network.security_groups.get(id)).collect::<Option<_>>()?;
    if groups.is_empty() || groups.iter().any(|group| group.beyond.is_some()) {
        return None;
    }
    let is_open = |rules: fn(&SecurityGroup) -> &[GroupRule]| {
        groups.iter().flat_map(|group| rules(group)).any(|rule| may_admit(rule, &ids))
    };
    if !is_open(|group| &group.egress) {
        return Some("to the group itself");
    }
    (!is_open(|group| &group.ingress)).then_some("from the group itself")
}

fn may_admit(rule: &GroupRule, ids: &[Id]) -> bool {
    let is_all = rule.traffic.value().is_none_or(|traffic| *traffic == Traffic::everything());
    let is_own = match &rule.peer {
        Known::Is(Peer::Group(id)) => ids.contains(id),
        Known::Is(_) => false,
        Known::Unknown(_) => true,
    };
    is_all && is_own
}
