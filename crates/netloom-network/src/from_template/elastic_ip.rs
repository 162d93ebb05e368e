//! Elastic IP addresses and what they are given to.

use crate::building::{ResourceKind, address_of};
use crate::sets::RangeSet;
use crate::sets::addresses::ipv4;
use crate::{Id, Interface, PublicAddress};

use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::EIP`: with `InstanceId` it is given to that
/// instance.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    if let Some(instance) = build.id(&resource.properties, "InstanceId", ResourceKind::Interface) {
        give(build, resource, &instance);
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::EIPAssociation`: to an instance or to a
/// network interface, of either to the primary private address unless `PrivateIpAddress` names
/// another.
pub(super) fn associate(build: &mut Build<'_>, resource: &Resource<'_>) {
    for key in ["NetworkInterfaceId", "InstanceId"] {
        if let Some(interface) = build.id(&resource.properties, key, ResourceKind::Interface) {
            give(build, resource, &interface);
        }
    }
}

fn give(build: &mut Build<'_>, resource: &Resource<'_>, interface: &Id) {
    let twin = build.network.interfaces.get(interface).and_then(|interface| interface.twin.clone());
    for id in [interface].into_iter().chain(&twin) {
        if let Some(interface) = build.network.interfaces.get_mut(id) {
            give_to(interface, resource);
        }
    }
}

fn give_to(interface: &mut Interface, resource: &Resource<'_>) {
    let written = resource.properties.get("PrivateIpAddress");
    let address = written.and_then(address_of).map(ipv4);
    let is_it = |own: &Option<RangeSet>| match (&address, own) {
        (Some(address), Some(own)) => address.is_subset(own),
        _ => false,
    };
    let may_be = |public: &mut PublicAddress| {
        if !matches!(public, PublicAddress::Elastic(_)) {
            *public = PublicAddress::Unknown(resource.properties.missing("PrivateIpAddress"));
        }
    };
    if written.is_none() || is_it(&interface.addresses) || interface.secondary.is_empty() {
        return given(&mut interface.public, resource);
    }
    match interface.secondary.iter_mut().find(|secondary| is_it(&secondary.addresses)) {
        Some(secondary) => given(&mut secondary.public, resource),
        // Which of the addresses is meant cannot be determined, or AWS picks them.
        None => {
            may_be(&mut interface.public);
            interface.secondary.iter_mut().for_each(|secondary| may_be(&mut secondary.public));
        }
    }
}

fn given(public: &mut PublicAddress, resource: &Resource<'_>) {
    match &resource.doubt {
        _ if matches!(public, PublicAddress::Elastic(_)) => {}
        Some(doubt) => *public = PublicAddress::Unknown(doubt.clone()),
        None => *public = PublicAddress::Elastic(None),
    }
}
