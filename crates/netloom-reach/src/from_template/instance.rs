//! Instances.

use crate::building::unknown;
use crate::network::{Id, Interface, InterfaceKind, Known};

use super::context::{Build, Resource};
use super::launch::{Card, Launch, named_launch, read_launch};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Instance`: subnet and groups stand either directly or in
/// `NetworkInterfaces`; `SourceDestCheck` is on by default; what is written counts more than the launch template.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let launch = launch_of(build, resource);
    if launch.primary.existing.is_none() {
        add_primary(build, resource, &launch);
    }
    for (at, card) in launch.others.iter().enumerate().filter(|(_, card)| card.existing.is_none()) {
        add_further(build, resource, &launch.primary, card, at + 1);
    }
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

/// Gives an instance that uses an existing interface what that interface has, once all is known of it.
pub(super) fn take_over_interface(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(existing) = launch_of(build, resource).primary.existing else { return };
    if build.without_groups.contains(&existing) {
        build.without_groups.insert(resource.id.clone());
    }
    let Some(interface) = build.network.interfaces.get(&existing) else { return };
    let instance = Interface {
        id: resource.id.clone(),
        span: resource.span,
        kind: InterfaceKind::Instance,
        is_attached: resource.sure(Known::Is(true)),
        ..interface.clone()
    };
    // An address that was given to the instance is its interface's as well.
    let public = build.network.interfaces.get(&resource.id).map(|instance| instance.public.clone());
    build.network.interfaces.insert(resource.id.clone(), instance);
    let given = public.filter(|public| matches!(public, crate::network::PublicAddress::Elastic(_)));
    for id in [&existing, &resource.id] {
        if let (Some(given), Some(interface)) = (&given, build.network.interfaces.get_mut(id)) {
            interface.public = given.clone();
        }
    }
}
