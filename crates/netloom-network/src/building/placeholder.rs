//! Stand-ins for what a description refers to and does not hold: everything about them is unknown,
//! by name.

use netloom_diag::Span;

use crate::Network;
use crate::sets::addresses::Family;
use crate::sets::traffic::Traffic;
use crate::{AclEntry, GroupRule, Id, Known, Peer, ResourceKind, SecurityGroup, Unknown};

use super::everything_to_anywhere;

/// How a thing that is not described came to be referred to; it decides what its unknown parts are
/// called.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ReferenceKind<'a> {
    /// By its id.
    ById,
    /// By its id, in facts that another call of the AWS CLI would complete.
    ToBeAskedFor(&'a str),
    /// By a value that is itself unknown, of this name.
    ByUnknown(&'a str),
}

/// A thing that is only referred to.
pub(crate) struct Placeholder<'a> {
    pub(crate) id: &'a Id,
    pub(crate) span: Span,
    mention: ReferenceKind<'a>,
}

impl Placeholder<'_> {
    /// Returns the name of a part as an unknown: ``the subnet of `nat-1` ``.
    pub(crate) fn unknown(&self, part: &str) -> Unknown {
        let what = match self.mention {
            ReferenceKind::ById => format!("{part} of {}", quoted(self.id)),
            ReferenceKind::ToBeAskedFor(call) => {
                format!("{part} of {}: run `aws ec2 {call}`", quoted(self.id))
            }
            ReferenceKind::ByUnknown(what) => what.to_owned(),
        };
        Unknown { what, span: self.span }
    }

    /// Returns a part that is unknown.
    pub(crate) fn known<T>(&self, part: &str) -> Known<T> {
        Known::Unknown(self.unknown(part))
    }
}

/// Puts a stand-in into the network unless there is an entry already; returns whether it did. What
/// is not part of the network has no entry, so a reference to it needs none.
pub(crate) fn ensure(
    network: &mut Network,
    sort: ResourceKind,
    id: &Id,
    span: Span,
    mention: ReferenceKind<'_>,
) -> bool {
    sort.ensure(network, &Placeholder { id, span, mention })
}

/// Returns an id as it stands in a sentence; one that is a phrase stands as it is.
pub fn quoted(id: &Id) -> String {
    if id.as_str().contains(' ') { id.to_string() } else { format!("`{id}`") }
}

/// Returns the name by which the VPC of a subnet goes that says nothing of its VPC.
pub(crate) fn vpc_of_subnet(subnet: &Id) -> Id {
    Id::new(format!("the VPC of {}", quoted(subnet)))
}

/// Returns the name by which the VPC of a route table goes that says nothing of its VPC.
pub(crate) fn vpc_of_table(table: &Id) -> Id {
    Id::new(format!("the VPC of {}", quoted(table)))
}

/// Returns the security group that AWS makes with a VPC: everything from itself, everything to
/// anywhere.
///
/// # Source
/// Amazon VPC User Guide, "Default security groups for your VPCs".
pub(crate) fn default_security_group(id: Id, span: Span, vpc: Id) -> SecurityGroup {
    let (traffic, peer) = (Known::Is(Traffic::everything()), Known::Is(Peer::Group(id.clone())));
    let from_itself = GroupRule { name: format!("{id} ingress 1"), span, traffic, peer };
    let to_anywhere = everything_to_anywhere(format!("{id} egress 1"), span);
    SecurityGroup {
        id,
        span,
        vpc: Known::Is(vpc),
        ingress: vec![from_itself],
        egress: vec![to_anywhere],
        beyond: None,
    }
}

/// Returns the entries that AWS gives a default network ACL: everything in and out, IPv4 by rule
/// 100 and IPv6 by rule 101.
///
/// # Source
/// Amazon VPC User Guide, "Default network ACL for a VPC".
pub(crate) fn open_acl_entries(span: Span) -> Vec<AclEntry> {
    [false, true]
        .into_iter()
        .flat_map(|is_egress| {
            [
                open_entry(100, Family::Ipv4, is_egress, span),
                open_entry(101, Family::Ipv6, is_egress, span),
            ]
        })
        .collect()
}

fn open_entry(number: u16, family: Family, is_egress: bool, span: Span) -> AclEntry {
    AclEntry {
        name: format!("rule {number}"),
        span,
        number: Known::Is(number),
        is_egress,
        allows: Known::Is(true),
        traffic: Known::Is(Traffic::everything()),
        addresses: Known::Is(family.everything()),
    }
}
