//! A template as far as facts cover it, in the form of things that live.

use netloom_facts::resources::plain;
use netloom_template::{Entry, Node, Presence, ResourceEntry, TemplateDocument, Value};

use super::rules;
use super::types::type_of;

/// Returns the resources of which calls tell, under their logical ids.
pub(super) fn as_facts_tell(template: &TemplateDocument) -> Vec<ResourceEntry> {
    let mut resources: Vec<ResourceEntry> = Vec::new();
    for resource in
        template.resources.iter().filter(|resource| !matches!(resource.presence, Presence::Never))
    {
        let Some(of) = type_of(&resource.kind) else { continue };
        // A further block of IPv6, or from a pool, is not told by its place.
        if resource.kind == "AWS::EC2::VPCCidrBlock"
            && resource.properties.get("CidrBlock").is_none()
        {
            continue;
        }
        let written = resource.properties.as_map().unwrap_or_default().iter();
        let compared = of.compared();
        let is_told = |entry: &&Entry| compared.iter().any(|(key, _)| *key == entry.key);
        let mut properties: Vec<Entry> = written
            .filter(is_told)
            .map(|entry| Entry { node: plain(&entry.key, &entry.node), ..entry.clone() })
            .collect();
        let span = resource.span;
        let mut default = |key: &str, value: Value| {
            if !properties.iter().any(|entry| entry.key == key) {
                properties.push(Entry::new(key, Node { span, value }, span));
            }
        };
        match resource.kind.as_str() {
            "AWS::EC2::VPCEndpoint" => {
                let kind = resource.properties.get("VpcEndpointType").and_then(Node::as_text);
                let is_gateway = kind.is_none_or(|kind| kind == "Gateway");
                default(
                    if is_gateway { "RouteTableIds" } else { "SubnetIds" },
                    Value::List(Vec::new()),
                );
            }
            // EC2 keeps ports of TCP and UDP only.
            "AWS::EC2::NetworkAclEntry" => {
                let protocol = resource.properties.get("Protocol").and_then(Node::as_text);
                let has_ports = protocol.is_none_or(|protocol| matches!(&*protocol, "6" | "17"));
                properties.retain(|entry| has_ports || entry.key != "PortRange");
            }
            // The public address of a resource stands for the resource.
            "AWS::EC2::EIPAssociation" => {
                if let Some(address) = resource.properties.get("EIP") {
                    default("AllocationId", plain("AllocationId", address).value);
                }
            }
            "AWS::EC2::SecurityGroup" => {
                properties.retain(|entry| !entry.key.starts_with("SecurityGroup"));
                for way in rules::WAYS {
                    let mut list = rules::of_group(template, resource, way);
                    // Without any egress rule everything may go out.
                    if list.is_empty() && way.0 == "SecurityGroupEgress" {
                        list.push(rules::everything(resource));
                    }
                    properties.push(Entry::new(way.0, Node::list(list, span), span));
                }
            }
            _ => {}
        }
        let whole = ResourceEntry {
            properties: Node { span, value: Value::Map(properties) },
            attributes: Vec::new(),
            depends_on: Vec::new(),
            ..resource.clone()
        };
        if resource.kind == "AWS::EC2::VPNGatewayRoutePropagation" {
            resources.extend(one_per_table(whole));
        } else {
            resources.push(whole);
        }
    }
    resources
}

/// A gateway's routes go to several tables by one resource; EC2 covers each table by itself.
fn one_per_table(whole: ResourceEntry) -> Vec<ResourceEntry> {
    let tables: Vec<Node> =
        whole.properties.get("RouteTableIds").and_then(Node::as_list).unwrap_or_default().to_vec();
    if tables.len() < 2 {
        return vec![whole];
    }
    let others = whole
        .properties
        .as_map()
        .unwrap_or_default()
        .iter()
        .filter(|entry| entry.key != "RouteTableIds");
    let others: Vec<Entry> = others.cloned().collect();
    let of_table = |table: Node| {
        let span = table.span;
        let name = table.as_reference().map_or_else(String::new, |table| table.id.clone());
        let mut properties = others.clone();
        properties.push(Entry::new("RouteTableIds", Node::list(vec![table], span), span));
        let id = format!("{} for {name}", whole.id);
        ResourceEntry {
            id,
            properties: Node { span, value: Value::Map(properties) },
            ..whole.clone()
        }
    };
    tables.into_iter().map(of_table).collect()
}
