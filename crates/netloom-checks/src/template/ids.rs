//! Which kind of id a property wants and a value gives: one mechanism for every check that asks.
//!
//! A kind of id is the text in front of its number: `tgw-` for a transit gateway, `tgw-attach-` for
//! an attachment of one.

use netloom_network::{KindNames, ResourceKind};
use netloom_template::Node;

use super::context::Context;

/// A property, and the kinds of ids that AWS takes there.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// The type of the resource.
    pub(super) kind: &'static str,
    /// Where the id stands.
    pub(super) path: &'static str,
    /// The kinds that are accepted.
    pub(super) ids: &'static [&'static str],
}

const fn wanted(kind: &'static str, path: &'static str, ids: &'static [&'static str]) -> Wanted {
    Wanted { kind, path, ids }
}

/// Returns every property whose kind of id is known: those that say where a thing of a network is
/// and where a route leads, and the others.
pub(super) fn all_wanted() -> Vec<Wanted> {
    let kinds = || ResourceKind::all().filter_map(ResourceKind::names);
    let homes = kinds().flat_map(|names| {
        let home = |(path, of): &(&'static str, ResourceKind)| {
            Some(wanted(names.resource_type, path, prefix_of(*of)?))
        };
        names.homes.iter().filter_map(home)
    });
    let targets = ResourceKind::all().filter_map(|kind| {
        let (path, _) = kind.names()?.route?;
        Some(wanted("AWS::EC2::Route", path, prefix_of(kind)?))
    });
    let is_other =
        |one: &Wanted| !WANTED.iter().any(|known| known.kind == one.kind && known.path == one.path);
    let own = homes.chain(targets).filter(is_other);
    own.chain(WANTED.iter().copied()).collect()
}

fn prefix_of(kind: ResourceKind) -> Option<&'static [&'static str]> {
    kind.names().map(|names| std::slice::from_ref(&names.id_prefix))
}

