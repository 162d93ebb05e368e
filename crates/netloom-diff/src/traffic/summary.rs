//! Many connections told in few lines: those between the same sets of parties together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Connections, ConnectivityChange};
use crate::review::Severity;
use crate::revision::SourceLocation;

/// So many connections of one kind are still told one by one.
const MAX_LINES: usize = 24;

/// So many undecided pairs are still told one by one: they stand before everything else.
const MAX_UNDECIDED: usize = 8;

/// So many names are still told one by one.
const MAX_NAMES: usize = 6;

/// Returns the connections in the same order, many of one kind as sets: who, to whom.
pub(super) fn summary(connections: &[Connections]) -> Vec<Connections> {
    let mut kinds: BTreeMap<(ConnectivityChange, &str, &[String], Severity), Vec<&Connections>> =
        BTreeMap::new();
    for one in connections {
        kinds.entry((one.turn, &one.traffic, &one.sources, one.severity)).or_default().push(one);
    }
    let mut told = Vec::new();
    for pairs in kinds.into_values() {
        if pairs.len() <= MAX_LINES {
            told.extend(pairs.into_iter().cloned());
            continue;
        }
        // Those that reach the same things share a line; so each line is exactly the pairs that it
        // names.
        let mut to_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for one in &pairs {
            to_of.entry(&one.from).or_default().insert(&one.to);
        }
        let mut from_of: BTreeMap<&BTreeSet<&str>, Vec<&str>> = BTreeMap::new();
        for (from, to) in &to_of {
            from_of.entry(to).or_default().push(from);
        }
        for (to, from) in from_of {
            let is_of_both =
                |one: &&&Connections| to_of.get(one.from.as_str()).is_some_and(|set| set == to);
            let mut let_in_by: Vec<SourceLocation> =
                pairs.iter().filter(is_of_both).flat_map(|one| one.let_in_by.clone()).collect();
            let_in_by.sort();
            let_in_by.dedup();
            let mut stopped_by: Vec<&str> =
                pairs.iter().filter(is_of_both).flat_map(|one| one.stopped_by.clone()).collect();
            stopped_by.sort_unstable();
            stopped_by.dedup();
            let depends_on = pairs.iter().filter(is_of_both).flat_map(|one| one.depends_on.clone());
            let depends_on: BTreeSet<String> = depends_on.collect();
            let to: Vec<&str> = to.iter().copied().collect();
            let of_both = pairs.first().map(|one| Connections {
                from: names(&from),
                to: names(&to),
                let_in_by,
                stopped_by,
                depends_on: depends_on.into_iter().collect(),
                ..(*one).clone()
            });
            told.extend(of_both);
        }
    }
    told.sort();
    told
}

/// Returns the pairs that are undecided; many of them by their reasons.
pub(super) fn reasons(undecided: &[String]) -> Vec<String> {
    if undecided.len() <= MAX_UNDECIDED {
        return undecided.to_vec();
    }
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in undecided {
        *n_of.entry(pair.split_once(": ").map_or("", |(_, why)| why)).or_default() += 1;
    }
    let told = |(why, n): (&str, usize)| {
        let pairs = if n == 1 { "1 pair".to_owned() } else { format!("{n} pairs") };
        if why.is_empty() { pairs } else { format!("{pairs}: {why}") }
    };
    n_of.into_iter().map(told).collect()
}

fn names(all: &[&str]) -> String {
    let (shown, rest) = all.split_at(all.len().min(MAX_NAMES));
    if rest.is_empty() {
        shown.join(", ")
    } else {
        format!("{} and {} more", shown.join(", "), rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(from: usize, to: usize) -> Connections {
        let traffic = "tcp 22".to_owned();
        let (from, to) = (format!("A{from}"), format!("B{to}"));
        Connections {
            turn: ConnectivityChange::Lost,
            from,
            to,
            traffic,
            sources: Vec::new(),
            let_in_by: Vec::new(),
            stopped_by: Vec::new(),
            depends_on: Vec::new(),
            severity: Severity::Medium,
        }
    }

    #[test]
    fn few_are_told_one_by_one() {
        let few: Vec<Connections> = (0..24).map(|to| lost(1, to)).collect();
        let mut sorted = few.clone();
        sorted.sort();
        assert_eq!(summary(&few), sorted);
    }

    #[test]
    fn many_reasons_are_told_once_each() {
        let many: Vec<String> =
            (0..30).map(|to| format!("A to B{to}: the block of S{}", to % 2)).collect();
        assert_eq!(reasons(&many), ["15 pairs: the block of S0", "15 pairs: the block of S1"]);
        assert_eq!(reasons(&many[..2]), many[..2]);
    }

    #[test]
    fn many_are_told_as_sets() {
        let mut many: Vec<Connections> =
            (0..9).flat_map(|from| (0..4).map(move |to| lost(from, to))).collect();
        many.push(lost(9, 9));
        let told: Vec<(String, String)> =
            summary(&many).into_iter().map(|one| (one.from, one.to)).collect();
        let expected = [("A0, A1, A2, A3, A4, A5 and 3 more", "B0, B1, B2, B3"), ("A9", "B9")];
        assert_eq!(told, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
    }
}
