//! `PlacementGroup` of a queue or of a compute resource.

use netloom_diag::{Diagnostic, Sourced, Span};

use super::codes as v3_codes;
use super::keys::{KeyTable, key, since, strict};
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::PlacementGroup;

pub(super) static PLACEMENT_GROUP: KeyTable = strict(
    "Networking.PlacementGroup",
    &[
        key("Enabled").doc("whether there is one").default("`false`").example("true"),
        key("Id")
            .doc("an existing placement group")
            .default("one is created")
            .example("my-placement-group"),
        since("Name", 3, 0)
            .doc("an existing placement group")
            .default("one is created")
            .example("my-placement-group"),
    ],
);

/// What a `PlacementGroup` mapping says.
#[derive(Clone)]
pub(super) struct PlacementSetting {
    /// The group.
    pub(super) group: Sourced<PlacementGroup>,
    /// Whether it says anything: an empty mapping does not.
    pub(super) is_explicit: bool,
}

/// Reads `PlacementGroup`, where it is written.
pub(super) fn read_placement(
    reader: &mut Reader<'_>,
    networking: Section<'_>,
) -> Option<PlacementSetting> {
    let section = reader.section(networking, "PlacementGroup", &PLACEMENT_GROUP)?;
    let enabled = reader.boolean(section, "Enabled");
    let id = reader.text(section, "Id");
    let name = reader.text(section, "Name");
    if let (Some(id), Some(name)) = (&id, &name) {
        let finding = Diagnostic::new(
            &codes::EXCLUSIVE_KEYS,
            name.span(),
            "`Id` and `Name` exclude each other",
        );
        reader
            .report(finding.also(id.span(), "the group is named here already").help("keep `Name`"));
    }
    let named = name.or(id);
    if let (Some(named), Some(false)) = (&named, enabled.as_ref().map(|enabled| enabled.value)) {
        check_switched_off(reader, named, enabled.as_ref().map_or(section.span, Sourced::span));
    }
    // `{Enabled: false}` is a decision and an empty section is none: only the latter is reported
    // for a queue with EFA.
    let is_explicit = named.is_some() || enabled.is_some();
    let group = match (named, enabled) {
        (Some(named), _) => named.map(PlacementGroup::Existing),
        (None, Some(enabled)) if enabled.value => enabled.map(|_| PlacementGroup::Managed),
        (None, Some(enabled)) => enabled.map(|_| PlacementGroup::None),
        (None, None) => no_placement(section.span),
    };
    Some(PlacementSetting { group, is_explicit })
}

fn check_switched_off(reader: &mut Reader<'_>, named: &Sourced<String>, off: Span) {
    let message = format!("placement group `{}` is named and switched off", named.value);
    let finding = Diagnostic::new(&v3_codes::PLACEMENT_GROUP_OFF, off, message)
        .also(named.span(), "it is named here");
    reader.report(finding.help("leave `Enabled` out to use the group, or leave the name out"));
}

/// Returns what holds where nothing is written.
pub(super) fn no_placement(near: Span) -> Sourced<PlacementGroup> {
    Sourced::defaulted(
        PlacementGroup::None,
        "ParallelCluster uses a placement group only when told to",
        near,
    )
}
