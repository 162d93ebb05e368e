//! Services that let others in by what is no packet of the network: a public endpoint of a database, a
//! private integration of an API, an endpoint service for other accounts.
//!
//! - Comes in: the resources that change, the new template, the new network.
//! - Goes out: what may be reached by them, unless it is proved that nothing reaches it.
//! - Left to others: types that are followed (`netloom-network`), and load balancers
//!   (`forwarding`).
//!
//! A further service is one row.

use std::collections::BTreeMap;

use netloom_network::sets::addresses::parse_block;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, Network};
use netloom_reach::{Expect, Launched, Party, Prepared, Question, Verdict};
use netloom_template::{Node, ResourceEntry, TemplateDocument};

use crate::resources::{Action, ResourceChange};
use crate::traffic::PossibleExposure;

/// A type of resources that lets others in.
struct Door {
    kind: &'static str,
    /// The properties that decide it; every one but the tags where there are none.
    properties: &'static [&'static str],
    opens: Opens,
}

/// When a door is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opens {
    /// When the property has another value than these, which are in lower case.
    Unless(&'static [&'static str]),
    /// By being there.
    ByItself,
    /// By the subnets that its instances are launched in.
    ByItsSubnets,
}

const fn switch(
    kind: &'static str,
    properties: &'static [&'static str],
    closed: &'static [&'static str],
) -> Door {
    Door { kind, properties, opens: Opens::Unless(closed) }
}

const fn door(kind: &'static str) -> Door {
    Door { kind, properties: &[], opens: Opens::ByItself }
}

