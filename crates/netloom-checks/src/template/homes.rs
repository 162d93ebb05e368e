//! Which VPC a thing belongs to: one mechanism for every check that asks.

use netloom_network::ResourceKind;
use netloom_template::{Node, Presence, ResourceEntry};

use super::context::Context;
use super::paths::values_at;

/// The VPC that something belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Home {
    /// One that the template makes, by its logical id.
    Made(String),
    /// One that exists, by its id.
    Existing(String),
    /// The default VPC of the region, which may be any existing one.
    Default,
}

impl Home {
    /// Returns whether two VPCs are certainly different ones.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        let is_open = (*self == Self::Default || *other == Self::Default)
            && self.may_be_the_default()
            && other.may_be_the_default();
        self != other && !is_open
    }

    fn may_be_the_default(&self) -> bool {
        matches!(self, Self::Existing(_) | Self::Default)
    }

    /// Returns the VPC in words for a message.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Made(id) | Self::Existing(id) => format!("VPC `{id}`"),
            Self::Default => "the default VPC".to_owned(),
        }
    }
}

/// Where other types than the kinds of a network say which VPC they belong to: by a VPC or by a
/// subnet.
///
/// # Source
/// AWS CloudFormation Template Reference, the pages of these types.
const HOMES: &[(&str, &str)] = &[
    ("AWS::EC2::Instance", "SubnetId"),
    ("AWS::EC2::Instance", "NetworkInterfaces[].SubnetId"),
    ("AWS::EC2::InstanceConnectEndpoint", "SubnetId"),
    ("AWS::EC2::TransitGatewayAttachment", "VpcId"),
    ("AWS::EC2::TransitGatewayVpcAttachment", "VpcId"),
    ("AWS::AutoScaling::AutoScalingGroup", "VPCZoneIdentifier[]"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "Subnets[]"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets[]"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings[].SubnetId"),
    ("AWS::RDS::DBSubnetGroup", "SubnetIds[]"),
];

/// Attributes that name something which AWS makes together with a VPC.
const MADE_WITH_A_VPC: [&str; 2] = ["DefaultSecurityGroup", "DefaultNetworkAcl"];

/// Returns the VPC that a value names: a reference to one, or the id of one that exists.
pub(super) fn vpc_of_value(context: &Context<'_>, node: &Node) -> Option<Home> {
    if let Some(text) = node.as_text() {
        return text.starts_with("vpc-").then(|| Home::Existing(text.into_owned()));
    }
    let reference = node.as_reference()?;
    let resource = context.resource(&reference.id)?;
    match (resource.kind.as_str(), reference.attribute.as_deref()) {
        ("AWS::EC2::VPC", None | Some("VpcId")) => Some(Home::Made(resource.id.clone())),
        ("AWS::EC2::Subnet", Some("VpcId")) => home_of(context, resource),
        _ => None,
    }
}

/// Returns the VPC that a resource belongs to, as far as the template says; for one that may be in
/// several places, that of the first known one.
pub(super) fn home_of(context: &Context<'_>, resource: &ResourceEntry) -> Option<Home> {
    if resource.kind == "AWS::EC2::SecurityGroup" && resource.properties.get("VpcId").is_none() {
        return Some(Home::Default);
    }
    let of_kinds = ResourceKind::all().filter_map(ResourceKind::names);
    let of_kind = of_kinds.filter(|names| names.resource_type == resource.kind);
    let own = of_kind.flat_map(|names| names.homes.iter().map(|(path, _)| *path));
    let others = HOMES.iter().filter(|(kind, _)| *kind == resource.kind).map(|(_, path)| *path);
    let paths = own.chain(others);
    paths.flat_map(|path| values_at(&resource.properties, path)).find_map(|node| {
        vpc_of_value(context, node).or_else(|| {
            let subnet =
                context.resource_of(node).filter(|subnet| subnet.kind == "AWS::EC2::Subnet")?;
            values_at(&subnet.properties, "VpcId")
                .into_iter()
                .find_map(|node| vpc_of_value(context, node))
        })
    })
}

/// Returns every VPC that something named by a value belongs to; empty where that cannot be known.
///
/// A security group can be associated with further VPCs, and a gateway belongs to those that it is
/// attached to.
pub(super) fn homes_of_value(context: &Context<'_>, node: &Node) -> Vec<Home> {
    let Some(reference) = node.as_reference() else { return Vec::new() };
    let Some(resource) = context.resource(&reference.id) else { return Vec::new() };
    match (resource.kind.as_str(), reference.attribute.as_deref()) {
        ("AWS::EC2::VPC", Some(attribute)) if MADE_WITH_A_VPC.contains(&attribute) => {
            vec![Home::Made(resource.id.clone())]
        }
        ("AWS::EC2::VPC", _) => Vec::new(),
        ("AWS::EC2::InternetGateway", _) => attached_to(context, "InternetGatewayId", resource),
        ("AWS::EC2::VPNGateway", _) => attached_to(context, "VpnGatewayId", resource),
        ("AWS::EC2::SecurityGroup", _) => homes_of_group(context, resource),
        (_, None | Some("Id" | "SubnetId" | "RouteTableId" | "NatGatewayId" | "InstanceId")) => {
            home_of(context, resource).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A single attachment that is not certain, or whose VPC is not known, leaves all of them open.
fn attached_to(context: &Context<'_>, property: &str, gateway: &ResourceEntry) -> Vec<Home> {
    let attachments = context.attachments_of(property, &gateway.id);
    let homes: Option<Vec<Home>> = attachments
        .iter()
        .map(|attachment| {
            let vpc = attachment
                .properties
                .get("VpcId")
                .filter(|_| attachment.presence == Presence::Always)?;
            vpc_of_value(context, vpc)
        })
        .collect();
    homes.unwrap_or_default()
}

/// # Source
/// Amazon VPC User Guide, "Associate security groups with multiple VPCs".
fn homes_of_group(context: &Context<'_>, group: &ResourceEntry) -> Vec<Home> {
    let Some(own) = home_of(context, group) else { return Vec::new() };
    let further: Option<Vec<Home>> = context
        .associations_of(&group.id)
        .map(|association| {
            association.properties.get("VpcId").and_then(|vpc| vpc_of_value(context, vpc))
        })
        .collect();
    further.map(|further| std::iter::once(own).chain(further).collect()).unwrap_or_default()
}
