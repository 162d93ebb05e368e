//! Instances.

use crate::building::unknown;
use crate::network::{Id, Interface, InterfaceKind, Known, PublicAddress};

use super::context::{Build, Resource};
use super::launch::{Card, Launch, named_launch, read_launch};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Instance`: subnet and groups stand either directly or in
/// `NetworkInterfaces`; `SourceDestCheck` is on by default; what is written counts more than the launch template.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let launch = launch_of(build, resource);
    match &launch.primary.existing {
        Some(existing) => take_over(build, resource, existing),
        None => add_primary(build, resource, &launch),
    }
    for (at, card) in launch.others.iter().enumerate().filter(|(_, card)| card.existing.is_none()) {
        add_further(build, resource, &launch.primary, card, at + 1);
    }
    build.launches.insert(resource.id.clone(), launch);
}

fn launch_of(build: &mut Build<'_>, resource: &Resource<'_>) -> Launch {
    let own = read_launch(build, &resource.properties, "GroupSet");
    let used_in: Vec<Known<Id>> = own.primary.subnet.iter().cloned().collect();
    match named_launch(build, &resource.properties, "LaunchTemplate", &used_in) {
        Some(template) => own.or(template),
        None => own,
    }
}

fn add_primary(build: &mut Build<'_>, resource: &Resource<'_>, launch: &Launch) {
    let default = || Known::Unknown(resource.unknown(format!("the subnet of `{}`, which EC2 picks", resource.id)));
    let subnets = vec![launch.primary.subnet.clone().unwrap_or_else(default)];
    let is_only = launch.others.is_empty();
    let mut interface = launch.primary.interface(build, resource, InterfaceKind::Instance, is_only, subnets);
    interface.checks_source_and_destination = resource.properties.bool_or("SourceDestCheck", true);
    build.network.interfaces.insert(resource.id.clone(), interface);
}

/// Adds an interface beside the primary one under the name that Linux usually gives it: `HeadNode eth1`.
fn add_further(build: &mut Build<'_>, resource: &Resource<'_>, primary: &Card, card: &Card, number: usize) {
    let id = Id::new(format!("{} eth{number}", resource.id));
    let subnet = card.subnet.clone().or_else(|| primary.subnet.clone());
    let missing = || Known::Unknown(unknown(format!("the subnet of `{id}`"), resource.span));
    let subnets = vec![subnet.unwrap_or_else(missing)];
    let further = Resource {
        entry: resource.entry,
        id: id.clone(),
        span: resource.span,
        properties: resource.properties,
        doubt: resource.doubt.clone(),
    };
    let mut interface = card.interface(build, &further, InterfaceKind::Interface, false, subnets);
    interface.checks_source_and_destination = resource.properties.bool_or("SourceDestCheck", true);
    build.network.interfaces.insert(id, interface);
}

/// Gives an instance that uses an existing interface what that interface has.
fn take_over(build: &mut Build<'_>, resource: &Resource<'_>, existing: &Id) {
    if build.without_groups.contains(existing) {
        build.without_groups.insert(resource.id.clone());
    }
    let Some(interface) = build.network.interfaces.get(existing) else { return };
    let instance = Interface {
        id: resource.id.clone(),
        span: resource.span,
        kind: InterfaceKind::Instance,
        is_attached: resource.sure(Known::Is(true)),
        ..interface.clone()
    };
    build.network.interfaces.insert(resource.id.clone(), instance);
}

/// Lets an instance and the existing interface that it uses have one public address, whichever of the two it was given
/// to.
pub(super) fn share_address(build: &mut Build<'_>, resource: &Resource<'_>) {
    let existing = build.launches.get(&resource.id).and_then(|launch| launch.primary.existing.clone());
    let Some(existing) = existing else { return };
    let address = |id: &Id| build.network.interfaces.get(id).map(|interface| interface.public.clone());
    let both = [address(&existing), address(&resource.id)];
    let Some(given) = both.into_iter().flatten().find(|public| *public != PublicAddress::None) else { return };
    for id in [&existing, &resource.id] {
        let interface = build.network.interfaces.get_mut(id);
        interface.into_iter().for_each(|interface| interface.public = given.clone());
    }
}
