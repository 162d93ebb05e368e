//! Services that let others in by what is no packet of the network, of which every change may let
//! something in: a private integration of an API, a rule for clients of a VPN.
//!
//! - Comes in: the resources that change, the new template, the new network.
//! - Goes out: what may be reached by them, unless it is proved that nothing reaches it.
//! - Left to others: types that are followed (`netloom-network`), load balancers (`forwarding`),
//!   and services whose settings say what they let in (`entrances`).
//!
//! | file | one idea |
//! | --- | --- |
//! | `table` | the services |
//! | `custom_resource` | what makes resources that no template has |
//! | `launch_template` | versions of launch templates |

mod custom_resource;
mod launch_template;
mod table;

use std::collections::BTreeMap;

use netloom_network::sets::traffic::Traffic;
use netloom_network::{Id, Network};
use netloom_question::{Expect, Launched, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict};
use netloom_template::{Node, ResourceEntry, TemplateDocument};

use crate::properties::PropertyChange;
use crate::resources::{Action, ResourceChange};
use crate::traffic::PossibleExposure;
use custom_resource::by_custom_resource;
pub(crate) use custom_resource::undecided;
use launch_template::by_launch_template;
use table::{DOORS, Door, FILTERS, NO, OPEN_WITHOUT, Opens, PUBLIC_BY_DEFAULT};

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
        let is_of =
            |door: &&Door| door.kind == change.kind && opens(door, change, resource, &resources);
        let door = DOORS.iter().find(is_of);
        if door.is_none() && !loses_its_limit(change) {
            found.extend(by_custom_resource(change, resource, &resources));
            found.extend(by_launch_template(change));
            continue;
        }
        let is_by_subnets =
            |door: &Door| matches!(door.opens, Opens::ByItsSubnets | Opens::WhilePublic);
        if let Some(door) = door.filter(|door| is_by_subnets(door) && !loses_its_limit(change)) {
            let has_public_address = match door.opens {
                Opens::WhilePublic => Some(true),
                _ => has_public_address(resource, &resources),
            };
            // Looking a network up costs more than all else here, and most changes need none.
            let prepared = prepared.get_or_insert_with(|| Prepared::new(network.clone()));
            if all_are_closed(resource, &resources, has_public_address, prepared) {
                continue;
            }
        }
        found.push(PossibleExposure {
            to: change.id.clone(),
            traffic: "all that it admits".to_owned(),
            depends_on: format!("which clients `{}` ({}) admits", change.id, change.kind),
        });
    }
    found
}

/// Whether a change may open a door.
fn opens(
    door: &Door,
    change: &ResourceChange,
    resource: &ResourceEntry,
    resources: &BTreeMap<&str, &ResourceEntry>,
) -> bool {
    match (&change.action, door.opens) {
        // What is publicly accessible by a new group is new or changes itself.
        (Action::Added, Opens::WhilePublic) => false,
        (_, Opens::WhilePublic) => {
            touched(door, change).next().is_some() && is_of_something_public(door, resources)
        }
        (Action::Added, Opens::ByItself) => !FILTERS.contains(&door.kind),
        (Action::Added, Opens::ByItsSubnets) => true,
        (Action::Added, Opens::Unless(closed)) => {
            door.properties.iter().any(|path| is_open_at(&resource.properties, path, closed))
        }
        (_, Opens::ByItself) if door.properties.is_empty() => {
            change.properties.iter().any(|one| !one.path.starts_with("Tags"))
        }
        (_, Opens::ByItself | Opens::ByItsSubnets) => touched(door, change).next().is_some(),
        (_, Opens::Unless(closed)) => {
            touched(door, change).any(|after| !is_closed(door, after, closed))
                || (is_open(door, resource, closed) && has_another_place(change))
        }
    }
}

fn is_open(door: &Door, resource: &ResourceEntry, closed: &[&str]) -> bool {
    door.properties.iter().any(|path| is_open_at(&resource.properties, path, closed))
}

/// Whether the security groups or the subnets of what is open already change.
fn has_another_place(change: &ResourceChange) -> bool {
    let is_place = |one: &PropertyChange, after: &str| {
        let words = format!("{} {after}", one.path).to_lowercase();
        words.contains("securitygroup") || words.contains("subnet")
    };
    change.properties.iter().any(|one| one.after.as_ref().is_some_and(|after| is_place(one, after)))
}

