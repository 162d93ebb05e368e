//! The services that let others in: a further one is a row.

/// A type of resources that lets others in.
pub(super) struct Door {
    pub(super) kind: &'static str,
    /// The properties that decide it; every one but the tags where there are none.
    pub(super) properties: &'static [&'static str],
    /// The names within these that decide it; every one where there are none.
    pub(super) names: &'static [&'static str],
    pub(super) opens: Opens,
}

/// When a door is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// When the property has another value than these, which are in lower case.
    Unless(&'static [&'static str]),
    /// By being there.
    ByItself,
    /// By the subnets that its instances are launched in.
    ByItsSubnets,
    /// By the subnets or groups that it gives a service, while some of that service is publicly
    /// accessible.
    WhilePublic,
}

const fn switch(
    kind: &'static str,
    properties: &'static [&'static str],
    closed: &'static [&'static str],
) -> Door {
    Door { kind, properties, names: &[], opens: Opens::Unless(closed) }
}

/// A setting somewhere within a property.
const fn setting(
    kind: &'static str,
    properties: &'static [&'static str],
    names: &'static [&'static str],
) -> Door {
    Door { kind, properties, names, opens: Opens::Unless(NO) }
}

const fn door(kind: &'static str) -> Door {
    Door { kind, properties: &[], names: &[], opens: Opens::ByItself }
}

const fn launcher(
    kind: &'static str,
    properties: &'static [&'static str],
    names: &'static [&'static str],
) -> Door {
    Door { kind, properties, names, opens: Opens::ByItsSubnets }
}

const fn of_public(kind: &'static str, properties: &'static [&'static str]) -> Door {
    Door { kind, properties, names: &[], opens: Opens::WhilePublic }
}

/// Types that are publicly accessible unless they say otherwise.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::DMS::ReplicationInstance`, `PubliclyAccessible`:
/// the default is true.
pub(super) const PUBLIC_BY_DEFAULT: [&str; 1] = ["AWS::DMS::ReplicationInstance"];

pub(super) const NO: &[&str] = &["false", "no", "disabled"];

/// # Source
/// AWS CloudFormation Template Reference, the page of each type. Amazon EKS, `RemoteAccessConfig`;
/// Amazon ECS, "awsvpc network mode" for tasks that other services start, and "Express Mode services"
/// (a load balancer in public subnets is public); Amazon API Gateway,
/// "Private integrations"; Amazon CloudFront, "VPC origins"; AWS Verified Access, "Endpoints";
/// Amazon VPC Lattice, "Listeners"; AWS Network Firewall, "Firewall policies"; Amazon Redshift
/// Management Guide, "Managing clusters in a VPC"; AWS DMS User Guide, "Setting up a network for a
/// replication instance".
pub(super) const DOORS: &[Door] = &[
    setting("AWS::Events::Rule", &["Targets"], &["AssignPublicIp"]),
    setting("AWS::Scheduler::Schedule", &["Target"], &["AssignPublicIp"]),
    setting("AWS::Pipes::Pipe", &["TargetParameters"], &["AssignPublicIp"]),
    setting("AWS::ECS::TaskSet", &["NetworkConfiguration"], &["AssignPublicIp"]),
    setting(
        "AWS::Batch::JobDefinition",
        &["ContainerProperties", "EcsProperties"],
        &["AssignPublicIp"],
    ),
    // Whether the account blocks public access no template need say.
    switch(
        "AWS::EC2::VPCBlockPublicAccessExclusion",
        &["InternetGatewayExclusionMode"],
        &["allow-egress"],
    ),
    // Amazon WorkSpaces, "Provide internet access", and AWS Elastic Disaster Recovery, "Replication
    // settings": public addresses.
    switch("AWS::WorkSpaces::Directory", &["WorkspaceCreationProperties.EnableInternetAccess"], NO),
    switch("AWS::DRS::ReplicationConfigurationTemplate", &["CreatePublicIP"], NO),
    switch("AWS::CloudFormation::StackSet", &["TemplateBody", "TemplateURL"], &[]),
    launcher("AWS::PCS::ComputeNodeGroup", &["SubnetIds", "CustomLaunchTemplate"], &[]),
    launcher(
        "AWS::ImageBuilder::InfrastructureConfiguration",
        &["SubnetId", "SecurityGroupIds"],
        &[],
    ),
    launcher("AWS::EMR::Cluster", &["Instances"], &["Ec2SubnetId", "SecurityGroup"]),
    launcher(
        "AWS::ECS::ExpressGatewayService",
        &["NetworkConfiguration"],
        &["Subnets", "SecurityGroups"],
    ),
    launcher("AWS::Cloud9::EnvironmentEC2", &["SubnetId", "ConnectionType"], &[]),
    launcher(
        "AWS::WorkspacesInstances::WorkspaceInstance",
        &["ManagedInstance"],
        &["SubnetId", "Groups", "NetworkInterfaces", "Ipv6AddressCount", "EnablePrimaryIpv6"],
    ),
    launcher("AWS::EKS::Nodegroup", &["Subnets", "RemoteAccess", "LaunchTemplate"], &[]),
    launcher(
        "AWS::EC2::SpotFleet",
        &["SpotFleetRequestConfigData"],
        &["SubnetId", "SecurityGroups", "NetworkInterfaces", "LaunchTemplate"],
    ),
    launcher(
        "AWS::ECS::CapacityProvider",
        &["ManagedInstancesProvider"],
        &["Subnets", "SecurityGroups"],
    ),
    launcher("AWS::GameLift::GameServerGroup", &["VpcSubnets", "LaunchTemplate"], &[]),
    launcher("AWS::OpsWorks::Instance", &["SubnetId"], &[]),
    of_public("AWS::Redshift::ClusterSubnetGroup", &["SubnetIds"]),
    of_public("AWS::DMS::ReplicationSubnetGroup", &["SubnetIds"]),
    of_public("AWS::Neptune::DBSubnetGroup", &["SubnetIds"]),
    of_public("AWS::Neptune::DBCluster", &["VpcSecurityGroupIds"]),
    door("AWS::ApiGateway::VpcLink"),
    door("AWS::ApiGatewayV2::VpcLink"),
    door("AWS::CloudFront::VpcOrigin"),
    door("AWS::Lambda::WebFunctionEndpoint"),
    door("AWS::EC2::VerifiedAccessEndpoint"),
    door("AWS::VpcLattice::Listener"),
    door("AWS::VpcLattice::ResourceConfiguration"),
    door("AWS::VpcLattice::Rule"),
    door("AWS::VpcLattice::ServiceNetworkServiceAssociation"),
    door("AWS::VpcLattice::TargetGroup"),
    door("AWS::NetworkFirewall::FirewallPolicy"),
    door("AWS::NetworkFirewall::RuleGroup"),
    Door {
        kind: "AWS::NetworkFirewall::Firewall",
        properties: &["FirewallPolicyArn"],
        names: &[],
        opens: Opens::ByItself,
    },
];

/// Properties that open when they are not written.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EKS::Nodegroup` `RemoteAccess` ("port 22 … is opened
/// to the internet" without source groups).
pub(super) const OPEN_WITHOUT: [(&str, &str); 1] =
    [("AWS::EKS::Nodegroup", "RemoteAccess.SourceSecurityGroups")];

/// Filters let nothing in by being added.
pub(super) const FILTERS: [&str; 3] = [
    "AWS::NetworkFirewall::Firewall",
    "AWS::NetworkFirewall::FirewallPolicy",
    "AWS::NetworkFirewall::RuleGroup",
];
