//! Network ACLs with their entries and subnets, and security groups with their rules.

use netloom_facts::kinds::{NETWORK_ACLS, SECURITY_GROUPS};
use netloom_template::{Entry, Node, Value};

use super::{Record, Things};
use crate::live::answers::Compared::{Always, Chosen, Default};
use crate::live::answers::RecognizedBy::{Properties, Users};
use crate::live::answers::{Answer, Type};
use crate::live::blocks::plain;
use crate::live::{entry, reference, rules};

/// # Source
/// AWS CloudFormation Template Reference, the page of each type, for what is not written; Amazon
/// EC2 API, the record of the call.
pub(super) const ANSWERS: &[Answer] = &[
    Answer {
        facts: NETWORK_ACLS,
        read: |things, record, _| acl(things, record),
        types: &[
            Type {
                kind: "AWS::EC2::NetworkAcl",
                facts: NETWORK_ACLS,
                properties: &[("VpcId", Always), ("Tags", Chosen)],
                recognized: &[Users(
                    "AWS::EC2::SubnetNetworkAclAssociation",
                    "NetworkAclId",
                    Some("SubnetId"),
                )],
            },
            Type {
                kind: "AWS::EC2::NetworkAclEntry",
                facts: NETWORK_ACLS,
                properties: &[
                    ("NetworkAclId", Always),
                    ("RuleNumber", Always),
                    ("Protocol", Always),
                    ("RuleAction", Always),
                    ("Egress", Default("false")),
                    ("CidrBlock", Always),
                    ("Ipv6CidrBlock", Always),
                    ("PortRange", Always),
                    ("Icmp", Always),
                ],
                recognized: &[Properties(&["NetworkAclId", "RuleNumber", "Egress"])],
            },
            Type {
                kind: "AWS::EC2::SubnetNetworkAclAssociation",
                facts: NETWORK_ACLS,
                properties: &[("SubnetId", Always), ("NetworkAclId", Always)],
                recognized: &[Properties(&["SubnetId"])],
            },
        ],
    },
    Answer {
        facts: SECURITY_GROUPS,
        read: |things, record, _| group(things, record),
        types: &[Type {
            kind: "AWS::EC2::SecurityGroup",
            facts: SECURITY_GROUPS,
            properties: &[
                ("GroupDescription", Always),
                ("GroupName", Chosen),
                // The default VPC where it is not written.
                ("VpcId", Chosen),
                ("SecurityGroupIngress", Always),
                ("SecurityGroupEgress", Always),
                ("Tags", Chosen),
            ],
            recognized: &[Properties(&["VpcId", "GroupDescription"])],
        }],
    },
];

/// Entries from here on are AWS's: they deny what no other entry matched.
///
/// # Source
/// Amazon VPC User Guide, "Default network ACL": rule number 32767, shown as an asterisk; 32768 for
/// IPv6.
const FIRST_OF_AWS: i64 = 32_767;

fn acl(things: &mut Things, record: Record<'_>) {
    let is_default = record.is_true("IsDefault");
    let properties = things.linked("VpcId", record.node.get("VpcId")).into_iter().collect();
    things.add_default(record, "AWS::EC2::NetworkAcl", properties, is_default);
    for part in record.list("Entries") {
        add_entry(things, record, part, is_default);
    }
    for association in record.list("Associations").iter().filter(|_| !is_default) {
        let Some(subnet) = things.linked("SubnetId", association.get("SubnetId")) else { continue };
        let id = association.get("SubnetId").and_then(Node::as_text).unwrap_or_default();
        let span = association.span;
        let properties = vec![subnet, entry("NetworkAclId", reference(record.id, span), span)];
        let id = format!("{} for {id}", record.id);
        things.add_part(
            record.id,
            id,
            "AWS::EC2::SubnetNetworkAclAssociation",
            association,
            properties,
        );
    }
}

fn add_entry(things: &mut Things, record: Record<'_>, part: &Node, is_default: bool) {
    let text = |key: &str| part.get(key).and_then(Node::as_text);
    let Some(number) = text("RuleNumber").and_then(|number| number.parse::<i64>().ok()) else {
        return;
    };
    let (block, ipv6) =
        (text("CidrBlock").unwrap_or_default(), text("Ipv6CidrBlock").unwrap_or_default());
    let is_of_aws = number >= FIRST_OF_AWS;
    // What every default ACL has.
    let admits_everything =
        matches!((number, &*block, &*ipv6), (100, "0.0.0.0/0", "") | (101, "", "::/0"))
            && text("Protocol").is_some_and(|protocol| protocol == "-1")
            && text("RuleAction").is_some_and(|action| action == "allow");
    if is_of_aws || (is_default && admits_everything) {
        return;
    }
    let span = part.span;
    let mut properties = vec![entry("NetworkAclId", reference(record.id, span), span)];
    let inner = Record { node: part, id: record.id };
    properties.extend(Things::copies(
        inner,
        &[
            "RuleNumber",
            "Protocol",
            "RuleAction",
            "Egress",
            "CidrBlock",
            "Ipv6CidrBlock",
            "PortRange",
        ],
    ));
    properties
        .extend(part.get("IcmpTypeCode").map(|icmp| entry("Icmp", plain("Icmp", icmp), span)));
    let way = if inner.is_true("Egress") { "out" } else { "in" };
    things.add_part(
        record.id,
        format!("{} {way} {number}", record.id),
        "AWS::EC2::NetworkAclEntry",
        part,
        properties,
    );
}

fn group(things: &mut Things, record: Record<'_>) {
    let mut properties = Things::copies(record, &["GroupName"]);
    let description = record.node.get("Description");
    properties.extend(description.map(|node| entry("GroupDescription", node.clone(), node.span)));
    properties.extend(things.linked("VpcId", record.node.get("VpcId")));
    for (property, key) in
        [("SecurityGroupIngress", "IpPermissions"), ("SecurityGroupEgress", "IpPermissionsEgress")]
    {
        let rules =
            record.node.get(key).map(|node| rules::of_permissions(node, &|id| things.link(id)));
        let none = Node { span: record.node.span, value: Value::List(Vec::new()) };
        properties.push(Entry {
            key: property.to_owned(),
            key_span: record.node.span,
            node: rules.unwrap_or(none),
        });
    }
    let is_default = record.is("GroupName", "default");
    things.add_default(record, "AWS::EC2::SecurityGroup", properties, is_default);
}
