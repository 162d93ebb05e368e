//! One walk over all parts of a network, for whatever has to look at each of them: every type says
//! its fields here once, and a new field or kind does not compile without.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use netloom_diag::Span;

use crate::sets::RangeSet;
use crate::sets::traffic::Traffic;
use crate::{
    AclChoice, Attachment, Destination, EndpointKind, FirewallKind, Id, Inspection, InterfaceKind,
    Known, NameServer, Peer, PublicAccess, PublicAddress, RouteOrigin, StackResource, TableChoice,
    Target, Unknown,
};

/// What is done with the parts of a network; nothing unless specified.
pub trait Visitor {
    /// Gets every name, of the thing itself and of what it refers to.
    fn id(&mut self, _id: &mut Id) {}

    /// Gets every place in a file.
    fn span(&mut self, _span: &mut Span) {}

    /// Gets every text by which people find a part that has no name of its own.
    fn label(&mut self, _label: &mut String) {}
}

/// Something with parts.
pub trait Visit {
    /// Shows all parts to a visitor, in the order of the fields.
    fn visit(&mut self, visitor: &mut dyn Visitor);
}

/// Says the fields of a type: those after `label` are texts by which people find it.
macro_rules! visit_fields {
    ($type:ty { $($field:ident),+ $(; label $label:ident)? }) => {
        impl $crate::visit::Visit for $type {
            fn visit(&mut self, visitor: &mut dyn $crate::visit::Visitor) {
                let Self { $($field,)+ $($label)? } = self;
                $($crate::visit::Visit::visit($field, visitor);)+
                $(visitor.label($label);)?
            }
        }
    };
}
pub(crate) use visit_fields;

/// Types without names and places.
macro_rules! visit_nothing {
    ($($type:ty),+ $(,)?) => {
        $(impl Visit for $type {
            fn visit(&mut self, _visitor: &mut dyn Visitor) {}
        })+
    };
}

visit_nothing!(
    bool,
    u8,
    u16,
    String,
    Ipv4Addr,
    RangeSet,
    Traffic,
    NameServer,
    PublicAccess,
    RouteOrigin,
    FirewallKind,
    Inspection,
    InterfaceKind,
    StackResource,
);

impl Visit for Id {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visitor.id(self);
    }
}

impl Visit for Span {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visitor.span(self);
    }
}

impl Visit for Unknown {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        let Self { what: _, span } = self;
        visitor.span(span);
    }
}

impl<T: Visit> Visit for Known<T> {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::Is(value) => value.visit(visitor),
            Self::Unknown(unknown) => unknown.visit(visitor),
        }
    }
}

impl<T: Visit> Visit for Option<T> {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        self.iter_mut().for_each(|value| value.visit(visitor));
    }
}

impl<T: Visit> Visit for Vec<T> {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        self.iter_mut().for_each(|value| value.visit(visitor));
    }
}

impl<A: Visit, B: Visit> Visit for (A, B) {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        self.0.visit(visitor);
        self.1.visit(visitor);
    }
}

impl<A: Visit, B: Visit, C: Visit> Visit for (A, B, C) {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        self.0.visit(visitor);
        self.1.visit(visitor);
        self.2.visit(visitor);
    }
}

impl Visit for BTreeSet<Id> {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        let visited = std::mem::take(self).into_iter().map(|mut id| {
            visitor.id(&mut id);
            id
        });
        *self = visited.collect();
    }
}

/// Keys are names, too. Two things never get one name: where a new one is there already, that thing
/// comes first in the order of the old names and the other is lost.
impl<T: Visit> Visit for BTreeMap<Id, T> {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        for (mut id, mut thing) in std::mem::take(self) {
            visitor.id(&mut id);
            thing.visit(visitor);
            self.entry(id).or_insert(thing);
        }
    }
}

impl Visit for Attachment {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::To(vpc, span) => {
                visitor.id(vpc);
                visitor.span(span);
            }
            Self::None => {}
            Self::Unknown(unknown) => unknown.visit(visitor),
        }
    }
}

impl Visit for TableChoice {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::Associated(id, span) => {
                visitor.id(id);
                visitor.span(span);
            }
            Self::Main => {}
            Self::Unknown(unknown) => unknown.visit(visitor),
        }
    }
}

impl Visit for AclChoice {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::Associated(id, span) => {
                visitor.id(id);
                visitor.span(span);
            }
            Self::Default => {}
            Self::Unknown(unknown) => unknown.visit(visitor),
        }
    }
}

impl Visit for Destination {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::PrefixList(id) => visitor.id(id),
            Self::Block(..) | Self::Service(_) => {}
        }
    }
}

impl Visit for Target {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        if let Some(id) = self.id_mut() {
            visitor.id(id);
        }
    }
}

impl Visit for Peer {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::Group(id) | Self::PrefixList(id) => visitor.id(id),
            Self::Addresses(_) => {}
        }
    }
}

impl Visit for EndpointKind {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::Gateway { route_tables } => route_tables.visit(visitor),
            Self::Interface { subnets, groups, private_dns } => {
                subnets.visit(visitor);
                groups.visit(visitor);
                private_dns.visit(visitor);
            }
            Self::Other => {}
        }
    }
}

impl Visit for PublicAddress {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        match self {
            Self::Unknown(unknown) => unknown.visit(visitor),
            Self::None
            | Self::AtLaunch
            | Self::SubnetDecides
            | Self::Elastic(_)
            | Self::ByAccelerator(_) => {}
        }
    }
}
