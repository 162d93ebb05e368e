//! Gateways, endpoints and connections at the edge of a VPC.

use netloom_template::{Entry, Node};

use super::reading::{Reading, Record, copies, is_there, owner};
use super::state::Standing;

pub(super) fn internet_gateway<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    reading.add(record, "AWS::EC2::InternetGateway", Vec::new());
    attachments(reading, record, "Attachments", "InternetGatewayId");
}

pub(super) fn vpn_gateway<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let properties = copies(record, &["Type", "AmazonSideAsn"]);
    reading.add(record, "AWS::EC2::VPNGateway", properties);
    attachments(reading, record, "VpcAttachments", "VpnGatewayId");
}

/// # Source
/// Amazon EC2 API, `InternetGatewayAttachment` (`available` when attached) and `VpcAttachment`
/// (`attached`).
fn attachments<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>, key: &str, property: &str) {
    for part in record.parts(key).filter(is_attached) {
        let Some(vpc) = reading.linked("VpcId", part.get("VpcId")) else { continue };
        let properties = vec![vpc, owner(property, part)];
        let id = (format!("{} attached", record.id), None);
        let kind = "AWS::EC2::VPCGatewayAttachment";
        reading.add_part(part, id, kind, properties, Standing::Made);
    }
}

fn is_attached(part: &Record<'_>) -> bool {
    is_there(part.node.get("State"), "detach")
}

/// # Source
/// Amazon EC2 API, `NatGateway`: a regional one has no subnet, and with `AutoProvisionZones`
/// `disabled` it is in the zones of its addresses.
pub(super) fn nat_gateway<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut properties = copies(record, &["ConnectivityType", "AvailabilityMode"]);
    for key in ["SubnetId", "VpcId"] {
        properties.extend(reading.linked(key, record.get(key)));
    }
    let addresses = || record.parts("NatGatewayAddresses");
    let primary = addresses().find(|address| address.is_true("IsPrimary"));
    if let Some(primary) = primary.or(addresses().next()) {
        properties.extend(reading.linked("AllocationId", primary.get("AllocationId")));
        let private = primary.get("PrivateIp");
        properties
            .extend(private.map(|node| Entry::new("PrivateIpAddress", node.clone(), node.span)));
    }
    if record.is("AutoProvisionZones", "disabled") {
        let span = record.node.span;
        let zone = |address: Record<'_>| {
            let keys = ["AvailabilityZone", "AvailabilityZoneId"];
            Node::map(copies(address, &keys), address.node.span)
        };
        let zones = Node::list(addresses().map(zone).collect(), span);
        properties.push(Entry::new("AvailabilityZoneAddresses", zones, span));
    }
    reading.add(record, "AWS::EC2::NatGateway", properties);
}

/// # Source
/// Amazon EC2 API, `VpcEndpoint`, and `DnsOptions`, in which whether private names are for inbound
/// resolver endpoints only is a boolean; AWS CloudFormation Template Reference,
/// `AWS::EC2::VPCEndpoint`, `DnsOptionsSpecification`: `OnlyInboundResolver` or `AllResolvers`.
pub(super) fn endpoint<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let mut properties = copies(record, &["ServiceName", "VpcEndpointType", "PolicyDocument"]);
    properties.extend(reading.linked("VpcId", record.get("VpcId")));
    if is_gateway(record) {
        let tables = reading.all_linked("RouteTableIds", (record, "RouteTableIds"), None);
        properties.push(tables);
    } else {
        properties.extend(copies(record, &["PrivateDnsEnabled"]));
        properties.push(dns_options(record));
        properties.push(reading.all_linked("SubnetIds", (record, "SubnetIds"), None));
        let groups = reading.all_linked("SecurityGroupIds", (record, "Groups"), Some("GroupId"));
        properties.push(groups);
    }
    reading.add(record, "AWS::EC2::VPCEndpoint", properties);
}

/// Whether an endpoint is one that tables route to, as it is where it says nothing of its type.
pub(super) fn is_gateway(endpoint: Record<'_>) -> bool {
    let kind = endpoint.text("VpcEndpointType");
    kind.is_none_or(|kind| kind.eq_ignore_ascii_case("gateway"))
}

fn dns_options(record: Record<'_>) -> Entry {
    const KEY: &str = "PrivateDnsOnlyForInboundResolverEndpoint";
    let span = record.node.span;
    let is_only = record.part("DnsOptions").is_some_and(|options| options.is_true(KEY));
    let word = if is_only { "OnlyInboundResolver" } else { "AllResolvers" };
    let options = Node::map(vec![Entry::new(KEY, Node::text(word, span), span)], span);
    Entry::new("DnsOptions", options, span)
}

pub(super) fn egress_only<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let vpc = record.parts("Attachments").find(is_attached).and_then(|part| part.get("VpcId"));
    let properties = reading.linked("VpcId", vpc).into_iter().collect();
    reading.add(record, "AWS::EC2::EgressOnlyInternetGateway", properties);
}

pub(super) fn peering<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let of = |side: &str, key: &str| record.part(side).and_then(|side| side.get(key));
    let mut properties: Vec<_> = [
        reading.linked("VpcId", of("RequesterVpcInfo", "VpcId")),
        reading.linked("PeerVpcId", of("AccepterVpcInfo", "VpcId")),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (property, key) in [("PeerOwnerId", "OwnerId"), ("PeerRegion", "Region")] {
        let said = of("AccepterVpcInfo", key);
        properties.extend(said.map(|node| Entry::new(property, node.clone(), node.span)));
    }
    reading.add(record, "AWS::EC2::VPCPeeringConnection", properties);
}
