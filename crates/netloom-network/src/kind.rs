//! What a kind of things says of itself, and the table by which everything else asks it.
//!
//! - Comes in: the list of kinds in `parts`, each with its [`Part`].
//! - Goes out: [`crate::ResourceKind`], which loops over all kinds and asks one.
//! - Left to others: what packets do at a thing (`netloom-reach`, `netloom-certificate`).

use std::collections::BTreeMap;

use netloom_facts::Kind;

use crate::building::Placeholder;
use crate::from_template::Step;
use crate::from_template::coverage;
use crate::{Id, Network, ResourceKind, Target, Unknown, from_facts};

/// How a target of a route is made of its id.
pub type MakeTarget = fn(Id) -> Target;

/// How things of a kind that are wanted get from one network into another.
type CopyThings = fn(&Network, &mut Network, &dyn Fn(&Id) -> bool);

/// What AWS calls a kind of things.
///
/// # Source
/// AWS CloudFormation Template Reference, the page of the type and its "Return values"; Amazon EC2
/// API Reference, the record of the call.
#[derive(Clone, Copy, Debug)]
pub struct KindNames {
    /// The type in templates: `AWS::EC2::Subnet`.
    pub resource_type: &'static str,
    /// The attributes that give its id, as `Ref` does.
    pub id_attributes: &'static [&'static str],
    /// What its ids begin with: `subnet-`.
    pub id_prefix: &'static str,
    /// The properties that say in which VPC it is, and what they name.
    pub homes: &'static [(&'static str, ResourceKind)],
    /// The answer of the AWS CLI that lists it.
    pub facts: Kind,
    /// The property of a route that leads to it and to nothing else, and the target that it makes.
    pub route: Option<(&'static str, MakeTarget)>,
    /// What people call one.
    pub words: &'static str,
    /// The key of AWS's JSON that holds it as a component of a path; `None` for what packets do not
    /// pass.
    pub path_key: Option<&'static str>,
}

/// Where the things of a kind stand in a network.
pub(crate) trait Entries: Clone + 'static {
    /// Returns all of them.
    fn entries(network: &Network) -> &BTreeMap<Id, Self>;

    /// Returns all of them, to be changed.
    fn entries_mut(network: &mut Network) -> &mut BTreeMap<Id, Self>;

    /// Changes one; returns whether it is there.
    fn change(network: &mut Network, id: &Id, change: impl FnOnce(&mut Self)) -> bool {
        Self::entries_mut(network).get_mut(id).map(change).is_some()
    }
}

/// What a kind says of itself.
pub(crate) trait Part: Entries {
    /// What AWS calls it.
    const NAMES: KindNames;

    /// What is done with resources of templates, for a kind that a template describes by one
    /// resource and that copies nothing from others. What they refer to need not be there.
    const STEPS: &'static [(&'static str, Step)] = &[];

    /// What is known of the types of these resources, unless a family of
    /// `from_template/coverage/` has them.
    const COVERAGE: &'static [coverage::Kind] = &[];

    /// Returns one that is only referred to: every part of it is unknown.
    fn placeholder(of: &Placeholder<'_>) -> Self;

    /// Makes unknown what something that is not followed can touch of one; returns whether it is
    /// there.
    fn forget(network: &mut Network, id: &Id, unknown: &Unknown) -> bool;

    /// Makes unknown whether any of them leads to the internet.
    fn forget_internet(_network: &mut Network, _unknown: &Unknown) {}

    /// Adds to one what only what lives has, for a kind with [`Self::STEPS`].
    fn observe(_build: &mut from_facts::Build<'_, '_>, _record: &from_facts::Record<'_>) {}
}

/// What a kind says of itself, as values.
pub(crate) struct KindTable {
    names: KindNames,
    steps: &'static [(&'static str, Step)],
    coverage: &'static [coverage::Kind],
    ensure: fn(&mut Network, &Placeholder<'_>) -> bool,
    forget: fn(&mut Network, &Id, &Unknown) -> bool,
    forget_internet: fn(&mut Network, &Unknown),
    observe: from_facts::Observe,
    ids: for<'n> fn(&'n Network) -> Vec<&'n Id>,
    copy: CopyThings,
}

