//! The description and the metadata: what the template says about itself.

use netloom_plan::plan::{PlannedSubnet, ZoneRef};
use serde_json::{Map, Value, json};

use super::Emitter;
use crate::names;

pub(super) fn emit(emitter: &mut Emitter<'_>, tool_version: &str) {
    let plan = emitter.plan;
    let mut netloom = Map::new();
    netloom.insert("Version".to_owned(), tool_version.into());
    let subnets = plan
        .subnets
        .iter()
        .map(|subnet| (names::subnet(&subnet.key).to_string(), about_subnet(subnet)));
    insert_unless_empty(&mut netloom, "Subnets", subnets.collect());
    insert_unless_empty(
        &mut netloom,
        "Parameters",
        plan.subnets.iter().filter_map(about_parameter).collect(),
    );
    let template = &mut emitter.emitted.template;
    template.metadata.insert(names::METADATA_KEY.to_owned(), netloom.into());
    template.description = format!("{} (planned by netloom)", plan.summary);
}

fn insert_unless_empty(into: &mut Map<String, Value>, key: &str, part: Map<String, Value>) {
    if !part.is_empty() {
        into.insert(key.to_owned(), part.into());
    }
}

/// Returns a subnet's name, kind and users, and the name that it was made with where that is another
/// one.
fn about_subnet(subnet: &PlannedSubnet) -> Value {
    let mut about = json!({
        "Name": subnet.key.name.as_str(),
        "Kind": names::kind_word(subnet.kind.value),
        "UsedBy": subnet.used_by,
    });
    if let (Some(first), Some(about)) = (&subnet.key.renamed_from, about.as_object_mut()) {
        about.insert("RenamedFrom".to_owned(), first.as_str().into());
    }
    about
}

/// Returns what the zone parameter stands for, so that `netloom deploy` can ask EC2 for it.
fn about_parameter(subnet: &PlannedSubnet) -> Option<(String, Value)> {
    match &subnet.zone {
        ZoneRef::SameAs { subnet, zone: None } => Some((
            names::HEAD_SUBNET_ZONE_PARAMETER.to_owned(),
            json!({ "ZoneOfSubnet": subnet.value.as_str() }),
        )),
        ZoneRef::SameAs { .. } | ZoneRef::Id(_) => None,
    }
}
