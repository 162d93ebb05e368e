//! Interfaces with EFA whose security groups do not admit each other.

use std::collections::BTreeSet;

use netloom_cfn::read::{Node, ResourceEntry};
use netloom_diag::Diagnostic;
use netloom_reach::network::{GroupRule, Id, Interface, Known, Network, Peer, SecurityGroup};
use netloom_reach::sets::traffic::Traffic;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// An interface with EFA whose security groups lack a rule for all traffic that names one of these groups, inbound or outbound.
    /// ### Why it matters
    /// EFA traffic is admitted by rules that name the group only; one for 0.0.0.0/0 does not count. Everything else works, so the
    /// stack is made, nodes start and claims about addresses and ports hold; jobs over several nodes hang.
    /// ### Example
    /// `InterfaceType: efa` and a group with its default egress, everything to 0.0.0.0/0
    /// ### Instead
    /// `AWS::EC2::SecurityGroupIngress` and `AWS::EC2::SecurityGroupEgress` with `IpProtocol: -1` from and to the group's own id
    /// ### Source
    /// Amazon EC2 User Guide, "Get started with EFA", step 1: "an EFA requires a security group that allows all inbound and
    /// outbound traffic to and from the security group itself".
    EFA_WITHOUT_OWN_GROUP = ("RCH040", Warning, "EFA whose security group does not admit itself");
}

/// Types of resources that can have such interfaces, and where these are described.
const KINDS: [&str; 3] = ["AWS::EC2::NetworkInterface", "AWS::EC2::Instance", "AWS::EC2::LaunchTemplate"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let resources = KINDS.into_iter().flat_map(|kind| context.of_kind(kind)).filter(|resource| has_efa(resource));
    resources.flat_map(|resource| of_resource(context.network, resource)).collect()
}

/// # Source
/// Amazon EC2 API, `InstanceNetworkInterfaceSpecification`, `InterfaceType`: `efa` and `efa-only`.
fn has_efa(resource: &ResourceEntry) -> bool {
    let data = resource.properties.get("LaunchTemplateData").unwrap_or(&resource.properties);
    let cards = data.get("NetworkInterfaces").and_then(Node::as_list).unwrap_or_default();
    let is_efa =
        |node: &Node| node.get("InterfaceType").and_then(Node::as_text).is_some_and(|kind| kind.starts_with("efa"));
    is_efa(data) || cards.iter().any(is_efa)
}

fn of_resource(network: &Network, resource: &ResourceEntry) -> Vec<Diagnostic> {
    let Some(primary) = network.interfaces.get(&Id::new(&resource.id)) else { return Vec::new() };
    let further = primary.further.iter().filter_map(|id| network.interfaces.get(id));
    let interfaces: Vec<&Interface> = [primary].into_iter().chain(further).collect();
    let all = || interfaces.iter().flat_map(|interface| &interface.groups);
    let own: BTreeSet<&Id> = all().filter_map(Known::value).collect();
    let groups: Vec<&SecurityGroup> = own.iter().filter_map(|id| network.security_groups.get(id)).collect();
    // Rules that no text says may be the ones that are needed.
    if groups.is_empty() || all().any(|group| group.value().is_none()) || groups.iter().any(|g| g.beyond.is_some()) {
        return Vec::new();
    }
    let admits = |rules: fn(&SecurityGroup) -> &[GroupRule]| {
        groups.iter().any(|group| rules(group).iter().any(|rule| admits_one_of(rule, &own)))
    };
    let ways = [("in", admits(|group| &group.ingress)), ("out", admits(|group| &group.egress))];
    let missing = ways.into_iter().filter(|(_, admits)| !admits);
    let finding = |(way, _)| {
        let message = format!("the security groups of `{}` do not let EFA traffic {way}", resource.id);
        Diagnostic::new(&EFA_WITHOUT_OWN_GROUP, resource.span, message).help(format!(
            "add a rule for all traffic {way} that names the group itself; addresses do not count for EFA"
        ))
    };
    missing.map(finding).collect()
}

fn admits_one_of(rule: &GroupRule, own: &BTreeSet<&Id>) -> bool {
    let is_own = matches!(&rule.peer, Known::Is(Peer::Group(id)) if own.contains(id));
    is_own && rule.traffic == Known::Is(Traffic::everything())
}
