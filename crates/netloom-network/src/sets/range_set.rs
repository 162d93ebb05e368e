//! Finite unions of ranges of whole numbers.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Inclusive bounds; `first` is never above `last`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Range {
    /// The lowest number.
    pub first: u128,
    /// The highest number.
    pub last: u128,
}

/// A set of numbers as sorted ranges that neither overlap nor touch, so that equal sets are equal
/// values.
///
/// Copies share their ranges: sets are made by the thousand while a question is answered, and most
/// of them are copies.
///
/// Written down, a set is a list of texts `first-last`; numbers of 128 bits are more than many
/// readers of JSON can hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct RangeSet(Arc<[Range]>);

impl From<RangeSet> for Vec<String> {
    fn from(set: RangeSet) -> Self {
        set.ranges().iter().map(|range| format!("{}-{}", range.first, range.last)).collect()
    }
}

impl TryFrom<Vec<String>> for RangeSet {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        let ranges: Vec<Range> = texts
            .iter()
            .map(|text| {
                parse_range(text).ok_or_else(|| format!("`{text}` is not a range `first-last`"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self::from_ranges(ranges))
    }
}

/// Reads `first-last`.
fn parse_range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once('-')?;
    Some(Range { first: first.parse().ok()?, last: last.parse().ok()? })
}

impl Default for RangeSet {
    fn default() -> Self {
        Self::empty()
    }
}

impl RangeSet {
    /// Returns the set without a number.
    #[must_use]
    pub fn empty() -> Self {
        Self(Arc::from([]))
    }

    /// Returns the set of one number.
    #[must_use]
    pub fn single(number: u128) -> Self {
        Self::range(number, number)
    }

    /// Returns the numbers from `first` to `last`, both included; empty when `last` is below
    /// `first`.
    #[must_use]
    pub fn range(first: u128, last: u128) -> Self {
        if last < first { Self::empty() } else { Self(Arc::from([Range { first, last }])) }
    }

    /// Returns the numbers that are in any of these ranges, in whatever order they come.
    #[must_use]
    pub fn from_ranges(ranges: impl IntoIterator<Item = Range>) -> Self {
        let mut sorted: Vec<Range> =
            ranges.into_iter().filter(|range| range.first <= range.last).collect();
        sorted.sort_unstable();
        let mut merged: Vec<Range> = Vec::with_capacity(sorted.len());
        for range in sorted {
            match merged.last_mut() {
                Some(last) if range.first <= last.last.saturating_add(1) => {
                    last.last = last.last.max(range.last)
                }
                _ => merged.push(range),
            }
        }
        Self(merged.into())
    }

    /// Returns the sorted, disjoint ranges.
    #[must_use]
    pub fn ranges(&self) -> &[Range] {
        &self.0
    }

    /// Returns whether no number is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether `number` is in the set.
    #[must_use]
    pub fn contains(&self, number: u128) -> bool {
        let at = self.0.partition_point(|range| range.last < number);
        self.0.get(at).is_some_and(|range| range.first <= number)
    }

    /// Returns the lowest number; `None` when there is none.
    #[must_use]
    pub fn first(&self) -> Option<u128> {
        self.0.first().map(|range| range.first)
    }

    /// Returns the highest number; `None` when there is none.
    #[must_use]
    pub fn last(&self) -> Option<u128> {
        self.0.last().map(|range| range.last)
    }

    /// Returns how many numbers are in the set; the set of all numbers counts one too few.
    #[must_use]
    pub fn len(&self) -> u128 {
        self.0.iter().fold(0, |n: u128, range| {
            n.saturating_add((range.last - range.first).saturating_add(1))
        })
    }

    /// Returns the numbers in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (first, last) = (a.first.max(b.first), a.last.min(b.last));
            if first <= last {
                both.push(Range { first, last });
            }
            if a.last < b.last {
                left.next()
            } else {
                right.next()
            };
        }
        if both == *self.0 { self.clone() } else { Self(both.into()) }
    }

    /// Returns the numbers in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::from_ranges(self.0.iter().chain(other.0.iter()).copied())
    }

    /// Returns the numbers of this set that are not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut rest = Vec::new();
        let mut cuts = other.0.iter().peekable();
        for range in self.0.iter() {
            let mut first = Some(range.first);
            while let Some(cut) = cuts.next_if(|cut| cut.last < range.first) {
                debug_assert!(cut.last < range.first);
            }
            let mut ahead = cuts.clone();
            while let (Some(from), Some(cut)) = (first, ahead.peek()) {
                if cut.first > range.last {
                    break;
                }
                if cut.first > from {
                    rest.push(Range { first: from, last: cut.first - 1 });
                }
                first = cut.last.checked_add(1).filter(|next| *next <= range.last);
                ahead.next();
            }
            rest.extend(first.map(|first| Range { first, last: range.last }));
        }
        if rest == *self.0 { self.clone() } else { Self(rest.into()) }
    }

    /// Returns whether every number of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.iter().all(|range| {
            let at = other.0.partition_point(|candidate| candidate.last < range.first);
            other.0.get(at).is_some_and(|candidate| {
                candidate.first <= range.first && range.last <= candidate.last
            })
        })
    }

    /// Returns whether no number is in both sets.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            if a.first.max(b.first) <= a.last.min(b.last) {
                return false;
            }
            if a.last < b.last {
                left.next()
            } else {
                right.next()
            };
        }
        true
    }
}

impl fmt::Debug for RangeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|range| (range.first, range.last))).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn small_sets() -> impl Strategy<Value = RangeSet> {
        prop::collection::vec((0_u128..40, 0_u128..8), 0..6).prop_map(|pairs| {
            RangeSet::from_ranges(
                pairs.into_iter().map(|(first, len)| Range { first, last: first + len }),
            )
        })
    }

    fn members(set: &RangeSet) -> BTreeSet<u128> {
        (0..60).filter(|number| set.contains(*number)).collect()
    }

    #[test]
    fn ranges_that_touch_become_one() {
        let set = RangeSet::from_ranges([Range { first: 5, last: 9 }, Range { first: 0, last: 4 }]);
        assert_eq!(set, RangeSet::range(0, 9));
        assert_eq!(set.len(), 10);
    }

    #[test]
    fn the_ends_of_the_number_line_are_numbers_like_others() {
        let all = RangeSet::range(0, u128::MAX);
        assert_eq!(all.difference(&RangeSet::single(u128::MAX)), RangeSet::range(0, u128::MAX - 1));
        assert_eq!(all.difference(&all), RangeSet::empty());
        assert_eq!(all.difference(&RangeSet::single(0)).first(), Some(1));
    }

    proptest! {
        #[test]
        fn the_algebra_agrees_with_sets_of_numbers(a in small_sets(), b in small_sets()) {
            let (left, right) = (members(&a), members(&b));
            prop_assert_eq!(members(&a.union(&b)), &left | &right);
            prop_assert_eq!(members(&a.intersection(&b)), &left & &right);
            prop_assert_eq!(members(&a.difference(&b)), &left - &right);
            prop_assert_eq!(a.is_subset(&b), left.is_subset(&right));
            prop_assert_eq!(a.is_disjoint(&b), left.is_disjoint(&right));
            prop_assert_eq!(a.len(), left.len() as u128);
        }

        #[test]
        fn equal_sets_are_equal_values(a in small_sets(), b in small_sets()) {
            prop_assert_eq!(a == b, members(&a) == members(&b));
            prop_assert_eq!(a.difference(&b).union(&a.intersection(&b)), a);
        }
    }
}
