//! Security groups.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part, ResourceKind};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::sets::RangeSet;
use crate::sets::traffic::Traffic;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

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

impl Part for SecurityGroup {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::SecurityGroup",
        id_attributes: &["GroupId", "Id"],
        id_prefix: "sg-",
        homes: &[("VpcId", ResourceKind::Vpc)],
        facts: kinds::SECURITY_GROUPS,
        route: None,
        words: "security group",
        path_key: None,
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self {
            id: of.id.clone(),
            span: of.span,
            vpc: of.known("the VPC"),
            ingress: Vec::new(),
            egress: Vec::new(),
            beyond: Some(of.unknown("the rules")),
        }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |group| {
            group.beyond = Some(unknown.clone());
            for rule in group.ingress.iter_mut().chain(&mut group.egress) {
                rule.peer = Known::Unknown(unknown.clone());
            }
        })
    }
}
