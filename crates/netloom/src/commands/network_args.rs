//! The arguments of commands that look at a network: facts, and values for parameters.

use std::collections::BTreeMap;
use std::path::PathBuf;

use netloom_diag::{Diagnostic, Sources};
use netloom_network::Network;

use super::config_args::ConfigArgs;
use crate::observe::ObserveOptions;

/// What is known beside the input.
#[derive(clap::Args, Debug, Default)]
pub(super) struct NetworkArgs {
    /// The facts of the VPC that exists already: a folder with the output of `aws ec2 describe-…`, one file per call
    #[arg(long, value_name = "DIR")]
    pub(super) facts: Option<PathBuf>,

    /// A value for a parameter of the template; may be repeated
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parse_parameter)]
    parameters: Vec<(String, String)>,
}

fn parse_parameter(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    if name.trim().is_empty() {
        Err("expected a name before `=`")
    } else {
        Ok((name.trim().to_owned(), value.to_owned()))
    }
}

impl NetworkArgs {
    pub(super) fn options(&self, config_args: &ConfigArgs) -> ObserveOptions {
        let parameters: BTreeMap<String, String> = self.parameters.iter().cloned().collect();
        ObserveOptions { load: config_args.to_load_options(), parameters, ..ObserveOptions::default() }
    }

    /// Reads the facts; empty without any.
    pub(super) fn read_facts(&self, sources: &mut Sources) -> (Network, Vec<Diagnostic>) {
        match &self.facts {
            None => (Network::default(), Vec::new()),
            Some(folder) => crate::facts::read_facts(folder, sources),
        }
    }
}
