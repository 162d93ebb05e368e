//! Subnets, and the parameter for a zone that is not written down.

use netloom_plan::plan::{PlannedSubnet, ZoneRef};

use super::Emitter;
use crate::resources::Subnet;
use crate::{Parameter, Tag, Value, names};

/// What an availability zone id looks like, as CloudFormation's regular expressions (Java) say it:
/// `euw1-az1`, `usw2-lax1-az1`.
const ZONE_ID_PATTERN: &str = "[a-z]+[0-9]+(-[a-z]+[0-9]+)?-az[0-9]+";

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    for subnet in &emitter.plan.subnets {
        let properties = Subnet {
            vpc_id: emitter.vpc_id(),
            availability_zone_id: zone_id(subnet),
            cidr_block: Value::literal(subnet.cidr.value),
            map_public_ip_on_launch: subnet.maps_public_addresses.value,
            tags: Tag::name(&names::subnet_tag(&subnet.key)),
        };
        emitter.add(names::subnet(&subnet.key), subnet.origin, properties);
        if let ZoneRef::SameAs { subnet, zone: None } = &subnet.zone {
            add_zone_parameter(emitter, subnet.value.as_str());
        }
    }
}

fn zone_id(subnet: &PlannedSubnet) -> Value {
    match &subnet.zone {
        ZoneRef::Id(zone) | ZoneRef::SameAs { zone: Some(zone), .. } => Value::literal(&zone.value),
        ZoneRef::SameAs { zone: None, .. } => Value::Ref(names::head_subnet_zone_parameter()),
    }
}

fn add_zone_parameter(emitter: &mut Emitter<'_>, subnet: &str) {
    let parameter = Parameter {
        description: format!(
            "Availability zone id of the existing subnet {subnet}, which the new subnet shares"
        ),
        allowed_pattern: ZONE_ID_PATTERN.to_owned(),
        constraint_description:
            "an availability zone id such as euw1-az1, not a zone name such as eu-west-1a"
                .to_owned(),
    };
    emitter.emitted.template.parameters.insert(names::head_subnet_zone_parameter(), parameter);
}
