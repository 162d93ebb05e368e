//! Global Accelerator: a way in from the internet to things without public addresses.

use std::collections::BTreeSet;

use crate::building::unknown;
use crate::{Id, Known, PublicAddress, Unknown};

use super::context::Build;
use super::records::Record;
use netloom_facts::kinds::{ENDPOINT_GROUPS, INTERFACES};

/// Notes what accelerators lead to, or may: whether the internet reaches it without an address of
/// its own is not followed.
///
/// A VPC that an accelerator leads into has an interface of it; without one there is none.
///
/// # Source
/// AWS Global Accelerator Developer Guide, "Preserve client IP addresses": the service makes
/// network interfaces in the subnets of such endpoints. Amazon EC2 API, `NetworkInterface`,
/// `InterfaceType`: `global_accelerator_managed`.
pub(super) fn note_endpoints(build: &mut Build<'_, '_>) {
    let records = build.records;
    let is_one = |record: &&Record<'_>| {
        record
            .properties
            .plain_text("InterfaceType")
            .is_some_and(|kind| kind == "global_accelerator_managed")
    };
    let told =
        records.is_complete(ENDPOINT_GROUPS).then(|| endpoints(records.of_kind(ENDPOINT_GROUPS)));
    for record in records.of_kind(INTERFACES).iter().filter(is_one) {
        let vpc = record.properties.plain_text("VpcId").map(Id::new);
        let ids: Vec<Id> = build.network.interfaces.keys().cloned().collect();
        for id in ids.iter().filter(|id| **id != record.id()) {
            let is_behind = told.as_ref().is_none_or(|told| is_named(build, id, told));
            if is_behind && is_in(build, id, vpc.as_ref()) {
                let what = match told {
                    Some(_) => format!("what comes from the internet to `{id}` by an accelerator"),
                    None => format!(
                        "whether the accelerator with `{}` leads to `{id}`: run `{}`",
                        record.id(),
                        ENDPOINT_GROUPS.command()
                    ),
                };
                make_unknown(build, id, unknown(what, record.span()));
            }
        }
    }
}

/// The ids of what endpoint groups lead to: instances, load balancers by their ARNs, addresses.
fn endpoints(records: &[Record<'_>]) -> BTreeSet<String> {
    let parts = records.iter().flat_map(|record| record.parts("EndpointDescriptions"));
    parts.filter_map(|part| Some(part.plain_text("EndpointId")?.into_owned())).collect()
}

/// Whether an interface or its instance is named, or it is one of a load balancer that is.
///
/// # Source
/// Elastic Load Balancing User Guide: the interfaces of a load balancer are described as `ELB
/// app/NAME/ID`, which also ends its ARN.
fn is_named(build: &Build<'_, '_>, id: &Id, told: &BTreeSet<String>) -> bool {
    let interface = build.network.interfaces.get(id);
    let twin = interface.and_then(|interface| interface.twin.as_ref());
    let of_balancer = |id: &Id| {
        let record = build.records.record(INTERFACES, id.as_str())?;
        let described = record.properties.plain_text("Description")?;
        let balancer = described.strip_prefix("ELB ")?.to_owned();
        Some(told.iter().any(|endpoint| endpoint.ends_with(&format!("loadbalancer/{balancer}"))))
    };
    [Some(id), twin]
        .into_iter()
        .flatten()
        .any(|id| told.contains(id.as_str()) || of_balancer(id) == Some(true))
}

fn is_in(build: &Build<'_, '_>, id: &Id, vpc: Option<&Id>) -> bool {
    let subnets = build.network.interfaces.get(id).map_or(&[][..], |interface| &interface.subnets);
    let vpcs =
        subnets.iter().filter_map(Known::value).filter_map(|id| build.network.subnets.get(id));
    vpc.is_none() || vpcs.into_iter().any(|subnet| Some(&subnet.vpc) == vpc)
}

fn make_unknown(build: &mut Build<'_, '_>, id: &Id, what: Unknown) {
    let interface = build.network.interfaces.get_mut(id);
    if let Some(interface) = interface.filter(|interface| interface.public == PublicAddress::None) {
        interface.public = PublicAddress::Unknown(what);
    }
}
