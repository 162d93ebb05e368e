//! Claims put to the proof, and what comes of them as findings.
//!
//! - Comes in: a [`Prepared`] network and claims about it.
//! - Goes out: one finding per claim that does not hold or cannot be decided, alike ones together, and how many hold.

pub mod codes;
mod telling;

use netloom_diag::{Diagnostic, Span};
use netloom_reach::explain::Report;
use netloom_reach::{Prepared, Verdict};

use crate::claims::Claim;

/// What came of some claims.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Proofs {
    /// How many hold for every packet.
    pub n_proved: usize,
    /// How many do not hold for at least one.
    pub n_refuted: usize,
    /// How many depend on something that nobody said.
    pub n_unknown: usize,
    /// What is taken for granted by those that hold, each once, sorted.
    pub premises: Vec<String>,
    /// The findings, in the order of the claims.
    pub diagnostics: Vec<Diagnostic>,
}

/// One claim and its answer, told.
pub(crate) struct Told<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) report: Report,
}

/// Puts every claim to the proof.
///
/// - `is_shown`: whether a place is in a text that the reader can be shown, such as the rendered template.
#[must_use]
pub fn prove_claims(prepared: &Prepared, claims: &[Claim], is_shown: &dyn Fn(Span) -> bool) -> Proofs {
    let mut proofs = Proofs::default();
    let mut told: Vec<Told<'_>> = Vec::new();
    for claim in claims {
        let answer = prepared.answer(&claim.question, claim.expect);
        match answer.verdict {
            Verdict::Proved => {
                proofs.n_proved += 1;
                proofs.premises.extend(prepared.premises_of(&answer));
            }
            Verdict::Refuted => proofs.n_refuted += 1,
            Verdict::Unknown => proofs.n_unknown += 1,
        }
        if answer.verdict != Verdict::Proved {
            told.push(Told { claim, report: prepared.report(&answer) });
        }
    }
    proofs.premises.sort();
    proofs.premises.dedup();
    proofs.diagnostics = telling::findings(&told, is_shown);
    proofs
}
