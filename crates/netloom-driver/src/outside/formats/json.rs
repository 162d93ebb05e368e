//! For programs.

use netloom_diag::untrusted::json_document;
use serde_json::json;

use crate::outside::{Destination, Outside};

/// Returns the list as a document: `destinations`, each with `host`, `port`, `nodes`, `sources` and
/// `purposes`, and `by_endpoints`.
pub(super) fn json(outside: &Outside) -> String {
    let destination = |one: &Destination| {
        let sources: Vec<String> = one.sources.iter().map(ToString::to_string).collect();
        json!({
            "host": one.host,
            "port": one.port,
            "nodes": one.nodes,
            "sources": sources,
            "purposes": one.purposes,
        })
    };
    let destinations: Vec<_> = outside.destinations.iter().map(destination).collect();
    let document = json!({ "destinations": destinations, "by_endpoints": outside.by_endpoints });
    format!("{}\n", json_document(&format!("{document:#}")))
}
