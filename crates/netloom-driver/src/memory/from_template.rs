//! A template that netloom rendered before, as a memory.

use std::collections::BTreeMap;

use netloom_cfn::{LogicalId, names};
use netloom_config::intent::SubnetName;
use netloom_diag::{Diagnostic, Origin, SourceFile, Sourced, Span};
use netloom_lock::codes::NOT_A_PREVIOUS_TEMPLATE;
use netloom_net::{AzId, Ipv4Cidr};
use netloom_plan::plan::SubnetKey;
use netloom_plan::{Memory, NatHost, RememberedNat, RememberedVpc};
use netloom_template::{Node, ReadOptions, ResourceEntry, TemplateDocument, read_template};

use super::ids::nat_key_of;

/// Returns what a template says; empty, with a finding, where netloom did not write it.
pub(super) fn memory_of(file: &SourceFile, findings: &mut Vec<Diagnostic>) -> Memory {
    let read = read_template(file, &ReadOptions::default());
    let document = read.template.filter(|document| about(document).is_some());
    let Some(document) = document else {
        let message = format!("`{}` is not a template that netloom rendered", file.name());
        findings.push(
            Diagnostic::new(&NOT_A_PREVIOUS_TEMPLATE, Span::file_start(file.id()), message)
                .help("give the file that `netloom render -o FILE` wrote before"),
        );
        return Memory::default();
    };
    let keys: BTreeMap<&str, SubnetKey> = document
        .of_kind("AWS::EC2::Subnet")
        .filter_map(|subnet| Some((subnet.id.as_str(), key_of(subnet, &document)?)))
        .collect();
    let mut memory = Memory { vpc: vpc_of(&document), ..Memory::default() };
    for subnet in document.of_kind("AWS::EC2::Subnet") {
        let (Some(key), Some(block)) = (keys.get(subnet.id.as_str()), block_of(subnet)) else {
            continue;
        };
        memory.subnets.insert(key.clone(), block);
        // Only a subnet that shares the zone of an existing one has none in its key.
        let zone = subnet.properties.get("AvailabilityZoneId");
        if let (None, Some(node), Some(known)) = (&key.zone, zone, parsed::<AzId>(zone)) {
            memory.head_subnet_zone = Some(written(known, node.span));
        }
    }
    for nat in document.of_kind("AWS::EC2::NatGateway") {
        let Some(host) = host_of(nat, &keys) else { continue };
        let zone = nat.properties.get("SubnetId").and_then(Node::as_reference);
        let zone = zone.and_then(|subnet| keys.get(subnet.id.as_str())?.zone.clone());
        let Some(key) = nat_key_of(&nat.id, zone.as_ref()) else { continue };
        let further = nat.properties.get("SecondaryAllocationIds").and_then(Node::as_list);
        let kind = nat.properties.get("ConnectivityType").and_then(Node::as_text);
        let value = RememberedNat {
            host,
            is_private: kind.as_deref() == Some("private"),
            address: parsed(nat.properties.get("AllocationId")),
            secondary_addresses: further
                .unwrap_or_default()
                .iter()
                .filter_map(|id| parsed(Some(id)))
                .collect(),
            retains_address: retains(&names::nat_gateway_eip(&key), &document),
        };
        memory.nat_gateways.insert(key, written(value, nat.span));
    }
    for endpoint in document.of_kind("AWS::EC2::VPCEndpoint") {
        let subnets = endpoint.properties.get("SubnetIds").and_then(Node::as_list);
        let places = subnets.unwrap_or_default().iter().filter_map(Node::as_reference);
        for key in places.filter_map(|place| keys.get(place.id.as_str())) {
            let name = written(key.first_name().clone(), endpoint.span);
            memory.endpoint_subnets.entry(key.zone.clone()).or_insert(name);
        }
    }
    memory
}

/// Whether a template says that a resource stays when the template no longer has it.
fn retains(id: &LogicalId, document: &TemplateDocument) -> bool {
    let address = document.resources.iter().find(|resource| resource.id == id.as_str());
    let attributes = address.map_or(&[][..], |address| &address.attributes);
    let policy = attributes.iter().find(|attribute| attribute.key == "DeletionPolicy");
    policy.and_then(|policy| policy.node.as_text()).as_deref() == Some("Retain")
}

/// Returns what netloom says of itself in a template.
fn about(document: &TemplateDocument) -> Option<&Node> {
    document.metadata.as_ref()?.get(names::METADATA_KEY)
}

fn written<T>(value: T, span: Span) -> Sourced<T> {
    Sourced { value, origin: Origin::Written(span) }
}

fn parsed<T: std::str::FromStr>(node: Option<&Node>) -> Option<T> {
    node?.as_text()?.parse().ok()
}

fn block_of(subnet: &ResourceEntry) -> Option<Sourced<Ipv4Cidr>> {
    let node = subnet.properties.get("CidrBlock")?;
    Some(written(parsed(Some(node))?, node.span))
}

/// Returns the key of a subnet: its name is in the metadata, and so is the name that it was made
/// with, where that is another one.
fn key_of(subnet: &ResourceEntry, document: &TemplateDocument) -> Option<SubnetKey> {
    let own = about(document)?.get("Subnets")?.get(&subnet.id)?;
    let name = SubnetName::new(&own.get("Name")?.as_text()?)?;
    let first = own.get("RenamedFrom").and_then(Node::as_text);
    let renamed_from = first.and_then(|first| SubnetName::new(&first));
    let zone: Option<AzId> = parsed(subnet.properties.get("AvailabilityZoneId"));
    let keys = [zone, None].map(|zone| SubnetKey {
        name: name.clone(),
        zone,
        renamed_from: renamed_from.clone(),
    });
    keys.into_iter().find(|key| names::subnet(key).as_str() == subnet.id)
}

fn vpc_of(document: &TemplateDocument) -> Option<RememberedVpc> {
    if let Some(vpc) = document.of_kind("AWS::EC2::VPC").next() {
        let node = vpc.properties.get("CidrBlock")?;
        return Some(RememberedVpc::New(written(parsed(Some(node))?, node.span)));
    }
    let subnet = document.of_kind("AWS::EC2::Subnet").next()?;
    let node = subnet.properties.get("VpcId")?;
    Some(RememberedVpc::Existing(written(parsed(Some(node))?, node.span)))
}

fn host_of(nat: &ResourceEntry, keys: &BTreeMap<&str, SubnetKey>) -> Option<NatHost> {
    let Some(node) = nat.properties.get("SubnetId") else {
        let mode = nat.properties.get("AvailabilityMode").and_then(Node::as_text);
        return (mode.as_deref() == Some("regional")).then_some(NatHost::Vpc);
    };
    if let Some(reference) = node.as_reference() {
        return Some(NatHost::Planned(keys.get(reference.id.as_str())?.name.clone()));
    }
    Some(NatHost::Existing(parsed(Some(node))?))
}