impl KindTable {
    pub(crate) const fn of<T: Part>() -> Self {
        Self {
            names: T::NAMES,
            steps: T::STEPS,
            coverage: T::COVERAGE,
            ensure: ensure::<T>,
            forget: T::forget,
            forget_internet: T::forget_internet,
            observe: T::observe,
            ids: |network| T::entries(network).keys().collect(),
            copy: copy::<T>,
        }
    }
}

fn ensure<T: Part>(network: &mut Network, of: &Placeholder<'_>) -> bool {
    if T::entries(network).contains_key(of.id) {
        return false;
    }
    T::entries_mut(network).insert(of.id.clone(), T::placeholder(of));
    true
}

fn copy<T: Part>(from: &Network, to: &mut Network, is_it: &dyn Fn(&Id) -> bool) {
    let copied = T::entries(from).iter().filter(|(id, _)| is_it(id));
    T::entries_mut(to).extend(copied.map(|(id, thing)| (id.clone(), thing.clone())));
}

impl ResourceKind {
    /// Returns what AWS calls things of this kind; `None` for what is only named.
    #[must_use]
    pub fn names(self) -> Option<&'static KindNames> {
        self.table().map(|table| &table.names)
    }

    /// Returns the ids of all things of this kind, sorted.
    #[must_use]
    pub fn ids(self, network: &Network) -> Vec<&Id> {
        self.table().map_or_else(Vec::new, |table| (table.ids)(network))
    }

    /// Puts the things of this kind that are wanted into another network, in place of those of the
    /// same names.
    pub fn copy(self, from: &Network, to: &mut Network, is_it: &dyn Fn(&Id) -> bool) {
        if let Some(table) = self.table() {
            (table.copy)(from, to, is_it);
        }
    }

    pub(crate) fn steps(self) -> &'static [(&'static str, Step)] {
        self.table().map(|table| table.steps).unwrap_or_default()
    }

    pub(crate) fn coverage(self) -> &'static [coverage::Kind] {
        self.table().map(|table| table.coverage).unwrap_or_default()
    }

    pub(crate) fn ensure(self, network: &mut Network, of: &Placeholder<'_>) -> bool {
        self.table().is_some_and(|table| (table.ensure)(network, of))
    }

    pub(crate) fn forget(self, network: &mut Network, id: &Id, unknown: &Unknown) -> bool {
        self.table().is_some_and(|table| (table.forget)(network, id, unknown))
    }

    pub(crate) fn forget_internet(self, network: &mut Network, unknown: &Unknown) {
        if let Some(table) = self.table() {
            (table.forget_internet)(network, unknown);
        }
    }

    /// Puts in what lives of a kind that has steps of its own.
    pub(crate) fn add_observed(self, build: &mut from_facts::Build<'_, '_>) {
        for (table, (kind, _)) in self
            .table()
            .into_iter()
            .flat_map(|table| table.steps.iter().map(move |step| (table, step)))
        {
            build.add(kind, from_facts::all, table.observe);
        }
    }
}

/// Makes the list of kinds: each by its type and its field of the network.
macro_rules! resource_kinds {
    ($($(#[$doc:meta])* $kind:ident: $field:ident),+ $(,)?) => {
        /// A kind of things that references lead to.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum ResourceKind {
            $($(#[$doc])* $kind,)+
            /// What is only named: an attachment or table of a transit gateway, an allocated
            /// address, a launch template.
            Other,
        }

        impl ResourceKind {
            /// Returns all kinds of things that a network has entries for, in a fixed order.
            pub fn all() -> impl Iterator<Item = Self> {
                [$(Self::$kind),+].into_iter()
            }

            pub(crate) fn table(self) -> Option<&'static $crate::kind::KindTable> {
                match self {
                    $(Self::$kind => Some(const { &$crate::kind::KindTable::of::<$kind>() }),)+
                    Self::Other => None,
                }
            }
        }

        $(impl $crate::kind::Entries for $kind {
            fn entries(network: &Network) -> &BTreeMap<Id, Self> {
                &network.$field
            }

            fn entries_mut(network: &mut Network) -> &mut BTreeMap<Id, Self> {
                &mut network.$field
            }
        })+
    };
}
pub(crate) use resource_kinds;
