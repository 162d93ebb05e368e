//! Instance types with more than one network card, because each card's interface takes an address of the subnet.
//!
//! # Source
//! Amazon EC2 API, `DescribeInstanceTypes`, `NetworkInfo.MaximumNetworkCards`, as moto 5.2.5 has recorded it; for
//! `dl1.24xlarge`, which is not in that record, Amazon EC2 User Guide, "Network cards".

/// Returns how many network cards the instance type has, 1 to 32; 1 for types not listed.
///
/// ParallelCluster puts one interface on every card, and each takes one IPv4 address unless it is `efa-only`, which only
/// releases from 3.15 use. Counting all of them is the upper bound that every release stays under.
#[must_use]
pub fn n_network_cards(instance_type: &str) -> u64 {
    let index = MULTI_CARD_TYPES.binary_search_by_key(&instance_type, |(name, _)| name);
    index.ok().and_then(|index| MULTI_CARD_TYPES.get(index)).map_or(1, |(_, n_cards)| *n_cards)
}

/// Types with more than one card and how many they have, sorted by type.
static MULTI_CARD_TYPES: &[(&str, u64)] = &[
    ("c6in.32xlarge", 2),
    ("c6in.metal", 2),
    ("c8gb.48xlarge", 2),
    ("c8gb.metal-48xl", 2),
    ("c8gn.48xlarge", 2),
    ("c8gn.metal-48xl", 2),
    ("c8ib.96xlarge", 2),
    ("c8ib.metal-96xl", 2),
    ("c8in.96xlarge", 2),
    ("c8in.metal-96xl", 2),
    ("dl1.24xlarge", 4),
    ("g6e.24xlarge", 2),
    ("g6e.48xlarge", 4),
    ("g7.48xlarge", 2),
    ("g7e.24xlarge", 2),
    ("g7e.48xlarge", 4),
    ("hpc6id.32xlarge", 2),
    ("hpc7a.12xlarge", 2),
    ("hpc7a.24xlarge", 2),
    ("hpc7a.48xlarge", 2),
    ("hpc7a.96xlarge", 2),
    ("hpc8a.96xlarge", 2),
    ("i7ie.48xlarge", 2),
    ("i7ie.metal-48xl", 2),
    ("i8ge.48xlarge", 2),
    ("i8ge.metal-48xl", 2),
    ("m6idn.32xlarge", 2),
    ("m6idn.metal", 2),
    ("m6in.32xlarge", 2),
    ("m6in.metal", 2),
    ("m8gb.48xlarge", 2),
    ("m8gb.metal-48xl", 2),
    ("m8gn.48xlarge", 2),
    ("m8gn.metal-48xl", 2),
    ("m8ib.96xlarge", 2),
    ("m8ib.metal-96xl", 2),
    ("m8idb.96xlarge", 2),
    ("m8idb.metal-96xl", 2),
    ("m8idn.96xlarge", 2),
    ("m8idn.metal-96xl", 2),
    ("m8in.96xlarge", 2),
    ("m8in.metal-96xl", 2),
    ("p4d.24xlarge", 4),
    ("p4de.24xlarge", 4),
    ("p5.48xlarge", 32),
    ("p5e.48xlarge", 32),
    ("p5en.48xlarge", 16),
    ("p6-b200.48xlarge", 8),
    ("p6-b300.48xlarge", 17),
    ("r6idn.32xlarge", 2),
    ("r6idn.metal", 2),
    ("r6in.32xlarge", 2),
    ("r6in.metal", 2),
    ("r8gb.48xlarge", 2),
    ("r8gb.metal-48xl", 2),
    ("r8gn.48xlarge", 2),
    ("r8gn.metal-48xl", 2),
    ("r8ib.96xlarge", 2),
    ("r8ib.metal-96xl", 2),
    ("r8idb.96xlarge", 2),
    ("r8idb.metal-96xl", 2),
    ("r8idn.96xlarge", 2),
    ("r8idn.metal-96xl", 2),
    ("r8in.96xlarge", 2),
    ("r8in.metal-96xl", 2),
    ("trn1.32xlarge", 8),
    ("trn1n.32xlarge", 16),
    ("trn2.48xlarge", 16),
    ("trn2u.48xlarge", 16),
    ("u7in-16tb.224xlarge", 2),
    ("u7in-24tb.224xlarge", 2),
    ("u7in-32tb.224xlarge", 2),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_found() {
        assert!(MULTI_CARD_TYPES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(n_network_cards("p4d.24xlarge"), 4);
        assert_eq!(n_network_cards("p5.48xlarge"), 32);
        assert_eq!(n_network_cards("c5.xlarge"), 1);
        assert_eq!(n_network_cards(""), 1);
    }
}
