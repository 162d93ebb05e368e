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

use crate::properties::PropertyChange;
use crate::resources::{Action, ResourceChange};
use crate::traffic::PossibleExposure;

/// A type of resources that lets others in.
struct Door {
    kind: &'static str,
    /// The properties that decide it; every one but the tags where there are none.
    properties: &'static [&'static str],
    /// The names within these that decide it; every one where there are none.
    names: &'static [&'static str],
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

const NO: &[&str] = &["false", "no", "disabled"];
const PUBLICLY: &[&str] = &["PubliclyAccessible"];

/// # Source
/// AWS Elastic Beanstalk Developer Guide, "General options", `aws:ec2:vpc` and
/// `aws:autoscaling:launchconfiguration`.
const BEANSTALK: &[&str] = &[
    "AssociatePublicIpAddress",
    "ELBScheme",
    "ELBSubnets",
    "SSHSourceRestriction",
    "SecurityGroups",
    "Subnets",
];

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
    setting("AWS::ElasticBeanstalk::Environment", &["OptionSettings"], BEANSTALK),
    setting("AWS::ElasticBeanstalk::ConfigurationTemplate", &["OptionSettings"], BEANSTALK),
    setting("AWS::Events::Rule", &["Targets"], &["AssignPublicIp"]),
    setting("AWS::Scheduler::Schedule", &["Target"], &["AssignPublicIp"]),
    setting("AWS::Pipes::Pipe", &["TargetParameters"], &["AssignPublicIp"]),
    switch("AWS::CloudFormation::StackSet", &["TemplateBody", "TemplateURL"], &[]),
    launcher("AWS::EMR::Cluster", &["Instances"], &["Ec2SubnetId", "SecurityGroup"]),
    launcher("AWS::Cloud9::EnvironmentEC2", &["SubnetId", "ConnectionType"], &[]),
    launcher("AWS::EKS::Nodegroup", &["Subnets", "RemoteAccess", "LaunchTemplate"], &[]),
    launcher(
        "AWS::EC2::SpotFleet",
        &["SpotFleetRequestConfigData"],
        &["SubnetId", "SecurityGroups", "NetworkInterfaces", "LaunchTemplate"],
    ),
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
        (_, Opens::Unless(closed)) => {
            touched(door, change).any(|after| !is_closed(door, after, closed))
        }
    }
}

/// Whether a value that was put in opens nothing: one of these, alone or as the value of a setting
/// within a longer text such as `{OptionName: …, Value: false}`.
fn is_closed(door: &Door, after: &str, closed: &[&str]) -> bool {
    let is_one = |text: &str| closed.contains(&text.trim().to_lowercase().as_str());
    let value_of = |name: &str| {
        let (_, rest) = after.split_once(&format!("{name}: "))?;
        rest.split([',', '}', ']']).next()
    };
    let setting = door.names.iter().find_map(|name| value_of(name));
    is_one(after) || setting.or_else(|| value_of("Value")).is_some_and(is_one)
}

/// The new values of the properties that decide it.
fn touched<'c>(door: &'c Door, change: &'c ResourceChange) -> impl Iterator<Item = &'c String> {
    let is_within = |path: &str| {
        let plain = path.split('[').next().unwrap_or_default();
        door.properties.iter().any(|property| {
            plain == *property
                || plain.strip_prefix(property).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let names_one = |one: &PropertyChange| {
        let after = one.after.as_deref().unwrap_or_default();
        door.names.is_empty()
            || door.names.iter().any(|name| one.path.contains(name) || after.contains(name))
    };
    let touched =
        change.properties.iter().filter(move |one| is_within(&one.path) && names_one(one));
    touched.filter_map(|one| one.after.as_ref())
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

/// What makes resources elsewhere may do anything with another address block.
fn by_custom_resource(change: &ResourceChange) -> Option<PossibleExposure> {
    let is_custom =
        change.kind.starts_with("Custom::") || change.kind == "AWS::CloudFormation::CustomResource";
    let given = change.properties.iter().filter_map(|one| one.after.as_deref());
    let mut blocks = given.filter(|text| text.split([' ', ',', '[', ']', '{', '}']).any(is_block));
    let block = blocks.next().filter(|_| is_custom)?;
    Some(PossibleExposure {
        to: "anything".to_owned(),
        traffic: "all traffic".to_owned(),
        depends_on: format!("what `{}` does with `{block}`", change.id),
    })
}

fn is_block(text: &str) -> bool {
    parse_block(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door_of(kind: &str) -> &'static Door {
        DOORS.iter().find(|door| door.kind == kind).expect("a door")
    }

    fn check(kind: &str, after: &str, expected: bool) {
        let door = door_of(kind);
        let Opens::Unless(closed) = door.opens else { panic!("{kind} is no switch") };
        assert_eq!(!is_closed(door, after, closed), expected, "{kind}: {after}");
    }

    #[test]
    fn a_switch_is_open_unless_it_says_otherwise() {
        check("AWS::Redshift::Cluster", "true", true);
        check("AWS::Redshift::Cluster", "False", false);
        check("AWS::Redshift::Cluster", "(parameter `Public` has no value)", true);
        check("AWS::MWAA::Environment", "PUBLIC_ONLY", true);
        check("AWS::MWAA::Environment", "PRIVATE_ONLY", false);
    }

    #[test]
    fn a_setting_is_read_within_its_list() {
        let kind = "AWS::ElasticBeanstalk::Environment";
        let option = |value| format!("{{OptionName: AssociatePublicIpAddress, Value: {value}}}");
        check(kind, &option("false"), false);
        check(kind, &option("true"), true);
        let target =
            |value| format!("{{Arn: a, EcsParameters: {{AssignPublicIp: {value}}}, Id: x}}");
        check("AWS::Events::Rule", &target("DISABLED"), false);
        check("AWS::Events::Rule", &target("ENABLED"), true);
    }
}