/// Whether the template has something of the service of a door that is publicly accessible, or may
/// be.
fn is_of_something_public(door: &Door, resources: &BTreeMap<&str, &ResourceEntry>) -> bool {
    let service = door.kind.rsplit_once("::").map_or("", |(service, _)| service);
    let is_of_service =
        |one: &ResourceEntry| one.kind.rsplit_once("::").is_some_and(|(own, _)| own == service);
    resources.values().filter(|one| is_of_service(one)).any(|one| {
        match one.properties.get("PubliclyAccessible") {
            Some(value) => {
                value.as_text().is_none_or(|text| !NO.contains(&text.to_lowercase().as_str()))
            }
            None => PUBLIC_BY_DEFAULT.contains(&one.kind.as_str()),
        }
    })
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
        || is_asked(node.get("AssociatePublicIpAddress"))
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
    has_public_address: Option<bool>,
    prepared: &Prepared,
) -> bool {
    let is_subnet = |id: &&str| resources.get(id).is_some_and(|one| one.kind == "AWS::EC2::Subnet");
    let named = resource.mentions.iter().map(|reference| reference.id.as_str());
    let mut subnets = named.filter(is_subnet).peekable();
    subnets.peek().is_some()
        && subnets.all(|subnet| {
            let launched = Launched { subnet: Id::new(subnet), group: None, has_public_address };
            let question =
                Question::new(Party::internet(), Party::Launched(launched), Traffic::everything());
            Answer::of(prepared, &question, Expect::Unreachable).verdict == Verdict::Proved
        })
}

/// Whether the instances of a resource may ask for public addresses: `None` where their subnets
/// decide, because no launch template does.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::LaunchTemplate` `NetworkInterface`:
/// `AssociatePublicIpAddress`.
fn has_public_address(
    resource: &ResourceEntry,
    resources: &BTreeMap<&str, &ResourceEntry>,
) -> Option<bool> {
    let is_template =
        |key: &str| key.contains("LaunchTemplate") || key.ends_with("FleetConfigData");
    let entries = resource.properties.as_map().unwrap_or_default();
    let mut properties = entries.iter().map(|entry| entry.key.as_str());
    // A load balancer in public subnets is public, whatever these say of instances.
    if resource.kind == "AWS::ECS::ExpressGatewayService" {
        return Some(true);
    }
    // AWS Cloud9 User Guide, "VPC settings": it connects by SSH to a public address.
    if resource.kind == "AWS::Cloud9::EnvironmentEC2" {
        let connection = resource.properties.get("ConnectionType").and_then(Node::as_text);
        return connection.is_none_or(|own| own != "CONNECT_SSM").then_some(true);
    }
    if !properties.any(is_template) {
        return None;
    }
    let named = resource.mentions.iter().filter_map(|one| resources.get(one.id.as_str()));
    let templates: Vec<&&ResourceEntry> =
        named.filter(|one| one.kind == "AWS::EC2::LaunchTemplate").collect();
    let asks = |template: &&ResourceEntry| {
        let data = template.properties.get("LaunchTemplateData");
        let interfaces = data.and_then(|data| data.get("NetworkInterfaces"));
        interfaces.is_some_and(|interfaces| {
            interfaces.as_list().is_none_or(|all| {
                let own = all.iter().filter_map(|one| one.get("AssociatePublicIpAddress"));
                own.map(Node::as_bool).any(|asked| asked != Some(false))
            })
        })
    };
    let is_known = !templates.is_empty()
        && templates.iter().all(|template| template.properties.first_unknown().is_none())
        && !templates.iter().any(|template| asks(template));
    (!is_known).then_some(true)
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
        let kind = "AWS::EC2::VPCBlockPublicAccessExclusion";
        check(kind, "allow-bidirectional", true);
        check(kind, "Allow-Egress", false);
        check(kind, "(parameter `Mode` has no value)", true);
    }

    #[test]
    fn a_setting_is_read_within_its_list() {
        let target =
            |value| format!("{{Arn: a, EcsParameters: {{AssignPublicIp: {value}}}, Id: x}}");
        check("AWS::Events::Rule", &target("DISABLED"), false);
        check("AWS::Events::Rule", &target("ENABLED"), true);
    }
}
