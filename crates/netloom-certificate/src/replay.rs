//! Checks a certificate hop by hop: is this the next component, does what is named decide so, and
//! is every packet accounted for?

use netloom_network::sets::addresses::Family;
use netloom_network::sets::{Cell, RangeSet};
use netloom_network::{Attachment, Id};
use netloom_question::Expect;
use netloom_question::Question;
use netloom_question::{End, Header, Prepared, Query, ways_that_may_be};

use crate::Component;
use crate::balancers::by_balancers;
use crate::ends::listed_ends;
use crate::walk::Replay;
use crate::{Certificate, ProofPath};

/// What is wrong with a certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReplayError(pub String);

pub(crate) fn replay_error<T>(what: impl Into<String>) -> Result<T, ReplayError> {
    Err(ReplayError(what.into()))
}

pub(crate) fn demand(holds: bool, what: &str) -> Result<(), ReplayError> {
    if holds { Ok(()) } else { replay_error(what) }
}

impl Certificate {
    /// Checks that the certificate proves its claim about a question.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn replay(&self, prepared: &Prepared, question: &Question) -> Result<(), ReplayError> {
        demand(
            prepared.network.not_understood.is_empty(),
            "the network is not known well enough for any proof",
        )?;
        demand(self.ends.len() == 2, "not the address families that there are")?;
        demand(
            !self.is_reachable || !self.queries.is_empty(),
            "nothing is proved to be reachable by nothing",
        )?;
        let expect = if self.is_reachable { Expect::Reachable } else { Expect::Unreachable };
        let reach = expect.reach();
        // The pairs of ends are worked out here once more, and in this order, so that none can be
        // left out.
        let mut courses = self.queries.iter();
        for (family, listed) in [Family::Ipv4, Family::Ipv6].into_iter().zip(&self.ends) {
            let [from, to] = listed_ends(prepared, question, (family, reach), listed)?;
            for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (from, to))) {
                let query = Query {
                    from: from.clone(),
                    to: to.clone(),
                    protocols: question.traffic.protocols.clone(),
                    client_ports: question.client_ports.clone(),
                    ports: question.traffic.ports.clone(),
                    excepts: question.excepts(),
                };
                let Some(courses) = courses.next() else {
                    return replay_error("a pair of ends of which nothing is recorded");
                };
                self.replay_journey(prepared, &query, courses)?;
            }
        }
        demand(courses.next().is_none(), "not the queries that the question is about")
    }

    fn replay_journey(
        &self,
        prepared: &Prepared,
        query: &Query<'_>,
        courses: &[ProofPath],
    ) -> Result<(), ReplayError> {
        let asked = prepared.asked(query);
        if asked.is_empty() {
            return demand(courses.is_empty(), "packets that are not asked about");
        }
        let mut n_used = 0;
        for (courses, by_this_way) in self.by_way(prepared, query, (courses, &asked))? {
            n_used += courses.len();
            let mut covered = Vec::new();
            for course in courses {
                let mut replay = Replay::new(prepared, course, self.is_reachable);
                let arrives = replay.forward(query)? && (!self.is_reachable || replay.back()?);
                demand(arrives == self.is_reachable, "packets fare otherwise than claimed")?;
                demand(replay.next == course.hops.len(), "hops after the last one")?;
                covered.push(replay.covered());
            }
            // Courses may have different numbers of axes; an axis that a course does not have is
            // open there.
            let n_axes = covered.iter().map(Vec::len).max().unwrap_or(Header::N_AXES);
            let wide = |mut sets: Vec<RangeSet>| {
                sets.resize(n_axes, everything());
                Cell::new(sets)
            };
            let mut rest: Vec<Cell> =
                by_this_way.iter().map(|cell| wide(cell.sets().to_vec())).collect();
            for sets in covered {
                let cell = wide(sets);
                rest = rest.iter().flat_map(|left| left.minus(&cell)).collect();
            }
            demand(rest.is_empty(), "packets that no course accounts for")?;
        }
        demand(n_used == courses.len(), "a course by a way that is none")
    }

    /// Returns the ways by which packets of a query begin: the courses that go by each, and the
    /// packets that these have to account for. A course goes by one way only. What load balancers
    /// forward counts where nothing may arrive.
    fn by_way<'c>(
        &self,
        prepared: &Prepared,
        query: &Query<'_>,
        (courses, asked): (&'c [ProofPath], &[Cell]),
    ) -> Result<Vec<ByWay<'c>>, ReplayError> {
        let mut all = Vec::new();
        for (way, sources) in ways(prepared, query, self.is_reachable)? {
            let own = courses.iter().filter(|course| goes_by(course, &way)).collect();
            let packets =
                asked.iter().filter_map(|cell| cell.within(Header::FIRST.source, &sources));
            all.push((own, packets.collect()));
        }
        for way in by_balancers(prepared, query).iter().filter(|_| !self.is_reachable) {
            let is_own =
                |course: &&ProofPath| course.hops.first().is_some_and(|first| first.at == way.at);
            let packets = asked.iter().flat_map(|cell| way.packets(cell)).collect();
            all.push((courses.iter().filter(is_own).collect(), packets));
        }
        Ok(all)
    }
}

