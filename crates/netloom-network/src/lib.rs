//! What there is: the graph that packets travel, as a template or the facts of an existing VPC
//! describe it.
//!
//! - Comes in: a template as `netloom-template` reads it, or the answers of `aws ec2 describe-…`.
//! - Goes out: a [`Network`] and every problem on the way.
//! - Owned here: what the properties of AWS's resources mean for a network, and exact sets of
//!   addresses and packets.
//! - Left to others: where packets go in it (`netloom-reach`).
//!
//! Everything is found by its [`Id`]: the logical id in a template, AWS's id in facts, and for what
//! a template only refers to the text of the reference. What cannot be known stands as
//! [`Known::Unknown`] with its name; what is wrong or unusual stands as it was written, for the
//! engine to find out what comes of it.
//!
//! The parts are plain data in AWS's words; who builds them keeps two promises. Whatever a subnet,
//! group or interface refers to and the description does not hold is in the network all the same,
//! marked as not known. And nothing is left out because it was not understood: it becomes unknown,
//! or goes to [`Network::not_understood`].
//!
//! | file | one idea |
//! | --- | --- |
//! | `sets/` | finite unions of ranges, and products of them: exact, no solver |
//! | `parts/` | the parts of a network, with their places in the text: the one list of kinds, and a file for each kind |
//! | `kind` | what a kind says of itself in its file, and the table by which all others ask |
//! | `visit` | one walk over all parts: renaming and comparing go by it |
//! | `building/` | what both readers have in common |
//! | `from_template/` | the network that a template describes: one file per family of resource types |
//! | `from_facts/` | the network that the AWS CLI describes: one file per family of resources |

mod building;
pub mod from_facts;
pub mod from_template;
mod kind;
mod known;
mod parts;
mod renamed;
pub mod sets;
mod visit;

use std::collections::BTreeSet;
use std::fmt;

use netloom_diag::Span;
use serde::{Deserialize, Serialize};

use crate::visit::visit_fields;

pub use building::{BuiltNetwork, quoted, route_keys};
pub use from_facts::network_of_facts;
pub use from_template::{add_template, is_without_influence, network_of_template};
pub use kind::{KindNames, MakeTarget};
pub use known::{Known, Unknown};
pub use parts::*;
pub use visit::{Visit, Visitor};

/// The name by which a thing is found: `SubnetHeadEuw1Az1` in a template,
/// `subnet-0123456789abcdef0` in facts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub struct Id(String);

impl Id {
    /// Takes the name as it is.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The place of a thing in the CloudFormation stack that made it.
///
/// # Source
/// AWS CloudFormation User Guide, "Resource tag": the tags `aws:cloudformation:stack-name` and
/// `aws:cloudformation:logical-id`, which CloudFormation alone can write.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct StackResource {
    /// The name of the stack.
    pub stack: String,
    /// The logical id in its template.
    pub logical_id: String,
}

/// Something that is assumed of some things.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Assumption {
    /// A whole sentence without a stop.
    pub what: String,
    /// Where the reason for it is.
    pub span: Span,
    /// The things it is about.
    pub about: BTreeSet<Id>,
}

visit_fields!(Assumption { what, span, about });
