//! What is asked of an input, and what comes of it.
//!
//! - Comes in: an [`Observed`] input, and a claims file of the user's.
//! - Goes out: [`Proofs`] with every finding of theirs. A config is asked what its nodes need and
//!   what it does not open, a template what it says of its own subnets, and both what the claims
//!   file says.
//! - Left to others: reading inputs, telling findings.

use netloom_checks::proofs::codes::CLAIM_UNDECIDED;
use netloom_checks::{
    Certify, Claim, EXISTING_FILE_SYSTEM, Proofs, check_node_groups, claims_of_cluster,
    claims_of_template, prove_claims, read_claims,
};
use netloom_config::Release;
use netloom_diag::{Diagnostic, FileId, Severity, Sources, Span};
use netloom_network::Network;
use netloom_question::Prepared;
use netloom_template::TemplateDocument;

use crate::observe::{ObserveOptions, Observed, observe};

/// How an input is put to the proof.
#[derive(Clone, Copy, Default)]
pub struct ProveOptions {
    /// The release of ParallelCluster that says what nodes need.
    pub release: Option<Release>,
    /// Claims of the user's, among the sources.
    pub claims: Option<FileId>,
    /// Whether a claim of theirs that is not decided is a note and no error.
    pub allow_undecided: bool,
    /// Whether proofs are written down.
    pub certify: Certify,
}

/// Puts an input to the proof; nothing is asked of one that has no network.
///
/// The findings are those of the claims and of the claims file, without those of the input itself.
pub fn prove(observed: &mut Observed, options: &ProveOptions, sources: &Sources) -> Proofs {
    let Some(network) = observed.network.take() else { return Proofs::default() };
    let mut findings = Vec::new();
    let mut claims = own_claims(observed, options.release, &network);
    if let Some(intent) = &observed.intent {
        findings.extend(check_node_groups(intent, &observed.nodes, &network));
    }
    // What facts show of a file system is claimed, so that its way is looked at after all.
    let is_claimed =
        |finding: &Diagnostic| claims.iter().any(|claim| claim.span == finding.primary.span);
    observed
        .diagnostics
        .retain(|finding| finding.code.id != EXISTING_FILE_SYSTEM.id || !is_claimed(finding));
    if let Some(source) = options.claims.and_then(|file| sources.get(file)) {
        let (written, problems) = read_claims(source, &network, &observed.nodes);
        claims.extend(written);
        findings.extend(problems);
    }
    let is_shown = |span: Span| span != Span::default() && sources.get(span.file).is_some();
    let mut proofs = prove_claims(&Prepared::new(network), &claims, options.certify, &is_shown);
    if options.allow_undecided {
        let undecided =
            proofs.diagnostics.iter_mut().filter(|finding| finding.code.id == CLAIM_UNDECIDED.id);
        undecided.for_each(|finding| finding.severity = Severity::Info);
    }
    findings.append(&mut proofs.diagnostics);
    proofs.diagnostics = findings;
    proofs
}

fn own_claims(observed: &Observed, release: Option<Release>, network: &Network) -> Vec<Claim> {
    match (&observed.intent, &observed.document) {
        (Some(intent), _) => claims_of_cluster(intent, &observed.nodes, release, network),
        (None, Some(document)) => claims_of_template(document, network),
        (None, None) => Vec::new(),
    }
}

/// What stands against making a network, and what it would be.
pub struct Objections {
    /// Errors of the input and claims that are refuted.
    pub findings: Vec<Diagnostic>,
    /// How many claims hold.
    pub n_proved: usize,
    /// The template that was read: the input, or what was rendered from it.
    pub document: Option<TemplateDocument>,
    /// By which addresses private nodes leave, as [`Observed::egress`] has it.
    pub egress: Option<String>,
}

/// Returns what stands against making the network of an input.
///
/// - `facts`: the network that exists already; empty without facts.
pub fn objections(
    file: FileId,
    sources: &mut Sources,
    facts: &Network,
    options: &ObserveOptions,
) -> Objections {
    let mut observed = observe(file, sources, facts, options);
    let prove_options = ProveOptions { release: options.load.release, ..ProveOptions::default() };
    let proofs = prove(&mut observed, &prove_options, sources);
    let Observed { diagnostics, document, egress, .. } = observed;
    let findings = diagnostics.into_iter().chain(proofs.diagnostics).filter(Diagnostic::is_error);
    Objections { findings: findings.collect(), n_proved: proofs.n_proved, document, egress }
}
