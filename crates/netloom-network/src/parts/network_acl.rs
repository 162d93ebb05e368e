//! Network ACLs.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::sets::RangeSet;
use crate::sets::traffic::Traffic;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

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

impl Part for NetworkAcl {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::NetworkAcl",
        id_attributes: &["Id"],
        id_prefix: "acl-",
        homes: &[("VpcId", ResourceKind::Vpc)],
        facts: kinds::NETWORK_ACLS,
        route: None,
        words: "network ACL",
        path_key: None,
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        let beyond = Some(of.unknown("the entries"));
        Self { id: of.id.clone(), span: of.span, entries: Vec::new(), beyond }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |acl| {
            acl.beyond = Some(unknown.clone());
        })
    }
}
