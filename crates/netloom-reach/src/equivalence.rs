//! Which ends the engine cannot distinguish, so that one answer holds for all of them.
//!
//! - Comes in: a [`Prepared`] network and a [`Party`].
//! - Goes out: the party's ends in classes. What becomes of packets between two ends, by protocol
//!   and server port, depends on their classes and on whether they are in one subnet, and on
//!   [`EndpointClasses::surroundings`]: nothing else.
//! - Left to others: asking.
//!
//! Equivalence classes are strings of all that the engine looks at, without names that mean nothing and
//! without places in files; so they can be compared between two networks, too. A block counts only
//! by the sets of addresses that hold it: two subnets are alike when every rule, route and entry of
//! an ACL sees both of them whole or neither. A subnet or interface in which a gateway, an endpoint
//! or a forwarder stands is like itself only.
//!
//! Everything is taken apart by all its fields, so that a new field has to say here whether
//! the engine looks at it.

mod sets;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::rc::Rc;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::{
    AclChoice, AclEntry, Attachment, EgressOnlyGateway, Endpoint, EndpointKind, Firewall,
    Forwarding, GroupRule, Id, Interface, InternetGateway, Known, NatGateway, NetworkAcl, Peer,
    Peering, PrefixList, Propagation, Route, RouteTable, SecurityGroup, Subnet, TableChoice,
    TransitAttachment, TransitGateway, TransitTable, Unknown, Vpc, VpnGateway,
};
use netloom_question::{End, InterfaceAt, Party, Prepared, Reach, Role, Scope, ways_that_may_be};

use sets::{named_sets, used};

/// Ends that the engine cannot distinguish.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndpointClass<'n> {
    /// What they have in common.
    pub equivalence: Rc<str>,
    /// The ends, at least one, in the order of the party's subnets.
    pub ends: Vec<End<'n>>,
}

/// The ends of a party.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PartyEnds<'n> {
    /// IPv4 first, then IPv6; each with its classes in the order of their first ends.
    pub families: Vec<(Family, Vec<EndpointClass<'n>>)>,
    /// Ends that may exist and cannot be placed.
    pub missing: Vec<Unknown>,
}

/// What the engine sees of a network, as texts.
#[derive(Debug)]
pub struct EndpointClasses<'n> {
    prepared: &'n Prepared,
    /// Every set of addresses that anything in the network goes by, each once.
    named: Vec<RangeSet>,
    /// Subnets and interfaces in which something stands that others use.
    used: BTreeSet<&'n Id>,
    /// Security groups that a rule names as its peer: for these it matters who has them.
    peers: BTreeSet<&'n Id>,
    groups: BTreeMap<&'n Id, Rc<str>>,
    tables: BTreeMap<&'n Id, Rc<str>>,
    acls: BTreeMap<&'n Id, Rc<str>>,
    /// By family; equal texts are one, with a number.
    subnets: BTreeMap<(Family, &'n Id), (usize, Rc<str>)>,
    kinds: BTreeMap<KindKey<'n>, usize>,
    ends: Vec<PartyEnds<'n>>,
}

/// What interfaces are like, where they can be, and which addresses they have: parties with one key
/// have the same ends.
type KindKey<'n> = (String, &'n [Known<Id>], Option<&'n RangeSet>);

/// Classes by the number of the subnet's text and the place of the interface in memory.
type Texts = BTreeMap<(usize, Option<usize>), Rc<str>>;

