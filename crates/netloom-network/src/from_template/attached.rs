//! Services and gateways of which nothing matters but their interfaces: in which subnets, with
//! which groups.

use netloom_template::Node;

use crate::building::{Properties, ResourceKind};
use crate::{Id, Known, PublicAddress};

use super::context::{Build, Resource};
use super::interface::groups_or_default;
use super::service;

/// Where a type says what its interfaces are. Paths go down by `.`; `*` stands for the items of a
/// list.
struct Attached {
    kind: &'static str,
    /// Every property that names subnets.
    subnets: &'static [&'static str],
    groups: Groups,
    /// The property that asks for public addresses, and the value that does.
    public: Option<(&'static str, &'static str)>,
}

enum Groups {
    /// Those of this property; without it the default group of the VPC.
    Written(&'static str),
    /// Those of this property, and one more that the service makes.
    WrittenAndOwn(&'static str),
    /// Those of the resource that this property refers to, under that name.
    OfAnother(&'static str, &'static str),
    /// The service makes its own.
    Own,
}

/// # Source
/// AWS CloudFormation Template Reference, the pages of these types. Amazon EKS User Guide, "View
/// Amazon EKS security group requirements": the interfaces of a cluster have its own group beside
/// the written ones. AWS Client VPN Administrator Guide, "Target networks": an association has the
/// groups of its endpoint. AWS Directory Service Administration Guide: a directory has a group that
/// the service makes.
const ATTACHED: &[Attached] = &[
    written("AWS::EC2::InstanceConnectEndpoint", &["SubnetId"], "SecurityGroupIds"),
    written("AWS::EC2::VerifiedAccessEndpoint", VERIFIED_ACCESS, "SecurityGroupIds"),
    Attached {
        kind: "AWS::EC2::ClientVpnTargetNetworkAssociation",
        subnets: &["SubnetId"],
        groups: Groups::OfAnother("ClientVpnEndpointId", "SecurityGroupIds"),
        public: None,
    },
    own("AWS::EC2::RouteServerEndpoint", &["SubnetId"]),
    written(
        "AWS::Route53Resolver::ResolverEndpoint",
        &["IpAddresses.*.SubnetId"],
        "SecurityGroupIds",
    ),
    written("AWS::VpcLattice::ResourceGateway", &["SubnetIds"], "SecurityGroupIds"),
    written("AWS::RDS::DBProxy", &["VpcSubnetIds"], "VpcSecurityGroupIds"),
    written("AWS::FSx::FileCache", &["SubnetIds"], "SecurityGroupIds"),
    written("AWS::PCS::Cluster", &["Networking.SubnetIds"], "Networking.SecurityGroupIds"),
    own("AWS::DirectoryService::MicrosoftAD", &["VpcSettings.SubnetIds"]),
    own("AWS::DirectoryService::SimpleAD", &["VpcSettings.SubnetIds"]),
    Attached {
        kind: "AWS::EKS::Cluster",
        subnets: &["ResourcesVpcConfig.SubnetIds"],
        groups: Groups::WrittenAndOwn("ResourcesVpcConfig.SecurityGroupIds"),
        public: None,
    },
    Attached {
        kind: "AWS::ECS::Service",
        subnets: &["NetworkConfiguration.AwsvpcConfiguration.Subnets"],
        groups: Groups::Written("NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"),
        public: Some(("NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "ENABLED")),
    },
];

const VERIFIED_ACCESS: &[&str] =
    &["LoadBalancerOptions.SubnetIds", "CidrOptions.SubnetIds", "RdsOptions.SubnetIds"];

const fn written(
    kind: &'static str,
    subnets: &'static [&'static str],
    groups: &'static str,
) -> Attached {
    Attached { kind, subnets, groups: Groups::Written(groups), public: None }
}

const fn own(kind: &'static str, subnets: &'static [&'static str]) -> Attached {
    Attached { kind, subnets, groups: Groups::Own, public: None }
}

/// Adds the interfaces of a resource, if it has some: tasks on the network of their host have none.
pub(super) fn add(build: &mut Build<'_>, resource: &Resource<'_>) {
    let Some(attached) = ATTACHED.iter().find(|attached| attached.kind == resource.entry.kind)
    else {
        return;
    };
    let properties = resource.properties;
    let mut subnets = Vec::new();
    for path in attached.subnets {
        subnets.extend(ids_at(build, &properties, path, ResourceKind::Subnet));
    }
    if subnets.is_empty() && attached.kind == "AWS::ECS::Service" {
        return;
    }
    let groups = groups(build, resource, &attached.groups);
    let public = match attached
        .public
        .and_then(|(path, value)| Some((last(&properties, path)?, value)))
    {
        None => PublicAddress::None,
        Some(((place, key), value)) => match place.text(key) {
            None => PublicAddress::None,
            Some(Known::Is(text)) if text.eq_ignore_ascii_case(value) => PublicAddress::AtLaunch,
            Some(Known::Is(_)) => PublicAddress::None,
            Some(Known::Unknown(unknown)) => PublicAddress::Unknown(unknown),
        },
    };
    service::add(build, resource, subnets, groups, public);
    if let Some(interface) = build.network.interfaces.get_mut(&resource.id) {
        interface.sends_by_own_address = sends_by_own_address(resource);
    }
}

/// # Source
/// Amazon EC2 User Guide, "Security groups for EC2 Instance Connect Endpoint": with
/// `PreserveClientIp`, which is off by default, instances see the address of the client.
fn sends_by_own_address(resource: &Resource<'_>) -> Known<bool> {
    let key = "PreserveClientIp";
    let is_endpoint = resource.entry.kind == "AWS::EC2::InstanceConnectEndpoint";
    match resource.properties.bool_or(key, false) {
        Known::Is(true) if is_endpoint => Known::Unknown(
            resource.unknown(format!("the addresses of the clients of `{}`", resource.id)),
        ),
        Known::Unknown(unknown) if is_endpoint => Known::Unknown(unknown),
        _ => Known::Is(true),
    }
}

fn groups(build: &mut Build<'_>, resource: &Resource<'_>, groups: &Groups) -> Vec<Known<Id>> {
    let of_service = || {
        Known::Unknown(resource.unknown(format!("the security group that `{}` makes", resource.id)))
    };
    match groups {
        Groups::Own => vec![of_service()],
        Groups::Written(path) => match last(&resource.properties, path) {
            Some((place, key)) => groups_or_default(build, &place, &resource.id, &[key]),
            None => vec![Known::Unknown(resource.properties.missing(path))],
        },
        Groups::WrittenAndOwn(path) => {
            let mut all = ids_at(build, &resource.properties, path, ResourceKind::SecurityGroup);
            all.push(of_service());
            all
        }
        Groups::OfAnother(key, path) => {
            let named = resource.properties.get(key).and_then(Node::as_reference);
            match named.and_then(|reference| build.document.resource(&reference.id)) {
                Some(other) => {
                    let properties =
                        Properties::of_template(&other.id, &other.properties, build.document);
                    groups_or_default(build, &properties, &resource.id, &[path])
                }
                None => vec![Known::Unknown(resource.properties.why(key))],
            }
        }
    }
}

/// Returns the mapping in which the last step of a path is looked up, and that step; `None` where a
/// part is missing.
fn last<'a, 'p>(properties: &Properties<'a>, path: &'p str) -> Option<(Properties<'a>, &'p str)> {
    match path.split_once('.') {
        None => Some((*properties, path)),
        Some((first, rest)) => last(&properties.within(properties.get(first)?), rest),
    }
}

/// Returns the things that a path names, over the items of lists on the way.
fn ids_at(
    build: &mut Build<'_>,
    properties: &Properties<'_>,
    path: &str,
    sort: ResourceKind,
) -> Vec<Known<Id>> {
    let Some((list, key)) = path.split_once(".*.") else {
        return match last(properties, path) {
            Some((place, key)) => build.ids(&place, key, sort),
            None => Vec::new(),
        };
    };
    match properties.items(list) {
        Ok(items) => {
            items.iter().flat_map(|item| build.ids(&properties.within(item), key, sort)).collect()
        }
        Err(unknown) => vec![Known::Unknown(unknown)],
    }
}
