//! Services with interfaces in subnets: file systems, databases, functions.

use crate::building::{Properties, ResourceKind, address_of};
use crate::sets::addresses::ipv4;
use crate::{Id, Interface, InterfaceKind, Known, PublicAddress};

use super::context::{Build, Resource};
use super::interface::groups_or_default;

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EFS::MountTarget`.
pub(super) fn add_mount_target(build: &mut Build<'_>, resource: &Resource<'_>) {
    let subnets = vec![build.known_id(&resource.properties, "SubnetId", ResourceKind::Subnet)];
    let groups = groups_or_default(build, &resource.properties, &resource.id, &["SecurityGroups"]);
    add(build, resource, subnets, groups, PublicAddress::None);
    let address = resource.properties.get("IpAddress").and_then(address_of);
    let has_ipv6 = asks_for(&resource.properties, "IpAddressType", |kind| kind != "IPV4_ONLY");
    if let Some(target) = build.network.interfaces.get_mut(&resource.id) {
        target.addresses = address.map(ipv4);
        target.has_ipv6 = Some(has_ipv6);
    }
}

/// Returns whether a property asks for IPv6 addresses; without it there are none.
pub(super) fn asks_for(
    properties: &Properties<'_>,
    key: &str,
    is_asked: impl Fn(&str) -> bool,
) -> Known<bool> {
    match properties.text(key) {
        None => Known::Is(false),
        Some(Known::Is(text)) => Known::Is(is_asked(&text)),
        Some(Known::Unknown(unknown)) => Known::Unknown(unknown),
    }
}

fn is_dual(network_type: &str) -> bool {
    network_type.eq_ignore_ascii_case("DUAL")
}

pub(super) fn set_ipv6(build: &mut Build<'_>, resource: &Resource<'_>, has_ipv6: Known<bool>) {
    let interface = build.network.interfaces.get_mut(&resource.id);
    interface.into_iter().for_each(|interface| interface.has_ipv6 = Some(has_ipv6.clone()));
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::FSx::FileSystem`: `NetworkType` is IPv4 by default.
/// FSx for ONTAP User Guide and FSx for OpenZFS User Guide, "Multi-AZ": the file system writes
/// routes to its addresses into the tables that are named.
pub(super) fn add_file_system(build: &mut Build<'_>, resource: &Resource<'_>) {
    let subnets = build.ids(&resource.properties, "SubnetIds", ResourceKind::Subnet);
    let groups =
        groups_or_default(build, &resource.properties, &resource.id, &["SecurityGroupIds"]);
    add(build, resource, subnets, groups, PublicAddress::None);
    set_ipv6(build, resource, asks_for(&resource.properties, "NetworkType", is_dual));
    for key in ["OntapConfiguration", "OpenZFSConfiguration"] {
        let Some(node) = resource.properties.get(key) else { continue };
        let configuration = resource.properties.within(node);
        for table in build.ids(&configuration, "RouteTableIds", ResourceKind::RouteTable) {
            let table = table.value().and_then(|id| build.network.route_tables.get_mut(id));
            let routes = || resource.unknown(format!("the routes that `{}` writes", resource.id));
            table.into_iter().for_each(|table| _ = table.beyond.get_or_insert_with(routes));
        }
    }
}

/// Adds an instance or a cluster of Amazon RDS. An instance of a cluster has the groups and subnets
/// of the cluster.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::RDS::DBInstance` and `AWS::RDS::DBCluster`: the
/// default of `PubliclyAccessible` depends on the VPC and the subnet group.
pub(super) fn add_database(build: &mut Build<'_>, resource: &Resource<'_>) {
    let cluster =
        resource.properties.get("DBClusterIdentifier").and_then(|node| node.as_reference());
    let is_instance = resource.entry.kind == "AWS::RDS::DBInstance";
    let cluster = cluster
        .filter(|_| is_instance)
        .and_then(|reference| build.document.resource(&reference.id));
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
    set_ipv6(build, resource, asks_for(&properties, "NetworkType", is_dual));
}

fn database_subnets(build: &mut Build<'_>, properties: &Properties<'_>) -> Vec<Known<Id>> {
    let name = properties.get("DBSubnetGroupName");
    let group = name
        .and_then(|node| node.as_reference())
        .and_then(|reference| build.document.resource(&reference.id));
    match group.filter(|group| group.kind == "AWS::RDS::DBSubnetGroup") {
        Some(group) => {
            let document = build.document;
            build.ids(
                &Properties::of_template(&group.id, &group.properties, document),
                "SubnetIds",
                ResourceKind::Subnet,
            )
        }
        None => vec![Known::Unknown(properties.why("DBSubnetGroupName"))],
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::Lambda::Function` `VpcConfig`. AWS Lambda Developer
/// Guide, "Giving Lambda functions access to resources in an Amazon VPC": a function in a VPC has
/// no public address.
pub(super) fn add_function(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(node) = resource.properties.get("VpcConfig") else { return };
    let properties = resource.properties.within(node);
    let subnets = build.ids(&properties, "SubnetIds", ResourceKind::Subnet);
    if subnets.is_empty() {
        return;
    }
    let groups = groups_or_default(build, &properties, &resource.id, &["SecurityGroupIds"]);
    add(build, resource, subnets, groups, PublicAddress::None);
    set_ipv6(build, resource, properties.bool_or("Ipv6AllowedForDualStack", false));
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
    let kind = InterfaceKind::Service;
    let interface = Interface {
        public,
        is_attached: resource.sure(Known::Is(true)),
        ..Interface::new(resource.id.clone(), resource.span, kind, (subnets, groups))
    };
    build.network.interfaces.insert(resource.id.clone(), interface);
}
