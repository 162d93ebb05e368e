//! Things of one VPC that refer to things of another.

use netloom_diag::Diagnostic;
use netloom_network::ResourceKind;
use netloom_template::{Node, ResourceEntry};

use super::super::context::Context;
use super::super::homes::{Home, homes_of_value, vpc_of_value};
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A resource that joins things of two VPCs: an instance or an endpoint with the security group
    /// of another VPC, a subnet associated with the route table of another one, a route to a
    /// gateway of another one, a load balancer or a database over subnets of two.
    /// ### Why it matters
    /// EC2 rejects it ("belong to different networks"), and the stack is rolled back.
    /// ### Example
    /// An instance in a subnet of `Vpc` with a security group whose `VpcId` is `!Ref OtherVpc`
    /// ### Instead
    /// A security group of the VPC in which the instance is.
    /// ### Source
    /// EC2 API, error codes `InvalidParameter` (different networks) and `InvalidGroup.NotFound`;
    /// Amazon VPC User Guide, "Security groups for your VPC": a group is used in its own VPC and
    /// those it is associated with.
    RESOURCE_OF_ANOTHER_VPC = ("CFN038", Error, "resource of another VPC");
}

/// What must be of one VPC: in each thing at `scope`, all that the paths name; of a route also what
/// the kinds of a network say.
struct Together {
    kind: &'static str,
    scope: &'static str,
    paths: &'static [&'static str],
}

const fn together(
    kind: &'static str,
    scope: &'static str,
    paths: &'static [&'static str],
) -> Together {
    Together { kind, scope, paths }
}

/// # Source
/// AWS CloudFormation Template Reference, the pages of these types. The interfaces of one instance
/// may be in several VPCs, so each is looked at by itself (Amazon EC2 User Guide, "Elastic network
/// interfaces", multi-VPC).
const TOGETHER: &[Together] = &[
    together("AWS::AutoScaling::AutoScalingGroup", "", &["VPCZoneIdentifier[]"]),
    together(
        "AWS::Batch::ComputeEnvironment",
        "ComputeResources",
        &["Subnets[]", "SecurityGroupIds[]"],
    ),
    together("AWS::EC2::GatewayRouteTableAssociation", "", &["RouteTableId", "GatewayId"]),
    together("AWS::EC2::Instance", "", &["SubnetId", "SecurityGroupIds[]"]),
    together("AWS::EC2::Instance", "NetworkInterfaces[]", &["SubnetId", "GroupSet[]"]),
    together("AWS::EC2::InstanceConnectEndpoint", "", &["SubnetId", "SecurityGroupIds[]"]),
    together(
        "AWS::EC2::LaunchTemplate",
        "LaunchTemplateData.NetworkInterfaces[]",
        &["SubnetId", "Groups[]"],
    ),
    together("AWS::EC2::LaunchTemplate", "LaunchTemplateData", &["SecurityGroupIds[]"]),
    together("AWS::EC2::NetworkInterface", "", &["SubnetId", "GroupSet[]"]),
    together("AWS::EC2::Route", "", &["RouteTableId", "GatewayId", "VpcEndpointId", "InstanceId"]),
    together("AWS::EC2::SubnetNetworkAclAssociation", "", &["SubnetId", "NetworkAclId"]),
    together("AWS::EC2::SubnetRouteTableAssociation", "", &["SubnetId", "RouteTableId"]),
    together("AWS::EC2::TransitGatewayAttachment", "", &["VpcId", "SubnetIds[]"]),
    together("AWS::EC2::TransitGatewayVpcAttachment", "", &["VpcId", "SubnetIds[]"]),
    together(
        "AWS::EC2::VPCEndpoint",
        "",
        &["VpcId", "RouteTableIds[]", "SubnetIds[]", "SecurityGroupIds[]"],
    ),
    together("AWS::EC2::VPNGatewayRoutePropagation", "", &["RouteTableIds[]", "VpnGatewayId"]),
    together(
        "AWS::ECS::Service",
        "NetworkConfiguration.AwsvpcConfiguration",
        &["Subnets[]", "SecurityGroups[]"],
    ),
    together("AWS::EFS::MountTarget", "", &["SubnetId", "SecurityGroups[]"]),
    together("AWS::EKS::Cluster", "ResourcesVpcConfig", &["SubnetIds[]", "SecurityGroupIds[]"]),
    together("AWS::ElastiCache::SubnetGroup", "", &["SubnetIds[]"]),
    together("AWS::ElasticLoadBalancing::LoadBalancer", "", &["Subnets[]", "SecurityGroups[]"]),
    together(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "",
        &["Subnets[]", "SubnetMappings[].SubnetId", "SecurityGroups[]"],
    ),
    together("AWS::FSx::FileSystem", "", &["SubnetIds[]", "SecurityGroupIds[]"]),
    together("AWS::Lambda::Function", "VpcConfig", &["SubnetIds[]", "SecurityGroupIds[]"]),
    together("AWS::NetworkFirewall::Firewall", "", &["VpcId", "SubnetMappings[].SubnetId"]),
    together("AWS::RDS::DBCluster", "", &["DBSubnetGroupName", "VpcSecurityGroupIds[]"]),
    together("AWS::RDS::DBInstance", "", &["DBSubnetGroupName", "VPCSecurityGroups[]"]),
    together("AWS::RDS::DBSubnetGroup", "", &["SubnetIds[]"]),
    together(
        "AWS::Route53Resolver::ResolverEndpoint",
        "",
        &["IpAddresses[].SubnetId", "SecurityGroupIds[]"],
    ),
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for together in TOGETHER {
        let mut paths = together.paths.to_vec();
        if together.kind == "AWS::EC2::Route" {
            paths.extend(targets_in_the_vpc());
        }
        for resource in context.of_kind(together.kind) {
            for scope in values_at(&resource.properties, together.scope) {
                findings.extend(strangers(context, resource, scope, &paths));
            }
        }
    }
    findings
}

