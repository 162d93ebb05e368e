//! From an input to the network that is there: a config by its rendered text, a template as it is,
//! facts of an existing VPC.
//!
//! - Comes in: one input file, and facts.
//! - Goes out: the [`Network`], the nodes of the cluster in it, and what was found on the way.
//! - Left to others: which questions are asked of it.
//!
//! Proofs run on the text of the template, read back, never on the plan: the compiler is not
//! trusted, its output is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use netloom_cfn::{LogicalId, Template, check_limits, names};
use netloom_checks::{
    ClusterNodes, add_nodes, check_against_facts, check_document_limits, check_template,
};
use netloom_config::{ClusterIntent, LoadOptions};
use netloom_diag::{Diagnostic, FileId, Sources, Span};
use netloom_network::{Id, Network, add_template};
use netloom_template::joined::{
    JoinedTemplate, Part, StackInput, UnreadStack, join_nested, join_stacks,
};
use netloom_template::{Node, ReadOptions, TemplateDocument, read_template};

use crate::egress::egress_addresses;
use crate::input_kind::InputKind;
use crate::memory::Beside;
use crate::pipeline::{LockText, TemplateFormat, compile_beside};
use netloom_facts::existing::ExistingNetwork;

/// How to read the inputs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ObserveOptions {
    /// How to read configs.
    pub load: LoadOptions,
    /// The lock file of the input, where it is a config that has one.
    pub lock: Option<LockInput>,
    /// A template that was rendered before, among the sources, for a config.
    pub previous: Option<FileId>,
    /// What exists, as far as planning a config needs it; absent without facts.
    pub existing: Option<Arc<ExistingNetwork>>,
    /// Values for the parameters of templates.
    pub parameters: BTreeMap<String, String>,
    /// Templates of nested stacks among the sources, by the path of the stack.
    pub children: BTreeMap<String, FileId>,
    /// Where templates of nested stacks are, as the user says, by the path of the stack.
    pub child_files: BTreeMap<String, PathBuf>,
    /// The name of the stack.
    pub stack_name: Option<String>,
    /// What the names of the input begin with; empty for none.
    pub prefix: String,
    /// Stacks that the input is read together with.
    pub beside: Vec<StackFile>,
}

impl ObserveOptions {
    /// Returns what is known beside a config.
    #[must_use]
    pub fn beside_config<'a>(&'a self, sources: &'a Sources) -> Beside<'a> {
        Beside {
            lock: self.lock.as_ref().map(|lock| lock.text(sources)),
            previous: self.previous.and_then(|file| sources.get(file)),
            existing: self.existing.as_deref(),
            stack_name: self.stack_name.as_deref(),
        }
    }
}

/// The lock file of a config.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockInput {
    /// Its text among the sources; `None` where there is none yet.
    pub file: Option<FileId>,
    /// The file name of the config, without folders.
    pub config: String,
}

impl LockInput {
    /// Returns it with its text.
    #[must_use]
    pub fn text<'a>(&'a self, sources: &'a Sources) -> LockText<'a> {
        let file = self.file.and_then(|file| sources.get(file));
        LockText { file, config: &self.config }
    }
}

/// A stack that an input is read together with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StackFile {
    /// What its names begin with.
    pub prefix: String,
    /// Its name, where that is known.
    pub name: Option<String>,
    /// Its template among the sources.
    pub file: FileId,
}

/// What one input gave.
#[derive(Clone, PartialEq, Debug)]
pub struct Observed {
    /// What there is; absent when too little of the input could be read.
    pub network: Option<Network>,
    /// What there was before it, on top of which the network is built; empty without facts.
    pub facts: Network,
    /// The nodes of the cluster; none for a template.
    pub nodes: ClusterNodes,
    /// What a config says of each subnet that its template makes; empty for a template.
    pub subnets: BTreeMap<Id, SubnetOfConfig>,
    /// What a config says; absent for a template.
    pub intent: Option<ClusterIntent>,
    /// The template that was read: the input, or what was rendered from it.
    pub document: Option<TemplateDocument>,
    /// The rendered text of a config among the sources.
    pub rendered: Option<FileId>,
    /// Where a config says that there is a resource, by its logical id; empty for a template.
    pub origins: BTreeMap<String, Span>,
    /// What all stages found.
    pub diagnostics: Vec<Diagnostic>,
    /// Each template that is part of it: one, and those of nested stacks and of stacks beside it.
    pub parts: Vec<Part>,
    /// By which addresses private nodes leave, in one sentence; absent for a template, and without a
    /// NAT gateway.
    pub egress: Option<String>,
    /// Nested stacks whose templates were not read.
    pub unread: Vec<UnreadStack>,
    /// What it was read with, the templates of nested stacks included.
    pub options: ObserveOptions,
}

