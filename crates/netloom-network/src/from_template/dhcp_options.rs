//! DHCP options: which servers the instances of a VPC ask for names.

use netloom_template::{Node, Presence};

use crate::building::{ResourceKind, name_servers, no_options};
use crate::{Known, NameServer};

use super::context::{Build, Resource};

/// Gives a VPC the servers of its options.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCDHCPOptionsAssociation`: `DhcpOptionsId` is
/// the id of a set, or `default` for no options; `AWS::EC2::DHCPOptions`, `DomainNameServers`.
pub(super) fn associate(build: &mut Build<'_>, resource: &Resource<'_>) {
    let vpc = build.needed_id(&resource.properties, "VpcId", ResourceKind::Vpc);
    let is_second = build.dhcp_associations.contains(&vpc);
    build.dhcp_associations.insert(vpc.clone());
    let servers = match is_second {
        true => Known::Unknown(
            resource.unknown(format!("which of two sets of DHCP options `{vpc}` has")),
        ),
        false => resource.sure(servers(build, resource)),
    };
    build.network.vpcs.get_mut(&vpc).into_iter().for_each(|vpc| vpc.name_servers = servers.clone());
}

fn servers(build: &Build<'_>, resource: &Resource<'_>) -> Known<Vec<NameServer>> {
    let properties = &resource.properties;
    let Some(node) = properties.get("DhcpOptionsId") else {
        return Known::Unknown(properties.missing("DhcpOptionsId"));
    };
    if node.as_text().is_some_and(|text| text == "default") {
        return Known::Is(no_options());
    }
    let options = node.as_reference().and_then(|reference| build.document.resource(&reference.id));
    let options = options.filter(|options| options.kind == "AWS::EC2::DHCPOptions");
    let Some(options) = options.filter(|options| options.presence == Presence::Always) else {
        return Known::Unknown(properties.why("DhcpOptionsId"));
    };
    let Some(options) = Resource::of(options, build.document) else {
        return Known::Unknown(properties.why("DhcpOptionsId"));
    };
    let written = match options.properties.get("DomainNameServers") {
        None => None,
        Some(_) => match options.properties.items("DomainNameServers") {
            Ok(items) => Some(items.iter().map(text).collect()),
            Err(unknown) => return Known::Unknown(unknown),
        },
    };
    name_servers(written, options.id.as_str(), options.span)
}

fn text(node: &Node) -> Option<String> {
    node.as_text().map(|text| text.into_owned())
}