/// # Source
/// AWS CloudFormation Template Reference, the pages of these types; EC2 API, errors
/// `Invalid…ID.NotFound` and `Invalid…ID.Malformed`. EC2 takes the id of a NAT gateway as
/// `GatewayId` and the other way round.
const WANTED: &[Wanted] = &[
    wanted("AWS::EC2::EIPAssociation", "AllocationId", &["eipalloc-"]),
    wanted("AWS::EC2::EIPAssociation", "InstanceId", &["i-"]),
    wanted("AWS::EC2::EIPAssociation", "NetworkInterfaceId", &["eni-"]),
    wanted("AWS::EC2::Instance", "NetworkInterfaces[].GroupSet[]", &["sg-"]),
    wanted("AWS::EC2::Instance", "NetworkInterfaces[].NetworkInterfaceId", &["eni-"]),
    wanted("AWS::EC2::Instance", "NetworkInterfaces[].SubnetId", &["subnet-"]),
    wanted("AWS::EC2::Instance", "SecurityGroupIds[]", &["sg-"]),
    wanted("AWS::EC2::Instance", "SubnetId", &["subnet-"]),
    wanted("AWS::EC2::NatGateway", "AllocationId", &["eipalloc-"]),
    wanted("AWS::EC2::NatGateway", "SecondaryAllocationIds[]", &["eipalloc-"]),
    wanted("AWS::EC2::NetworkAclEntry", "NetworkAclId", &["acl-"]),
    wanted("AWS::EC2::NetworkInterface", "GroupSet[]", &["sg-"]),
    wanted("AWS::EC2::Route", "GatewayId", &["igw-", "vgw-", "nat-", "vpce-", "eigw-"]),
    wanted("AWS::EC2::Route", "InstanceId", &["i-"]),
    wanted("AWS::EC2::Route", "NatGatewayId", &["nat-", "igw-"]),
    wanted("AWS::EC2::Route", "RouteTableId", &["rtb-"]),
    wanted("AWS::EC2::Route", "VpcEndpointId", &["vpce-"]),
    wanted("AWS::EC2::SecurityGroupEgress", "GroupId", &["sg-"]),
    wanted("AWS::EC2::SecurityGroupIngress", "GroupId", &["sg-"]),
    wanted("AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId", &["acl-"]),
    wanted("AWS::EC2::SubnetNetworkAclAssociation", "SubnetId", &["subnet-"]),
    wanted("AWS::EC2::SubnetRouteTableAssociation", "RouteTableId", &["rtb-"]),
    wanted("AWS::EC2::SubnetRouteTableAssociation", "SubnetId", &["subnet-"]),
    wanted("AWS::EC2::TransitGatewayAttachment", "SubnetIds[]", &["subnet-"]),
    wanted("AWS::EC2::TransitGatewayAttachment", "TransitGatewayId", &["tgw-"]),
    wanted("AWS::EC2::TransitGatewayAttachment", "VpcId", &["vpc-"]),
    wanted("AWS::EC2::TransitGatewayRoute", "TransitGatewayAttachmentId", &["tgw-attach-"]),
    wanted("AWS::EC2::TransitGatewayRoute", "TransitGatewayRouteTableId", &["tgw-rtb-"]),
    wanted("AWS::EC2::TransitGatewayRouteTable", "TransitGatewayId", &["tgw-"]),
    wanted(
        "AWS::EC2::TransitGatewayRouteTableAssociation",
        "TransitGatewayAttachmentId",
        &["tgw-attach-"],
    ),
    wanted(
        "AWS::EC2::TransitGatewayRouteTableAssociation",
        "TransitGatewayRouteTableId",
        &["tgw-rtb-"],
    ),
    wanted(
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        "TransitGatewayAttachmentId",
        &["tgw-attach-"],
    ),
    wanted(
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        "TransitGatewayRouteTableId",
        &["tgw-rtb-"],
    ),
    wanted("AWS::EC2::TransitGatewayVpcAttachment", "SubnetIds[]", &["subnet-"]),
    wanted("AWS::EC2::TransitGatewayVpcAttachment", "TransitGatewayId", &["tgw-"]),
    wanted("AWS::EC2::TransitGatewayVpcAttachment", "VpcId", &["vpc-"]),
    wanted("AWS::EC2::VPCCidrBlock", "VpcId", &["vpc-"]),
    wanted("AWS::EC2::VPCEndpoint", "RouteTableIds[]", &["rtb-"]),
    wanted("AWS::EC2::VPCEndpoint", "SecurityGroupIds[]", &["sg-"]),
    wanted("AWS::EC2::VPCEndpoint", "SubnetIds[]", &["subnet-"]),
    wanted("AWS::EC2::VPCGatewayAttachment", "InternetGatewayId", &["igw-"]),
    wanted("AWS::EC2::VPCGatewayAttachment", "VpcId", &["vpc-"]),
    wanted("AWS::EC2::VPCGatewayAttachment", "VpnGatewayId", &["vgw-"]),
    wanted("AWS::EC2::VPCPeeringConnection", "VpcId", &["vpc-"]),
    wanted("AWS::EC2::VPNConnection", "CustomerGatewayId", &["cgw-"]),
    wanted("AWS::EC2::VPNConnection", "TransitGatewayId", &["tgw-"]),
    wanted("AWS::EC2::VPNConnection", "VpnGatewayId", &["vgw-"]),
    wanted("AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds[]", &["rtb-"]),
    wanted("AWS::EC2::VPNGatewayRoutePropagation", "VpnGatewayId", &["vgw-"]),
    wanted("AWS::EFS::MountTarget", "SecurityGroups[]", &["sg-"]),
    wanted("AWS::EFS::MountTarget", "SubnetId", &["subnet-"]),
    wanted("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups[]", &["sg-"]),
    wanted(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "SubnetMappings[].AllocationId",
        &["eipalloc-"],
    ),
    wanted("AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets[]", &["subnet-"]),
    wanted("AWS::FSx::FileSystem", "SecurityGroupIds[]", &["sg-"]),
    wanted("AWS::FSx::FileSystem", "SubnetIds[]", &["subnet-"]),
    wanted("AWS::RDS::DBSubnetGroup", "SubnetIds[]", &["subnet-"]),
];

/// A type of resources, its attributes, empty for `Ref`, and what they give.
type Given = (&'static str, &'static [&'static str], &'static str);

/// Returns the kind of id that `Ref`, an empty attribute, or `Fn::GetAtt` gives for a resource of a
/// type.
fn given(kind: &str, attribute: &str) -> Option<&'static str> {
    let is_own = |names: &&KindNames| {
        let is_id = attribute.is_empty() || names.id_attributes.contains(&attribute);
        names.resource_type == kind && is_id
    };
    let own = ResourceKind::all().filter_map(ResourceKind::names).find(is_own);
    let other = || {
        let mut others = GIVEN.iter();
        others.find(|(known, attributes, _)| *known == kind && attributes.contains(&attribute))
    };
    own.map(|names| names.id_prefix).or_else(|| other().map(|(_, _, id)| *id))
}

/// Returns every kind of id.
fn kinds_of_ids() -> impl Iterator<Item = &'static str> {
    let own = ResourceKind::all().filter_map(|kind| Some(kind.names()?.id_prefix));
    own.chain(GIVEN.iter().map(|(_, _, id)| *id))
}

