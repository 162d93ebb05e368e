//! A plan as text for reviewers: one line per object, sorted as in the plan, aligned by nothing but
//! words.

use std::fmt::Write as _;

use netloom_config::intent::{EndpointPolicy, NodeGroup, SubnetKind};
use netloom_diag::Origin;

use crate::NetworkPlan;
use crate::plan::{
    EndpointPath, GroupRef, NatKey, PeerRef, PlannedEndpoint, PlannedInternetGateway,
    PlannedPublicAddress, PlannedRoute, PlannedRule, PlannedSubnet, PlannedTransitGateway,
    PlannedVpc, Protocol, RouteTableKey, RouteTarget, RuleDirection, SecurityGroupKey, SubnetPlace,
    ZoneRef,
};

/// Returns the plan as lines of text, each ending in a line feed.
///
/// The text names every decision of the plan and where it came from, `written` or the rule, so that
/// a changed rule shows in a review.
#[must_use]
pub fn describe_plan(plan: &NetworkPlan) -> String {
    // In the order in which the planner decides, so that the first line that differs between two
    // plans is near the cause.
    let mut lines = vec![plan.summary.clone()];
    let prefix = plan.tags.name_prefix.as_ref();
    lines.extend(prefix.map(|prefix| format!("names begin with {}", prefix.value)));
    lines.extend(plan.tags.tags.iter().map(|tag| format!("tag {} is {}", tag.key, tag.value)));
    lines.extend(plan.vpc.as_ref().map(vpc_line));
    lines.extend(plan.internet_gateway.as_ref().map(internet_gateway_line));
    lines.extend(
        plan.vpn_gateway
            .as_ref()
            .map(|gateway| format!("virtual private gateway{}", because(gateway.origin))),
    );
    lines.extend(plan.transit_gateway.as_ref().map(PlannedTransitGateway::describe));
    lines.extend(plan.subnets.iter().map(subnet_line));
    for nat in &plan.nat_gateways {
        let given = nat.address.iter().chain(&nat.secondary_addresses);
        let given: Vec<String> = given.map(|address| address.value.to_string()).collect();
        let address =
            if given.is_empty() { String::new() } else { format!(" with {}", given.join(", ")) };
        lines.push(format!(
            "{} in {}{address}{}",
            nat_name(&nat.key),
            nat.host().map_or_else(|| "all zones".to_owned(), place),
            because(nat.origin)
        ));
    }
    for table in &plan.route_tables {
        let subnets: Vec<String> = table.subnets.iter().map(ToString::to_string).collect();
        let learns = if table.learns_from_vpn_gateway {
            ", learns from the virtual private gateway"
        } else {
            ""
        };
        lines.push(format!("{} for {}{learns}", table_name(&table.key), subnets.join(", ")));
        lines.extend(table.routes.iter().map(route_line));
    }
    for table in &plan.existing_tables {
        let subnets: Vec<String> = table.subnets.iter().map(ToString::to_string).collect();
        let has = if table.stated.is_empty() { "" } else { ", which has" };
        lines.push(format!("{} for {}{has}", table.id.value, subnets.join(", ")));
        lines.extend(table.stated.iter().map(route_line));
    }
    lines.extend(plan.endpoints.iter().map(endpoint_line));
    for group in &plan.security_groups {
        lines.push(format!("security group {} ({})", group_name(&group.key), group.description));
        lines.extend(group.rules.iter().map(rule_line));
    }
    if let Some(interface) = &plan.head_interface {
        let groups: Vec<String> = interface.groups.iter().map(group_ref).collect();
        let address = match interface.public_address.value {
            PlannedPublicAddress::None => "no public address",
            PlannedPublicAddress::NewElasticIp => "a new Elastic IP address",
        };
        let why = because(interface.public_address.origin);
        lines.push(format!(
            "head interface in {}, {}, {address}{why}",
            place(&interface.subnet),
            groups.join(", ")
        ));
    }
    for group in &plan.placement_groups {
        lines.push(format!("placement group {}{}", group.name.value, because(group.name.origin)));
    }
    for binding in &plan.bindings {
        let subnets: Vec<String> = binding.subnets.iter().map(place).collect();
        let groups: Vec<String> = binding.groups.iter().map(group_ref).collect();
        let with =
            if groups.is_empty() { String::new() } else { format!(" with {}", groups.join(", ")) };
        lines.push(format!("{} uses {}{with}", nodes_name(&binding.nodes), subnets.join(", ")));
    }
    lines.join("\n") + "\n"
}

fn vpc_line(vpc: &PlannedVpc) -> String {
    let known: Vec<String> = vpc.cidrs().iter().map(|block| block.value.to_string()).collect();
    let blocks = if known.is_empty() { "of unknown blocks".to_owned() } else { known.join(", ") };
    match vpc {
        PlannedVpc::New { cidr, .. } => format!("new VPC {blocks}{}", because(cidr.origin)),
        PlannedVpc::Existing { id, .. } => format!("existing VPC {} {blocks}", id.value),
    }
}

