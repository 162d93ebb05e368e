//! The parties of a comparison of two networks.

use std::collections::BTreeSet;

use netloom_network::{EndpointKind, GroupRule, Id, Known, Network, SecurityGroup};

use super::Launches;
use super::endpoints::is_endpoint;
use super::launched::Address;
use super::parties::{TrafficParty, groups, services, spare_groups, standing, subnets};
use super::site::site;

/// The parties of a comparison, by what they are asked about.
pub(super) struct Cast {
    /// What stands, and nodes with each security group: asked about each other and about the
    /// outside.
    pub(super) inside: Vec<TrafficParty>,
    /// Nodes in each subnet: asked about each other and about the outside.
    pub(super) places: Vec<TrafficParty>,
    /// The same nodes with public addresses of their own, which decide nothing within the network.
    pub(super) public: Vec<TrafficParty>,
    /// What is only in the new network, and interface endpoints: asked whether anything outside
    /// reaches it.
    pub(super) newcomers: Vec<TrafficParty>,
    /// Interface endpoints of both networks that no name of a service leads to: asked what reaches
    /// them. What reaches others is asked by their services.
    pub(super) nameless: Vec<TrafficParty>,
    /// The outside.
    pub(super) outside: Vec<TrafficParty>,
    /// Security groups whose rules differ, or that are new.
    pub(super) touched: BTreeSet<String>,
}

impl Cast {
    /// - `old_name`: the name in the old network, by that in the new one.
    pub(super) fn of(
        old: &Network,
        new: &Network,
        launches: Launches,
        old_name: &dyn Fn(&str) -> String,
    ) -> Self {
        let (before, after) = (standing(old), standing(new));
        let (after, endpoints): (BTreeSet<String>, BTreeSet<String>) =
            after.into_iter().partition(|name| !is_endpoint(new, name));
        // What is gone needs no list of what it does not reach any more.
        let mut inside: Vec<TrafficParty> =
            after.iter().cloned().map(TrafficParty::Inside).collect();
        let services: BTreeSet<String> = services(old).into_iter().chain(services(new)).collect();
        let clients = [TrafficParty::Internet].into_iter().chain(site(old, new));
        let outside = services.into_iter().map(TrafficParty::Service).chain(clients).collect();
        let touched = touched(old, new, old_name);
        let mut cast = Self {
            inside: Vec::new(),
            places: Vec::new(),
            public: Vec::new(),
            newcomers: endpoints.iter().cloned().map(TrafficParty::Inside).collect(),
            nameless: nameless(new, endpoints, &|name| before.contains(&old_name(name))),
            outside,
            touched,
        };
        let (old_groups, old_subnets) = (groups(old), subnets(old));
        let is_old_group = |name: &String| {
            old_groups.contains(&old_name(name)) || before.contains(&old_name(name))
        };
        match launches {
            Launches::OfCluster => {
                let spare = spare_groups(new).into_iter().filter(|name| !after.contains(name));
                cast.newcomers.extend(spare.flat_map(|name| both(&name, TrafficParty::Group)));
            }
            Launches::Any | Launches::Described => {
                let (kept, added): (Vec<String>, Vec<String>) =
                    groups(new).into_iter().partition(is_old_group);
                let [plain, public] = split(kept, TrafficParty::Group);
                inside.extend(plain);
                cast.public.extend(public);
                // Where no group is described, the call was not made: what it did not tell is not
                // new.
                let is_described = old.security_groups.values().any(|group| group.beyond.is_none());
                if launches == Launches::Any || is_described {
                    cast.newcomers
                        .extend(added.iter().flat_map(|name| both(name, TrafficParty::Group)));
                }
                let is_old = |name: &String| old_subnets.contains(&old_name(name));
                let (kept, added): (Vec<String>, Vec<String>) =
                    subnets(new).into_iter().partition(is_old);
                let stays: BTreeSet<String> = kept.iter().map(|name| old_name(name)).collect();
                let [plain, public] = split(kept, TrafficParty::Subnet);
                cast.places.extend(plain);
                cast.public.extend(public);
                // A further subnet exposes nothing that is there; one in place of another takes its
                // nodes.
                let is_described =
                    old.subnets.values().any(|subnet| subnet.block.value().is_some());
                if !old_subnets.is_subset(&stays) && (launches == Launches::Any || is_described) {
                    cast.newcomers
                        .extend(added.iter().flat_map(|name| both(name, TrafficParty::Subnet)));
                }
            }
        }
        cast.inside = inside;
        // Without any group, a node in a subnet is all that there is to ask about.
        if !cast.inside.iter().any(|who| matches!(who, TrafficParty::Group(..))) {
            cast.inside.append(&mut cast.places);
        }
        cast
    }