const fn launcher(kind: &'static str, properties: &'static [&'static str]) -> Door {
    Door { kind, properties, opens: Opens::ByItsSubnets }
}

const NO: &[&str] = &["false", "no", "disabled"];
const PUBLICLY: &[&str] = &["PubliclyAccessible"];

/// # Source
/// AWS CloudFormation Template Reference, the page of each type. Amazon Redshift Management Guide,
/// "Redshift resources in a VPC"; AWS DMS API, `CreateReplicationInstance`; Amazon MQ, "Broker
/// accessibility"; Amazon MSK, "Public access"; AWS Transfer Family, "Create a server in a VPC";
/// Amazon MWAA, "Access modes"; Amazon EKS, "Cluster API server endpoint" and `RemoteAccessConfig`;
/// Amazon ECS, "awsvpc network mode" for tasks that other services start; Amazon API Gateway,
/// "Private integrations"; Amazon CloudFront, "VPC origins"; AWS PrivateLink, "Endpoint services";
/// AWS Verified Access, "Endpoints"; Amazon VPC Lattice, "Services"; AWS Client VPN, "Authorization
/// rules"; AWS Network Firewall, "Firewall policies".
const DOORS: &[Door] = &[
    switch("AWS::Redshift::Cluster", PUBLICLY, NO),
    switch("AWS::RedshiftServerless::Workgroup", PUBLICLY, NO),
    switch("AWS::DMS::ReplicationInstance", PUBLICLY, NO),
    switch("AWS::AmazonMQ::Broker", PUBLICLY, NO),
    switch("AWS::Neptune::DBInstance", PUBLICLY, NO),
    switch("AWS::Timestream::InfluxDBInstance", PUBLICLY, NO),
    switch("AWS::Timestream::InfluxDBCluster", PUBLICLY, NO),
    switch("AWS::MSK::Cluster", &["BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type"], NO),
    switch("AWS::Transfer::Server", &["EndpointDetails.AddressAllocationIds"], &[]),
    switch("AWS::Transfer::Server", &["EndpointType"], &["vpc", "vpc_endpoint"]),
    switch("AWS::MWAA::Environment", &["WebserverAccessMode"], &["private_only"]),
    switch(
        "AWS::EKS::Cluster",
        &["ResourcesVpcConfig.EndpointPublicAccess", "ResourcesVpcConfig.PublicAccessCidrs"],
        NO,
    ),
    switch("AWS::ElasticBeanstalk::Environment", &["OptionSettings"], NO),
    switch("AWS::ElasticBeanstalk::ConfigurationTemplate", &["OptionSettings"], NO),
    switch("AWS::Events::Rule", &["Targets"], NO),
    switch("AWS::Scheduler::Schedule", &["Target.EcsParameters.NetworkConfiguration"], NO),
    switch("AWS::Pipes::Pipe", &["TargetParameters.EcsTaskParameters.NetworkConfiguration"], NO),
    switch("AWS::CloudFormation::StackSet", &["Parameters", "TemplateBody", "TemplateURL"], &[]),
    launcher("AWS::EMR::Cluster", &["Instances"]),
    launcher("AWS::Cloud9::EnvironmentEC2", &["SubnetId", "ConnectionType"]),
    launcher("AWS::EKS::Nodegroup", &["Subnets", "RemoteAccess", "LaunchTemplate"]),
    launcher("AWS::EC2::SpotFleet", &["SpotFleetRequestConfigData"]),
    door("AWS::ApiGateway::VpcLink"),
    door("AWS::ApiGatewayV2::VpcLink"),
    door("AWS::CloudFront::VpcOrigin"),
    door("AWS::EC2::VPCEndpointService"),
    door("AWS::EC2::VPCEndpointServicePermissions"),
    door("AWS::EC2::VerifiedAccessEndpoint"),
    door("AWS::EC2::ClientVpnAuthorizationRule"),
    door("AWS::VpcLattice::AuthPolicy"),
    door("AWS::VpcLattice::Listener"),
    door("AWS::VpcLattice::ResourceConfiguration"),
    door("AWS::VpcLattice::Service"),
    door("AWS::VpcLattice::ServiceNetworkServiceAssociation"),
    door("AWS::VpcLattice::TargetGroup"),
    door("AWS::NetworkFirewall::FirewallPolicy"),
    door("AWS::NetworkFirewall::RuleGroup"),
];

/// Filters let nothing in by being added.
const FILTERS: [&str; 2] =
    ["AWS::NetworkFirewall::FirewallPolicy", "AWS::NetworkFirewall::RuleGroup"];

/// Returns what services may let in now.
pub(crate) fn doors(
    changes: &[ResourceChange],
    new: &TemplateDocument,
    network: &Network,
) -> Vec<PossibleExposure> {
    let resources: BTreeMap<&str, &ResourceEntry> =
        new.resources.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut prepared = None;
    let mut found = Vec::new();
    for change in changes.iter().filter(|change| !matches!(change.action, Action::Removed)) {
        let Some(resource) = resources.get(change.id.as_str()) else { continue };
        let is_of = |door: &&Door| door.kind == change.kind && opens(door, change, resource);
        let Some(door) = DOORS.iter().find(is_of) else {
            found.extend(by_custom_resource(change));
            continue;
        };
        if door.opens == Opens::ByItsSubnets {
            let prepared = prepared.get_or_insert_with(|| Prepared::new(network.clone()));
            if all_are_closed(resource, &resources, prepared) {
                continue;
            }
        }
        found.push(PossibleExposure {
            to: change.id.clone(),
            traffic: "what it lets in".to_owned(),
            depends_on: format!("which clients `{}` ({}) lets in", change.id, change.kind),
        });
    }
    found
}

/// Whether a change may open a door.
fn opens(door: &Door, change: &ResourceChange, resource: &ResourceEntry) -> bool {
    match (&change.action, door.opens) {
        (Action::Added, Opens::ByItself) => !FILTERS.contains(&door.kind),
        (Action::Added, Opens::ByItsSubnets) => true,
        (Action::Added, Opens::Unless(closed)) => {
            door.properties.iter().any(|path| is_open_at(&resource.properties, path, closed))
        }
        (_, Opens::ByItself) => change.properties.iter().any(|one| !one.path.starts_with("Tags")),
        (_, Opens::ByItsSubnets) => touched(door, change).next().is_some(),
        (_, Opens::Unless(closed)) => touched(door, change).any(|after| {
            let after = after.to_lowercase();
            // A setting may be the value of a longer text: `{OptionName: …, Value: false}`.
            !closed
                .iter()
                .any(|text| after == *text || after.ends_with(&format!("value: {text}}}")))
        }),
    }
}

/// The new values of the properties that decide it.
fn touched<'c>(door: &'c Door, change: &'c ResourceChange) -> impl Iterator<Item = &'c String> {
    let is_it = |path: &str| {
        let plain: String = path.split('[').next().unwrap_or_default().to_owned();
        door.properties.iter().any(|property| {
            plain == *property
                || plain.strip_prefix(property).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    change
        .properties
        .iter()
        .filter(move |one| is_it(&one.path))
        .filter_map(|one| one.after.as_ref())
}

/// Whether a property of a new resource is written, with none of these values. Settings in lists
/// are looked for by the names that give tasks and instances public addresses.
fn is_open_at(properties: &Node, path: &str, closed: &[&str]) -> bool {
    let node = path.split('.').try_fold(properties, |node, key| node.get(key));
    let Some(node) = node else { return false };
    match node.as_text() {
        Some(text) => !closed.contains(&text.to_lowercase().as_str()),
        None if closed.is_empty() => !node.is_absent(),
        None => asks_for_public_addresses(node),
    }
}

fn asks_for_public_addresses(node: &Node) -> bool {
    let is_asked = |value: Option<&Node>| {
        value.is_some_and(|value| {
            value.as_text().is_none_or(|text| !NO.contains(&text.to_lowercase().as_str()))
        })
    };
    let option = node.get("OptionName").and_then(Node::as_text);
    let is_option = option.is_some_and(|name| name == "AssociatePublicIpAddress");
    (is_option && is_asked(node.get("Value")))
        || is_asked(node.get("AssignPublicIp"))
        || node.as_list().unwrap_or_default().iter().any(asks_for_public_addresses)
        || node
            .as_map()
            .unwrap_or_default()
            .iter()
            .any(|entry| asks_for_public_addresses(&entry.node))
}

/// Whether nothing from the internet reaches any of the subnets of the template that a resource
/// names, whatever is launched there.
fn all_are_closed(
    resource: &ResourceEntry,
    resources: &BTreeMap<&str, &ResourceEntry>,
    prepared: &Prepared,
) -> bool {
    let is_subnet = |id: &&str| resources.get(id).is_some_and(|one| one.kind == "AWS::EC2::Subnet");
    let named = resource.mentions.iter().map(|reference| reference.id.as_str());
    let mut subnets = named.filter(is_subnet).peekable();
    subnets.peek().is_some()
        && subnets.all(|subnet| {
            let launched =
                Launched { subnet: Id::new(subnet), group: None, has_public_address: Some(true) };
            let question =
                Question::new(Party::internet(), Party::Launched(launched), Traffic::everything());
            prepared.answer(&question, Expect::Unreachable).verdict == Verdict::Proved
        })
}

/// A custom resource that is given another address block may do anything with it.
fn by_custom_resource(change: &ResourceChange) -> Option<PossibleExposure> {
    let is_custom =
        change.kind.starts_with("Custom::") || change.kind == "AWS::CloudFormation::CustomResource";
    let given = change.properties.iter().filter_map(|one| one.after.as_deref());
    let mut blocks = given.filter(|text| text.split([' ', ',', '[', ']', '{', '}']).any(is_block));
    let block = blocks.next().filter(|_| is_custom)?;
    Some(PossibleExposure {
        to: "anything".to_owned(),
        traffic: "all traffic".to_owned(),
        depends_on: format!("what custom resource `{}` does with `{block}`", change.id),
    })
}

fn is_block(text: &str) -> bool {
    parse_block(text).is_some()
}