impl<'n> EndpointClasses<'n> {
    /// Looks at a network.
    #[must_use]
    pub fn of(prepared: &'n Prepared) -> Self {
        let network = &prepared.network;
        let rules = || {
            network
                .security_groups
                .values()
                .flat_map(|group| group.ingress.iter().chain(&group.egress))
        };
        let peers = rules().filter_map(|rule| match rule.peer.value() {
            Some(Peer::Group(id)) => Some(id),
            _ => None,
        });
        let mut equivalence = Self {
            prepared,
            named: named_sets(prepared),
            used: used(prepared),
            peers: peers.collect(),
            groups: BTreeMap::new(),
            tables: BTreeMap::new(),
            acls: BTreeMap::new(),
            subnets: BTreeMap::new(),
            kinds: BTreeMap::new(),
            ends: Vec::new(),
        };
        for id in network.security_groups.keys() {
            equivalence.groups.insert(id, equivalence.group(id).into());
        }
        for (id, table) in &network.route_tables {
            equivalence.tables.insert(id, table_text(table).into());
        }
        for id in network.network_acls.keys() {
            equivalence.acls.insert(id, equivalence.acl(id).into());
        }
        let mut texts: BTreeMap<String, (usize, Rc<str>)> = BTreeMap::new();
        for subnet in network.subnets.values() {
            for family in [Family::Ipv4, Family::Ipv6] {
                let text = equivalence.subnet(subnet, family);
                let next = texts.len();
                let known =
                    texts.entry(text).or_insert_with_key(|text| (next, text.as_str().into()));
                equivalence.subnets.insert((family, &subnet.id), known.clone());
            }
        }
        equivalence
    }

