//! Services with interfaces in subnets: file systems, databases, functions.

use crate::building::{Properties, Sort, address_of};
use crate::network::{Id, Interface, InterfaceKind, Known, PublicAddress};
use crate::sets::addresses::ipv4;

use super::context::{Build, Resource};
use super::interface::groups_or_default;

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EFS::MountTarget`.
pub(super) fn add_mount_target(build: &mut Build<'_>, resource: &Resource<'_>) {
    let subnets = vec![build.known_id(&resource.properties, "SubnetId", Sort::Subnet)];
    let groups = groups_or_default(build, &resource.properties, &resource.id, &["SecurityGroups"]);
    add(build, resource, subnets, groups, PublicAddress::None);
    let address = resource.properties.get("IpAddress").and_then(address_of);
    if let Some(target) = build.network.interfaces.get_mut(&resource.id) {
        target.addresses = address.map(ipv4);
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::FSx::FileSystem`.
pub(super) fn add_file_system(build: &mut Build<'_>, resource: &Resource<'_>) {
    let subnets = build.ids(&resource.properties, "SubnetIds", Sort::Subnet);
    let groups = groups_or_default(build, &resource.properties, &resource.id, &["SecurityGroupIds"]);
    add(build, resource, subnets, groups, PublicAddress::None);
}

/// Adds an instance or a cluster of Amazon RDS. An instance of a cluster has the groups and subnets of the cluster.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::RDS::DBInstance` and `AWS::RDS::DBCluster`: the default of
/// `PubliclyAccessible` depends on the VPC and the subnet group.
pub(super) fn add_database(build: &mut Build<'_>, resource: &Resource<'_>) {
    let cluster = resource.properties.get("DBClusterIdentifier").and_then(|node| node.as_reference());
    let is_instance = resource.entry.kind == "AWS::RDS::DBInstance";
    let cluster = cluster.filter(|_| is_instance).and_then(|reference| build.document.resource(&reference.id));
    let document = build.document;
    let properties = match cluster {
        Some(cluster) => Properties::of_template(&cluster.id, &cluster.properties, document),
        None => resource.properties,
    };
    let subnets = database_subnets(build, &properties);
    let keys = ["VPCSecurityGroups", "VpcSecurityGroupIds"];
    let groups = groups_or_default(build, &properties, &resource.id, &keys);
    let public = match resource.properties.get("PubliclyAccessible").map(|_| ()) {
        None => PublicAddress::Unknown(resource.properties.missing("PubliclyAccessible")),
        Some(()) => match resource.properties.bool_or("PubliclyAccessible", false) {
            Known::Is(true) => PublicAddress::AtLaunch,
            Known::Is(false) => PublicAddress::None,
            Known::Unknown(unknown) => PublicAddress::Unknown(unknown),
        },
    };
    add(build, resource, subnets, groups, public);
}

fn database_subnets(build: &mut Build<'_>, properties: &Properties<'_>) -> Vec<Known<Id>> {
    let name = properties.get("DBSubnetGroupName");
    let group = name.and_then(|node| node.as_reference()).and_then(|reference| build.document.resource(&reference.id));
    match group.filter(|group| group.kind == "AWS::RDS::DBSubnetGroup") {
        Some(group) => {
            let document = build.document;
            build.ids(&Properties::of_template(&group.id, &group.properties, document), "SubnetIds", Sort::Subnet)
        }
        None => vec![Known::Unknown(properties.why("DBSubnetGroupName"))],
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::Lambda::Function` `VpcConfig`. AWS Lambda Developer Guide, "Giving
/// Lambda functions access to resources in an Amazon VPC": a function in a VPC has no public address.
pub(super) fn add_function(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(node) = resource.properties.get("VpcConfig") else { return };
    let properties = resource.properties.within(node);
    let subnets = build.ids(&properties, "SubnetIds", Sort::Subnet);
    if subnets.is_empty() {
        return;
    }
    let groups = groups_or_default(build, &properties, &resource.id, &["SecurityGroupIds"]);
    add(build, resource, subnets, groups, PublicAddress::None);
}

/// Adds the interfaces of a service under the name of the resource.
pub(super) fn add(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    mut subnets: Vec<Known<Id>>,
    groups: Vec<Known<Id>>,
    public: PublicAddress,
) {
    if subnets.is_empty() {
        subnets.push(Known::Unknown(resource.unknown(format!("the subnets of `{}`", resource.id))));
    }
    let interface = Interface {
        id: resource.id.clone(),
        span: resource.span,
        kind: InterfaceKind::Service,
        addresses: None,
        secondary: Vec::new(),
        twin: None,
        further: Vec::new(),
        groups,
        checks_source_and_destination: Known::Is(true),
        public,
        has_ipv6: None,
        is_attached: resource.sure(Known::Is(true)),
        subnets,
    };
    build.network.interfaces.insert(resource.id.clone(), interface);
}
