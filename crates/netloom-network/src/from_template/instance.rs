//! Instances.

use crate::{Id, Interface, InterfaceKind, Known};

use super::context::{Build, Resource};
use super::launch::{Launch, add_others, named_launch, read_launch};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::Instance`: subnet and groups stand either
/// directly or in `NetworkInterfaces`; `SourceDestCheck` is on by default; what is written counts
/// more than the launch template.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let launch = launch_of(build, resource);
    match &launch.primary.existing {
        Some(existing) => take_over(build, resource, existing),
        None => add_primary(build, resource, &launch),
    }
    add_others(build, resource, &launch, InterfaceKind::Interface, None);
    let checks = resource.properties.bool_or("SourceDestCheck", true);
    let further =
        build.network.interfaces.get(&resource.id).map(|instance| instance.further.clone());
    for id in further.iter().flatten().filter(|id| is_made_by(resource, id)) {
        let interface = build.network.interfaces.get_mut(id);
        interface
            .into_iter()
            .for_each(|interface| interface.checks_source_and_destination = checks.clone());
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
    let default = || {
        Known::Unknown(
            resource.unknown(format!("the subnet of `{}`, which EC2 picks", resource.id)),
        )
    };
    let subnets = vec![launch.primary.subnet.clone().unwrap_or_else(default)];
    let is_only = launch.others.is_empty();
    let mut interface =
        launch.primary.interface(build, resource, InterfaceKind::Instance, is_only, subnets);
    interface.checks_source_and_destination = resource.properties.bool_or("SourceDestCheck", true);
    build.network.interfaces.insert(resource.id.clone(), interface);
}

fn is_made_by(resource: &Resource<'_>, id: &Id) -> bool {
    id.as_str().strip_prefix(resource.id.as_str()).is_some_and(|rest| rest.starts_with(" eth"))
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
        twin: Some(existing.clone()),
        ..interface.clone()
    };
    build.network.interfaces.insert(resource.id.clone(), instance);
    let interface = build.network.interfaces.get_mut(existing);
    interface.into_iter().for_each(|interface| interface.twin = Some(resource.id.clone()));
}
