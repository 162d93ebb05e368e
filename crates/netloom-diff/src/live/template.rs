//! A template as far as facts cover it, in the form of things that live.

use netloom_template::{Entry, Node, Presence, ResourceEntry, TemplateDocument, Value};

use super::answers::type_of;
use super::blocks::plain;
use super::{entry, rules, text};

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
                properties.push(entry(key, Node { span, value }, span));
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
                for (inline, separate) in [
                    ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress"),
                    ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress"),
                ] {
                    let rules = Value::List(rules_of(template, resource, inline, separate));
                    properties.push(entry(inline, Node { span, value: rules }, span));
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
        properties.push(entry(
            "RouteTableIds",
            Node { span, value: Value::List(vec![table]) },
            span,
        ));
        let id = format!("{} for {name}", whole.id);
        ResourceEntry {
            id,
            properties: Node { span, value: Value::Map(properties) },
            ..whole.clone()
        }
    };
    tables.into_iter().map(of_table).collect()
}

/// Rules within the group and beside it; without any egress rule everything may go out.
fn rules_of(
    template: &TemplateDocument,
    group: &ResourceEntry,
    inline: &str,
    separate: &str,
) -> Vec<Node> {
    let own = group.properties.get(inline).and_then(Node::as_list).unwrap_or_default();
    let beside = template.of_kind(separate).filter(|rule| {
        let of = rule.properties.get("GroupId").and_then(Node::as_reference);
        of.is_some_and(|of| of.id == group.id) && !matches!(rule.presence, Presence::Never)
    });
    let all =
        own.iter().filter(|rule| !rule.is_absent()).chain(beside.map(|rule| &rule.properties));
    let mut found: Vec<Node> = all.map(rules::of_rule).collect();
    if found.is_empty() && inline == "SecurityGroupEgress" {
        let span = group.span;
        let fields = vec![
            entry("IpProtocol", text("-1", span), span),
            entry("CidrIp", text("0.0.0.0/0", span), span),
        ];
        found.push(Node { span, value: Value::Map(fields) });
    }
    found
}
