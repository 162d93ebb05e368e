//! A network out of the facts of an existing VPC: what `aws ec2 describe-…` says.
//!
//! - Comes in: files, each the JSON answer of one call, which `netloom-facts` reads and makes
//!   resources of.
//! - Goes out: a [`Network`](crate::Network) of what there is, in the state in which EC2 says that
//!   it is.
//! - Owned here: what only what lives has, beside what a template would say of it, and what is
//!   unknown without a call.
//! - Left to others: what a resource is in a network (`from_template`), running the calls, and what
//!   packets do in the network (the engine).
//!
//! What a call would have told and no file tells is unknown, under a name that says which call to
//! run.

mod accelerators;
mod client_addresses;
mod context;
mod dhcp_options;
mod endpoints;
mod filters;
mod gateways;
mod interfaces;
mod load_balancers;
mod prefix_lists;
mod records;
mod route_tables;
mod transit;
mod vpcs;

#[cfg(test)]
mod tests;

use netloom_diag::SourceFile;
use netloom_facts::{Answers, Observed};

use crate::ResourceKind;
use crate::building::{BuiltNetwork, route_keys};

pub(crate) use context::{Build, Observe, all};
pub(crate) use records::Record;
use records::Records;
pub(crate) use vpcs::note_stack;

/// Returns the network that these answers describe.
///
/// - Input: the files in any order; answers in several files, such as pages, join.
/// - Output: the network and every problem, those of the files first.
///
/// # Errors
/// The findings are FAC001 to FAC006.
#[must_use]
pub fn network_of_facts(files: &[&SourceFile]) -> BuiltNetwork {
    let mut diagnostics = Vec::new();
    let answers = Answers::parse(files, &mut diagnostics);
    let facts = netloom_facts::Records::of(&answers, &mut diagnostics);
    let observed = Observed::of(&facts, route_keys());
    let records = Records::of(&facts);
    let mut build = Build::new(&records, &observed);
    vpcs::add(&mut build);
    prefix_lists::add(&mut build);
    ResourceKind::all().for_each(|kind| kind.add_observed(&mut build));
    gateways::add(&mut build);
    endpoints::add(&mut build);
    transit::add(&mut build);
    route_tables::add(&mut build);
    filters::add(&mut build);
    interfaces::add(&mut build);
    accelerators::note_endpoints(&mut build);
    load_balancers::note_listeners(&mut build);
    client_addresses::note_balancers(&mut build);
    vpcs::note_untold_choices(&mut build);
    BuiltNetwork { network: build.finish(), diagnostics }
}
