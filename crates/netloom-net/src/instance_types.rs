//! How many interfaces ParallelCluster gives a node, and how many addresses of the subnet these
//! take.
//!
//! # Source
//! AWS ParallelCluster 3.16.1 and 3.15.0, `templates/queues_stack.py`, `add_network_interfaces`;
//! 3.9.3 and 3.0.3, the launch templates of queues. Amazon EC2 API, `DescribeInstanceTypes`,
//! `NetworkInfo`, as recorded. Amazon EC2 User Guide, "Elastic Fabric Adapter": an EFA-only
//! interface has no address.

mod cards;
mod without_efa;

use self::cards::MULTI_CARD_TYPES;
use self::without_efa::WITHOUT_EFA;

/// The network cards of an instance type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct CardFacts {
    name: &'static str,
    /// 1 to 32.
    n_cards: u64,
    /// How many of them can have an EFA; where the first one cannot, fewer than all.
    n_efa_cards: u64,
    n_first_card_interfaces: u64,
}

/// What the nodes' interfaces are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum InterfaceUse {
    /// An interface on each card, without EFA.
    Plain,
    /// An interface on each card, with EFA and an address: until 3.14.2, and later with
    /// `EfaInterfaceType: efa`.
    EfaWithAddress,
    /// An interface with an address on the first card, and `efa-only` ones beside it: from 3.15.0
    /// on.
    EfaOnly,
}

/// The instance family of which every other card takes no interface but `efa-only` ones.
const FAMILY_WITH_EFA_ONLY_CARDS: &str = "p6e-gb200.";

/// Returns whether it is certain that the instance type has no EFA; a type that is not listed, such
/// as a newer one, may have it.
#[must_use]
pub fn lacks_efa(instance_type: &str) -> bool {
    let Some((family, size)) = instance_type.split_once('.') else { return false };
    let index = WITHOUT_EFA.binary_search_by_key(&family, |(family, _)| family);
    let sizes = index.ok().and_then(|index| WITHOUT_EFA.get(index)).map(|(_, sizes)| *sizes);
    sizes.is_some_and(|sizes| sizes.split(' ').any(|without| without == size))
}

/// Returns how many network cards the instance type has, 1 to 32; 1 for types not listed.
#[must_use]
pub fn n_network_cards(instance_type: &str) -> u64 {
    facts_of(instance_type).n_cards
}

/// Returns how many interfaces with an address a node of the type has, 1 to 32.
#[must_use]
pub fn n_addresses(instance_type: &str, interfaces: InterfaceUse) -> u64 {
    let n_cards = n_network_cards(instance_type);
    match interfaces {
        InterfaceUse::EfaOnly => 1,
        _ if instance_type.starts_with(FAMILY_WITH_EFA_ONLY_CARDS) => n_cards.div_ceil(2),
        InterfaceUse::Plain | InterfaceUse::EfaWithAddress => n_cards,
    }
}

/// Returns how many interfaces a node of the type is launched with, those without an address among
/// them, 1 to 33.
#[must_use]
pub fn n_interfaces(instance_type: &str, interfaces: InterfaceUse) -> u64 {
    let CardFacts { n_cards, n_efa_cards, n_first_card_interfaces, .. } = facts_of(instance_type);
    let first_has_two = n_efa_cards == n_cards && n_first_card_interfaces > 1;
    match interfaces {
        InterfaceUse::Plain => n_addresses(instance_type, interfaces),
        InterfaceUse::EfaWithAddress => n_cards,
        InterfaceUse::EfaOnly => n_cards + u64::from(first_has_two),
    }
}

/// Returns what is known of a type; one that is not listed has one card, which takes EFA if the
/// node has one at all.
fn facts_of(instance_type: &str) -> CardFacts {
    let index = MULTI_CARD_TYPES.binary_search_by_key(&instance_type, |facts| facts.name);
    let listed = index.ok().and_then(|index| MULTI_CARD_TYPES.get(index)).copied();
    listed.unwrap_or(CardFacts { name: "", n_cards: 1, n_efa_cards: 1, n_first_card_interfaces: 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_found() {
        assert!(MULTI_CARD_TYPES.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(n_network_cards("p4d.24xlarge"), 4);
        assert_eq!(n_network_cards("p5.48xlarge"), 32);
        assert_eq!(n_network_cards("c5.xlarge"), 1);
        assert_eq!(n_network_cards(""), 1);
    }

    #[test]
    fn types_without_efa_are_known_and_new_ones_may_have_it() {
        assert!(WITHOUT_EFA.is_sorted_by(|a, b| a.0 < b.0));
        for without in ["c5.large", "c5n.xlarge", "t3.micro", "c7g.8xlarge", "trn1.2xlarge"] {
            assert!(lacks_efa(without), "{without}");
        }
        for with in ["c5n.18xlarge", "p5.48xlarge", "hpc7a.12xlarge", "z99.large", "c5", "c5.", ""]
        {
            assert!(!lacks_efa(with), "{with}");
        }
        assert!(
            MULTI_CARD_TYPES.iter().all(|facts| facts.n_efa_cards == 0 || !lacks_efa(facts.name))
        );
    }

    fn check(instance_type: &str, interfaces: InterfaceUse, expected: (u64, u64)) {
        let found =
            (n_interfaces(instance_type, interfaces), n_addresses(instance_type, interfaces));
        assert_eq!(found, expected, "{instance_type} {interfaces:?}");
    }

    #[test]
    fn efa_only_interfaces_have_no_address() {
        check("p5.48xlarge", InterfaceUse::Plain, (32, 32));
        check("p5.48xlarge", InterfaceUse::EfaWithAddress, (32, 32));
        check("p5.48xlarge", InterfaceUse::EfaOnly, (33, 1));
        check("p6e-gb200.36xlarge", InterfaceUse::Plain, (9, 9));
        check("p6e-gb200.36xlarge", InterfaceUse::EfaWithAddress, (17, 9));
        check("p6e-gb200.36xlarge", InterfaceUse::EfaOnly, (17, 1));
    }

    #[test]
    fn a_single_card_has_a_second_interface_for_efa_unless_it_holds_one_only() {
        check("c5n.18xlarge", InterfaceUse::Plain, (1, 1));
        check("c5n.18xlarge", InterfaceUse::EfaOnly, (2, 1));
        check("hpc6id.32xlarge", InterfaceUse::EfaOnly, (2, 1));
    }
}
