//! Services that let clients in by what is written in them: a public endpoint, a list of addresses,
//! a policy, a firewall for requests in front of them.
//!
//! - Comes in: the resources of both templates, and what has begun to reach what.
//! - Goes out: what may be reached now, and entrances that are for those alone whom IAM admits.
//! - Left to others: services of which every change may let something in (`doors`), and load
//!   balancers (`forwarding`).
//!
//! | file | one idea |
//! | --- | --- |
//! | `table` | the services |
//! | `setting` | what of a service keeps clients out, and whether less does |
//! | `options`, `openings` | options of Elastic Beanstalk; ports and blocks of a service's own firewall |
//! | `policy` | which policy admits no more than another one |
//! | `web_acl`, `protected` | firewalls for requests, and what is behind them |
//! | `accelerator` | what Global Accelerator leads to which ports |
//! | `state_machine` | what state machines start and call |
//! | `beyond` | what is reached from the interfaces of entrances |

mod accelerator;
mod beyond;
mod openings;
mod options;
mod policy;
mod protected;
mod setting;
mod state_machine;
mod table;
mod web_acl;

use std::collections::{BTreeMap, BTreeSet};

use netloom_template::TemplateDocument;

use crate::revision::{Resource, Resources, resources};
use crate::source_tree::SourceTree;
use crate::traffic::PossibleExposure;
use crate::value::Plain;

/// What entrances let in now.
#[derive(Debug, Default)]
pub(crate) struct Entrances {
    /// What the internet may reach.
    pub(crate) exposures: BTreeSet<PossibleExposure>,
    /// What those may reach whom IAM, or another network, admits.
    pub(crate) undecided: BTreeSet<String>,
}

/// Both templates.
pub(crate) struct Sides<'a> {
    before: Resources<'a>,
    after: Resources<'a>,
    /// Names in the old template by those in the new one, where they differ.
    names: BTreeMap<String, String>,
}

impl<'a> Sides<'a> {
    /// - `old_name`: the name in the old template, by that in the new one, where they differ.
    pub(crate) fn new(
        (old, old_written): (&'a TemplateDocument, &SourceTree<'_>),
        (new, new_written): (&'a TemplateDocument, &SourceTree<'_>),
        old_name: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let (before, after) = (resources(old, old_written), resources(new, new_written));
        let names = after.keys().filter_map(|id| Some(((*id).to_owned(), old_name(id)?))).collect();
        Self { before, after, names }
    }

    /// The name that a resource of the new template had in the old one.
    fn old_name<'n>(&'n self, id: &'n str) -> &'n str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// A resource as it was; `None` for one that is new, or may be.
    fn earlier(&self, id: &str) -> Option<&Resource<'a>> {
        let later = self.after.get(id)?;
        let earlier = self.before.get(self.old_name(id))?;
        let is_there = earlier.condition.is_none() || earlier.condition == later.condition;
        (is_there && earlier.kind() == later.kind()).then_some(earlier)
    }

    /// A resource as it is now, by its name in the old template.
    fn later(&self, old: &str) -> Option<(&str, &Resource<'a>)> {
        let (id, later) = self.after.iter().find(|(id, _)| self.old_name(id) == old)?;
        Some((id, later))
    }

    /// A value of the new template with the names of the old one.
    fn by_old_names(&self, value: &Plain) -> Plain {
        value.renamed(&|id| self.names.get(id).map(String::as_str))
    }
}

/// Returns what entrances let in now and did not.
///
/// - `gained`: what has begun to reach what, by the names in the new template.
pub(crate) fn entrances(sides: &Sides<'_>, gained: &BTreeSet<(String, String)>) -> Entrances {
    let mut found = Entrances::default();
    setting::add(sides, &mut found);
    setting::add_gone(sides, &mut found);
    protected::add(sides, &mut found);
    accelerator::add(sides, &mut found);
    beyond::add(sides, gained, &mut found);
    state_machine::add(sides, &mut found);
    found
}

/// What stands at a path of a value, `*` for the items of a list, `%` for what a mapping has by
/// whichever names; what is not known on the way stands for what is below it.
fn at<'p>(value: &'p Plain, path: &str) -> Vec<&'p Plain> {
    let mut found = vec![value];
    for key in path.split('.') {
        let mut below = Vec::new();
        for one in found {
            match one {
                Plain::Unknown(_) => below.push(one),
                Plain::List(items) if key == "*" => below.extend(items),
                _ if key == "*" => below.push(one),
                Plain::Map(entries) if key == "%" => below.extend(entries.values()),
                _ => below.extend(one.get(key)),
            }
        }
        found = below;
    }
    found
}
