//! Network interfaces, and Elastic IP addresses with what they are associated with.

use netloom_template::{Entry, Node};

use super::reading::{Reading, Record, copies, owner};
use super::state::Standing;

pub(super) fn interface<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    let properties = properties(reading, record);
    reading.add(record, "AWS::EC2::NetworkInterface", properties);
}

/// # Source
/// Amazon EC2 API, `NetworkInterface` and `InstanceNetworkInterface`.
fn properties<'a>(reading: &Reading<'_, 'a>, record: Record<'a>) -> Vec<Entry> {
    let mut properties = copies(
        record,
        &[
            "Description",
            "PrivateIpAddress",
            "SourceDestCheck",
            "InterfaceType",
            "PrivateIpAddresses",
            "Ipv4Prefixes",
            "Ipv6Addresses",
            "Ipv6Prefixes",
        ],
    );
    properties.extend(reading.linked("SubnetId", record.get("SubnetId")));
    if record.node.get("Groups").is_some() {
        properties.push(reading.all_linked("GroupSet", (record, "Groups"), Some("GroupId")));
    }
    properties
}

/// The interfaces of an instance that no answer of their own describes: instances have theirs from
/// the launch.
pub(super) fn of_instance<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    // An interface that is kept when its instance is terminated is another one's afterwards.
    if reading.is_gone() {
        return;
    }
    for part in record.parts("NetworkInterfaces") {
        let id = part.id("NetworkInterfaceId").filter(|id| !reading.ids.contains(id));
        let Some(id) = id.filter(|id| reading.is_new_interface(id)) else { continue };
        let own = Record { node: part.node, id };
        let properties = properties(reading, own);
        let kind = "AWS::EC2::NetworkInterface";
        reading.add_thing(own, kind, properties, Standing::ByItself);
    }
}

/// An address of a NAT gateway is associated by the gateway itself.
pub(super) fn address<'a>(reading: &mut Reading<'_, 'a>, record: Record<'a>) {
    reading.add(record, "AWS::EC2::EIP", Vec::new());
    if record.get("AssociationId").is_none() {
        return;
    }
    let mut properties = vec![owner("AllocationId", record)];
    for key in ["NetworkInterfaceId", "InstanceId"] {
        properties.extend(reading.linked(key, record.get(key)));
    }
    let holder = record.node.get("NetworkInterfaceId").and_then(Node::as_text).unwrap_or_default();
    let id = (format!("{} for {holder}", record.id), None);
    reading.add_part(record, id, "AWS::EC2::EIPAssociation", properties, Standing::Made);
}
