//! Security groups and network ACLs.

use netloom_diag::Span;

use super::{Id, Known, Unknown};
use crate::sets::RangeSet;
use crate::sets::traffic::Traffic;
use crate::visit::visit_fields;

/// A security group: stateful, allows only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SecurityGroup {
    /// Its name.
    pub id: Id,
    /// Where it is described or first referred to.
    pub span: Span,
    /// The VPC.
    pub vpc: Known<Id>,
    /// What may come in.
    pub ingress: Vec<GroupRule>,
    /// What may go out. The rule that admits everything, which a group has until one is written
    /// one, is listed.
    pub egress: Vec<GroupRule>,
    /// What rules there may be that the description does not hold.
    pub beyond: Option<Unknown>,
}

visit_fields!(SecurityGroup { id, span, vpc, ingress, egress, beyond });

/// One rule of a security group.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct GroupRule {
    /// What people find it by: the logical id of its resource, or `SecurityGroupX ingress 2`,
    /// counted from 1.
    pub name: String,
    /// Where it is described; for the rule that AWS adds, where the group is.
    pub span: Span,
    /// Protocols and ports.
    pub traffic: Known<Traffic>,
    /// From or to whom.
    pub peer: Known<Peer>,
}

visit_fields!(GroupRule { span, traffic, peer; label name });

/// The other end in a rule of a security group.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Peer {
    /// These addresses.
    Addresses(RangeSet),
    /// The private addresses of interfaces that have this group.
    Group(Id),
    /// The entries of a prefix list.
    PrefixList(Id),
}

/// A network ACL: stateless, ordered; the first entry that matches decides, and what none matches
/// is denied.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NetworkAcl {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// The entries, in any order; rule 32767 (`*`) is not listed.
    pub entries: Vec<AclEntry>,
    /// What entries there may be that the description does not hold.
    pub beyond: Option<Unknown>,
}

visit_fields!(NetworkAcl { id, span, entries, beyond });

/// One entry of a network ACL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct AclEntry {
    /// What people find it by: the logical id of its resource, or `rule 100`.
    pub name: String,
    /// Where it is described.
    pub span: Span,
    /// Its place in the order, 1 to 32766.
    pub number: Known<u16>,
    /// Whether it is about what leaves the subnet.
    pub is_egress: bool,
    /// Whether it admits.
    pub allows: Known<bool>,
    /// Protocols and ports.
    pub traffic: Known<Traffic>,
    /// The addresses at the other end: source of what comes in, destination of what goes out.
    pub addresses: Known<RangeSet>,
}

visit_fields!(AclEntry { span, number, is_egress, allows, traffic, addresses; label name });
