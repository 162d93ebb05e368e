//! `endpoints` of `[vpc …]`: a word, or services separated by commas.

use netloom_diag::Sourced;

use super::reader::{Reader, Section};
use crate::endpoint_words::{add, parse_endpoint};
use crate::intent::{EndpointSettings, EndpointsIntent};

/// Reads `endpoints`, where it is written.
pub(super) fn read(reader: &mut Reader<'_>, section: Section<'_>) -> EndpointsIntent {
    let mut endpoints = EndpointsIntent::default();
    let items = reader.list(section, "endpoints");
    if let [only] = items.as_slice()
        && only.value == "none"
    {
        endpoints.is_auto = Some(Sourced { value: false, origin: only.origin });
        return endpoints;
    }
    for item in items {
        let parsed = parse_endpoint(&item.value, item.span());
        let Some(word) = reader.keep(parsed, &item) else { continue };
        let added = add(&mut endpoints, word.value, EndpointSettings::default(), item.span());
        reader.keep(added, &item);
    }
    endpoints
}
