//! What the engine sees of the parts of a network: the parts without their places in files and
//! without names that mean nothing.
//!
//! Everything is derived from the types of `netloom-network`, so that a new field counts as one
//! that the engine looks at, unless it is taken away here.

use std::cmp::Ordering;
use std::rc::Rc;

use netloom_diag::Span;
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::Family;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{
    Id, Known, Network, NetworkAcl, PublicAccess, RouteTable, SecondaryAddresses, SecurityGroup,
    Visit, Visitor,
};

/// A part that many classes share: compared by what it is, and at once where it is the same one.
#[derive(Clone, Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    pub(super) fn new(part: T) -> Self {
        Self(Rc::new(part))
    }
}

impl<T: Ord> Ord for Shared<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        if Rc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl<T: Ord> PartialOrd for Shared<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T: Ord> Eq for Shared<T> {}

/// What ends have in common that the engine cannot distinguish.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Equivalence {
    /// Hosts on the internet.
    Internet(RangeSet),
    /// Hosts elsewhere outside.
    Elsewhere(RangeSet),
    /// A service, by its name.
    Service(String),
    /// The resolver of a VPC in a block of a subnet.
    Resolver {
        /// The VPC.
        vpc: Id,
        /// Its address there.
        addresses: RangeSet,
    },
    /// Something in a subnet.
    Inside {
        /// The subnet.
        subnet: Shared<SeenSubnet>,
        /// Its addresses; `None` where they are any that the subnet gives out.
        addresses: Option<SeenAddresses>,
        /// The interface; `None` for anything that could be there.
        interface: Option<Box<SeenInterface>>,
    },
}

/// What the engine sees of a subnet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SeenSubnet {
    pub(super) own: Option<Id>,
    pub(super) vpc: Id,
    pub(super) table: Choice<RouteTable>,
    /// Whether it is not known which table it has; the table is what its VPC may have.
    pub(super) is_table_open: bool,
    pub(super) acl: Choice<NetworkAcl>,
    /// `None` where nothing asks for zones.
    pub(super) zone: Option<Known<String>>,
    pub(super) gives: [Known<bool>; 3],
    pub(super) public_access: Known<PublicAccess>,
    /// What decides its block, where it is not known.
    pub(super) block: Option<String>,
    pub(super) family: Family,
    pub(super) addresses: SeenAddresses,
}

/// Which table or ACL something has.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Choice<T: Ord> {
    /// None of its own.
    Default,
    /// This one, without its name.
    This(Shared<T>),
    /// It is not known.
    Unknown(String),
}

/// Addresses as rules and routes see them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SeenAddresses {
    /// They are in all of these sets, and no other set has any of them.
    In(Vec<RangeSet>),
    /// A set has some of them only, so that each counts.
    Just(RangeSet),
}

/// What the engine sees of an interface.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SeenInterface {
    pub(super) own: Option<Id>,
    pub(super) public: Option<Known<bool>>,
    pub(super) accelerated: Option<Vec<Traffic>>,
    pub(super) flags: [Known<bool>; 4],
    pub(super) has_ipv6: Option<Known<bool>>,
    /// `None` for any groups at all.
    pub(super) groups: Option<Vec<Known<SeenGroup>>>,
    pub(super) secondary: Vec<SecondaryAddresses>,
    pub(super) further: Vec<Id>,
    pub(super) listens: Option<Known<Vec<Traffic>>>,
}

/// What the engine sees of a security group.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SeenGroup {
    /// Its rules, and its name if rules name it.
    Described(Shared<SecurityGroup>),
    /// Nothing but its name.
    NotDescribed(Id),
}

/// All that answers depend on besides the two ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Surroundings {
    /// Gateways, endpoints, VPCs and the tables of gateways, as they are.
    pub(super) network: Box<Network>,
    /// Of each VPC its local routes, and the ways by which hosts may get into it.
    pub(super) vpcs: Vec<(RangeSet, Vec<String>)>,
    /// The groups of each endpoint.
    pub(super) endpoint_groups: Vec<Vec<Known<SeenGroup>>>,
    /// Subnets in which something stands.
    pub(super) subnets: Vec<UsedSubnet>,
    /// Interfaces that others use.
    pub(super) interfaces: Vec<UsedInterface>,
}

/// A subnet in which something stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct UsedSubnet {
    pub(super) families: [Shared<SeenSubnet>; 2],
    pub(super) block: Known<RangeSet>,
    pub(super) ipv6_block: Option<Known<RangeSet>>,
}

/// An interface that others use.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct UsedInterface {
    pub(super) id: Id,
    pub(super) subnets: Vec<Known<Id>>,
    pub(super) addresses: Option<RangeSet>,
    pub(super) interface: SeenInterface,
}

/// Takes away the places in files and the labels of rules and routes.
struct WithoutPlaces;

impl Visitor for WithoutPlaces {
    fn span(&mut self, span: &mut Span) {
        *span = Span::default();
    }

    fn label(&mut self, label: &mut String) {
        label.clear();
    }
}

/// Returns a part as the engine sees it.
pub(super) fn seen<T: Visit + Clone>(part: &T) -> T {
    let mut seen = part.clone();
    seen.visit(&mut WithoutPlaces);
    seen
}

/// What a table does for a subnet; which subnets and gateways use it is a property of these.
pub(super) fn seen_table(table: &RouteTable) -> RouteTable {
    let nameless =
        RouteTable { id: nameless(), is_main: false, edges: Vec::new(), ..table.clone() };
    seen(&nameless)
}

/// What an ACL filters.
pub(super) fn seen_acl(acl: &NetworkAcl) -> NetworkAcl {
    seen(&NetworkAcl { id: nameless(), ..acl.clone() })
}

/// The rules of a group.
///
/// - `is_named`: whether rules name it, so that its name counts.
pub(super) fn seen_group(group: &SecurityGroup, is_named: bool) -> SecurityGroup {
    let id = if is_named { group.id.clone() } else { nameless() };
    // Its VPC is that of the interfaces that have it.
    seen(&SecurityGroup { id, vpc: Known::Is(nameless()), ..group.clone() })
}

/// The name of what is not found by its name.
pub(super) fn nameless() -> Id {
    Id::new("")
}
