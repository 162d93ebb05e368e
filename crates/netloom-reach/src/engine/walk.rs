//! The walk of the packets of a query: what it looks at, and the flows whose way is over.
//!
//! Every component judges by the same few words: [`Flow::pass`], [`Flow::doubt`],
//! [`Walk::drop`], [`Walk::require`] for what has to be so, and [`Walk::depends`] where the next
//! hop is unknown.

use netloom_network::{Attachment, Known, Network, PublicAddress, Subnet, Unknown};
use netloom_question::{End, Header, Prepared, Query};

use super::Code;
use super::flow::{Assumption, Decision, Flow, HeaderEnd, Names, PathComponent, Phase, Rule};

/// Packets of one query on their way.
pub(crate) struct Walk<'n> {
    pub(super) prepared: &'n Prepared,
    whole_path: bool,
    /// The flows whose way is over, a partition of the packets that were followed so far.
    pub(super) ended: Vec<Flow<'n>>,
}

/// Follows the packets of a query and returns them as flows: each packet is in one of them.
///
/// - `whole_path`: packets that a hop drops go on as if it had passed them, so that all that is in
///   the way is named. Without it they end where they are dropped first.
#[must_use]
pub fn follow<'n>(prepared: &'n Prepared, query: &Query<'n>, whole_path: bool) -> Vec<Flow<'n>> {
    let mut walk = Walk { prepared, whole_path, ended: Vec::new() };
    for cell in prepared.asked(query) {
        let flow = Flow {
            cell,
            header: Header::FIRST,
            source: who(&query.from),
            destination: who(&query.to),
            hops: Vec::new(),
            legs: Vec::new(),
            assumptions: premises_of_ends(query),
            names: Names::Preserved,
            not_of: query.excepts.iter().map(String::as_str).collect(),
            names_addresses: matches!(query.to, End::Elsewhere(_)),
            is_further_way: false,
            has_arrived: false,
            unplaced: Vec::new(),
        };
        walk.begin(flow, query);
    }
    walk.ended
}

impl<'n> Walk<'n> {
    pub(super) fn network(&self) -> &'n Network {
        &self.prepared.network
    }

    /// What stands for things that the network refers to and does not hold; its builders promise
    /// there are none.
    pub(super) fn not_described(&self) -> Option<&'n Unknown> {
        self.network().not_understood.first()
    }

    /// What ends on a part of the way, apart from all that ended before.
    pub(super) fn apart(&mut self, part: impl FnOnce(&mut Self)) -> Vec<Flow<'n>> {
        let before = std::mem::take(&mut self.ended);
        part(self);
        std::mem::replace(&mut self.ended, before)
    }

    /// A flow whose way is over.
    pub(super) fn end(&mut self, flow: Flow<'n>) {
        self.ended.push(flow);
    }

    /// A flow that was dropped: it ends here, or it goes on because the whole path is asked for.
    pub(super) fn dropped(&mut self, flow: Flow<'n>) -> Option<Flow<'n>> {
        if self.whole_path {
            return Some(flow);
        }
        self.end(flow);
        None
    }

    /// What a component decides: packets that it drops go on only if the whole path is asked for.
    pub(super) fn judge(
        &mut self,
        mut flow: Flow<'n>,
        (phase, component, header): (Phase, PathComponent<'n>, Header),
        decision: Decision<'n>,
    ) -> Option<Flow<'n>> {
        let is_dropped = matches!(decision, Decision::Drops(..));
        flow.push(phase, component, header, decision);
        if is_dropped { self.dropped(flow) } else { Some(flow) }
    }

    /// On the way there: the component drops the packets by its nature. They go on if the whole
    /// path is asked for.
    pub(super) fn drop(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        code: Code,
    ) -> Option<Flow<'n>> {
        let at = (Phase::Forward, component, flow.header);
        self.judge(flow, at, Decision::drops(code))
    }

    /// On the way there: the component drops the packets, and nothing leads on from it.
    pub(super) fn drop_and_end(
        &mut self,
        flow: Flow<'n>,
        component: PathComponent<'n>,
        code: Code,
    ) {
        if let Some(flow) = self.drop(flow, component, code) {
            self.end(flow);
        }
    }

    /// What has to be so for the packets to pass. If it is not, they are dropped; if that is not
    /// known, what becomes of them depends on it.
    pub(super) fn require(
        &mut self,
        flow: Flow<'n>,
        at: (Phase, PathComponent<'n>, Header),
        required: Result<bool, &Unknown>,
        code: Code,
    ) -> Option<Flow<'n>> {
        match required {
            Ok(true) => Some(flow),
            Ok(false) => self.judge(flow, at, Decision::drops(code)),
            Err(unknown) => self.judge(flow, at, Decision::depends(unknown)),
        }
    }

    /// A flow that depends on something: it goes no further, since the next hop is unknown.
    pub(super) fn depends(
        &mut self,
        mut flow: Flow<'n>,
        component: PathComponent<'n>,
        unknown: &Unknown,
    ) {
        flow.doubt(component, unknown);
        self.end(flow);
    }
}

impl<'n> Flow<'n> {
    /// On the way there: the component passes the packets by its nature.
    pub(super) fn pass(&mut self, component: PathComponent<'n>) {
        let header = self.header;
        self.push(Phase::Forward, component, header, Decision::Passes(Rule::Builtin));
    }

    /// On the way there: what becomes of the packets depends on something, and they go on.
    pub(super) fn doubt(&mut self, component: PathComponent<'n>, unknown: &Unknown) {
        let header = self.header;
        self.push(Phase::Forward, component, header, Decision::depends(unknown));
    }
}

/// Whether something is so, or what decides it.
pub(super) fn is_so(known: &Known<bool>) -> Result<bool, &Unknown> {
    match known {
        Known::Is(is_so) => Ok(*is_so),
        Known::Unknown(unknown) => Err(unknown),
    }
}

/// Whether a gateway is attached to the VPC of a subnet, or what decides it.
pub(super) fn is_attached<'a>(
    attachment: &'a Attachment,
    subnet: &Subnet,
) -> Result<bool, &'a Unknown> {
    match attachment {
        Attachment::To(vpc, _) => Ok(*vpc == subnet.vpc),
        Attachment::None => Ok(false),
        Attachment::Unknown(unknown) => Err(unknown),
    }
}

/// What is assumed of ends that could be launched with a security group, and of instances
/// with several interfaces.
fn premises_of_ends<'n>(query: &Query<'n>) -> Vec<Assumption<'n>> {
    let mut assumptions = Vec::new();
    for end in [&query.from, &query.to] {
        let End::Inside(place, _) = end else { continue };
        let launched = place.interface.filter(|interface| {
            place.is_launched()
                && !place.may_have_any_group()
                && interface.public == PublicAddress::SubnetDecides
        });
        let assumption = launched
            .map(Assumption::LaunchedWith)
            .filter(|assumption| !assumptions.contains(assumption));
        assumptions.extend(assumption);
        let several = place.interface.filter(|interface| !interface.further.is_empty());
        let assumption = several
            .map(Assumption::ByPrimaryInterface)
            .filter(|assumption| !assumptions.contains(assumption));
        assumptions.extend(assumption);
    }
    assumptions
}

fn who<'n>(end: &End<'n>) -> HeaderEnd<'n> {
    match end {
        End::Inside(place, _) => HeaderEnd::Inside(*place),
        End::Internet(_) | End::Elsewhere(_) | End::Resolver(..) => HeaderEnd::Outside,
        End::Service(name) => HeaderEnd::Service(name),
    }
}
