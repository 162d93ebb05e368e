//! What an answer of the AWS CLI is: how its records are read, which types of resources it
//! covers, what of them is compared, and by what they are recognized.

use netloom_facts::kinds::SECURITY_GROUPS;
use netloom_facts::{Kind, Records};
use netloom_network::route_keys;

use super::things::{ANSWERS, Record, Things};

/// Makes resources of a record.
pub(super) type Reader = fn(&mut Things, Record<'_>, &Records<'_>);

/// One answer.
pub(super) struct Answer {
    /// Which one.
    pub(super) facts: Kind,
    /// How a record is read.
    pub(super) read: Reader,
    /// The types of resources that its records are, with what they are recognized by.
    pub(super) types: &'static [Type],
}

/// How a property is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compared {
    /// On both sides.
    Always,
    /// What is not written is this.
    Default(&'static str),
    /// Where both sides have it: AWS chooses what the template leaves open, or another call tells
    /// it.
    Chosen,
}

/// How things without a logical id are recognized.
#[derive(Clone, Copy, Debug)]
pub(super) enum RecognizedBy {
    /// By these properties.
    Properties(&'static [&'static str]),
    /// By a property of what names it: the type, the property that names it, and the
    /// property that says what it is for; `None` for the naming thing itself.
    Users(&'static str, &'static str, Option<&'static str>),
}

/// A type of resources.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) kind: &'static str,
    /// The answer that lists them.
    pub(super) facts: Kind,
    /// What of them is compared.
    pub(super) properties: &'static [(&'static str, Compared)],
    /// What things without a logical id are recognized by, one after the other.
    pub(super) recognized: &'static [RecognizedBy],
}

impl Type {
    /// Returns all properties that are compared: those of routes have a target of any kind.
    pub(super) fn compared(&self) -> Vec<(&'static str, Compared)> {
        let mut all = self.properties.to_vec();
        if self.kind == "AWS::EC2::Route" {
            let is_new = |key: &&str| !self.properties.iter().any(|(own, _)| own == key);
            all.extend(route_keys().filter(is_new).map(|key| (key, Compared::Always)));
        }
        all
    }
}

/// Types that are reported with another one, as its rules.
pub(super) const PARTS: [(&str, Kind); 2] = [
    ("AWS::EC2::SecurityGroupIngress", SECURITY_GROUPS),
    ("AWS::EC2::SecurityGroupEgress", SECURITY_GROUPS),
];

/// Returns all types that facts cover. What is recognized by others stands behind them.
pub(super) fn types() -> impl Iterator<Item = &'static Type> {
    ANSWERS.iter().flat_map(|answers| answers.iter()).flat_map(|answer| answer.types)
}

/// Returns what is compared of a type; `None` for one that no answer covers.
pub(super) fn type_of(kind: &str) -> Option<&'static Type> {
    types().find(|one| one.kind == kind)
}
