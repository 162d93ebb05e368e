//! Products of sets: every combination of a client address, a server address, a protocol, and so
//! on.

use super::RangeSet;

/// One factor of a [`Cell`], by its position.
pub type Axis = usize;

/// A product of sets, one per axis; empty when one of them is.
///
/// A question begins with the axes of a header. A rewrite adds axes (the port that a NAT gateway
/// picks) instead of changing one, so that what is known about a packet later on its way also says
/// which packets those were at its beginning.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cell(Vec<RangeSet>);

impl Cell {
    /// Returns the product of these sets.
    #[must_use]
    pub fn new(sets: Vec<RangeSet>) -> Self {
        Self(sets)
    }

    /// Returns the set on an axis; empty for an axis that the cell does not have.
    #[must_use]
    pub fn on(&self, axis: Axis) -> RangeSet {
        self.0.get(axis).cloned().unwrap_or_default()
    }

    /// Returns the sets of all axes.
    #[must_use]
    pub fn sets(&self) -> &[RangeSet] {
        &self.0
    }

    /// Returns whether there is no combination.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().any(RangeSet::is_empty)
    }

    /// Adds an axis and returns its position.
    pub fn add_axis(&mut self, set: RangeSet) -> Axis {
        self.0.push(set);
        self.0.len() - 1
    }

    /// Returns the combinations whose value on `axis` is in `set`; `None` when there is none.
    #[must_use]
    pub fn within(&self, axis: Axis, set: &RangeSet) -> Option<Self> {
        let both = self.0.get(axis)?.intersection(set);
        (!both.is_empty()).then(|| self.with(axis, both))
    }

    /// Returns the combinations whose value on `axis` is not in `set`; `None` when there is none.
    #[must_use]
    pub fn without(&self, axis: Axis, set: &RangeSet) -> Option<Self> {
        let rest = self.0.get(axis)?.difference(set);
        (!rest.is_empty()).then(|| self.with(axis, rest))
    }

    fn with(&self, axis: Axis, set: RangeSet) -> Self {
        let mut cell = self.clone();
        if let Some(place) = cell.0.get_mut(axis) {
            *place = set;
        }
        cell
    }

    /// Returns whether every combination is within the guard.
    #[must_use]
    pub fn is_within(&self, guard: &Guard) -> bool {
        guard.0.iter().all(|(axis, set)| self.0.get(*axis).is_some_and(|own| own.is_subset(set)))
    }

    /// Returns whether no combination is within the guard.
    #[must_use]
    pub fn is_apart_from(&self, guard: &Guard) -> bool {
        guard.0.iter().any(|(axis, set)| self.0.get(*axis).is_none_or(|own| own.is_disjoint(set)))
    }

    /// Splits the cell into what is within the guard and disjoint cells that make up the rest.
    #[must_use]
    pub fn split(&self, guard: &Guard) -> (Option<Self>, Vec<Self>) {
        if self.is_apart_from(guard) {
            return (None, vec![self.clone()]);
        }
        let mut inside = self.clone();
        let mut outside = Vec::new();
        for (axis, set) in &guard.0 {
            outside.extend(inside.without(*axis, set));
            match inside.within(*axis, set) {
                Some(within) => inside = within,
                None => return (None, outside),
            }
        }
        (Some(inside), outside)
    }

    /// Removes every combination of `other` and returns disjoint cells that make up the rest.
    ///
    /// Axes that only this cell has are left alone; axes that only `other` has are ignored.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Vec<Self> {
        let guard = Guard(other.0.iter().take(self.0.len()).cloned().enumerate().collect());
        self.split(&guard).1
    }

    /// Returns the first `n_axes` axes only.
    #[must_use]
    pub fn project(&self, n_axes: usize) -> Self {
        Self(self.0.iter().take(n_axes).cloned().collect())
    }
}

/// What a rule asks: sets that the values on some axes must be in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Guard(Vec<(Axis, RangeSet)>);

impl Guard {
    /// Returns the guard that asks for all of these.
    #[must_use]
    pub fn new(asked: Vec<(Axis, RangeSet)>) -> Self {
        Self(asked)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sets::Range;

    fn small_sets() -> impl Strategy<Value = RangeSet> {
        prop::collection::vec((0_u128..8, 0_u128..3), 1..3).prop_map(|pairs| {
            RangeSet::from_ranges(
                pairs.into_iter().map(|(first, len)| Range { first, last: first + len }),
            )
        })
    }

    fn has(cell: &Cell, x: u128, y: u128) -> bool {
        cell.on(0).contains(x) && cell.on(1).contains(y)
    }

    proptest! {
        #[test]
        fn splitting_loses_nothing_and_doubles_nothing(sets in prop::collection::vec(small_sets(), 4)) {
            let [a, b, c, d] = sets.try_into().expect("four sets");
            let cell = Cell::new(vec![a, b]);
            let guard = Guard::new(vec![(0, c.clone()), (1, d.clone())]);
            let (inside, outside) = cell.split(&guard);
            for x in 0..12 {
                for y in 0..12 {
                    let is_inside = has(&cell, x, y) && c.contains(x) && d.contains(y);
                    prop_assert_eq!(inside.as_ref().is_some_and(|cell| has(cell, x, y)), is_inside);
                    let n_outside = outside.iter().filter(|cell| has(cell, x, y)).count();
                    prop_assert_eq!(n_outside, usize::from(has(&cell, x, y) && !is_inside));
                }
            }
            prop_assert_eq!(cell.is_apart_from(&guard), inside.is_none());
            prop_assert_eq!(cell.is_within(&guard), outside.is_empty());
        }
    }
}
