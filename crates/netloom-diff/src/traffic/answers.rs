//! Answers of two networks, each asked for once per class of ends that the engine cannot tell
//! apart.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::{Traffic, linux_client_ports};
use netloom_question::{End, Query};
use netloom_question::{Party, Prepared};
use netloom_reach::EndpointClasses;
use netloom_reach::equivalence::{EndpointClass, Equivalence, PartyEnds, Shared};

use super::Change;
use super::parties::Way;
use super::through::{Through, difference};

/// Which ends an answer is for: the surroundings, both classes, and whether they are in one subnet.
type Asked = (usize, Shared<Equivalence>, Shared<Equivalence>, bool);

/// The kind of a party in the old and in the new network; `None` where there is no such party.
pub(super) type Kinds = (Option<usize>, Option<usize>);

/// Both networks and what they said so far.
pub(super) struct Answers<'n> {
    /// New subnets: that a launched node could now be where it gets less is no loss for anything.
    new_subnets: BTreeSet<&'n str>,
    sides: [(&'n Prepared, EndpointClasses<'n>, usize); 2],
    known: BTreeMap<Asked, Rc<Through>>,
    /// Kinds whose ends are in both networks alike, and in the same subnets.
    unchanged: BTreeMap<Kinds, bool>,
    /// How often the engine followed packets.
    pub(super) n_asked: usize,
}

/// Which connections are asked about.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    /// Where the clients are.
    pub(super) way: Way,
    /// The clients outside.
    pub(super) clients: RangeSet,
    /// Whether a node that is only launched is one of the ends.
    pub(super) is_launched: bool,
    /// Whether what is not known of the old network is no change: what no call told.
    pub(super) is_living: bool,
}

impl<'n> Answers<'n> {
    /// - `new_subnets`: the subnets of the new network that the old one has not.
    pub(super) fn new(
        old: &'n Prepared,
        new: &'n Prepared,
        new_subnets: BTreeSet<&'n str>,
    ) -> Self {
        let (before, after) = (EndpointClasses::of(old), EndpointClasses::of(new));
        // Where nothing around the ends changed, an answer of one network is one of the other.
        let surroundings = usize::from(before.surroundings() != after.surroundings());
        let sides = [(old, before, 0), (new, after, surroundings)];
        Self { new_subnets, sides, known: BTreeMap::new(), unchanged: BTreeMap::new(), n_asked: 0 }
    }

    /// The kind of a party that is one thing in the old network and another in the new.
    pub(super) fn kinds(&mut self, old: Option<&'n Party>, new: Option<&'n Party>) -> Kinds {
        let [(_, before, _), (_, after, _)] = &mut self.sides;
        let kinds = (old.map(|party| before.kind(party)), new.map(|party| after.kind(party)));
        if !self.unchanged.contains_key(&kinds) {
            let is_unchanged = self.is_unchanged(kinds);
            self.unchanged.insert(kinds, is_unchanged);
        }
        kinds
    }

