//! What would help, as an edit of the template.

use super::HeaderSets;
use super::component::own;
use crate::engine::{Code, Hop, PathComponent, Phase};
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::{Family, to_blocks};
use netloom_network::sets::traffic::{all_protocols, format_ports, format_protocol};
use netloom_network::{AclChoice, InterfaceKind, Network};
use netloom_question::InterfaceAt;

/// Returns an edit towards what is asked for; where that would open compute nodes to the internet,
/// how they are reached instead.
pub(super) fn help(code: Code, hop: &Hop<'_>, header: &HeaderSets, network: &Network) -> String {
    let traffic = traffic_words(header);
    if let Some(place) = entered_from_internet(hop, header)
        && is_for_compute(place)
    {
        return "leave the nodes without public access: reach them from within the VPC, by the head \
                node or a VPN"
            .to_owned();
    }
    // One arm for each code: a new code does not compile without its help.
    match code {
        Code::EniSgRulesMismatch | Code::SgHasNoRules | Code::EndpointSgExcludesClient => {
            groups(hop, header, &traffic)
        }
        Code::SgReferencesNotPreserved => {
            format!(
                "admit the translated address ({}) in place of the group, {traffic}",
                blocks(&header.sources)
            )
        }
        Code::SubnetAclRestriction => acl(hop, header, &traffic),
        Code::NoRouteToDestination | Code::BadStateRoute => route(hop, header, network),
        Code::BadStateAttachment => {
            let what = match &hop.component {
                PathComponent::InternetIn(None, place) => {
                    format!("an internet gateway to `{}`", place.subnet.vpc)
                }
                _ => format!("{} to the VPC", thing(hop)),
            };
            format!("attach {what} (`AWS::EC2::VPCGatewayAttachment`)")
        }
        Code::BadState => format!("make {} work again, or route around it", thing(hop)),
        Code::NoPossibleDestination => {
            "make a subnet for the address, or correct the route".to_owned()
        }
        Code::ProtocolRestriction => {
            "use TCP or UDP, or a way without address translation".to_owned()
        }
        Code::EniSourceDestCheckRestriction => {
            format!("set `SourceDestCheck: false` on {}", thing(hop))
        }
        Code::IgwDestinationAddressInVpcCidrs
        | Code::IgwDestinationAddressNotInRfc1918Egress
        | Code::IgwDestinationAddressNotInRfc6598Egress => {
            format!(
                "add a route for {} to the gateway that leads there",
                blocks(&header.destinations)
            )
        }
        Code::IgwPrivateIpAssociationForIngress | Code::IgwPublicIpAssociationForEgress => {
            "give the interface a public address (an Elastic IP address, or `MapPublicIpOnLaunch: \
             true` on its subnet), or \
             route by a NAT gateway"
                .to_owned()
        }
        Code::IgwSourceAddressNotInRfc1918Ingress | Code::IgwSourceAddressNotInRfc6598Ingress => {
            "private addresses do not come in from the internet; bring them by VPN, Direct \
             Connect or peering"
                .to_owned()
        }
        Code::VpcBlockPublicAccessEnabled => {
            "exclude the subnet from the block (`AWS::EC2::VPCBlockPublicAccessExclusion`)"
                .to_owned()
        }
        Code::VpceGatewayProtocolRestriction => "use TCP".to_owned(),
        Code::VpceGatewayEgressSourceAddressRestriction => "make a gateway endpoint in the \
                                        client's own VPC"
            .to_owned(),
        Code::PcxRequiresAddressInVpcCidr => "route only the other VPC's blocks to the peering \
                                        connection"
            .to_owned(),
        Code::TgwRouteAzRestriction => "add a subnet of this zone to the transit gateway \
                                        attachment"
            .to_owned(),
        Code::TgwAttachMissingTgwRtbAssociation => "associate the attachment with a transit \
                                        gateway route table"
            .to_owned(),
        Code::TgwRtbNoRouteToTgwAttachment | Code::TgwRtbBadStateRoute => {
            format!("add a transit gateway route for {}", blocks(&header.destinations))
        }
        Code::NatSelfLoop => "put the gateway into a subnet whose default route leads to the \
                              internet gateway"
            .to_owned(),
        Code::NatPrivateToIgw => "make the NAT gateway a public one (`ConnectivityType: public`, \
                                  with an address)"
            .to_owned(),
        Code::FirewallRulesRestriction => {
            format!("let {} pass it, or route around it", thing(hop))
        }
        Code::NatWithoutAddress => "give the NAT gateway an address (`AllocationId`)".to_owned(),
        Code::NameServerNotReached => {
            "open the way to the name servers on udp and tcp 53, or use `AmazonProvidedDNS` in \
             the DHCP options"
                .to_owned()
        }
        Code::ElbListenersMismatch => format!(
            "give {} a listener for it, or ask by a port that \
                                        it has",
            thing(hop)
        ),
        Code::EndpointPolicyDenies => format!("allow the requests in the policy of {}", thing(hop)),
        Code::DnsSupportDisabled => "set `EnableDnsSupport: true` on the VPC".to_owned(),
        Code::PrivateDnsRequiresHostnames => {
            "set `EnableDnsSupport: true` and `EnableDnsHostnames: true` on the VPC".to_owned()
        }
        Code::AsymmetricReply if is_of_internet(&header.destinations) => {
            "reach it from within the VPC, or put it into a subnet whose default route leads to \
             the internet gateway: answers to the internet leave by another \
             way than requests come in"
                .to_owned()
        }
        Code::AsymmetricReply => {
            format!("route {} back the way the requests come in", blocks(&header.destinations))
        }
        Code::PatCidrMismatch => "put the clients into the VPC's primary block, or use a NAT \
                                  gateway"
            .to_owned(),
        Code::AddressFamilyRestriction => "IPv4 and IPv6 need gateways of their own".to_owned(),
    }
}