    /// Returns all that answers depend on besides the two ends: gateways, endpoints, VPCs and what
    /// stands where these are.
    #[must_use]
    pub fn surroundings(&self) -> String {
        let network = &self.prepared.network;
        let mut text = String::new();
        let mut add = |part: String| text.push_str(&format!("{part}\n"));
        for vpc in network.vpcs.values() {
            let Vpc {
                id,
                span: _,
                blocks,
                ipv6_blocks,
                dns_support,
                dns_hostnames,
                name_servers,
                beyond,
            } = vpc;
            let blocks =
                [blocks, ipv6_blocks].map(|blocks| each(blocks, |block| format!("{block:?}")));
            let dns = flags([dns_support, dns_hostnames]);
            let local = self.prepared.local(id);
            let servers = known(name_servers, |servers| format!("{servers:?}"));
            let ways: Vec<String> =
                ways_that_may_be(self.prepared, id).into_iter().map(|way| way.what).collect();
            add(format!("ways {id} {ways:?}"));
            add(format!(
                "vpc {id} {blocks:?} {dns} {servers} {local:?} {}",
                missing_fact(beyond.as_ref())
            ));
        }
        for InternetGateway { id, span: _, attachment } in network.internet_gateways.values() {
            add(format!("igw {id} {}", attached(attachment)));
        }
        for VpnGateway { id, span: _, attachment, is_unconnected } in network.vpn_gateways.values()
        {
            add(format!("vgw {id} {} {is_unconnected}", attached(attachment)));
        }
        for EgressOnlyGateway { id, span: _, vpc } in network.egress_only_gateways.values() {
            add(format!("eigw {id} {}", known(vpc, ToString::to_string)));
        }
        for nat in network.nat_gateways.values() {
            let NatGateway {
                id,
                span: _,
                subnet,
                vpc,
                is_public,
                has_address,
                public_address,
                zones,
                is_available,
            } = nat;
            let homes = [subnet, vpc]
                .map(|home| home.as_ref().map(|home| known(home, ToString::to_string)));
            let flags = flags([is_public, has_address]);
            let zones = zones.as_ref().map(|zones| each(zones, Clone::clone));
            add(format!("nat {id} {homes:?} {flags} {public_address:?} {zones:?} {is_available}"));
        }
        for Endpoint { id, span: _, vpc, service, kind, denies_everything } in
            network.endpoints.values()
        {
            let kind = match kind {
                EndpointKind::Gateway { route_tables } => format!("gateway {}", ids(route_tables)),
                EndpointKind::Interface { subnets, groups, private_dns } => {
                    let private_dns = known(private_dns, ToString::to_string);
                    format!("interface {} {} {private_dns}", ids(subnets), self.groups_of(groups))
                }
                EndpointKind::Other => "other".to_owned(),
            };
            let (vpc, service) = (known(vpc, ToString::to_string), known(service, Clone::clone));
            let denies_everything = known(denies_everything, ToString::to_string);
            add(format!("vpce {id} {vpc} {service} {kind} {denies_everything}"));
        }
        for Firewall { id, span: _, kind, subnets, inspection } in network.firewalls.values() {
            let inspection = known(inspection, |inspection| format!("{inspection:?}"));
            add(format!("firewall {id} {kind:?} {} {inspection}", ids(subnets)));
        }
        for Peering { id, span: _, requester, accepter, is_active } in network.peerings.values() {
            let sides = [requester, accepter].map(|side| known(side, ToString::to_string));
            add(format!("pcx {id} {sides:?} {}", flags([is_active])));
        }
        for TransitGateway { id, span: _, attachments, tables, beyond } in
            network.transit_gateways.values()
        {
            add(format!("tgw {id} {}", missing_fact(beyond.as_ref())));
            attachments.iter().for_each(|attachment| add(transit_attachment(attachment)));
            tables.iter().for_each(|table| add(transit_table(table)));
        }
        for PrefixList { id, span: _, entries, service } in network.prefix_lists.values() {
            add(format!("pl {id} {} {service:?}", known(entries, |all| format!("{all:?}"))));
        }
        for Forwarding {
            id: _,
            span: _,
            balancers,
            targets,
            addresses,
            is_open,
            family,
            traffic,
            doubt: _,
            handed_on,
        } in &network.forwardings
        {
            let is_open = missing_fact(is_open.as_ref());
            add(format!("hands on {handed_on:?}"));
            add(format!(
                "forwards {} {targets:?} {addresses:?} {is_open} {family:?} {traffic:?}",
                ids(balancers)
            ));
        }
        for table in network.route_tables.values().filter(|table| !table.edges.is_empty()) {
            add(format!("edge {:?} {}", table.edges, table_text(table)));
        }
        for id in &self.used {
            if let Some(subnet) = network.subnets.get(*id) {
                let families =
                    [Family::Ipv4, Family::Ipv6].map(|family| self.subnet(subnet, family));
                let blocks =
                    (known(&subnet.block, |block| format!("{block:?}")), &subnet.ipv6_block);
                let ipv6 =
                    blocks.1.as_ref().map(|block| known(block, |block| format!("{block:?}")));
                add(format!("subnet {id} {families:?} {} {ipv6:?}", blocks.0));
            }
            if let Some(interface) = network.interfaces.get(*id) {
                let subnets = ids(&interface.subnets);
                add(format!(
                    "interface {id} {subnets} {:?} {}",
                    interface.addresses,
                    self.interface(interface)
                ));
            }
        }
        add(format!("on premises {:?}", network.on_premises));
        for unknown in &network.not_understood {
            add(format!("not understood {}", unknown.what));
        }
        text
    }

    /// Returns the number of the kind that a party is of: parties of one kind have the same ends,
    /// apart from their names.
    pub fn kind(&mut self, party: &'n Party) -> usize {
        let interface = match party {
            Party::Interface(id) => self.prepared.network.interfaces.get(id),
            // Without members all that matters is the one that could be launched.
            Party::SecurityGroup(id) if self.prepared.members().with_group(id).is_empty() => {
                self.prepared.members().launched(Some(id), None)
            }
            _ => None,
        };
        // One without subnets is determined by its name.
        let interface = interface.filter(|interface| !interface.subnets.is_empty());
        let key = interface.map(|interface| {
            (self.interface(interface), interface.subnets.as_slice(), interface.addresses.as_ref())
        });
        if let Some(kind) = key.as_ref().and_then(|key| self.kinds.get(key)) {
            return *kind;
        }
        let kind = self.ends.len();
        self.kinds.extend(key.map(|key| (key, kind)));
        let ends = self.classes(party);
        self.ends.push(ends);
        kind
    }

