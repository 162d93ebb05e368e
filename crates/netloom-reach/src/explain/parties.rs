//! Which of several interfaces a packet is from or for.

use std::collections::BTreeSet;

use netloom_network::InterfaceKind;
use netloom_question::{End, InterfaceAt};

/// The names of the interfaces on one side of a question.
pub(super) fn several<'a, 'n: 'a>(ends: impl Iterator<Item = &'a End<'n>>) -> BTreeSet<String> {
    let names = ends.filter_map(|end| match end {
        End::Inside(place, _) => {
            Some(place.interface.map(|interface| interface.id.to_string()).unwrap_or_default())
        }
        _ => None,
    });
    names.collect()
}

/// The name of an end, if it is one of several.
pub(super) fn name(end: &End<'_>, several: &BTreeSet<String>) -> Option<String> {
    match end {
        End::Inside(place, _) if several.len() > 1 => Some(words(place)),
        _ => None,
    }
}

fn words(place: &InterfaceAt<'_>) -> String {
    let subnet = &place.subnet.id;
    match (place.endpoint, place.interface) {
        (Some(endpoint), _) => format!("endpoint `{}`", endpoint.id),
        (None, None) => format!("launched in `{subnet}`"),
        (None, Some(interface)) if interface.kind == InterfaceKind::Launched => {
            format!("launched with `{}` in `{subnet}`", interface.id)
        }
        (None, Some(interface)) => format!("`{}`", interface.id),
    }
}
