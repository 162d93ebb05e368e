//! From two sides to a review: configs, templates and existing VPCs in any pair.
//!
//! - Comes in: two [`Part`]s of the same [`Sources`].
//! - Goes out: the [`Review`].
//! - Left to others: reading files, telling findings, rendering.

use std::collections::{BTreeMap, BTreeSet};

use netloom_checks::ClusterNodes;
use netloom_diag::{Diagnostic, FileId, Sources};
use netloom_diff::live::LiveVpc;
use netloom_diff::money::Prices;
use netloom_diff::parameter_dependent::WithoutDefaults;
use netloom_diff::review::Input;
use netloom_diff::traffic::Launches;
use netloom_diff::{Review, Revision, distinguished, review, with_kept};
use netloom_network::{Network, add_template, network_of_facts};
use netloom_template::{Presence, TemplateDocument};

use crate::binding::unbind;
use crate::dependents::dependents;
use crate::further_values::add_further_values;
use crate::observe::{ObserveOptions, Observed, without_defaults};
use crate::other_values::other_pairs;
use crate::roles::place;

/// One side.
pub struct Part {
    /// What its text gave.
    pub observed: Observed,
    /// What the calls tell, for an existing VPC.
    living: Option<LiveVpc>,
}

impl Part {
    /// A config or a template.
    pub fn written(observed: Observed) -> Self {
        Self { observed, living: None }
    }

    /// A file that is not there on this side: nothing is made beside what the facts describe.
    pub fn absent(facts: &Network) -> Self {
        let document = Some(TemplateDocument::default());
        Self::written(Observed { document, ..Observed::of_network(Some(facts.clone())) })
    }

    /// A existing VPC: its network, a document of what the calls tell, and what they tell.
    ///
    /// - `files`: the answers of the AWS CLI.
    /// - `diagnostics`: what was found when they were read.
    pub fn living(files: &[FileId], mut diagnostics: Vec<Diagnostic>, sources: &Sources) -> Self {
        let read: Vec<_> = files.iter().filter_map(|file| sources.get(*file)).collect();
        let built = network_of_facts(&read);
        let living = LiveVpc::read(&read);
        let document = (!read.is_empty()).then(|| living.document());
        diagnostics.extend(built.diagnostics);
        let observed = Observed {
            network: Some(built.network),
            nodes: ClusterNodes::default(),
            intent: None,
            document: document.filter(|_| !diagnostics.iter().any(Diagnostic::is_error)),
            rendered: None,
            origins: BTreeMap::new(),
            diagnostics,
            ..Observed::of_network(None)
        };
        Self { observed, living: Some(living) }
    }
}

/// How many connections a note names.
const MAX_CONNECTIONS: usize = 3;

/// Adds what the change does to traffic with other values of parameters, where that is worse: which
/// values a stack has, no template tells.
fn add_other_values(
    review: &mut Review,
    (old, new): (&Observed, &Observed),
    launches: Launches,
    sources: &Sources,
) {
    let own = review.traffic.severity();
    for (values, [before, after]) in other_pairs((old, new), sources) {
        let Some(other) = review_of_pair((&before, &after), launches, sources) else { continue };
        let severity = other.traffic.severity();
        // Only what is worse than with the defaults is news; the rest would repeat the review once
        // per parameter.
        if severity <= own {
            continue;
        }
        let connections = other.traffic.summary();
        let shown: Vec<String> = connections
            .iter()
            .filter(|one| one.severity == severity)
            .take(MAX_CONNECTIONS)
            .map(|one| format!("{} → {}: {}", one.from, one.to, one.traffic))
            .collect();
        let verdict = &other.verdict;
        review.notes.push(match shown.is_empty() {
            true => format!("with {values} this is {severity}: {verdict}"),
            false => format!("with {values} this is {severity}: {verdict} ({})", shown.join("; ")),
        });
        review.raise_to(severity);
    }
}