/// The courses by one way, and the packets that go by it.
type ByWay<'c> = (Vec<&'c ProofPath>, Vec<Cell>);

/// How packets of a query begin.
enum Beginning<'n> {
    /// However they begin.
    Any,
    /// By a virtual private gateway.
    VpnGateway(&'n Id),
    /// By the internet gateway of the VPC, if it has one.
    InternetGateway,
}

fn goes_by(course: &ProofPath, way: &Beginning<'_>) -> bool {
    let Some(first) = course.hops.first() else { return false };
    match (&first.at, way) {
        (Component::LoadBalancer { .. }, _) => false,
        (_, Beginning::Any) => true,
        (Component::VpnGateway { gateway }, Beginning::VpnGateway(id)) => gateway == *id,
        (
            Component::InternetGateway { .. } | Component::InternetGatewayIn { .. },
            Beginning::InternetGateway,
        ) => true,
        _ => false,
    }
}

/// The ways by which packets of a query begin, each with the addresses from which it is one. Each of them has to be accounted for on its own.
///
/// What comes over the internet reaches by that way, whatever further ways there may be.
fn ways<'n>(
    prepared: &'n Prepared,
    query: &Query<'_>,
    is_reachable: bool,
) -> Result<Vec<(Beginning<'n>, RangeSet)>, ReplayError> {
    let (End::Elsewhere(addresses), End::Inside(place, _)) = (&query.from, &query.to) else {
        return Ok(vec![(Beginning::Any, everything())]);
    };
    let (network, vpc) = (&prepared.network, &place.subnet.vpc);
    let may_be = |id: Option<&Id>| id.is_none_or(|id| id == vpc);
    let public =
        Family::Ipv4.public().union(&Family::Ipv6.public()).difference(&network.on_premises);
    let is_by_internet = is_reachable && addresses.is_subset(&public);
    demand(
        is_by_internet || ways_that_may_be(prepared, vpc).is_empty(),
        "a way in that is not known",
    )?;
    let attachments = network.transit_gateways.values().flat_map(|gateway| &gateway.attachments);
    let has_transit = attachments.into_iter().any(|attachment| may_be(attachment.vpc.value()));
    let is_described = |id: Option<&Id>| {
        id.and_then(|id| network.vpcs.get(id)).is_some_and(|vpc| vpc.beyond.is_none())
    };
    let has_peering = network.peerings.values().any(|peering| {
        let (one, other) = (peering.requester.value(), peering.accepter.value());
        (may_be(one) || may_be(other)) && !(is_described(one) && is_described(other))
    });
    demand(!has_transit && !has_peering, "a beginning that certificates do not cover")?;
    let mut ways = Vec::new();
    for gateway in network.vpn_gateways.values() {
        match &gateway.attachment {
            Attachment::To(id, _) if id == vpc => {
                ways.push((Beginning::VpnGateway(&gateway.id), everything()))
            }
            Attachment::Unknown(_) => return replay_error("whether a gateway is attached"),
            _ => {}
        }
    }
    // With a line to a site private addresses come by that; public ones may come either way.
    if ways.is_empty() {
        ways.push((Beginning::InternetGateway, everything()));
    } else if !addresses.is_disjoint(&public) {
        ways.push((Beginning::InternetGateway, public));
    }
    Ok(ways)
}

pub(crate) fn everything() -> RangeSet {
    RangeSet::range(0, u128::MAX)
}
