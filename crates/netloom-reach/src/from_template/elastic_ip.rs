//! Elastic IP addresses and what they are given to.

use crate::building::Sort;
use crate::network::{Id, PublicAddress};

use super::context::{Build, Resource};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::EIP`: with `InstanceId` it is given to that instance.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    if let Some(instance) = build.id(&resource.properties, "InstanceId", Sort::Interface) {
        give(build, resource, &instance);
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::EIPAssociation`: to an instance or to a network interface.
pub(super) fn associate(build: &mut Build<'_>, resource: &Resource<'_>) {
    for key in ["NetworkInterfaceId", "InstanceId"] {
        if let Some(interface) = build.id(&resource.properties, key, Sort::Interface) {
            give(build, resource, &interface);
        }
    }
}

fn give(build: &mut Build<'_>, resource: &Resource<'_>, interface: &Id) {
    let Some(interface) = build.network.interfaces.get_mut(interface) else { return };
    match &resource.doubt {
        _ if matches!(interface.public, PublicAddress::Elastic(_)) => {}
        Some(doubt) => interface.public = PublicAddress::Unknown(doubt.clone()),
        None => interface.public = PublicAddress::Elastic(None),
    }
}
