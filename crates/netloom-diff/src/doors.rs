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
    // Whether the account blocks public access no template need say.
    switch(
        "AWS::EC2::VPCBlockPublicAccessExclusion",
        &["InternetGatewayExclusionMode"],
        &["allow-egress"],
    ),
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
/// AWS CloudFormation Template Reference: `AWS::EKS::Cluster` `ResourcesVpcConfig` (defaults `true`
/// and `0.0.0.0/0`), `AWS::DMS::ReplicationInstance` (default `true`), `AWS::EKS::Nodegroup`
/// `RemoteAccess` ("port 22 … is opened to the internet" without source groups); Amazon OpenSearch
/// Service, "VPC support": a domain has a public endpoint or one in a VPC.
const OPEN_WITHOUT: [(&str, &str); 6] = [
    ("AWS::DMS::ReplicationInstance", "PubliclyAccessible"),
    ("AWS::EKS::Cluster", "ResourcesVpcConfig.EndpointPublicAccess"),
    ("AWS::EKS::Cluster", "ResourcesVpcConfig.PublicAccessCidrs"),
    ("AWS::EKS::Nodegroup", "RemoteAccess.SourceSecurityGroups"),
    ("AWS::Elasticsearch::Domain", "VPCOptions"),
    ("AWS::OpenSearchService::Domain", "VPCOptions"),
];

/// Filters let nothing in by being added.
const FILTERS: [&str; 3] = [
    "AWS::NetworkFirewall::Firewall",
    "AWS::NetworkFirewall::FirewallPolicy",
    "AWS::NetworkFirewall::RuleGroup",
];

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
        let door = DOORS.iter().find(is_of);
        if door.is_none() && !loses_its_limit(change) {
            found.extend(by_custom_resource(change, resource, &resources));
            found.extend(by_launch_template(change));
            continue;
        }
        if door.is_some_and(|door| door.opens == Opens::ByItsSubnets) && !loses_its_limit(change) {
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
        (_, Opens::ByItself) if door.properties.is_empty() => {
            change.properties.iter().any(|one| !one.path.starts_with("Tags"))
        }
        (_, Opens::ByItself) => touched(door, change).next().is_some(),
        (_, Opens::ByItsSubnets) => touched(door, change).next().is_some(),
        (_, Opens::Unless(closed)) => {
            touched(door, change).any(|after| !is_closed(door, after, closed))
                || (is_open(door, resource, closed) && has_other_groups(change))
        }
    }
}

fn is_open(door: &Door, resource: &ResourceEntry, closed: &[&str]) -> bool {
    door.names.is_empty()
        && door.properties.iter().any(|path| is_open_at(&resource.properties, path, closed))
}

/// Whether the security groups of what is open already change.
fn has_other_groups(change: &ResourceChange) -> bool {
    let is_group = |one: &PropertyChange| one.path.to_lowercase().contains("securitygroup");
    change.properties.iter().any(|one| is_group(one) && one.after.is_some())
}

/// Whether a property is written no more without which the resource is open.
fn loses_its_limit(change: &ResourceChange) -> bool {
    let is_gone = |path: &str| {
        let own = change.properties.iter().filter(|one| one.path.split('[').next() == Some(path));
        let (mut before, mut after) = (false, false);
        own.for_each(|one| {
            before |= one.before.is_some();
            after |= one.after.is_some();
        });
        before && !after
    };
    OPEN_WITHOUT.iter().any(|(kind, path)| *kind == change.kind && is_gone(path))
}

/// Whether a value that was put in opens nothing: one of these, alone or as the value of a setting
/// within a longer text such as `{OptionName: …, Value: false}`.
fn is_closed(door: &Door, after: &str, closed: &[&str]) -> bool {
    let is_one = |text: &str| closed.contains(&text.trim().to_lowercase().as_str());
    let value_of = |name: &str| {
        let (_, rest) = after.split_once(&format!("{name}: "))?;
        rest.split([',', '}', ']']).next()
    };
    let last = door.properties.iter().filter_map(|path| path.rsplit('.').next());
    let setting = door.names.iter().copied().chain(last).find_map(value_of);
    is_one(after) || setting.or_else(|| value_of("Value")).is_some_and(is_one)
}

/// The new values of the properties that decide it.
fn touched<'c>(door: &'c Door, change: &'c ResourceChange) -> impl Iterator<Item = &'c String> {
    let is_within = |path: &str| {
        let plain = path.split('[').next().unwrap_or_default();
        door.properties.iter().any(|property| {
            let is_below = |path: &str, above: &str| {
                path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
            };
            plain == *property || is_below(plain, property) || is_below(property, plain)
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

/// A custom resource may do anything with an address block, and with what filters and routes.
fn by_custom_resource(
    change: &ResourceChange,
    resource: &ResourceEntry,
    resources: &BTreeMap<&str, &ResourceEntry>,
) -> Option<PossibleExposure> {
    const MAKERS: [&str; 2] =
        ["AWS::CloudFormation::CustomResource", "AWS::CloudFormation::StackSet"];
    const GIVEN: [&str; 3] =
        ["AWS::EC2::NetworkAcl", "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup"];
    if !change.kind.starts_with("Custom::") && !MAKERS.contains(&change.kind.as_str()) {
        return None;
    }
    let is_other = change.action == Action::Added
        || change.properties.iter().any(|one| one.path.starts_with("ServiceToken"));
    let mut named = resource.mentions.iter().filter_map(|one| resources.get(one.id.as_str()));
    let given = named.find(|one| GIVEN.contains(&one.kind.as_str())).filter(|_| is_other);
    let after = change.properties.iter().filter_map(|one| one.after.clone());
    let own = is_other.then(|| texts(&resource.properties)).into_iter().flatten();
    let mut blocks =
        after.chain(own).filter(|text| text.split([' ', ',', '[', ']', '{', '}']).any(is_block));
    let with = given.map(|one| one.id.clone()).or_else(|| blocks.next())?;
    Some(PossibleExposure {
        to: "anything".to_owned(),
        traffic: "all traffic".to_owned(),
        depends_on: format!("what `{}` does with `{with}`", change.id),
    })
}

fn texts(node: &Node) -> Vec<String> {
    let own = node.as_text().map(std::borrow::Cow::into_owned);
    let items = node.as_list().unwrap_or_default().iter().flat_map(texts);
    let entries = node.as_map().unwrap_or_default();
    own.into_iter().chain(items).chain(entries.iter().flat_map(|one| texts(&one.node))).collect()
}

/// A numbered version of a launch template is what was written when it was made, and no template
/// says what that was.
fn by_launch_template(change: &ResourceChange) -> Option<PossibleExposure> {
    let is_version = |one: &&PropertyChange| {
        one.path.contains("LaunchTemplate") && one.path.ends_with("Version")
    };
    let is_number = |text: &Option<String>| {
        text.as_ref().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let changed = change.properties.iter().find(is_version)?;
    if !is_number(&changed.before) && !is_number(&changed.after) {
        return None;
    }
    Some(PossibleExposure {
        to: change.id.clone(),
        traffic: "what it lets in".to_owned(),
        depends_on: format!("how the versions of the launch template of `{}` differ", change.id),
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
