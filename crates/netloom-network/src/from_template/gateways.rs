//! What attaches internet gateways and virtual private gateways, and connects them.

use crate::building::ResourceKind;
use crate::{Attachment, Id};

use super::context::{Build, Resource};
use super::mark_unknown::names_in;

/// Notes that a VPN leads to a gateway. One that is not described stays so: a line attaches no
/// gateway to a VPC.
pub(super) fn connect(build: &mut Build<'_>, resource: &Resource<'_>) {
    for gateway in resource.properties.get("VpnGatewayId").map(names_in).unwrap_or_default() {
        let gateway = build.network.vpn_gateways.get_mut(&gateway);
        gateway.into_iter().for_each(|gateway| gateway.is_unconnected = false);
    }
}

/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPCGatewayAttachment`: an internet gateway or
/// a virtual private gateway.
pub(super) fn attach(build: &mut Build<'_>, resource: &Resource<'_>) {
    let properties = &resource.properties;
    let vpc = build.needed_id(properties, "VpcId", ResourceKind::Vpc);
    let attachment = match &resource.doubt {
        Some(doubt) => Attachment::Unknown(doubt.clone()),
        None => Attachment::To(vpc, resource.span),
    };
    if let Some(gateway) = build.id(properties, "InternetGatewayId", ResourceKind::InternetGateway)
    {
        let gateway = build.network.internet_gateways.get_mut(&gateway);
        gateway.into_iter().for_each(|gateway| set_first(&mut gateway.attachment, &attachment));
    }
    if let Some(gateway) = build.id(properties, "VpnGatewayId", ResourceKind::VpnGateway) {
        let gateway = build.network.vpn_gateways.get_mut(&gateway);
        gateway.into_iter().for_each(|gateway| set_first(&mut gateway.attachment, &attachment));
    }
}

/// Sets an attachment unless there is a sure one: a gateway has one VPC, and EC2 rejects a second.
fn set_first(current: &mut Attachment, new: &Attachment) {
    if !matches!(current, Attachment::To(..)) {
        *current = new.clone();
    }
}

/// Returns the gateway of either kind that a route or an edge association names, by what can be
/// told from the reference.
pub(super) fn internet_or_vpn(
    build: &mut Build<'_>,
    resource: &Resource<'_>,
    key: &str,
) -> Option<(ResourceKind, Id)> {
    let node = resource.properties.get(key)?;
    let sort = match (node.as_reference(), node.as_text()) {
        (Some(reference), _) => {
            super::attributes::sort_of(&build.document.resource(&reference.id)?.kind)?
        }
        (None, Some(id)) if id.starts_with("igw-") => ResourceKind::InternetGateway,
        (None, Some(id)) if id.starts_with("vgw-") => ResourceKind::VpnGateway,
        (None, Some(id)) if id.starts_with("vpce-") => ResourceKind::Endpoint,
        _ => return None,
    };
    let is_gateway = matches!(
        sort,
        ResourceKind::InternetGateway | ResourceKind::VpnGateway | ResourceKind::Endpoint
    );
    is_gateway.then(|| build.id(&resource.properties, key, sort)).flatten().map(|id| (sort, id))
}