/// What a config says of a subnet that its template makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubnetOfConfig {
    /// Its name in the config, or a derived one.
    pub name: String,
    /// How many addresses its nodes need at most.
    pub n_needed: u64,
}

impl Observed {
    /// Returns a network that no input was read for, such as that of facts.
    pub fn of_network(network: Option<Network>) -> Self {
        Self {
            network,
            facts: Network::default(),
            nodes: ClusterNodes::default(),
            subnets: BTreeMap::new(),
            intent: None,
            document: None,
            rendered: None,
            origins: BTreeMap::new(),
            diagnostics: Vec::new(),
            parts: Vec::new(),
            egress: None,
            unread: Vec::new(),
            options: ObserveOptions::default(),
        }
    }
}

/// Reads one input and builds its network on top of the facts.
///
/// - `facts`: the network that exists already; empty without facts.
#[must_use]
pub fn observe(
    file: FileId,
    sources: &mut Sources,
    facts: &Network,
    options: &ObserveOptions,
) -> Observed {
    if sources.get(file).map(InputKind::of_named) == Some(InputKind::Template) {
        observe_template(file, sources, facts, options)
    } else {
        observe_config(file, sources, facts, options)
    }
}

/// Returns a template as it is when no default is taken for the value of a parameter; `None` for a
/// config and for a template without defaults, which are what they are.
#[must_use]
pub fn without_defaults(observed: &Observed, sources: &Sources) -> Option<TemplateDocument> {
    let document = observed.document.as_ref().filter(|_| observed.intent.is_none())?;
    let options = &observed.options;
    let is_by_default = |id: &str, value: &Node| {
        value.first_unknown().is_none() && !options.parameters.contains_key(id)
    };
    if !document.parameters.iter().any(|parameter| is_by_default(&parameter.id, &parameter.value)) {
        return None;
    }
    let root = observed.parts.last()?.file;
    let read_options = ReadOptions { without_defaults: true, ..read_options(options) };
    read_with_stacks(root, sources, options, &read_options).template
}

/// How the outermost template of an input is read.
pub fn read_options(options: &ObserveOptions) -> ReadOptions {
    ReadOptions {
        parameters: options.parameters.clone(),
        region: options.load.region.clone(),
        stack_name: options.stack_name.clone(),
        ..ReadOptions::default()
    }
}

/// Reads a template with its nested stacks and the stacks beside it.
pub fn read_with_stacks(
    file: FileId,
    sources: &Sources,
    options: &ObserveOptions,
    read_options: &ReadOptions,
) -> JoinedTemplate {
    let Some(source) = sources.get(file) else { return JoinedTemplate::default() };
    let child = |(path, file): (&String, &FileId)| Some((path.clone(), sources.get(*file)?));
    let children = options.children.iter().filter_map(child).collect();
    if options.beside.is_empty() && options.prefix.is_empty() {
        return join_nested(source, read_options, &children);
    }
    let own = StackInput {
        prefix: &options.prefix,
        stack_name: options.stack_name.as_deref(),
        file: source,
    };
    let beside = options.beside.iter().filter_map(|stack| {
        let file = sources.get(stack.file)?;
        Some(StackInput { prefix: &stack.prefix, stack_name: stack.name.as_deref(), file })
    });
    // The input comes last, so that what it imports is read before it.
    let stacks: Vec<StackInput<'_>> = beside.chain([own]).collect();
    join_stacks(&stacks, read_options, &children)
}