/// What `Ref` (an empty attribute) and `Fn::GetAtt` give for a resource that is no kind of a
/// network, or that has further attributes.
///
/// # Source
/// AWS CloudFormation Template Reference, "Return values" of these types.
const GIVEN: &[Given] = &[
    ("AWS::EC2::CustomerGateway", &["", "CustomerGatewayId"], "cgw-"),
    ("AWS::EC2::EIP", &[""], AN_ADDRESS),
    ("AWS::EC2::EIP", &["AllocationId"], "eipalloc-"),
    ("AWS::EC2::Instance", &["", "InstanceId"], "i-"),
    ("AWS::EC2::SecurityGroup", &["VpcId"], "vpc-"),
    ("AWS::EC2::Subnet", &["VpcId"], "vpc-"),
    ("AWS::EC2::SubnetRouteTableAssociation", &["", "Id"], "rtbassoc-"),
    ("AWS::EC2::TransitGatewayAttachment", &["", "Id"], "tgw-attach-"),
    ("AWS::EC2::TransitGatewayConnect", &["", "TransitGatewayAttachmentId"], "tgw-attach-"),
    (
        "AWS::EC2::TransitGatewayPeeringAttachment",
        &["", "TransitGatewayAttachmentId"],
        "tgw-attach-",
    ),
    ("AWS::EC2::TransitGatewayRouteTable", &["", "TransitGatewayRouteTableId"], "tgw-rtb-"),
    ("AWS::EC2::TransitGatewayVpcAttachment", &["", "Id"], "tgw-attach-"),
    ("AWS::EC2::VPC", &["DefaultNetworkAcl"], "acl-"),
    ("AWS::EC2::VPC", &["DefaultSecurityGroup"], "sg-"),
    ("AWS::EC2::VPCGatewayAttachment", &["", "AttachmentType"], AN_ATTACHMENT),
    ("AWS::EC2::VPNConnection", &["", "VpnConnectionId"], "vpn-"),
];

/// What `Ref` of an Elastic IP address gives: the address.
const AN_ADDRESS: &str = "an IP address";

/// What `Ref` of an attachment of a gateway gives: its kind and the VPC.
const AN_ATTACHMENT: &str = "an attachment";

/// What an item of a firewall's `EndpointIds` gives: the zone and the endpoint in it.
pub(super) const AN_ENDPOINT_WITH_ZONE: &str = "an endpoint with its zone";

/// Returns the kind of id that a value gives, where that is certain.
pub(super) fn id_given(context: &Context<'_>, node: &Node) -> Option<&'static str> {
    if is_endpoint_with_zone(context, node) {
        return Some(AN_ENDPOINT_WITH_ZONE);
    }
    if let Some(text) = node.as_text() {
        return kind_of_id(text.trim());
    }
    let reference = node.as_reference()?;
    let resource = context.resource_of(node)?;
    let attribute = reference.attribute.as_deref().unwrap_or_default();
    given(&resource.kind, attribute)
}

/// Whether a value is an item of a firewall's `EndpointIds` that is not split at its colon, or the
/// whole list.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::NetworkFirewall::Firewall`, `EndpointIds`: a list
/// of texts such as `us-west-2c:vpce-111122223333`.
fn is_endpoint_with_zone(context: &Context<'_>, node: &Node) -> bool {
    let is_firewall = |id: &str| {
        context.resource(id).is_some_and(|owner| owner.kind == "AWS::NetworkFirewall::Firewall")
    };
    if let Some(reference) = node.as_reference() {
        return reference.attribute.as_deref() == Some("EndpointIds") && is_firewall(&reference.id);
    }
    if let Some(text) = node.as_text() {
        return text
            .split_once(':')
            .is_some_and(|(zone, id)| zone.contains('-') && id.starts_with("vpce-"));
    }
    // An item as `Fn::Select` words it; what is split has further words behind it.
    let what = node.as_unknown().map(|unknown| unknown.what.as_str()).unwrap_or_default();
    let item = what.strip_prefix('`').and_then(|what| what.split_once(".EndpointIds`, item "));
    item.is_some_and(|(owner, item)| item.parse::<u32>().is_ok() && is_firewall(owner))
}

/// Returns the kind of an id as AWS writes it: its kind, and eight or seventeen hexadecimal digits.
fn kind_of_id(text: &str) -> Option<&'static str> {
    let (kind, number) = text.split_at_checked(text.rfind('-')?.saturating_add(1))?;
    let is_number =
        matches!(number.len(), 8 | 17) && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    kinds_of_ids().find(|id| is_number && *id == kind)
}

/// Returns whether a text stands for an id that is still to be written, such as `acl-0000000`,
/// `subnet-xxxxxxxx` or the empty text that is the default of a parameter.
pub(super) fn is_placeholder(text: &str) -> bool {
    if text.trim().is_empty() {
        return true;
    }
    kind_of_id(text).is_none() && kinds_of_ids().any(|id| id.ends_with('-') && text.starts_with(id))
}

/// Returns a kind of id in words for a message.
pub(super) fn id_in_words(id: &str) -> String {
    match id {
        AN_ADDRESS => AN_ADDRESS.to_owned(),
        AN_ATTACHMENT => "the attachment of a gateway".to_owned(),
        AN_ENDPOINT_WITH_ZONE => "a zone and an endpoint, `ZONE:vpce-…`".to_owned(),
        _ => format!("an id `{id}…`"),
    }
}
