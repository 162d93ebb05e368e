//! Fleets: Auto Scaling groups and AWS Batch compute environments.

use netloom_diag::Span;

use crate::building::{Properties, ResourceKind, unknown};
use crate::{Id, InterfaceKind, Known, PublicAddress};

use super::context::{Build, Resource};
use super::launch::{Card, Launch, add_others, named_launch, read_launch_with};

/// # Source
/// AWS CloudFormation Template Reference, `AWS::AutoScaling::AutoScalingGroup`: subnets in
/// `VPCZoneIdentifier`; the rest from a launch template, a mixed instances policy, a launch
/// configuration or an instance.
pub(super) fn add_scaling_group(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let subnets = build.ids(properties, "VPCZoneIdentifier", ResourceKind::Subnet);
    let launch = named_launch(build, properties, "LaunchTemplate", &subnets)
        .or_else(|| mixed_launch(build, properties, &subnets))
        .or_else(|| named_launch(build, properties, "LaunchConfigurationName", &subnets))
        .or_else(|| named_launch(build, properties, "InstanceId", &subnets));
    add_fleet(build, resource, launch.unwrap_or_default(), subnets);
}

fn mixed_launch(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    subnets: &[Known<Id>],
) -> Option<Launch> {
    let policy = properties.within(properties.get("MixedInstancesPolicy")?);
    let template = policy.get("LaunchTemplate").map(|node| policy.within(node));
    let Some(template) = template.filter(Properties::is_mapping) else {
        return named_launch(build, properties, "MixedInstancesPolicy", subnets);
    };
    // Overrides may name launch templates of their own; instances of one group then differ.
    let overrides = template.items("Overrides").unwrap_or_default();
    let other = overrides.iter().find(|item| item.get("LaunchTemplateSpecification").is_some());
    let launch = named_launch(build, &template, "LaunchTemplateSpecification", subnets)?;
    let Some(other) = other else { return Some(launch) };
    let other =
        named_launch(build, &template.within(other), "LaunchTemplateSpecification", subnets)?;
    let is_alike = (&launch.primary.groups, &launch.primary.public)
        == (&other.primary.groups, &other.primary.public);
    Some(if is_alike { launch } else { either(template.span()) })
}

/// Returns the launch of a group whose instances differ: one entry stands for all, and what one of
/// them has another may not.
fn either(span: Span) -> Launch {
    let which = || unknown("which launch template of the group is used", span);
    let (groups, public) = (Some(vec![Known::Unknown(which())]), Some(Known::Unknown(which())));
    Launch { primary: Card { groups, public, ..Card::default() }, ..Launch::default() }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::Batch::ComputeEnvironment` `ComputeResources`:
/// security groups written here count more than those of the launch template; Fargate tasks get
/// public addresses as their job says.
pub(super) fn add_compute_environment(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(node) = resource.properties.get("ComputeResources") else { return };
    let properties = resource.properties.within(node);
    let subnets = build.ids(&properties, "Subnets", ResourceKind::Subnet);
    let template = named_launch(build, &properties, "LaunchTemplate", &subnets).unwrap_or_default();
    let groups = build.ids(&properties, "SecurityGroupIds", ResourceKind::SecurityGroup);
    let own = Card { groups: Some(groups).filter(|groups| !groups.is_empty()), ..Card::default() };
    let launch = Launch { primary: own, ..Launch::default() }.or(template);
    add_fleet(build, resource, launch, subnets);
    let is_fargate = properties
        .plain_text("Type")
        .is_some_and(|kind| kind.to_ascii_uppercase().starts_with("FARGATE"));
    if let Some(fleet) = build.network.interfaces.get_mut(&resource.id).filter(|_| is_fargate) {
        fleet.public =
            PublicAddress::Unknown(resource.unknown("whether the jobs ask for a public address"));
    }
}

/// Adds an EC2 Fleet or a Spot Fleet: launch templates with subnets for each, or, in Spot Fleets,
/// launch specifications.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::EC2Fleet` and `AWS::EC2::SpotFleet`.
pub(super) fn add_ec2_fleet(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let request = properties
        .get("SpotFleetRequestConfigData")
        .map_or(*properties, |node| properties.within(node));
    let configs = request.items("LaunchTemplateConfigs").unwrap_or_default();
    let specifications = request.items("LaunchSpecifications").unwrap_or_default();
    let mut subnets = Vec::new();
    for node in configs {
        let overrides = request.within(node).items("Overrides").unwrap_or_default();
        for place in overrides {
            subnets.extend(
                build.id(&request.within(place), "SubnetId", ResourceKind::Subnet).map(Known::Is),
            );
        }
    }
    for node in specifications {
        subnets.extend(subnets_of_specification(build, resource, &request.within(node)));
    }
    subnets.dedup();
    let launch = match (configs, specifications) {
        ([one], []) => {
            named_launch(build, &request.within(one), "LaunchTemplateSpecification", &subnets)
        }
        ([], [one]) => Some(read_specification(build, &request.within(one))),
        _ => Some(either(resource.span)),
    };
    add_fleet(build, resource, launch.unwrap_or_default(), subnets);
}

/// Reads the only launch specification of a Spot Fleet, which all its instances are launched with.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::SpotFleet SpotFleetLaunchSpecification`.
fn read_specification(build: &mut Build<'_>, specification: &Properties<'_>) -> Launch {
    let groups = match specification.items("SecurityGroups") {
        Ok(items) => items
            .iter()
            .map(|node| {
                let group = specification.within(node);
                build.known_id(&group, "GroupId", ResourceKind::SecurityGroup)
            })
            .collect(),
        Err(unknown) => vec![Known::Unknown(unknown)],
    };
    let groups = Some(groups).filter(|groups| !groups.is_empty());
    read_launch_with(build, specification, groups, "Groups")
}

/// Returns the subnets of one launch specification: its own, or those of its interfaces; at least
/// one, which is unknown where it specifies none.
fn subnets_of_specification(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    specification: &Properties<'_>,
) -> Vec<Known<Id>> {
    let own = build.id(specification, "SubnetId", ResourceKind::Subnet).map(Known::Is);
    let interfaces = match specification.items("NetworkInterfaces") {
        Ok(interfaces) => interfaces,
        Err(unknown) => return vec![Known::Unknown(unknown)],
    };
    let mut subnets: Vec<Known<Id>> = own.into_iter().collect();
    for node in interfaces {
        let interface = specification.within(node);
        subnets.extend(build.id(&interface, "SubnetId", ResourceKind::Subnet).map(Known::Is));
    }
    if subnets.is_empty() {
        let what = format!("the subnets of `{}`", resource.id);
        subnets.push(Known::Unknown(resource.unknown(what)));
    }
    subnets
}

fn add_fleet(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    launch: Launch,
    subnets: Vec<Known<Id>>,
) {
    let missing = || Known::Unknown(resource.unknown(format!("the subnets of `{}`", resource.id)));
    let in_launch = launch.primary.subnet.iter().cloned();
    let mut subnets: Vec<Known<Id>> =
        if subnets.is_empty() { in_launch.collect() } else { subnets };
    if subnets.is_empty() {
        subnets.push(missing());
    }
    let is_only = launch.others.is_empty();
    let interface =
        launch.primary.interface(build, resource, InterfaceKind::Fleet, is_only, subnets.clone());
    build.network.interfaces.insert(resource.id.clone(), interface);
    add_others(build, resource, &launch, InterfaceKind::Fleet, Some(&subnets));
}
