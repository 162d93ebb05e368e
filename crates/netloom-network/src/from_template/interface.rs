//! Network interfaces.

use netloom_diag::Span;

use crate::building::{
    Properties, ResourceKind, default_security_group, has_ipv6, private_addresses, quoted, unknown,
};
use crate::{EndpointKind, Id, Interface, InterfaceKind, Known, Unknown};

use super::attributes::default_group_of;
use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NetworkInterface`: `SourceDestCheck` is on by
/// default, and without `GroupSet` it has the default security group of the VPC. Amazon EC2 User
/// Guide, "IP addressing": public addresses are given only to an interface that a launch makes,
/// never to one that exists before.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnets = vec![build.known_id(properties, "SubnetId", ResourceKind::Subnet)];
    let addresses = private_addresses(properties);
    let groups = groups_or_default(build, properties, &resource.id, &["GroupSet"]);
    let kind = InterfaceKind::Interface;
    let interface = Interface {
        addresses: addresses.primary,
        secondary: addresses.secondary,
        checks_source_and_destination: properties.bool_or("SourceDestCheck", true),
        has_ipv6: has_ipv6(properties),
        is_attached: resource.sure(Known::Is(true)),
        ..Interface::new(resource.id.clone(), resource.span, kind, (subnets, groups))
    };
    build.network.interfaces.insert(resource.id.clone(), interface);
}

/// Returns the security groups under the first of these keys that is written, and notes when there
/// are none.
pub(super) fn groups_or_default(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    owner: &Id,
    keys: &[&str],
) -> Vec<Known<Id>> {
    let written = keys.iter().find(|key| properties.get(key).is_some()).or(keys.first());
    let groups = written
        .map(|key| build.ids(properties, key, ResourceKind::SecurityGroup))
        .unwrap_or_default();
    if groups.is_empty() {
        build.without_groups.insert(owner.clone());
    }
    groups
}

/// Attaches an interface to an instance, beside its primary one.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::NetworkInterfaceAttachment`.
pub(super) fn attach(build: &mut Build<'_>, resource: &Resource<'_>) {
    let instance = build.id(&resource.properties, "InstanceId", ResourceKind::Interface);
    let interface = build.id(&resource.properties, "NetworkInterfaceId", ResourceKind::Interface);
    if let (Some(instance), Some(interface)) = (instance, interface) {
        let instance = build.network.interfaces.get_mut(&instance);
        instance.into_iter().for_each(|instance| instance.further.push(interface.clone()));
    }
}

/// Gives whatever says nothing of security groups the default group of its VPC.
///
/// # Source
/// Amazon VPC User Guide, "Default security groups for your VPCs": it is used where no group is
/// named.
pub(super) fn give_default_groups(build: &mut Build<'_>) {
    for id in std::mem::take(&mut build.without_groups) {
        let Some((span, vpc)) = place_of(build, &id) else { continue };
        let groups = match vpc {
            Ok(vpc) => vec![default_group(build, &vpc, span)],
            Err(unknown) => vec![Known::Unknown(unknown)],
        };
        if let Some(interface) = build.network.interfaces.get_mut(&id) {
            interface.groups.clone_from(&groups);
        }
        if let Some(EndpointKind::Interface { groups: own, .. }) =
            build.network.endpoints.get_mut(&id).map(|e| &mut e.kind)
        {
            own.clone_from(&groups);
        }
    }
}

fn place_of(build: &Build<'_>, id: &Id) -> Option<(Span, Result<Id, Unknown>)> {
    if let Some(endpoint) = build.network.endpoints.get(id) {
        let vpc = endpoint.vpc.value().cloned();
        return Some((
            endpoint.span,
            vpc.ok_or_else(|| unknown(format!("the VPC of `{id}`"), endpoint.span)),
        ));
    }
    let interface = build.network.interfaces.get(id)?;
    let missing = unknown(format!("the security groups of `{id}`"), interface.span);
    let vpc = match interface.subnets.first() {
        Some(Known::Is(subnet)) => {
            build.network.subnets.get(subnet).map(|subnet| subnet.vpc.clone()).ok_or(missing)
        }
        Some(Known::Unknown(unknown)) => Err(unknown.clone()),
        None => Err(missing),
    };
    Some((interface.span, vpc))
}

/// Returns the default group of a VPC: of the template's own ones as AWS makes it, of others it is
/// not known which it is.
fn default_group(build: &mut Build<'_>, vpc: &Id, span: Span) -> Known<Id> {
    let Some(resource) =
        build.document.resource(vpc.as_str()).filter(|resource| resource.kind == "AWS::EC2::VPC")
    else {
        return Known::Unknown(unknown(
            format!("the default security group of {}", quoted(vpc)),
            span,
        ));
    };
    let id = default_group_of(vpc);
    let group = || default_security_group(id.clone(), resource.span, vpc.clone());
    build.network.security_groups.entry(id.clone()).or_insert_with(group);
    Known::Is(id)
}