fn internet_gateway_line(gateway: &PlannedInternetGateway) -> String {
    match gateway {
        PlannedInternetGateway::New { origin } => {
            format!("new internet gateway{}", because(*origin))
        }
        PlannedInternetGateway::Existing(id) => format!("existing internet gateway {}", id.value),
    }
}

fn subnet_line(subnet: &PlannedSubnet) -> String {
    let mut line =
        format!("{} subnet {} {}", kind_name(subnet.kind.value), subnet.key, subnet.cidr.value);
    let _ = write!(line, "{}", because(subnet.cidr.origin));
    let room = subnet.cidr.value.n_host_addresses();
    let _ = write!(line, ", {room} addresses for {} needed", subnet.n_hosts_needed);
    if let ZoneRef::SameAs { subnet: other, zone } = &subnet.zone {
        let zone = zone.as_ref().map_or("not known".to_owned(), |zone| zone.value.to_string());
        let _ = write!(line, ", in the zone of {} ({zone})", other.value);
    }
    if subnet.maps_public_addresses.value {
        line.push_str(", gives public addresses");
    }
    if !subnet.used_by.is_empty() {
        let _ = write!(line, ", for {}", subnet.used_by.join(", "));
    }
    line
}

fn route_line(route: &PlannedRoute) -> String {
    let target = match &route.target {
        RouteTarget::InternetGateway => "internet gateway".to_owned(),
        RouteTarget::NatGateway(key) => nat_name(key),
        RouteTarget::HeadInterface => "head interface".to_owned(),
        RouteTarget::Existing(id) => id.to_string(),
    };
    format!("  {} to {target}", route.destination)
}

fn endpoint_line(endpoint: &PlannedEndpoint) -> String {
    let path = match &endpoint.path {
        EndpointPath::Gateway(tables) => {
            let tables: Vec<String> = tables.iter().map(table_name).collect();
            format!("by routes of {}", tables.join(", "))
        }
        EndpointPath::Interface { subnets, groups } => {
            let subnets: Vec<String> = subnets.iter().map(place).collect();
            let groups: Vec<String> = groups.iter().map(group_ref).collect();
            format!("in {} with {}", subnets.join(", "), groups.join(", "))
        }
    };
    let policy = match endpoint.policy.value {
        EndpointPolicy::Open => "open",
        EndpointPolicy::Account => "account",
        EndpointPolicy::Strict => "strict",
    };
    format!(
        "endpoint {} {path}, policy {policy}{}",
        endpoint.service_name,
        because(endpoint.origin)
    )
}

fn rule_line(rule: &PlannedRule) -> String {
    let protocol = match rule.protocol {
        Protocol::All => "everything".to_owned(),
        Protocol::Tcp(ports) if ports.first == ports.last => format!("tcp {}", ports.first),
        Protocol::Tcp(ports) => format!("tcp {} to {}", ports.first, ports.last),
    };
    let peer = match &rule.peer {
        PeerRef::Cidr(block) => block.to_string(),
        PeerRef::PrefixList(list) => list.to_string(),
        PeerRef::Group(group) => group_ref(group),
    };
    match rule.direction {
        RuleDirection::Ingress => format!("  in: {protocol} from {peer}"),
        RuleDirection::Egress => format!("  out: {protocol} to {peer}"),
    }
}

fn because(origin: Origin) -> String {
    origin.rule().map_or_else(String::new, |rule| format!(" [{rule}]"))
}

fn place(place: &SubnetPlace) -> String {
    match place {
        SubnetPlace::Planned(key) => key.to_string(),
        SubnetPlace::Existing(id) => id.to_string(),
    }
}

fn nat_name(key: &NatKey) -> String {
    key.zone.as_ref().map_or("NAT gateway".to_owned(), |zone| format!("NAT gateway of {zone}"))
}

fn table_name(key: &RouteTableKey) -> String {
    let zone = key.zone.as_ref().map_or(String::new(), |zone| format!(" of {zone}"));
    let of = key.subnet.as_ref().map_or(String::new(), |subnet| format!(" for {subnet}"));
    format!("{} route table{of}{zone}", kind_name(key.kind))
}

fn kind_name(kind: SubnetKind) -> &'static str {
    match kind {
        SubnetKind::Public => "public",
        SubnetKind::Private => "private",
        SubnetKind::Isolated => "isolated",
    }
}

fn group_name(key: &SecurityGroupKey) -> String {
    match key {
        SecurityGroupKey::Head => "head".to_owned(),
        SecurityGroupKey::Compute => "compute".to_owned(),
        SecurityGroupKey::Login(pool) => format!("login {pool}"),
        SecurityGroupKey::Endpoints => "endpoints".to_owned(),
    }
}

fn nodes_name(nodes: &NodeGroup) -> String {
    match nodes {
        NodeGroup::Head => "head node".to_owned(),
        NodeGroup::LoginPool(name) => format!("login pool {name}"),
        NodeGroup::Queue(name) => format!("queue {name}"),
        NodeGroup::Lambda => "Lambda functions".to_owned(),
    }
}

fn group_ref(group: &GroupRef) -> String {
    match group {
        GroupRef::Planned(key) => format!("security group {}", group_name(key)),
        GroupRef::Existing(id) => id.to_string(),
    }
}
