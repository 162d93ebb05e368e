//! The arguments of commands that look at a network: facts, and values for parameters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use netloom_diag::{Diagnostic, Sources};

use super::config_args::ConfigArgs;
use crate::facts::Facts;
use crate::files::{MAX_TEMPLATE_BYTES, read_source};
use netloom_driver::observe::{ObserveOptions, StackFile};

/// What is known beside the input.
#[derive(clap::Args, Debug, Default)]
pub(super) struct NetworkArgs {
    /// Facts of the existing VPC: a directory with the output of `aws ec2 describe-…`,
    /// one file per call
    #[arg(long, value_name = "DIR")]
    pub(super) facts: Option<PathBuf>,

    /// The name of the stack of the input: with `--facts`, what it made is this network, and what
    /// others made is occupied
    #[arg(long, value_name = "NAME")]
    stack_name: Option<String>,

    /// A value for a parameter of the template; may be repeated
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parse_parameter)]
    parameters: Vec<(String, String)>,

    /// The template of a nested stack, where `TemplateURL` is not a path; may be repeated
    ///
    /// A stack in a nested stack is `NAME/NAME`. Its resources are named `Network/Vpc`.
    #[arg(long = "child", value_name = "NAME=FILE", value_parser = parse_parameter)]
    children: Vec<(String, String)>,

    /// A stack that the input is read together with, by its name; may be repeated
    ///
    /// What it exports is what the input imports with `Fn::ImportValue`. Its resources are named
    /// `NAME/Vpc`. With the file of the input it gives the input its name.
    #[arg(long = "stack", value_name = "NAME=FILE", value_parser = parse_parameter)]
    stacks: Vec<(String, String)>,
}

/// What `--stack` says.
#[derive(Default)]
pub(super) struct Stacks {
    /// The stacks that are no inputs.
    pub(super) beside: Vec<StackFile>,
    /// The names of stacks whose templates are inputs.
    pub(super) names: BTreeMap<PathBuf, String>,
}

impl Stacks {
    /// Returns the options for one input.
    pub(super) fn options_for(&self, input: &Path, options: &ObserveOptions) -> ObserveOptions {
        let named = self.names.get(input).cloned();
        let stack_name = named.or_else(|| options.stack_name.clone());
        ObserveOptions { stack_name, beside: self.beside.clone(), ..options.clone() }
    }
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
    pub(super) fn options(&self, config_args: &ConfigArgs, facts: &Facts) -> ObserveOptions {
        let parameters: BTreeMap<String, String> = self.parameters.iter().cloned().collect();
        let child_files =
            self.children.iter().map(|(name, file)| (name.clone(), PathBuf::from(file)));
        ObserveOptions {
            load: config_args.to_load_options(),
            parameters,
            child_files: child_files.collect(),
            existing: facts.existing.clone(),
            stack_name: self.stack_name.clone(),
            ..ObserveOptions::default()
        }
    }

    /// The stacks that inputs are read together with, read; and the names of stacks by their files.
    ///
    /// - `inputs`: a stack with the file of an input names it.
    /// - Errors: the finding for a file that cannot be read.
    pub(super) fn read_stacks(
        &self,
        inputs: &[PathBuf],
        sources: &mut Sources,
    ) -> Result<Stacks, Diagnostic> {
        let mut stacks = Stacks::default();
        for (name, file) in &self.stacks {
            let path = PathBuf::from(file);
            if inputs.contains(&path) {
                stacks.names.insert(path, name.clone());
                continue;
            }
            let file = read_source(&path, MAX_TEMPLATE_BYTES, sources)?;
            stacks.beside.push(StackFile { prefix: name.clone(), name: Some(name.clone()), file });
        }
        Ok(stacks)
    }

    /// Reads the facts; empty without any.
    pub(super) fn read_facts(&self, sources: &mut Sources) -> (Facts, Vec<Diagnostic>) {
        match &self.facts {
            None => (Facts::default(), Vec::new()),
            Some(folder) => crate::facts::read_facts(folder, sources),
        }
    }
}