    /// Every party, each once.
    pub(super) fn all(&self) -> Vec<&TrafficParty> {
        let inner =
            self.inside.iter().chain(&self.places).chain(&self.public).chain(&self.newcomers);
        inner.chain(&self.nameless).chain(&self.outside).collect()
    }
}

/// Interface endpoints that were there before, and that no name of a service leads to for certain.
fn nameless(
    network: &Network,
    endpoints: BTreeSet<String>,
    was_there: &dyn Fn(&str) -> bool,
) -> Vec<TrafficParty> {
    let has_names = |name: &String| {
        let endpoint = network.endpoints.get(&Id::new(name.clone()));
        endpoint.is_some_and(|endpoint| match &endpoint.kind {
            EndpointKind::Interface { private_dns, .. } => *private_dns == Known::Is(true),
            EndpointKind::Gateway { .. } | EndpointKind::Other => false,
        })
    };
    let own = endpoints.into_iter().filter(|name| was_there(name) && !has_names(name));
    own.map(TrafficParty::Inside).collect()
}

fn both(name: &str, who: fn(String, Address) -> TrafficParty) -> [TrafficParty; 2] {
    super::launched::ADDRESSES.map(|address| who(name.to_owned(), address))
}

/// The nodes with the address of their subnet, and those with one of their own.
fn split(names: Vec<String>, who: fn(String, Address) -> TrafficParty) -> [Vec<TrafficParty>; 2] {
    super::launched::ADDRESSES
        .map(|address| names.iter().map(|name| who(name.clone(), address)).collect())
}

/// The subnets of the new network that the old one has not.
pub(super) fn new_subnets(
    old: &Network,
    new: &Network,
    old_name: &dyn Fn(&str) -> String,
) -> BTreeSet<Id> {
    let is_new = |id: &&Id| !old.subnets.contains_key(&Id::new(old_name(id.as_str())));
    new.subnets.keys().filter(is_new).cloned().collect()
}

/// Security groups whose rules differ between the networks, or that only the new one has.
fn touched(old: &Network, new: &Network, old_name: &dyn Fn(&str) -> String) -> BTreeSet<String> {
    let rules = |group: &SecurityGroup| {
        let texts = |rules: &[GroupRule]| {
            let words = |rule: &GroupRule| (known(&rule.traffic), known(&rule.peer));
            rules.iter().map(words).collect::<BTreeSet<_>>()
        };
        (
            texts(&group.ingress),
            texts(&group.egress),
            group.beyond.as_ref().map(|unknown| unknown.what.clone()),
        )
    };
    let is_same = |group: &&SecurityGroup| {
        let earlier = old.security_groups.get(&Id::new(old_name(group.id.as_str())));
        earlier.is_some_and(|earlier| rules(earlier) == rules(group))
    };
    let changed = new.security_groups.values().filter(|group| !is_same(group));
    changed.map(|group| group.id.to_string()).collect()
}

fn known<T: std::fmt::Debug>(value: &Known<T>) -> String {
    match value {
        Known::Is(value) => format!("{value:?}"),
        Known::Unknown(unknown) => format!("? {}", unknown.what),
    }
}
