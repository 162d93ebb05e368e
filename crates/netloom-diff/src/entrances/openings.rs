//! Openings of firewalls that services have of their own: ports for blocks of addresses.

use netloom_network::sets::RangeSet;

use super::policy::blocks;
use crate::value::Plain;

/// The names by which a service writes an opening.
pub(super) struct OpeningKeys {
    /// Its blocks of addresses; without any of these every address is let in.
    pub(super) blocks: &'static [&'static str],
}

const FROM: &str = "FromPort";
const TO: &str = "ToPort";

/// Whether an opening lets in no more than another one: as many ports and addresses, or fewer, and
/// all else alike.
pub(super) fn is_within(inner: &Plain, outer: &Plain, keys: &OpeningKeys) -> bool {
    let (Plain::Map(own), Plain::Map(other)) = (inner, outer) else { return inner == outer };
    let is_compared =
        |key: &&String| ![FROM, TO].contains(&key.as_str()) && !keys.blocks.contains(&key.as_str());
    let mut names = own.keys().chain(other.keys()).filter(is_compared);
    names.all(|name| own.get(name) == other.get(name))
        && ports(inner).zip(ports(outer)).is_some_and(|(own, other)| own.is_subset(&other))
        && are_blocks_within(inner, outer, keys)
}

fn ports(opening: &Plain) -> Option<RangeSet> {
    let port = |key: &str| opening.get(key)?.text().parse::<u16>().ok().map(u128::from);
    Some(RangeSet::range(port(FROM)?, port(TO)?))
}

fn are_blocks_within(inner: &Plain, outer: &Plain, keys: &OpeningKeys) -> bool {
    let written = |opening: &Plain| keys.blocks.iter().any(|key| opening.get(key).is_some());
    let admitted = |opening: &Plain| {
        let of_all = keys.blocks.iter().filter_map(|key| opening.get(key)).map(blocks);
        of_all
            .collect::<Option<Vec<RangeSet>>>()
            .map(|all| all.iter().fold(RangeSet::empty(), |union, blocks| union.union(blocks)))
    };
    match (written(inner), written(outer)) {
        (_, false) => true,
        (false, true) => false,
        (true, true) => {
            admitted(inner).zip(admitted(outer)).is_some_and(|(own, other)| own.is_subset(&other))
        }
    }
}