    fn is_unchanged(&self, kinds: Kinds) -> bool {
        let [(_, before, _), (_, after, surroundings)] = &self.sides;
        let (Some(old), Some(new)) =
            (kinds.0.and_then(|kind| before.ends(kind)), kinds.1.and_then(|kind| after.ends(kind)))
        else {
            return false;
        };
        let seen =
            |ends: &PartyEnds<'n>| -> Vec<(Family, Shared<Equivalence>, Vec<Option<String>>)> {
                let classes = ends
                    .families
                    .iter()
                    .flat_map(|(family, classes)| classes.iter().map(move |one| (family, one)));
                let places = |one: &EndpointClass<'n>| {
                    one.ends.iter().map(|end| subnet(end).map(str::to_owned)).collect()
                };
                classes
                    .map(|(family, one)| (*family, one.equivalence.clone(), places(one)))
                    .collect()
            };
        *surroundings == 0 && old.missing == new.missing && seen(old) == seen(new)
    }

    /// What becomes of the connections between parties of these kinds.
    pub(super) fn change(&mut self, from: Kinds, to: Kinds, asking: &Asking) -> Change {
        if [from, to].iter().all(|kinds| self.unchanged.get(kinds) == Some(&true)) {
            return Change::default();
        }
        let nowhere = BTreeSet::new();
        let (before, after) =
            (self.pairs(0, (from.0, to.0), &nowhere), self.pairs(1, (from.1, to.1), &nowhere));
        let names = |pairs: &[(Asked, Query<'n>)]| {
            pairs.iter().map(|(asked, _)| asked.clone()).collect::<Vec<_>>()
        };
        let missing = [self.missing(0, from.0, to.0), self.missing(1, from.1, to.1)];
        if names(&before) == names(&after) && missing[0] == missing[1] {
            return Change::default();
        }
        let way = asking.way;
        let before = self.ask(0, before, way);
        let after = self.ask(1, after, way);
        let where_it_was = match self.new_subnets.is_empty() || !asking.is_launched {
            true => after.clone(),
            false => self.ask(1, self.pairs(1, (from.1, to.1), &self.new_subnets), way),
        };
        let [missing_before, missing_after] = &missing;
        let is_same = missing_before == missing_after;
        // What reaches an end that may be anywhere, and was not, is no gain of the known ones.
        let is_known = missing_before.is_empty() && missing_after.is_empty();
        let is_told = (is_same || missing_after.is_empty(), is_same || is_known);
        let mut change = difference((&before, &after), &where_it_was, asking, is_told);
        // Ends that may be anywhere, and were not: they may be exposed where the known ones are
        // not.
        let new_doubt = missing_after.iter().find(|what| !missing_before.contains(what));
        let old_doubt = missing_before.iter().find(|what| !missing_after.contains(what));
        if let Some(why) = new_doubt.or(old_doubt) {
            change.is_undecided = true;
            change.why = Some(why.clone());
        }
        change
    }

    /// One pair of ends for each answer that is needed, sorted.
    ///
    /// - `but`: subnets whose ends are left out.
    fn pairs(
        &self,
        side: usize,
        (from, to): (Option<usize>, Option<usize>),
        but: &BTreeSet<&str>,
    ) -> Vec<(Asked, Query<'n>)> {
        let mut pairs: BTreeMap<Asked, Query<'n>> = BTreeMap::new();
        let Some((_, equivalence, surroundings)) = self.sides.get(side) else { return Vec::new() };
        let ends = |kind: Option<usize>| kind.and_then(|kind| equivalence.ends(kind));
        let (Some(from), Some(to)) = (ends(from), ends(to)) else { return Vec::new() };
        for ((_, from), (_, to)) in from.families.iter().zip(&to.families) {
            for one in from {
                for other in to {
                    for (is_near, example) in examples(&one.ends, &other.ends, but) {
                        let asked = (
                            *surroundings,
                            one.equivalence.clone(),
                            other.equivalence.clone(),
                            is_near,
                        );
                        pairs.entry(asked).or_insert_with(|| journey(example));
                    }
                }
            }
        }
        pairs.into_iter().collect()
    }

    fn missing(&self, side: usize, from: Option<usize>, to: Option<usize>) -> Vec<String> {
        let Some((_, equivalence, _)) = self.sides.get(side) else { return Vec::new() };
        let ends = [from, to].into_iter().flatten().filter_map(|kind| equivalence.ends(kind));
        let mut missing: Vec<String> =
            ends.flat_map(|ends| &ends.missing).map(|one| one.what.clone()).collect();
        missing.sort();
        missing.dedup();
        missing
    }

    fn ask(&mut self, side: usize, pairs: Vec<(Asked, Query<'n>)>, way: Way) -> Through {
        let mut all = Through::default();
        let Some((prepared, ..)) = self.sides.get(side) else { return all };
        for (asked, journey) in pairs {
            let n_asked = &mut self.n_asked;
            let answer = self.known.entry(asked).or_insert_with(|| {
                *n_asked += 1;
                Rc::new(Through::of(prepared, &journey, way))
            });
            all.join(answer);
        }
        all
    }
}

/// # Source
/// AWS General Reference, "AWS service endpoints": services answer on HTTPS.
const HTTPS: u16 = 443;

fn journey<'n>((from, to): (&End<'n>, &End<'n>)) -> Query<'n> {
    // A service answers on one port; whether other packets die at an endpoint or behind it changes
    // nothing.
    let asked =
        if matches!(to, End::Service(_)) { Traffic::tcp(HTTPS) } else { Traffic::everything() };
    let Traffic { protocols, ports } = asked;
    Query {
        from: from.clone(),
        to: to.clone(),
        protocols,
        client_ports: linux_client_ports(),
        ports,
        excepts: &[],
    }
}

/// A pair of ends in one subnet and one in two, as far as there are such.
fn examples<'a, 'n>(
    from: &'a [End<'n>],
    to: &'a [End<'n>],
    but: &BTreeSet<&str>,
) -> Vec<(bool, (&'a End<'n>, &'a End<'n>))> {
    let mut found = Vec::new();
    let is_asked = |end: &&'a End<'n>| subnet(end).is_none_or(|id| !but.contains(id));
    let (from, to) = (|| from.iter().filter(is_asked), || to.iter().filter(is_asked));
    let (Some(first_from), Some(first_to)) = (from().next(), to().next()) else { return found };
    let (Some(subnet_from), Some(subnet_to)) = (subnet(first_from), subnet(first_to)) else {
        return vec![(false, (first_from, first_to))];
    };
    if let Some(end) = to().find(|end| subnet(end) != Some(subnet_from)) {
        found.push((false, (first_from, end)));
    } else if let Some(end) = from().find(|end| subnet(end) != Some(subnet_to)) {
        found.push((false, (end, first_to)));
    }
    let places: BTreeMap<Option<&str>, &End<'n>> = to().map(|end| (subnet(end), end)).collect();
    let near = from().find_map(|end| Some((end, *places.get(&subnet(end))?)));
    found.extend(near.map(|pair| (true, pair)));
    found
}

fn subnet<'a>(end: &'a End<'_>) -> Option<&'a str> {
    match end {
        End::Inside(place, _) => Some(place.subnet.id.as_str()),
        End::Internet(_) | End::Elsewhere(_) | End::Service(_) | End::Resolver(..) => None,
    }
}