/// The place that packets from the internet are on their way into, at a hop that they enter by.
fn entered_from_internet<'n>(hop: &Hop<'n>, header: &HeaderSets) -> Option<InterfaceAt<'n>> {
    let public = Family::Ipv4.public().union(&Family::Ipv6.public());
    let is_outside = hop.phase == Phase::Forward && !header.sources.is_disjoint(&public);
    match &hop.component {
        PathComponent::GroupsIn(place) | PathComponent::InternetIn(_, place) if is_outside => {
            Some(*place)
        }
        _ => None,
    }
}

/// Whether whatever is in a place may be compute nodes: those of a queue, of a fleet or launch
/// template, or nodes that are not described.
fn is_for_compute(place: InterfaceAt<'_>) -> bool {
    place.interface.is_none_or(|interface| match interface.kind {
        InterfaceKind::LaunchTemplate | InterfaceKind::Fleet | InterfaceKind::Launched => true,
        InterfaceKind::ClusterNode => interface.id.as_str().starts_with("queue:"),
        InterfaceKind::Interface | InterfaceKind::Instance | InterfaceKind::Service => false,
    })
}

/// As many addresses as a site has, at most: a /16.
const MAX_SITE: u128 = 1 << 16;

fn is_of_internet(addresses: &RangeSet) -> bool {
    addresses.len() > MAX_SITE
        && !addresses.is_disjoint(&Family::Ipv4.public().union(&Family::Ipv6.public()))
}

/// The clients to admit: never all of the internet.
fn clients(header: &HeaderSets) -> String {
    if is_of_internet(&header.sources) {
        return "the addresses that need it, not from everywhere".to_owned();
    }
    blocks(&header.sources)
}

fn groups(hop: &Hop<'_>, header: &HeaderSets, traffic: &str) -> String {
    let (place, way, far) = match &hop.component {
        PathComponent::GroupsOut(place) => (place, "egress", blocks(&header.destinations)),
        PathComponent::GroupsIn(place) => (place, "ingress", clients(header)),
        _ => return format!("admit {traffic}"),
    };
    let groups = place.interface.map_or(&[][..], |interface| &interface.groups);
    let first = groups.iter().find_map(netloom_network::Known::value);
    let group = first.map_or_else(|| own(place).0, |id| id.as_str().to_owned());
    let preposition = if way == "egress" { "to" } else { "from" };
    format!("add an {way} rule to `{group}`: {traffic} {preposition} {far}")
}

fn acl(hop: &Hop<'_>, header: &HeaderSets, traffic: &str) -> String {
    let (subnet, way, far) = match &hop.component {
        PathComponent::AclOut(subnet) => (subnet, "outbound", blocks(&header.destinations)),
        PathComponent::AclIn(subnet) if hop.phase == Phase::Forward => {
            (subnet, "inbound", clients(header))
        }
        // ACLs remember nothing: answers come from wherever the requests went.
        PathComponent::AclIn(subnet) => (subnet, "inbound", blocks(&header.sources)),
        _ => return format!("admit {traffic}"),
    };
    let acl = match &subnet.network_acl {
        AclChoice::Associated(id, _) => id.as_str(),
        _ => "the network ACL",
    };
    let preposition = if way == "outbound" { "to" } else { "from" };
    format!(
        "add an {way} entry to `{acl}`, before any that denies it: allow {traffic} {preposition} \
         {far}"
    )
}

