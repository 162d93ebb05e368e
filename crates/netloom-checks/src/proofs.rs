//! Claims put to the proof, and what comes of them as findings.
//!
//! - Comes in: a [`Prepared`] network and claims about it.
//! - Goes out: one finding per claim that does not hold or cannot be decided, alike ones together,
//!   and how many hold.

pub mod codes;
mod telling;

use netloom_certificate::Certificate;
use netloom_diag::{Diagnostic, Span};
use netloom_question::{Expect, Prepared};
use netloom_reach::explain::{Report, assumptions_of};
use netloom_reach::{Answer, NoCertificate, Verdict, certify};
use serde::Serialize;

use crate::claims::Claim;

/// What came of some claims.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Proofs {
    /// How many hold for every packet.
    pub n_proved: usize,
    /// How many do not hold for at least one.
    pub n_refuted: usize,
    /// How many depend on something that is not specified.
    pub n_unknown: usize,
    /// What is assumed by those that hold, each once, sorted.
    pub assumptions: Vec<String>,
    /// The findings, in the order of the claims.
    pub diagnostics: Vec<Diagnostic>,
    /// What holds, in words, in the order of the claims.
    pub holds: Vec<String>,
    /// What was proved, with the certificates that [`Certificate::replay`] accepted, in the order
    /// of the claims.
    pub proved: Vec<Proved>,
}

/// A claim that holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Proved {
    /// What holds, in words.
    pub claim: String,
    /// The proof, or why it has none that can be written down.
    #[serde(flatten)]
    pub proof: Proof,
}

/// A proof that can be written down, or why there is none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It was replayed.
    Certificate(Certificate),
    /// Certificates do not cover the way, or the replay failed.
    NoCertificate(String),
}

/// One claim and its answer, told.
pub(crate) struct ReportedClaim<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) report: Report,
    /// Whether packets get there and no answer to any of them gets back.
    pub(crate) is_without_answer: bool,
}

/// Puts every claim to the proof.
///
/// - `certify`: whether proofs are written down; that costs about as much again as the proofs.
/// - `is_shown`: whether a place is in a text that the reader can be shown, such as the rendered
///   template.
#[must_use]
pub fn prove_claims(
    prepared: &Prepared,
    claims: &[Claim],
    certify: Certify,
    is_shown: &dyn Fn(Span) -> bool,
) -> Proofs {
    let mut proofs = Proofs::default();
    let mut told: Vec<ReportedClaim<'_>> = Vec::new();
    for claim in claims {
        let answer = Answer::of(prepared, &claim.question, claim.expect);
        let past = match (&claim.via, answer.verdict) {
            (Some(via), Verdict::Proved) => answer.past(via),
            _ => Vec::new(),
        };
        if !past.is_empty() {
            proofs.n_refuted += 1;
            told.push(ReportedClaim {
                claim,
                report: Report::of_other_ways(prepared, &answer, &past),
                is_without_answer: false,
            });
            continue;
        }
        match answer.verdict {
            Verdict::Proved => {
                proofs.n_proved += 1;
                proofs.assumptions.extend(assumptions_of(prepared, &answer));
                let words = in_words(claim);
                proofs.holds.push(words.clone());
                if certify == Certify::Yes {
                    proofs
                        .proved
                        .push(Proved { claim: words, proof: certified(prepared, claim, &answer) });
                }
            }
            Verdict::Refuted => proofs.n_refuted += 1,
            Verdict::Unknown => proofs.n_unknown += 1,
        }
        if answer.verdict != Verdict::Proved {
            told.push(ReportedClaim {
                claim,
                report: Report::of(prepared, &answer),
                is_without_answer: answer.is_without_answer(),
            });
        }
    }
    // Most proofs rest on the same few assumptions, which are shown once for all.
    proofs.assumptions.sort();
    proofs.assumptions.dedup();
    proofs.diagnostics = telling::findings(&told, is_shown);
    proofs
}

/// Whether proofs are written down as certificates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Certify {
    /// No.
    #[default]
    No,
    /// Yes, and each is replayed.
    Yes,
}

fn certified(prepared: &Prepared, claim: &Claim, answer: &Answer<'_>) -> Proof {
    match certify(answer, prepared) {
        Ok(certificate) => match certificate.replay(prepared, &claim.question) {
            Ok(()) if claim.via.as_ref().is_some_and(|via| !certificate.goes_by(via)) => {
                Proof::NoCertificate("certificates do not say that packets pass it".to_owned())
            }
            Ok(()) => Proof::Certificate(certificate),
            Err(error) => Proof::NoCertificate(format!("the replay fails: {}", error.0)),
        },
        Err(NoCertificate::NotCovered(station)) => {
            Proof::NoCertificate(format!("certificates do not cover {station}"))
        }
        Err(NoCertificate::NotProved) => Proof::NoCertificate("it is not proved".to_owned()),
    }
}

fn in_words(claim: &Claim) -> String {
    let verb = match claim.expect {
        Expect::Reachable => "reaches",
        Expect::Unreachable => "is not reached by",
    };
    let via = claim.via.as_ref().map(|via| format!(", by `{via}`")).unwrap_or_default();
    format!("{} {verb} {}{via}", claim.who, claim.what)
}
