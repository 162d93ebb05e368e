//! Types of resources that the answers of the AWS CLI cover: what of them is compared, and by what
//! they are recognized.

mod filters;
mod gateways;
mod interfaces;
mod tables;
mod vpcs;

use netloom_facts::Kind;
use netloom_facts::kinds::SECURITY_GROUPS;
use netloom_network::route_keys;

/// All types, file by file. What is recognized by others stands behind them.
const TYPES: &[&[Type]] =
    &[vpcs::TYPES, gateways::TYPES, tables::TYPES, filters::TYPES, interfaces::TYPES];

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
    TYPES.iter().flat_map(|types| types.iter())
}

/// Returns what is compared of a type; `None` for one that no answer covers.
pub(super) fn type_of(kind: &str) -> Option<&'static Type> {
    types().find(|one| one.kind == kind)
}