/// Reads a template, whatever its text looks like, and builds its network on top of the facts.
pub fn observe_template(
    file: FileId,
    sources: &Sources,
    facts: &Network,
    options: &ObserveOptions,
) -> Observed {
    let joined = read_with_stacks(file, sources, options, &read_options(options));
    let mut network = facts.clone();
    let mut diagnostics = joined.diagnostics;
    // What has an error in it may mean anything; checks still say what else is wrong, but nothing
    // is proved of it.
    let is_understood = !diagnostics.iter().any(Diagnostic::is_error);
    if let Some(document) = &joined.template {
        diagnostics.extend(add_template(&mut network, document));
        diagnostics.extend(check_template(document, &network));
    }
    for part in &joined.parts {
        let source = sources.get(part.file);
        diagnostics.extend(
            source.into_iter().flat_map(|source| check_document_limits(&part.document, source)),
        );
    }
    Observed {
        facts: facts.clone(),
        network: (joined.template.is_some() && is_understood).then_some(network),
        document: joined.template,
        diagnostics,
        parts: joined.parts,
        unread: joined.unread,
        options: options.clone(),
        ..Observed::of_network(None)
    }
}

/// Returns what exists with what the stack has made under its logical ids, so that the template is
/// that of the same things, and not of a second network beside them.
fn in_names_of_template(
    facts: &Network,
    template: &Template,
    options: &ObserveOptions,
    stack_name: Option<&str>,
) -> Network {
    let (Some(existing), Some(stack)) = (&options.existing, stack_name) else {
        return facts.clone();
    };
    let ids: BTreeSet<&str> = template.resources.keys().map(LogicalId::as_str).collect();
    let own = existing
        .made
        .iter()
        .filter(|(_, made)| made.stack == stack && ids.contains(made.logical_id.as_str()));
    let names: BTreeMap<Id, Id> =
        own.map(|(id, made)| (Id::new(id.as_str()), Id::new(made.logical_id.as_str()))).collect();
    facts.renamed(&names)
}

fn observe_config(
    file: FileId,
    sources: &mut Sources,
    facts: &Network,
    options: &ObserveOptions,
) -> Observed {
    let nothing = Observed::of_network(None);
    let Some(source) = sources.get(file) else { return nothing };
    let compiled = compile_beside(source, &options.beside_config(sources), &options.load);
    let name = format!("{} (its template)", source.name());
    let mut diagnostics = compiled.diagnostics;
    let stack_name = compiled.stack_name;
    let (Some(intent), Some(plan), Some(emitted)) =
        (compiled.intent, compiled.plan, compiled.emitted)
    else {
        return Observed { diagnostics, ..nothing };
    };
    let text = TemplateFormat::Yaml.text_of(&emitted.template);
    // What `render` rejects is rejected here; a config that leaves nothing to make has no template.
    if !plan.is_empty() {
        diagnostics.extend(check_limits(&emitted.template, &text, intent.span));
    }
    diagnostics.extend(check_against_facts(
        &intent,
        &plan,
        (facts, options.existing.as_deref()),
        stack_name.as_deref(),
    ));
    let rendered = sources.add(name, text);
    let region = options
        .load
        .region
        .clone()
        .or_else(|| intent.region.as_ref().map(|region| region.value.clone()));
    let read_options =
        ReadOptions { parameters: options.parameters.clone(), region, ..ReadOptions::default() };
    let mut network =
        in_names_of_template(facts, &emitted.template, options, stack_name.as_deref());
    // A config whose every subnet exists makes an empty template, which has nothing to add to the
    // facts.
    let document = match sources
        .get(rendered)
        .filter(|_| !plan.is_empty())
        .map(|source| read_template(source, &read_options))
    {
        Some(read) => {
            diagnostics.extend(read.diagnostics.into_iter().filter(Diagnostic::is_error));
            read.template
        }
        None => None,
    };
    if let Some(document) = &document {
        diagnostics
            .extend(add_template(&mut network, document).into_iter().filter(Diagnostic::is_error));
    }
    let nodes = add_nodes(&intent, &plan, &mut network);
    let origins =
        emitted.origins.iter().map(|(id, origin)| (id.to_string(), origin.span())).collect();
    let subnets = plan.subnets.iter().map(|subnet| {
        let (name, n_needed) = (subnet.key.name.to_string(), subnet.n_hosts_needed);
        (Id::new(names::subnet(&subnet.key).as_str()), SubnetOfConfig { name, n_needed })
    });
    Observed {
        network: Some(network),
        nodes,
        subnets: subnets.collect(),
        intent: Some(intent),
        document,
        rendered: Some(rendered),
        origins,
        diagnostics,
        egress: egress_addresses(&plan, options.existing.as_deref()),
        ..Observed::of_network(None)
    }
}