/// Reviews two templates with nothing around them.
pub(crate) fn review_of_pair(
    (old, new): (&Observed, &Observed),
    launches: Launches,
    sources: &Sources,
) -> Option<Review> {
    let origins = BTreeMap::new();
    let named_apart = distinguished_networks(old, new, sources);
    let distinguished = named_apart.as_ref().map(|(old, new)| (old, new));
    Some(review(&Input {
        networks: distinguished.or_else(|| old.network.as_ref().zip(new.network.as_ref())),
        launches,
        ..Input::of(
            Revision { document: old.document.as_ref()?, origins: &origins },
            Revision { document: new.document.as_ref()?, origins: &origins },
            sources,
        )
    }))
}

/// Returns the networks of two templates in which different unknown values have different names,
/// and the new one has what the update leaves of the old one; `None` where that is so already.
fn distinguished_networks(
    old: &Observed,
    new: &Observed,
    sources: &Sources,
) -> Option<(Network, Network)> {
    if !is_template(old) || !is_template(new) {
        return None;
    }
    let documents = (old.document.as_ref()?, new.document.as_ref()?);
    let apart = distinguished(documents, sources);
    let (before, after) = apart.as_ref().map_or(documents, |(before, after)| (before, after));
    let kept = with_kept((before, after), sources);
    if apart.is_none() && kept.is_none() {
        return None;
    }
    let after = kept.as_ref().unwrap_or(after);
    Some((network_of(old, before), network_of(new, after)))
}

fn is_template(side: &Observed) -> bool {
    side.intent.is_none() && side.network.is_some()
}

/// The network of a side with another document; its facts stay.
fn network_of(side: &Observed, document: &TemplateDocument) -> Network {
    let mut network = side.facts.clone();
    // The findings are those of the first time.
    drop(add_template(&mut network, document));
    network
}

/// Compares two sides; `None` when one of them gives no template, of which its findings tell.
///
/// Both sides are left as they were compared: of an existing VPC and a template, what the other can
/// tell.
pub fn compare(
    (old, new): (&mut Part, &mut Part),
    prices: Option<&Prices>,
    options: &ObserveOptions,
    sources: &Sources,
) -> Option<Review> {
    for side in [&mut old.observed, &mut new.observed] {
        // A config whose every subnet exists makes nothing, and that can be compared.
        if side.intent.is_some() && side.network.is_some() {
            side.document.get_or_insert_default();
        }
    }
    let is_drift = old.living.is_some() || new.living.is_some();
    let mut notes = match (&old.living, &new.living) {
        (Some(living), None) => as_drift(living, &mut old.observed, &mut new.observed),
        (None, Some(living)) => as_drift(living, &mut new.observed, &mut old.observed),
        (Some(before), Some(after)) => {
            as_two_that_lived((before, &mut old.observed), (after, &mut new.observed))
        }
        (None, None) => Vec::new(),
    };
    notes.extend(not_compared_stacks(&old.observed, &new.observed));
    let hangs_on =
        dependents(if old.observed.intent.is_some() { &old.observed } else { &new.observed });
    let roles = if is_drift {
        Ok(())
    } else {
        same_roles(&mut old.observed, &mut new.observed, &mut notes)
    };
    let (old, new) = (&old.observed, &new.observed);
    let launches = match (old.intent.is_some() || new.intent.is_some(), roles.is_ok()) {
        (true, true) => Launches::OfCluster,
        _ if is_drift => Launches::Described,
        _ => Launches::Any,
    };
    let named_apart = if is_drift { None } else { distinguished_networks(old, new, sources) };
    let distinguished = named_apart.as_ref().map(|(old, new)| (old, new));
    let (old_document, new_document) = (old.document.as_ref()?, new.document.as_ref()?);
    let open = (without_defaults(old, sources), without_defaults(new, sources));
    let without_defaults = (open.0.is_some() || open.1.is_some()).then(|| WithoutDefaults {
        old: open.0.as_ref().unwrap_or(old_document),
        new: open.1.as_ref().unwrap_or(new_document),
    });
    let regions = region(old).zip(region(new));
    let region_of_bill = region(new).or(region(old)).or(options.load.region.as_deref());
    let mut review = review(&Input {
        networks: distinguished.or_else(|| old.network.as_ref().zip(new.network.as_ref())),
        launches,
        not_compared: roles.err(),
        aliases: aliases(old, new),
        dependents: &hangs_on,
        prices,
        is_drift,
        without_defaults,
        notes: &notes,
        regions,
        region: region_of_bill,
        ..Input::of(
            Revision { document: old_document, origins: &old.origins },
            Revision { document: new_document, origins: &new.origins },
            sources,
        )
    });
    if without_defaults.is_some() && !is_drift {
        add_other_values(&mut review, (old, new), launches, sources);
    }
    if !is_drift {
        add_further_values(&mut review, (old, new), launches, sources);
    }
    Some(review)
}