fn route(hop: &Hop<'_>, header: &HeaderSets, network: &Network) -> String {
    let PathComponent::Table(subnet, table) = &hop.component else {
        return "add a route".to_owned();
    };
    let destinations = blocks(&header.destinations);
    match table {
        Some(table) => format!("add a route for {destinations} to `{}`", table.id),
        None => {
            let tables = network
                .route_tables
                .values()
                .filter(|table| table.vpc == subnet.vpc && !table.routes.is_empty());
            let names: Vec<_> = tables.map(|table| format!("`{}`", table.id)).take(3).collect();
            let which =
                if names.is_empty() { "a route table".to_owned() } else { names.join(" or ") };
            format!(
                "associate `{}` with {which} (`AWS::EC2::SubnetRouteTableAssociation`)",
                subnet.id
            )
        }
    }
}

fn thing(hop: &Hop<'_>) -> String {
    super::Component::of(&hop.component).name
}

fn traffic_words(header: &HeaderSets) -> String {
    if header.protocols == all_protocols() {
        return "all traffic".to_owned();
    }
    let protocols: Vec<_> = header
        .protocols
        .ranges()
        .iter()
        .take(4)
        .map(|range| format_protocol(range.first))
        .collect();
    format!("{} {}", protocols.join(" and "), format_ports(&header.destination_ports))
}

/// A few blocks; many are reported by their number.
pub(super) fn blocks(addresses: &RangeSet) -> String {
    let blocks = to_blocks(addresses);
    match blocks.as_slice() {
        [] => "nothing".to_owned(),
        blocks if blocks.len() <= 3 => blocks.join(", "),
        _ if addresses.len() > 1 << 31 => "0.0.0.0/0".to_owned(),
        [first, .., last] => format!("{} blocks from {first} to {last}", blocks.len()),
        [one] => one.clone(),
    }
}

#[cfg(test)]
mod tests {
    use netloom_diag::Sources;
    use netloom_template::{ReadOptions, read_template};

    use crate::explain::DecisionReport;
    use crate::{Answer, explain::Report};
    use netloom_network::Id;
    use netloom_network::network_of_template;
    use netloom_network::sets::traffic::Traffic;
    use netloom_question::{Expect, Party, Prepared, Question};

    const NETWORK: &str = "Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, \
                           InternetGatewayId: !Ref Gateway}}
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, \
                           MapPublicIpOnLaunch: true}}
  Private: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: \
                           0.0.0.0/0, GatewayId: !Ref Gateway}}
  Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, \
                           RouteTableId: !Ref Table}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}
  Head: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Public, \
                           SecurityGroupIds: [!Ref Group]}}
  Data: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {SecurityGroupIds: \
                           [!Ref Group]}}}
  Fleet: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: '0', MaxSize: '2', \
                           VPCZoneIdentifier: [!Ref Public], LaunchTemplate: {LaunchTemplateId: \
                           !Ref Data, Version: '1'}}}
";

    /// What would help packets of SSH from these clients to get there.
    fn helps(from: Party, to: Party) -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add("template.yaml", NETWORK);
        let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
        let prepared =
            Prepared::new(network_of_template(&read.template.expect("a template")).network);
        let question = Question::new(from, to, Traffic::tcp(22));
        let report = Report::of(&prepared, &Answer::of(&prepared, &question, Expect::Reachable));
        let hops = report.paths.iter().flat_map(|path| &path.hops);
        hops.filter_map(|hop| match &hop.decision {
            DecisionReport::Drops { help, .. } => Some(help.clone()),
            _ => None,
        })
        .collect()
    }

    #[test]
    fn nothing_is_opened_to_the_whole_internet() {
        let own = |id: &str| Party::Interface(Id::new(id));
        for to in [own("Head"), own("Fleet"), Party::Subnet(Id::new("Private"))] {
            let helps = helps(Party::internet(), to.clone());
            assert!(
                !helps.is_empty() && helps.iter().all(|help| !help.contains("0.0.0.0/0")),
                "{to:?}: {helps:?}"
            );
        }
        assert!(
            helps(Party::internet(), own("Fleet"))[0]
                .starts_with("leave the nodes without public access")
        );
        assert!(
            helps(Party::internet(), own("Head"))[0]
                .contains("add an ingress rule to `Group`: tcp 22 from the addresses")
        );
    }

    #[test]
    fn what_a_site_asks_is_named() {
        let office =
            netloom_network::sets::addresses::parse_block("203.0.113.0/24").expect("a block").0;
        let told = helps(Party::Internet(office), Party::Interface(Id::new("Head")));
        assert_eq!(told[0], "add an ingress rule to `Group`: tcp 22 from 203.0.113.0/24");
    }
}
