//! Managed prefix lists.

use netloom_diag::Span;
use netloom_facts::kinds;

use super::{Entries, Network, Part};
use crate::building::Placeholder;
use crate::kind::KindNames;
use crate::sets::RangeSet;
use crate::visit::visit_fields;
use crate::{Id, Known, Unknown};

/// A managed prefix list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PrefixList {
    /// Its name.
    pub id: Id,
    /// Where it is described.
    pub span: Span,
    /// Its entries, each a block and the length of its prefix.
    pub entries: Known<Vec<(RangeSet, u8)>>,
    /// The service whose addresses it holds, for the lists that AWS keeps: `s3`.
    pub service: Option<String>,
}

visit_fields!(PrefixList { id, span, entries, service });

impl Part for PrefixList {
    const NAMES: KindNames = KindNames {
        resource_type: "AWS::EC2::PrefixList",
        id_attributes: &["PrefixListId"],
        id_prefix: "pl-",
        homes: &[],
        facts: kinds::PREFIX_LISTS,
        route: None,
        words: "prefix list",
        path_key: None,
    };

    fn placeholder(of: &Placeholder<'_>) -> Self {
        Self { id: of.id.clone(), span: of.span, entries: of.known("the entries"), service: None }
    }

    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        Self::change(network, id, |list| {
            list.entries = Known::Unknown(unknown.clone());
        })
    }
}
