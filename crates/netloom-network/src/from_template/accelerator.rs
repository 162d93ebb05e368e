//! Global Accelerator: a way in from the internet to things without public addresses.

use crate::building::unknown;
use crate::{Id, PublicAddress};

use super::context::{Build, Resource};

/// Notes what is behind an accelerator: whether the internet reaches it without an address of its
/// own is not followed.
///
/// # Source
/// AWS Global Accelerator Developer Guide, "Endpoints for standard accelerators": instances and
/// load balancers in private subnets, in a VPC with an internet gateway.
pub(super) fn note_endpoints(build: &mut Build<'_>) {
    let document = build.document;
    let groups = document.of_kind("AWS::GlobalAccelerator::EndpointGroup");
    for group in groups.filter_map(|entry| Resource::of(entry, document)) {
        let what = |of: &str| {
            unknown(format!("whether accelerator group `{}` leads to {of}", group.id), group.span)
        };
        let Ok(endpoints) = group.properties.items("EndpointConfigurations") else {
            build.network.not_understood.push(what("anything"));
            continue;
        };
        for endpoint in endpoints {
            let node = endpoint.get("EndpointId");
            let id = node.and_then(|node| match node.as_reference() {
                Some(reference) => Some(Id::new(&reference.id)),
                None => node.as_text().map(|text| Id::new(text.into_owned())),
            });
            // An Elastic IP address has its own way in.
            let is_address = node.and_then(|node| node.as_reference()).is_some_and(|reference| {
                document
                    .resource(&reference.id)
                    .is_some_and(|resource| resource.kind == "AWS::EC2::EIP")
            });
            match id.as_ref().and_then(|id| build.network.interfaces.get_mut(id)) {
                Some(interface) => match interface.public {
                    PublicAddress::AtLaunch | PublicAddress::Elastic(_) => {}
                    _ => {
                        interface.public =
                            PublicAddress::Unknown(what(&format!("`{}`", interface.id)))
                    }
                },
                None if is_address => {}
                None => build.network.not_understood.push(what("a thing that it names")),
            }
        }
    }
}
