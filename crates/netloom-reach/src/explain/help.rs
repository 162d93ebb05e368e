//! What would help, as an edit of the template.

use super::HeaderSets;
use super::station::own;
use crate::engine::{Code, Hop, Station};
use crate::network::{AclChoice, Network};
use crate::sets::RangeSet;
use crate::sets::addresses::to_blocks;
use crate::sets::traffic::{all_protocols, format_ports, format_protocol};

pub(super) fn help(code: Code, hop: &Hop<'_>, header: &HeaderSets, network: &Network) -> String {
    let traffic = traffic_words(header);
    match code {
        Code::EniSgRulesMismatch | Code::SgHasNoRules | Code::EndpointSgExcludesClient => groups(hop, header, &traffic),
        Code::SgReferencesNotPreserved => {
            format!("admit the translated address ({}) in place of the group, {traffic}", blocks(&header.sources))
        }
        Code::SubnetAclRestriction => acl(hop, header, &traffic),
        Code::NoRouteToDestination | Code::BadStateRoute => route(hop, header, network),
        Code::BadStateAttachment => format!("attach {} to the VPC (`AWS::EC2::VPCGatewayAttachment`)", thing(hop)),
        Code::BadState => format!("make {} work again, or route around it", thing(hop)),
        Code::NoPossibleDestination => "make a subnet for the address, or correct the route".to_owned(),
        Code::ProtocolRestriction => "use TCP or UDP, or a way without address translation".to_owned(),
        Code::EniSourceDestCheckRestriction => format!("set `SourceDestCheck: false` on {}", thing(hop)),
        Code::IgwDestinationAddressInVpcCidrs
        | Code::IgwDestinationAddressNotInRfc1918Egress
        | Code::IgwDestinationAddressNotInRfc6598Egress => {
            format!("add a route for {} to the gateway that leads there", blocks(&header.destinations))
        }
        Code::IgwPrivateIpAssociationForIngress | Code::IgwPublicIpAssociationForEgress => {
            "give the interface a public address (an Elastic IP address, or `MapPublicIpOnLaunch: true` on its subnet), or \
             route by a NAT gateway"
                .to_owned()
        }
        Code::IgwSourceAddressNotInRfc1918Ingress | Code::IgwSourceAddressNotInRfc6598Ingress => {
            "private addresses do not come in from the internet; bring them by VPN, Direct Connect or peering".to_owned()
        }
        Code::VpceGatewayProtocolRestriction => "use TCP".to_owned(),
        Code::VpceGatewayEgressSourceAddressRestriction => "make a gateway endpoint in the client's own VPC".to_owned(),
        Code::PcxRequiresAddressInVpcCidr => "route only the other VPC's blocks to the peering connection".to_owned(),
        Code::TgwRouteAzRestriction => "add a subnet of this zone to the transit gateway attachment".to_owned(),
        Code::TgwAttachMissingTgwRtbAssociation => "associate the attachment with a transit gateway route table".to_owned(),
        Code::TgwRtbNoRouteToTgwAttachment | Code::TgwRtbBadStateRoute => {
            format!("add a transit gateway route for {}", blocks(&header.destinations))
        }
        Code::NatSelfLoop => "put the gateway into a subnet whose default route leads to the internet gateway".to_owned(),
        Code::NatPrivateToIgw => "make the NAT gateway a public one (`ConnectivityType: public`, with an address)".to_owned(),
        Code::NatWithoutAddress => "give the NAT gateway an address (`AllocationId`)".to_owned(),
        Code::NameServerNotReached => {
            "open the way to the name servers on udp and tcp 53, or use `AmazonProvidedDNS` in the DHCP options".to_owned()
        }
        Code::EndpointPolicyDenies => format!("allow the requests in the policy of {}", thing(hop)),
        Code::DnsSupportDisabled => "set `EnableDnsSupport: true` on the VPC".to_owned(),
        Code::PrivateDnsRequiresHostnames => {
            "set `EnableDnsSupport: true` and `EnableDnsHostnames: true` on the VPC".to_owned()
        }
        Code::AsymmetricReply => format!("route {} back the way the requests come in", blocks(&header.destinations)),
        Code::PatCidrMismatch => "put the clients into the VPC's primary block, or use a NAT gateway".to_owned(),
        Code::AddressFamilyRestriction => "IPv4 and IPv6 need gateways of their own".to_owned(),
    }
}

fn groups(hop: &Hop<'_>, header: &HeaderSets, traffic: &str) -> String {
    let (place, way, far) = match &hop.station {
        Station::GroupsOut(place) => (place, "egress", &header.destinations),
        Station::GroupsIn(place) => (place, "ingress", &header.sources),
        _ => return format!("admit {traffic}"),
    };
    let groups = place.interface.map_or(&[][..], |interface| &interface.groups);
    let first = groups.iter().find_map(crate::network::Known::value);
    let group = first.map_or_else(|| own(place).0, |id| id.as_str().to_owned());
    let preposition = if way == "egress" { "to" } else { "from" };
    format!("add an {way} rule to `{group}`: {traffic} {preposition} {}", blocks(far))
}

fn acl(hop: &Hop<'_>, header: &HeaderSets, traffic: &str) -> String {
    let (subnet, way, far) = match &hop.station {
        Station::AclOut(subnet) => (subnet, "outbound", &header.destinations),
        Station::AclIn(subnet) => (subnet, "inbound", &header.sources),
        _ => return format!("admit {traffic}"),
    };
    let acl = match &subnet.network_acl {
        AclChoice::Associated(id, _) => id.as_str(),
        _ => "the network ACL",
    };
    let preposition = if way == "outbound" { "to" } else { "from" };
    format!("add an {way} entry to `{acl}`, before any that denies it: allow {traffic} {preposition} {}", blocks(far))
}

fn route(hop: &Hop<'_>, header: &HeaderSets, network: &Network) -> String {
    let Station::Table(subnet, table) = &hop.station else { return "add a route".to_owned() };
    let destinations = blocks(&header.destinations);
    match table {
        Some(table) => format!("add a route for {destinations} to `{}`", table.id),
        None => {
            let tables =
                network.route_tables.values().filter(|table| table.vpc == subnet.vpc && !table.routes.is_empty());
            let names: Vec<_> = tables.map(|table| format!("`{}`", table.id)).take(3).collect();
            let which = if names.is_empty() { "a route table".to_owned() } else { names.join(" or ") };
            format!("associate `{}` with {which} (`AWS::EC2::SubnetRouteTableAssociation`)", subnet.id)
        }
    }
}

fn thing(hop: &Hop<'_>) -> String {
    match &hop.station {
        Station::InternetIn(None, place) => format!("an internet gateway to `{}`", place.subnet.vpc),
        station => super::Component::of(station).name,
    }
}

fn traffic_words(header: &HeaderSets) -> String {
    if header.protocols == all_protocols() {
        return "all traffic".to_owned();
    }
    let protocols: Vec<_> =
        header.protocols.ranges().iter().take(4).map(|range| format_protocol(range.first)).collect();
    format!("{} {}", protocols.join(" and "), format_ports(&header.destination_ports))
}

/// A few blocks; many are told by their number.
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