/// The properties of routes that lead to what is in one VPC.
fn targets_in_the_vpc() -> impl Iterator<Item = &'static str> {
    let kinds = ResourceKind::all().filter_map(ResourceKind::names);
    let in_one = kinds.filter(|names| !names.homes.is_empty());
    in_one.filter_map(|names| names.route.map(|(key, _)| key))
}

/// Returns a finding for each thing that is certainly in no VPC of the first one whose VPC is
/// known.
fn strangers(
    context: &Context<'_>,
    resource: &ResourceEntry,
    scope: &Node,
    paths: &[&str],
) -> Vec<Diagnostic> {
    let nodes = paths.iter().flat_map(|path| values_at(scope, path));
    let mut placed =
        nodes.map(|node| (node, homes(context, node))).filter(|(_, homes)| !homes.is_empty());
    let Some((first, of_first)) = placed.next() else { return Vec::new() };
    let is_stranger = |(_, homes): &(&Node, Vec<Home>)| {
        homes.iter().all(|home| of_first.iter().all(|other| home.differs_from(other)))
    };
    let strangers = placed.filter(is_stranger);
    strangers.map(|(node, homes)| finding(resource, (first, &of_first), (node, &homes))).collect()
}

fn homes(context: &Context<'_>, node: &Node) -> Vec<Home> {
    match vpc_of_value(context, node) {
        Some(vpc) => vec![vpc],
        None => homes_of_value(context, node),
    }
}

fn finding(
    resource: &ResourceEntry,
    first: (&Node, &[Home]),
    other: (&Node, &[Home]),
) -> Diagnostic {
    let (seen, expected) = (in_words(other.1), in_words(first.1));
    let message =
        format!("`{}` of `{}` is in {seen}, expected {expected}", name_of(other.0), resource.id);
    let why = if name_of(first.0).is_empty() || expected.contains(&name_of(first.0)) {
        "the VPC of the rest".to_owned()
    } else {
        format!("`{}` is in {expected}", name_of(first.0))
    };
    Diagnostic::new(&RESOURCE_OF_ANOTHER_VPC, other.0.span, message)
        .also(first.0.span, why)
        .help(format!("write one of {expected}"))
}

/// The logical id that a value refers to; empty for an id that is written out.
fn name_of(node: &Node) -> String {
    node.as_reference().map_or_else(String::new, |reference| reference.id.clone())
}

fn in_words(homes: &[Home]) -> String {
    homes.first().map(Home::in_words).unwrap_or_default()
}
