//! Every pair of parties asked, once for all that are alike.

use std::collections::{BTreeMap, BTreeSet};

use netloom_network::sets::RangeSet;
use netloom_network::{Id, Network};
use netloom_question::Party;

use super::answers::{Answers, Asking, Kinds};
use super::cast::Cast;
use super::parties::{TrafficParty, Way};
use super::told::ConnectivityReport;
use super::{Change, ConnectivityChange};

/// A party in the old and in the new network.
pub(super) type Parties = BTreeMap<TrafficParty, (Option<Party>, Option<Party>)>;

/// Returns the parties of a cast in both networks, which have the launched nodes.
pub(super) fn parties(
    cast: &Cast,
    (old, new): (&Network, &Network),
    old_name: &dyn Fn(&str) -> String,
) -> Parties {
    let earlier = |name: &str| {
        let id = old_name(name);
        // A subnet in the place of others takes their nodes.
        if old.subnets.contains_key(&Id::new(id.clone())) {
            id
        } else {
            in_place_of(name, old, new).unwrap_or(id)
        }
    };
    let of = |who: &TrafficParty| match who {
        TrafficParty::Subnet(..) => (who.party(old, earlier), who.party(new, ToOwned::to_owned)),
        _ => (who.party(old, old_name), who.party(new, ToOwned::to_owned)),
    };
    cast.all().into_iter().map(|who| (who.clone(), of(who))).collect()
}

/// The subnet of the old network, gone from the new one, that has the block of a new subnet.
fn in_place_of(name: &str, old: &Network, new: &Network) -> Option<String> {
    let block = new.subnets.get(&Id::new(name))?.block.value()?;
    let mut gone = old.subnets.values().filter(|subnet| !new.subnets.contains_key(&subnet.id));
    let found = gone.find(|subnet| subnet.block.value() == Some(block))?;
    Some(found.id.to_string())
}

/// What is asked, and what is reported of it.
pub(super) struct Questions<'q, 'n> {
    pub(super) answers: Answers<'n>,
    pub(super) told: ConnectivityReport<'q>,
    pub(super) parties: &'n Parties,
    /// The new network.
    pub(super) network: &'q Network,
    /// Whether one of the networks is that of an existing VPC.
    pub(super) is_living: bool,
    /// So often packets are followed within the network.
    pub(super) max_asked: usize,
    /// Those of which not all connections within the network were asked about.
    pub(super) not_asked: BTreeSet<String>,
}

/// Parties of one kind.
type EndpointClass<'w> = (Kinds, Vec<&'w TrafficParty>);

impl<'n> Questions<'_, 'n> {
    /// Asks all that the cast asks.
    pub(super) fn ask(&mut self, cast: &Cast) {
        let outside = self.by_kinds(&cast.outside);
        // The ways in and out first: there are as many as there are nodes, and exposure is among
        // them.
        for insiders in [&cast.inside, &cast.places, &cast.public] {
            for alike in self.by_kinds(insiders) {
                self.ask_outside(&alike, &outside, (false, cast));
            }
        }
        for alike in self.by_kinds(&cast.newcomers) {
            self.ask_outside(&alike, &outside, (true, cast));
        }
        self.ask_within((&cast.inside, &cast.inside), cast);
        self.ask_within((&cast.places, &cast.places), cast);
        self.ask_within((&cast.inside, &cast.nameless), cast);
    }

    fn by_kinds<'w>(&mut self, parties: &'w [TrafficParty]) -> Vec<EndpointClass<'w>> {
        let mut by_kinds: BTreeMap<(Kinds, bool), Vec<&TrafficParty>> = BTreeMap::new();
        for who in parties {
            let Some((old, new)) = self.parties.get(who) else { continue };
            let kinds = self.answers.kinds(old.as_ref(), new.as_ref());
            by_kinds.entry((kinds, who.is_launched())).or_default().push(who);
        }
        by_kinds.into_iter().map(|((kinds, _), all)| (kinds, all)).collect()
    }

    /// - `is_new`: whether nothing is known to be there so far, so that it loses nothing and
    ///   reaches nothing new.
    fn ask_outside(
        &mut self,
        (kinds, insiders): &EndpointClass<'_>,
        outside: &[EndpointClass<'_>],
        (is_new, cast): (bool, &Cast),
    ) {
        let is_launched = insiders.iter().any(|who| who.is_launched());
        for (other, who) in
            outside.iter().flat_map(|(kinds, all)| all.iter().map(move |who| (kinds, *who)))
        {
            let is_living = self.is_living;
            let asking = |way| Asking { way, clients: who.clients(), is_launched, is_living };
            if who.way() != Way::Within {
                let mut change = self.answers.change(*other, *kinds, &asking(who.way()));
                if is_new {
                    forget_losses(&mut change);
                }
                insiders.iter().for_each(|to| self.told.tell((who, to), &change, cast));
            }
            if !is_new {
                let change = self.answers.change(*kinds, *other, &asking(Way::Within));
                insiders.iter().for_each(|from| self.told.tell((from, who), &change, cast));
            }
        }
    }

    fn ask_within(&mut self, (clients, servers): (&[TrafficParty], &[TrafficParty]), cast: &Cast) {
        let (clients, servers) = (self.by_kinds(clients), self.by_kinds(servers));
        let n_before = self.answers.n_asked;
        for (from_kinds, froms) in &clients {
            for (to_kinds, tos) in &servers {
                if self.answers.n_asked - n_before >= self.max_asked {
                    self.not_asked.extend(froms.iter().map(|who| who.name()));
                    continue;
                }
                let is_launched = froms.iter().chain(tos).any(|who| who.is_launched());
                let clients = RangeSet::empty();
                let asking =
                    Asking { way: Way::Within, clients, is_launched, is_living: self.is_living };
                let change = self.answers.change(*from_kinds, *to_kinds, &asking);
                if change != Change::default() {
                    self.tell_pairs((froms, tos), &change, cast);
                }
            }
        }
    }

    fn tell_pairs(
        &mut self,
        (froms, tos): (&[&TrafficParty], &[&TrafficParty]),
        change: &Change,
        cast: &Cast,
    ) {
        for from in froms {
            for to in tos {
                if from != to || to.is_many(self.network) {
                    self.told.tell((from, to), change, cast);
                }
            }
        }
    }
}

/// Nothing is known to have such a group or to be in such a subnet, so nothing is known to lose
/// anything.
fn forget_losses(change: &mut Change) {
    change.turns.retain(|turned| {
        !matches!(turned.turn, ConnectivityChange::Lost | ConnectivityChange::LostInPart)
    });
}