/// What stands in nested stacks is in other files, and no part of either side.
fn not_compared_stacks(old: &Observed, new: &Observed) -> Option<String> {
    let documents = [old, new].into_iter().filter_map(|side| side.document.as_ref());
    let unread = documents.flat_map(|document| {
        document.of_kind("AWS::CloudFormation::Stack").filter(|stack| {
            stack.presence != Presence::Never && !document.joined_stacks.contains(&stack.id)
        })
    });
    let names: BTreeSet<String> = unread.map(|stack| format!("`{}`", stack.id)).collect();
    let (noun, whose) =
        if names.len() == 1 { ("stack", "its template") } else { ("stacks", "their templates") };
    let names: Vec<String> = names.into_iter().collect();
    (!names.is_empty()).then(|| {
        let names = names.join(", ");
        format!(
            "the resources of nested {noun} {names} are not compared: specify {whose} with \
                 `--child NAME=FILE`"
        )
    })
}

/// Leaves the nodes of a cluster on both sides by the same roles, or on none, and then says why.
fn same_roles(
    old: &mut Observed,
    new: &mut Observed,
    notes: &mut Vec<String>,
) -> Result<(), String> {
    match (old.intent.is_some(), new.intent.is_some()) {
        (true, true) => {
            let unbound = unbind(old, new);
            notes.extend(unbound.or_else(|| unbind(new, old)));
            Ok(())
        }
        // Where nothing is made, there is no node, either.
        (true, false) if makes_nothing(new) => Ok(()),
        (false, true) if makes_nothing(old) => Ok(()),
        (true, false) => place(old, new),
        (false, true) => place(new, old),
        (false, false) => Ok(()),
    }
}

fn makes_nothing(side: &Observed) -> bool {
    side.document.as_ref().is_some_and(|document| document.resources.is_empty())
}

/// Puts both sides under the template's names, leaves of each what the other can tell, and says
/// what that was not.
fn as_drift(living: &LiveVpc, lives: &mut Observed, written: &mut Observed) -> Vec<String> {
    let (Some(document), Some(template)) = (&mut lives.document, &mut written.document) else {
        return Vec::new();
    };
    let drift = living.against(template);
    if let (Some(network), Some(planned)) = (&mut lives.network, &mut written.network) {
        (*network, *planned) = drift.networks(network, planned);
    }
    *document = drift.living;
    *template = drift.written;
    drift.notes
}

/// Leaves of both what both tell.
fn as_two_that_lived(
    before: (&LiveVpc, &mut Observed),
    after: (&LiveVpc, &mut Observed),
) -> Vec<String> {
    let ((before, old), (after, new)) = (before, after);
    let (Some(old), Some(new)) = (&mut old.document, &mut new.document) else { return Vec::new() };
    let notes;
    (*old, *new, notes) = before.beside(after);
    notes
}

/// The same group of nodes may be an interface of the template on one side and a name on the other.
fn aliases(old: &Observed, new: &Observed) -> BTreeMap<String, String> {
    let mut aliases = BTreeMap::new();
    for (group, id, _) in new.nodes.iter() {
        let earlier = old.nodes.iter().find(|(other, _, _)| *other == group).map(|(_, id, _)| id);
        if let Some(earlier) = earlier.filter(|earlier| *earlier != id) {
            aliases.insert(id.to_string(), earlier.to_string());
        }
    }
    aliases
}

fn region(observed: &Observed) -> Option<&str> {
    observed.intent.as_ref()?.region.as_ref().map(|region| region.value.as_str())
}