    /// Returns the ends of the parties of a kind, in classes.
    #[must_use]
    pub fn ends(&self, kind: usize) -> Option<&PartyEnds<'n>> {
        self.ends.get(kind)
    }

    fn classes(&self, party: &'n Party) -> PartyEnds<'n> {
        let mut found = PartyEnds::default();
        for family in [Family::Ipv4, Family::Ipv6] {
            // An endpoint begins no connections.
            let scope =
                Scope { family, role: Role::Client, reach: Reach::AnyInterface, asks_names: false };
            let mut classes: Vec<EndpointClass<'n>> = Vec::new();
            let mut place_of: BTreeMap<Rc<str>, usize> = BTreeMap::new();
            let mut texts = Texts::new();
            for end in self.prepared.ends(party, scope, &mut found.missing) {
                let equivalence = self.equivalence(&end, family, &mut texts);
                let place = *place_of.entry(Rc::clone(&equivalence)).or_insert_with(|| {
                    classes.push(EndpointClass { equivalence, ends: Vec::new() });
                    classes.len() - 1
                });
                if let Some(class) = classes.get_mut(place) {
                    class.ends.push(end);
                }
            }
            found.families.push((family, classes));
        }
        found.missing.sort();
        found.missing.dedup();
        found
    }

    fn equivalence(&self, end: &End<'n>, family: Family, texts: &mut Texts) -> Rc<str> {
        let (place, addresses) = match end {
            End::Inside(place, addresses) => (place, addresses),
            End::Internet(addresses) => return format!("internet {addresses:?}").into(),
            End::Elsewhere(addresses) => return format!("elsewhere {addresses:?}").into(),
            End::Service(name) => return format!("service {name}").into(),
            End::Resolver(subnet, addresses) => {
                return format!("resolver of {} at {addresses:?}", subnet.vpc).into();
            }
        };
        let interface = || {
            place
                .interface
                .map_or_else(|| "anything".to_owned(), |interface| self.interface(interface))
        };
        let is_any = place.interface.is_none_or(|interface| interface.addresses.is_none());
        match self.subnets.get(&(family, &place.subnet.id)) {
            Some((number, subnet)) if is_any && place.interface.is_some() => {
                let which = place.interface.map(|interface| std::ptr::from_ref(interface).addr());
                Rc::clone(
                    texts
                        .entry((*number, which))
                        .or_insert_with(|| format!("{subnet} {}", interface()).into()),
                )
            }
            Some((_, subnet)) => {
                format!("{subnet} at {} {}", self.seen(addresses), interface()).into()
            }
            None => format!(
                "{} at {} {}",
                self.subnet(place.subnet, family),
                self.seen(addresses),
                interface()
            )
            .into(),
        }
    }

    /// The sets that hold these addresses; the addresses themselves where a set holds some of them
    /// only.
    fn seen(&self, addresses: &RangeSet) -> String {
        let mut text = String::new();
        // No address is in every set; without this, each subnet without IPv6 would depend on every
        // block that is named anywhere.
        if addresses.is_empty() {
            return text;
        }
        for set in &self.named {
            if addresses.is_subset(set) {
                _ = write!(text, "{set:?}");
            } else if !addresses.is_disjoint(set) {
                return format!("just {addresses:?}");
            }
        }
        text
    }

    fn subnet(&self, subnet: &'n Subnet, family: Family) -> String {
        let network = &self.prepared.network;
        let Subnet {
            id,
            span: _,
            vpc,
            block,
            ipv6_block: _,
            zone,
            maps_public_addresses,
            assigns_ipv6,
            dns64,
            public_access,
            route_table,
            network_acl,
        } = subnet;
        let own = if self.used.contains(id) { id.as_str() } else { "" };
        let table = match self.prepared.table_of(subnet) {
            Ok(table) => {
                table.and_then(|table| self.tables.get(&table.id)).map_or("none", |text| text)
            }
            Err(unknown) => &format!("? {}", unknown.what),
        };
        let acl = match network_acl {
            AclChoice::Default => "default",
            AclChoice::Unknown(unknown) => &format!("? {}", unknown.what),
            AclChoice::Associated(id, _) => self.acls.get(id).map_or("default", |text| text),
        };
        // Only transit gateways, NAT gateways in manual mode and load balancers ask for the zone.
        let is_zonal = network.nat_gateways.values().any(|nat| nat.zones.is_some())
            || network.forwardings.iter().any(|forwarding| !forwarding.handed_on.is_empty());
        let zone =
            (is_zonal || !network.transit_gateways.is_empty()).then(|| known(zone, Clone::clone));
        let gives = flags([maps_public_addresses, assigns_ipv6, dns64]);
        let access = known(public_access, |access| format!("{access:?}"));
        // A missing fact about the block, and which, is determined by the name of what is unknown.
        let block = block.unknown().map(|unknown| &unknown.what);
        let choice = matches!(route_table, TableChoice::Unknown(_));
        let seen = self.seen(&place_addresses(subnet, family));
        format!(
            "{own} {vpc} [{table}] {choice} [{acl}] {zone:?} {gives} {access} {block:?} {family:?} \
             {seen}"
        )
    }

    fn interface(&self, interface: &Interface) -> String {
        // Where it is and which addresses it has is part of its ends; what it stands for only
        // shows.
        let Interface {
            id,
            span: _,
            kind: _,
            subnets: _,
            addresses: _,
            secondary,
            twin,
            further,
            groups,
            checks_source_and_destination,
            public,
            has_ipv6,
            is_closed_to_ipv6_internet,
            sends_by_own_address,
            is_attached,
            listens,
        } = interface;
        let listens = listens.as_ref().map(|listens| known(listens, |all| format!("{all:?}")));
        let is_used =
            self.used.contains(id) || twin.as_ref().is_some_and(|twin| self.used.contains(twin));
        let own = if is_used { id.as_str() } else { "" };
        // Which address it is only shows.
        let public = public.is_given().map(|given| known(&given, ToString::to_string));
        let accelerated = interface.public.accelerated();
        let flags = flags([
            checks_source_and_destination,
            is_attached,
            is_closed_to_ipv6_internet,
            sends_by_own_address,
        ]);
        let has_ipv6 = has_ipv6.as_ref().map(|flag| known(flag, ToString::to_string));
        let groups =
            if interface.may_have_any_group() { "any".to_owned() } else { self.groups_of(groups) };
        format!(
            "{own} {public:?} {accelerated:?} {flags} {has_ipv6:?} {groups} {secondary:?} \
             {further:?} {listens:?}"
        )
    }

    fn groups_of(&self, groups: &[Known<Id>]) -> String {
        let text = |id: &Id| {
            self.groups
                .get(id)
                .map_or_else(|| format!("not described {id}"), |text| text.to_string())
        };
        let mut texts: Vec<String> = groups.iter().map(|group| known(group, text)).collect();
        texts.sort();
        format!("{texts:?}")
    }

    /// The rules, and the name if rules name it.
    fn group(&self, id: &Id) -> String {
        let Some(group) = self.prepared.network.security_groups.get(id) else {
            return String::new();
        };
        let SecurityGroup { id, span: _, vpc: _, ingress, egress, beyond } = group;
        let own = if self.peers.contains(id) { id.as_str() } else { "" };
        let mut text = format!("{own} {}", missing_fact(beyond.as_ref()));
        for (way, rules) in [("in", ingress), ("out", egress)] {
            for GroupRule { name: _, span: _, traffic, peer } in rules {
                let traffic = known(traffic, |traffic| format!("{traffic:?}"));
                _ = write!(text, " {way} {traffic} {}", known(peer, |peer| format!("{peer:?}")));
            }
        }
        text
    }

    fn acl(&self, id: &Id) -> String {
        let Some(acl) = self.prepared.network.network_acls.get(id) else { return String::new() };
        let NetworkAcl { id: _, span: _, entries, beyond } = acl;
        let mut text = missing_fact(beyond.as_ref());
        for AclEntry { name: _, span: _, number, is_egress, allows, traffic, addresses } in entries
        {
            let traffic = known(traffic, |traffic| format!("{traffic:?}"));
            let addresses = known(addresses, |addresses| format!("{addresses:?}"));
            let number = known(number, ToString::to_string);
            _ = write!(text, " {number} {is_egress} {} {traffic} {addresses}", flags([allows]));
        }
        text
    }
}

