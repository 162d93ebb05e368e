//! What `Ref` and `Fn::GetAtt` give where an id is asked for.

use netloom_template::{Presence, Reference, ResourceEntry};

use crate::building::{ReferenceKind, ResourceKind, default_security_group, open_acl_entries};
use crate::{Id, NetworkAcl};

use super::context::Build;

/// A type of resources, what it is, and the attributes that are its id, as `Ref` is.
type Ids = (&'static str, ResourceKind, &'static [&'static str]);

/// Types that are no kind of their own.
///
/// # Source
/// AWS CloudFormation Template Reference, "Return values" of each type.
const OTHERS: &[Ids] = &[
    ("AWS::EC2::Instance", ResourceKind::Interface, &["InstanceId"]),
    ("AWS::EC2::TransitGatewayAttachment", ResourceKind::Other, &["Id"]),
    ("AWS::EC2::TransitGatewayVpcAttachment", ResourceKind::Other, &["Id"]),
    ("AWS::EC2::TransitGatewayRouteTable", ResourceKind::Other, &["TransitGatewayRouteTableId"]),
    ("AWS::EC2::LaunchTemplate", ResourceKind::Other, &["LaunchTemplateId"]),
    ("AWS::AutoScaling::LaunchConfiguration", ResourceKind::Other, &[]),
    ("AWS::RDS::DBSubnetGroup", ResourceKind::Other, &[]),
    ("AWS::EC2::EIP", ResourceKind::Other, &["AllocationId"]),
];

/// Returns what is known of a type of resources.
fn ids_of(kind: &str) -> Option<Ids> {
    let own = ResourceKind::all().filter_map(|sort| {
        let names = sort.names()?;
        Some((names.resource_type, sort, names.id_attributes))
    });
    own.chain(OTHERS.iter().copied()).find(|(known, ..)| *known == kind)
}

/// Returns what kind of thing a resource of this type is.
pub(super) fn sort_of(kind: &str) -> Option<ResourceKind> {
    ids_of(kind).map(|(_, sort, _)| sort)
}

/// Returns the thing that a reference leads to; `None` when it is no thing of this sort, or is
/// never made.
pub(super) fn referred_to(
    build: &mut Build<'_>,
    reference: &Reference,
    sort: ResourceKind,
) -> Option<Id> {
    let resource = build
        .document
        .resource(&reference.id)
        .filter(|resource| resource.presence != Presence::Never)?;
    let (_, own, attributes) = ids_of(&resource.kind)?;
    let itself = (own == sort).then(|| Id::new(&resource.id));
    match reference.attribute.as_deref() {
        None => itself,
        Some(attribute) if attributes.contains(&attribute) => itself,
        // A thing that only AWS makes is reached through the thing that it comes with.
        Some(attribute) => made_by_aws(build, resource, attribute, sort),
    }
}

/// Returns what AWS makes along with a resource.
fn made_by_aws(
    build: &mut Build<'_>,
    resource: &ResourceEntry,
    attribute: &str,
    sort: ResourceKind,
) -> Option<Id> {
    let id = Id::new(format!("{}.{attribute}", resource.id));
    match (resource.kind.as_str(), attribute, sort) {
        ("AWS::EC2::VPC", "DefaultSecurityGroup", ResourceKind::SecurityGroup) => {
            let group = || default_security_group(id.clone(), resource.span, Id::new(&resource.id));
            build.network.security_groups.entry(id.clone()).or_insert_with(group);
        }
        ("AWS::EC2::VPC", "DefaultNetworkAcl", ResourceKind::NetworkAcl) => {
            let (span, entries) = (resource.span, open_acl_entries(resource.span));
            let acl = || NetworkAcl { id: id.clone(), span, entries, beyond: None };
            build.network.network_acls.entry(id.clone()).or_insert_with(acl);
        }
        // A regional NAT gateway brings a route table of its own.
        ("AWS::EC2::NatGateway", "RouteTableId", ResourceKind::RouteTable) => {
            build.stand_in(sort, &id, resource.span, ReferenceKind::ById);
        }
        (
            "AWS::EC2::TransitGateway",
            "AssociationDefaultRouteTableId" | "PropagationDefaultRouteTableId",
            ResourceKind::Other,
        ) => return Some(default_transit_table(&Id::new(&resource.id))),
        _ => return None,
    }
    Some(id)
}

/// Returns the name of the security group that AWS makes with a VPC of the template.
pub(super) fn default_group_of(vpc: &Id) -> Id {
    Id::new(format!("{vpc}.DefaultSecurityGroup"))
}

/// Returns the name of the network ACL that AWS makes with a VPC of the template.
pub(super) fn default_acl_of(vpc: &Id) -> Id {
    Id::new(format!("{vpc}.DefaultNetworkAcl"))
}

/// Returns the name of the table that a transit gateway of the template has from the beginning.
pub(super) fn default_transit_table(gateway: &Id) -> Id {
    Id::new(format!("{gateway}.AssociationDefaultRouteTableId"))
}
