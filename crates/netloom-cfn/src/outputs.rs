//! The way back: the ids that a deployed stack gave out.
//!
//! - Comes in: the JSON text of `aws cloudformation describe-stacks`, of one stack or of all stacks
//!   of an account.
//! - Goes out: [`BoundIds`], or every reason why they cannot be had.
//! - Left to others: writing the ids into the config (`netloom-config`).

mod document;

use std::collections::BTreeMap;

use netloom_config::BoundIds;
use netloom_config::intent::NodeGroup;
use netloom_diag::{Diagnostic, SourceFile, Span};
use netloom_net::ids::{IdParseError, SecurityGroupId};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::{GroupRef, PlannedBinding};

use crate::codes::{
    OUTPUT_MALFORMED, OUTPUT_MISSING, OUTPUTS_UNREADABLE, SEVERAL_STACKS, STACK_NOT_COMPLETE,
    STACK_OF_ANOTHER_CONFIG,
};
use crate::{LogicalId, emit_template, names};
use document::{Stack, parse_stacks};

/// Takes out of the outputs of a stack the ids that the config of `plan` needs.
///
/// The stack is the one whose output [`NETWORK_OUTPUT`](names::NETWORK_OUTPUT) equals that of the
/// plan's own template, so the document may hold other stacks too.
///
/// # Errors
/// [`OUTPUTS_UNREADABLE`], [`STACK_OF_ANOTHER_CONFIG`], [`STACK_NOT_COMPLETE`] or
/// [`SEVERAL_STACKS`], one finding; else one [`OUTPUT_MISSING`] or [`OUTPUT_MALFORMED`] for each
/// output that cannot be used. All point into `file`.
pub fn read_outputs(file: &SourceFile, plan: &NetworkPlan) -> Result<BoundIds, Vec<Diagnostic>> {
    let parsed = file.read_once(parse_stacks);
    let stacks = parsed.as_ref().as_ref().map_err(|reason| vec![unreadable(file, reason)])?;
    let network = crate::fingerprint(&emit_template(plan, "").template);
    let stack = choose_stack(file, stacks, &network).map_err(|finding| vec![finding])?;
    let mut reader = Reader { file, stack, findings: Vec::new() };
    let ids = reader.read(plan);
    if reader.findings.is_empty() { Ok(ids) } else { Err(reader.findings) }
}

/// Returns the name of the stack of which the outputs are; `None` where they are of several, or are
/// not outputs.
#[must_use]
pub fn only_stack_name(file: &SourceFile) -> Option<String> {
    match file.read_once(parse_stacks).as_ref().as_ref().ok()?.as_slice() {
        [stack] => Some(stack.name.clone()),
        _ => None,
    }
}

fn unreadable(file: &SourceFile, reason: &document::Unreadable) -> Diagnostic {
    let message =
        format!("this is not the JSON of `aws cloudformation describe-stacks`: {}", reason.what);
    Diagnostic::new(&OUTPUTS_UNREADABLE, reason.span(file), message)
        .help("`aws cloudformation describe-stacks --stack-name NAME --output json` writes it")
}

/// Returns the one complete stack that holds the network.
fn choose_stack<'a>(
    file: &SourceFile,
    stacks: &'a [Stack],
    network: &str,
) -> Result<&'a Stack, Diagnostic> {
    let (complete, incomplete): (Vec<&Stack>, Vec<&Stack>) = stacks
        .iter()
        .filter(|stack| {
            stack.outputs.get(names::NETWORK_OUTPUT).is_some_and(|seen| seen == network)
        })
        .partition(|stack| stack.is_complete());
    match (complete.as_slice(), incomplete.as_slice()) {
        ([stack], _) => Ok(stack),
        ([first, others @ ..], _) => Err(several(file, first, others)),
        ([], [stack, ..]) => Err(not_complete(file, stack)),
        ([], []) => Err(none_holds_it(file, stacks, network)),
    }
}