/// What an interface of the subnet can have whose address is not written down.
fn place_addresses(subnet: &Subnet, family: Family) -> RangeSet {
    InterfaceAt { subnet, interface: None, endpoint: None }.addresses(family)
}

/// What a table does for a subnet; which subnets and gateways use it is reported of these.
fn table_text(table: &RouteTable) -> String {
    let RouteTable { id: _, span: _, vpc, is_main: _, routes, propagations, beyond, edges: _ } =
        table;
    let mut text = format!("{vpc} {}", missing_fact(beyond.as_ref()));
    for Route { name: _, span: _, destination, target, origin, is_blackhole } in routes {
        let destination = known(destination, |to| format!("{to:?}"));
        let target = known(target, |target| format!("{target:?}"));
        _ = write!(text, " {destination} {target} {origin:?} {is_blackhole}");
    }
    for Propagation { gateway, span: _ } in propagations {
        _ = write!(text, " learns {gateway}");
    }
    text
}

fn transit_attachment(attachment: &TransitAttachment) -> String {
    let TransitAttachment {
        id,
        span: _,
        vpc,
        subnets,
        association,
        propagations,
        carries_ipv6,
        references_groups,
    } = attachment;
    let association = association.as_ref().map(|table| known(table, ToString::to_string));
    let (vpc, subnets, propagations) =
        (known(vpc, ToString::to_string), ids(subnets), ids(propagations));
    let flags = flags([carries_ipv6, references_groups]);
    format!("attachment {id} {vpc} {subnets} {association:?} {propagations} {flags}")
}

