//! What a deployment does, before it is done: the review against the deployed stack, and the cost.
//!
//! - Comes in: what is to be deployed, and the stack as it was deployed last.
//! - Goes out: text for standard error.
//! - Left to others: the review (`netloom-driver`) and how it is written (`netloom-report`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use netloom_diag::counting::counted;
use netloom_diag::{FileId, Sources, Style, terminal_text};
use netloom_diff::money::{Prices, monthly_bill};
use netloom_diff::resources::ResourceChange;
use netloom_diff::{Review, Severity};
use netloom_driver::comparison::{Part, compare};
use netloom_driver::nested::observe_whole;
use netloom_driver::observe::ObserveOptions;
use netloom_network::Network;
use netloom_report::review::human;

use crate::aws::DeployedStack;
use crate::cost::cost_of_stack;
use crate::files::{STDIN, read_template_file};
use crate::terminal::Terminal;

/// What is to be deployed.
pub(super) struct Announced<'a> {
    pub(super) stack_name: &'a str,
    /// The config or the template among the sources, and where it is.
    pub(super) file: FileId,
    pub(super) input: &'a Path,
    /// How it is read, with the values of parameters that it is deployed with.
    pub(super) options: &'a ObserveOptions,
    pub(super) facts: &'a Network,
}

/// Says what the deployment does to the stack, and returns how many resources will fail by it.
///
/// - `deployed`: the stack, `None` where it is new; or why it cannot be looked at.
pub(super) fn announce(
    announced: &Announced<'_>,
    deployed: &Result<Option<DeployedStack>, String>,
    (terminal, sources): (&Terminal, &mut Sources),
) -> usize {
    let mut n_failing = 0;
    let name = announced.stack_name;
    let old = match deployed {
        Ok(Some(stack)) => {
            terminal.talk(&format!("\nnetloom: stack `{name}` is to be updated\n"));
            Some(announced.old_side(stack, sources))
        }
        Ok(None) => {
            terminal.talk(&format!("\nnetloom: stack `{name}` is to be created\n"));
            Some(Part::absent(announced.facts))
        }
        Err(why) => {
            terminal.talk(&format!(
                "\nnetloom: what changes in stack `{name}` is unknown, since it cannot be read: \
                 {why}\n"
            ));
            None
        }
    };
    let mut new = announced.new_side(sources);
    // Before the sides are compared, which fits them to each other.
    let cost = cost(&new, old.as_ref().filter(|_| matches!(deployed, Ok(Some(_)))));
    if let Some(mut old) = old {
        match compare((&mut old, &mut new), None, announced.options, sources) {
            Some(review) => {
                let fails = |one: &&ResourceChange| !one.collisions.is_empty();
                n_failing = review.resources.iter().filter(fails).count();
                terminal.talk_rendered(&shown(&review, terminal.talk_style()));
            }
            None => terminal.talk("what changes is unknown: its template is not understood\n"),
        }
    }
    if let Some(cost) = cost {
        terminal.talk(&format!("\n{cost}\n\n"));
    }
    n_failing
}

/// What the stack costs a month, and how much more that is than before; absent where its template
/// is not understood.
///
/// - `old`: the stack, where it is deployed.
fn cost(new: &Part, old: Option<&Part>) -> Option<String> {
    let prices = Prices::built_in()?;
    let bill = |side: &Part| Some(monthly_bill(side.observed.document.as_ref()?, &prices));
    Some(cost_of_stack(&bill(new)?, old.and_then(bill).as_ref()))
}

impl Announced<'_> {
    fn observed(
        &self,
        file: FileId,
        place: Option<&Path>,
        options: &ObserveOptions,
        sources: &mut Sources,
    ) -> Part {
        let mut read = |path: &Path, sources: &mut Sources| read_template_file(path, sources);
        Part::written(observe_whole(file, place, &mut read, sources, self.facts, options))
    }

    fn new_side(&self, sources: &mut Sources) -> Part {
        let place = (self.input != Path::new(STDIN)).then_some(self.input);
        self.observed(self.file, place, self.options, sources)
    }

    /// The stack as it was deployed last, with the parameters that it has.
    fn old_side(&self, stack: &DeployedStack, sources: &mut Sources) -> Part {
        let file = sources.add(format!("stack `{}`", self.stack_name), stack.template.as_str());
        let options = ObserveOptions {
            load: self.options.load.clone(),
            parameters: stack.parameters.clone(),
            ..ObserveOptions::default()
        };
        self.observed(file, None, &options, sources)
    }
}

/// The whole review where it is grave, else its first lines.
fn shown(review: &Review, style: Style) -> String {
    let whole = human(review, style);
    if review.severity >= Severity::High {
        return whole;
    }
    let first = whole.split("\n\n").next().unwrap_or_default().trim_end();
    let n_resources = review.resources.len();
    match n_resources {
        0 => format!("{first}\n"),
        n => format!("{first}\n{}\n", names(n, review)),
    }
}

/// How many resource names a line has.
const MAX_NAMES: usize = 6;

fn names(n: usize, review: &Review) -> String {
    let shown: Vec<&str> =
        review.resources.iter().take(MAX_NAMES).map(|one| one.id.as_str()).collect();
    let more = n.saturating_sub(MAX_NAMES);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let line = format!("{}: {}{more}", counted(n, "resource"), shown.join(", "));
    terminal_text(&line).into_owned()
}

/// Returns the values that parameters are deployed with: those that the user gives, else those
/// that the stack has.
///
/// - `declared`: the parameters of the new template.
///
/// # Source
/// AWS CLI 1.46.3, `customizations/cloudformation/deploy.py`, `merge_parameters`:
/// `UsePreviousValue`.
pub(super) fn merged_parameters(
    given: BTreeMap<String, String>,
    deployed: Option<&DeployedStack>,
    declared: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let kept = deployed.into_iter().flat_map(|stack| &stack.parameters);
    let mut merged: BTreeMap<String, String> = kept
        .filter(|(name, _)| declared.contains(*name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    merged.extend(given);
    merged
}