/// Returns why none of the stacks will do: the only one is not complete yet, or they hold other
/// networks.
fn none_holds_it(file: &SourceFile, stacks: &[Stack], network: &str) -> Diagnostic {
    match stacks {
        [stack] if !stack.is_complete() => not_complete(file, stack),
        [stack] => {
            let seen = stack.outputs.get(names::NETWORK_OUTPUT);
            let what = match seen {
                Some(seen) => format!("holds network {seen}, this config is network {network}"),
                None => {
                    format!("was not made by netloom: it has no output `{}`", names::NETWORK_OUTPUT)
                }
            };
            another_config(stack.span(file), &format!("stack `{}` {what}", stack.name))
        }
        _ => {
            let names: Vec<String> =
                stacks.iter().map(|stack| format!("`{}`", stack.name)).collect();
            let message =
                format!("none of {} holds the network of this config, {network}", names.join(", "));
            another_config(Span::file_start(file.id()), &message)
        }
    }
}

fn another_config(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(&STACK_OF_ANOTHER_CONFIG, span, message).help(
        "give the outputs of the stack that was deployed from this config, or deploy this \
               config again",
    )
}

fn not_complete(file: &SourceFile, stack: &Stack) -> Diagnostic {
    let message = format!(
        "stack `{}` is {}, expected CREATE_COMPLETE or UPDATE_COMPLETE",
        stack.name, stack.status
    );
    let finding = Diagnostic::new(&STACK_NOT_COMPLETE, stack.span(file), message);
    if stack.status.ends_with("_IN_PROGRESS") {
        finding
            .help("wait until it is complete, then run `aws cloudformation describe-stacks` again")
    } else {
        finding.help(format!(
            "`aws cloudformation describe-stack-events --stack-name {}` says why; deploy again",
            stack.name
        ))
    }
}

fn several(file: &SourceFile, first: &Stack, others: &[&Stack]) -> Diagnostic {
    let names: Vec<String> = others.iter().map(|stack| format!("`{}`", stack.name)).collect();
    let message =
        format!("stack `{}` and {} hold the network of this config", first.name, names.join(", "));
    Diagnostic::new(&SEVERAL_STACKS, first.span(file), message)
        .help("choose one: `aws cloudformation describe-stacks --stack-name NAME --output json`")
}

/// Takes ids out of one stack and remembers what stood in the way.
struct Reader<'a> {
    file: &'a SourceFile,
    stack: &'a Stack,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, plan: &NetworkPlan) -> BoundIds {
        let vpc = plan.vpc.as_ref().and_then(|_| self.id(&names::vpc_output(), "VPC"));
        let mut subnets = BTreeMap::new();
        // INVARIANT: the plan's subnets are sorted by name and zone, so the ids of each name come
        // sorted by zone.
        for subnet in &plan.subnets {
            let id = self.id(&names::subnet_output(&subnet.key), "subnet");
            subnets.entry(subnet.key.name.clone()).or_insert_with(Vec::new).extend(id);
        }
        let groups = plan
            .bindings
            .iter()
            .filter(|binding| !binding.groups.is_empty())
            .map(|binding| self.groups(binding))
            .collect();
        BoundIds { vpc, subnets, groups }
    }

    fn groups(&mut self, binding: &PlannedBinding) -> (NodeGroup, Vec<SecurityGroupId>) {
        let id = |group: &GroupRef| match group {
            GroupRef::Planned(key) => self.id(&names::security_group_output(key), "security group"),
            GroupRef::Existing(id) => Some(id.clone()),
        };
        (binding.nodes.clone(), binding.groups.iter().filter_map(id).collect())
    }

    /// Returns the id that an output holds, or remembers why there is none. `what` names the kind
    /// of id in words.
    fn id<T: std::str::FromStr<Err = IdParseError>>(
        &mut self,
        name: &LogicalId,
        what: &str,
    ) -> Option<T> {
        let stack = &self.stack.name;
        let finding = match self.stack.outputs.get(name.as_str()) {
            None => Diagnostic::new(
                &OUTPUT_MISSING,
                self.stack.span(self.file),
                format!("stack `{stack}` has no output `{name}`"),
            ),
            Some(text) => match text.parse() {
                Ok(id) => return Some(id),
                Err(_) => Diagnostic::new(
                    &OUTPUT_MALFORMED,
                    document::span_of(self.file, name.as_str()),
                    format!(
                        "output `{name}` of stack `{stack}` is `{text}`, expected the id of a \
                         {what}"
                    ),
                ),
            },
        };
        let finding = finding.help(
            "deploy the template of `netloom render` as it is, then ask for the outputs again",
        );
        // Two node groups may share one security group; its absence is reported once.
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
        None
    }
}

#[cfg(test)]
mod tests;