fn transit_table(TransitTable { id, span: _, routes }: &TransitTable) -> String {
    let mut text = format!("table {id}");
    for (to, target, _) in routes {
        let target = target.as_ref().map(|target| known(target, ToString::to_string));
        _ = write!(text, " {} {target:?}", known(to, |to| format!("{to:?}")));
    }
    text
}

fn known<T>(value: &Known<T>, text: impl Fn(&T) -> String) -> String {
    match value {
        Known::Is(value) => text(value),
        Known::Unknown(unknown) => format!("? {}", unknown.what),
    }
}

fn each<T>(values: &[Known<T>], text: impl Fn(&T) -> String) -> String {
    format!("{:?}", values.iter().map(|value| known(value, &text)).collect::<Vec<_>>())
}

fn ids(values: &[Known<Id>]) -> String {
    each(values, ToString::to_string)
}

fn flags<const N: usize>(flags: [&Known<bool>; N]) -> String {
    format!("{:?}", flags.map(|flag| known(flag, ToString::to_string)))
}

fn missing_fact(unknown: Option<&Unknown>) -> String {
    unknown.map(|unknown| format!("? {}", unknown.what)).unwrap_or_default()
}

fn attached(attachment: &Attachment) -> String {
    match attachment {
        Attachment::To(vpc, _) => vpc.to_string(),
        Attachment::None => "none".to_owned(),
        Attachment::Unknown(unknown) => format!("? {}", unknown.what),
    }
}
