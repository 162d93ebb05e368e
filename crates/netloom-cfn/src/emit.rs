//! A plan, spelled out as a template.
//!
//! One file per kind of plan object. CloudFormation sees an order between two resources only where
//! one refers to the other; every order beyond that is written as `DependsOn`, and its reason
//! stands where it is written.

mod endpoint_policies;
mod endpoints;
mod head_interface;
mod internet_gateway;
mod metadata;
mod nat_gateways;
mod outputs;
mod placement_groups;
mod route_tables;
mod security_groups;
mod subnets;
mod tags;
mod transit_gateway;
mod vpc;
mod vpn_gateway;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use netloom_diag::{Diagnostic, Origin};
use netloom_plan::NetworkPlan;
use netloom_plan::plan::{GroupRef, PlannedInternetGateway, PlannedVpc, SubnetPlace};

use crate::codes::LOGICAL_ID_TAKEN;
use crate::resources::Properties;
use crate::{LogicalId, Output, Resource, Template, Value, names};

/// A template and where each part of it came from.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Emitted {
    /// The template.
    pub template: Template,
    /// Where in the user's file each resource came from, one entry per resource.
    pub origins: BTreeMap<LogicalId, Origin>,
    /// Plan objects that could not be distinguished in the template, in the order in which they
    /// were met. Mostly empty.
    pub diagnostics: Vec<Diagnostic>,
}

/// Spells `plan` out as a template.
///
/// Nothing is decided here: equal plans give equal templates. `tool_version` is written into the
/// metadata and nowhere else.
///
/// - Output: findings only of [`LOGICAL_ID_TAKEN`]; a resource that would take another's logical id
///   is left out.
#[must_use]
pub fn emit_template(plan: &NetworkPlan, tool_version: &str) -> Emitted {
    let mut emitter = Emitter { plan, emitted: Emitted::default() };
    vpc::emit(&mut emitter);
    internet_gateway::emit(&mut emitter);
    vpn_gateway::emit(&mut emitter);
    subnets::emit(&mut emitter);
    transit_gateway::emit(&mut emitter);
    route_tables::emit(&mut emitter);
    nat_gateways::emit(&mut emitter);
    endpoints::emit(&mut emitter);
    security_groups::emit(&mut emitter);
    placement_groups::emit(&mut emitter);
    head_interface::emit(&mut emitter);
    metadata::emit(&mut emitter, tool_version);
    tags::emit(&mut emitter);
    outputs::emit(&mut emitter);
    emitter.emitted
}

/// The template in the making.
struct Emitter<'a> {
    plan: &'a NetworkPlan,
    emitted: Emitted,
}

impl Emitter<'_> {
    /// Adds a resource whose every predecessor is one that it refers to.
    fn add(&mut self, id: LogicalId, origin: Origin, properties: impl Into<Properties>) {
        self.add_after([], id, origin, properties);
    }

    /// Adds a resource that has to wait for `predecessors`, which it does not refer to.
    fn add_after(
        &mut self,
        predecessors: impl IntoIterator<Item = LogicalId>,
        id: LogicalId,
        origin: Origin,
        properties: impl Into<Properties>,
    ) {
        match self.emitted.template.resources.entry(id.clone()) {
            Entry::Vacant(place) => {
                let depends_on = predecessors.into_iter().collect();
                place.insert(Resource {
                    depends_on,
                    is_retained: false,
                    properties: properties.into(),
                });
                self.emitted.origins.insert(id, origin);
            }
            Entry::Occupied(_) => self.report_taken(&id, origin),
        }
    }

    /// Has a resource stay in the account when the stack lets go of it.
    fn retain(&mut self, id: &LogicalId) {
        if let Some(resource) = self.emitted.template.resources.get_mut(id) {
            resource.is_retained = true;
        }
    }

    fn report_taken(&mut self, id: &LogicalId, origin: Origin) {
        let message = format!("two things of this network would both be `{id}` in the template");
        let finding = Diagnostic::new(&LOGICAL_ID_TAKEN, origin.span(), message)
            .about(format!("resource.{id}"));
        let finding = match self.emitted.origins.get(id) {
            Some(first) => finding.also(first.span(), "the first one comes from here"),
            None => finding,
        };
        let help = "give one of them a name that differs in letters or digits, not only in \
                    hyphens or dots";
        self.emitted.diagnostics.push(finding.help(help));
    }

    /// Adds an output.
    fn output(&mut self, name: LogicalId, description: impl Into<String>, value: Value) {
        self.emitted
            .template
            .outputs
            .insert(name, Output { description: description.into(), value });
    }

    /// Returns the VPC's id.
    // INVARIANT: a plan that makes anything inside a VPC names the VPC, so the reference always has
    // its resource.
    fn vpc_id(&self) -> Value {
        match &self.plan.vpc {
            Some(PlannedVpc::Existing { id, .. }) => Value::literal(&id.value),
            Some(PlannedVpc::New { .. }) | None => Value::Ref(names::vpc()),
        }
    }

    /// Returns the attachment that everything with a public address has to wait for; none when the
    /// gateway is attached already.
    fn internet_gateway_attachment(&self) -> Option<LogicalId> {
        let is_new = matches!(self.plan.internet_gateway, Some(PlannedInternetGateway::New { .. }));
        is_new.then(names::internet_gateway_attachment)
    }
}

/// Returns the id of a subnet.
fn subnet_id(subnet: &SubnetPlace) -> Value {
    match subnet {
        SubnetPlace::Planned(key) => Value::Ref(names::subnet(key)),
        SubnetPlace::Existing(id) => Value::literal(id),
    }
}

/// Returns the id of a security group.
fn group_id(group: &GroupRef) -> Value {
    match group {
        GroupRef::Planned(key) => Value::GetAtt(names::security_group(key), "GroupId"),
        GroupRef::Existing(id) => Value::literal(id),
    }
}

#[cfg(test)]
mod tests;
