//! Findings for claims that do not hold or cannot be decided; those with the same cause become one.

use netloom_diag::counting::grouped;
use netloom_diag::{Code, Diagnostic, Span};
use netloom_network::Unknown;
use netloom_network::sets::addresses::to_blocks;
use netloom_network::sets::traffic::{all_ports, all_protocols, format_ports, format_protocol};
use netloom_question::Expect;
use netloom_reach::Verdict;
use netloom_reach::engine::Phase;
use netloom_reach::explain::{DecisionReport, HopReport, PathReport, settled_by};

use super::{ReportedClaim, codes};

pub(super) fn findings(
    told: &[ReportedClaim<'_>],
    is_shown: &dyn Fn(Span) -> bool,
) -> Vec<Diagnostic> {
    let (undecided, refuted): (Vec<_>, Vec<_>) =
        told.iter().partition(|one| one.report.verdict == Verdict::Unknown);
    let mut groups: Vec<Vec<&ReportedClaim<'_>>> = Vec::new();
    for one in refuted {
        match groups
            .iter_mut()
            .find(|group| group.first().is_some_and(|first| is_alike(first, one)))
        {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    let refuted = groups.iter().filter_map(|group| finding(group, is_shown));
    // Claims that users wrote stay apart; those that follow from a config mostly depend on the same
    // few things.
    let (written, derived): (Vec<_>, Vec<_>) =
        undecided.into_iter().partition(|one| one.claim.code.id == codes::CLAIM_REFUTED.id);
    let written =
        written.into_iter().map(|one| undecided_together(&codes::CLAIM_UNDECIDED, &[one]));
    let derived = (!derived.is_empty()).then(|| undecided_together(&codes::NOT_DECIDED, &derived));
    refuted.chain(written.flatten()).chain(derived.flatten()).collect()
}

/// Same nodes, same cause: what they do not reach can be reported in one finding.
fn is_alike(a: &ReportedClaim<'_>, b: &ReportedClaim<'_>) -> bool {
    a.claim.who == b.claim.who
        && a.claim.span == b.claim.span
        && a.claim.code.id == b.claim.code.id
        && a.is_without_answer == b.is_without_answer
        && causes(a) == causes(b)
}

fn causes(told: &ReportedClaim<'_>) -> Vec<String> {
    let hops = told.report.paths.iter().flat_map(|path| &path.hops);
    let mut causes: Vec<String> = hops
        .filter_map(|hop| match &hop.decision {
            DecisionReport::Drops { code, .. } => Some(format!("{code} {}", hop.component.name)),
            _ => None,
        })
        .collect();
    causes.sort();
    causes.dedup();
    causes
}

fn finding(group: &[&ReportedClaim<'_>], is_shown: &dyn Fn(Span) -> bool) -> Option<Diagnostic> {
    let first = group.first()?;
    let mut whats: Vec<&str> = group.iter().map(|told| told.claim.what.as_str()).collect();
    whats.dedup();
    let what = whats.join(", ");
    let claim = first.claim;
    let who = &claim.who;
    let paths = first.report.paths.iter();
    let is_by_another_way = first.report.verdict == Verdict::Refuted
        && first.report.expect == Expect::Reachable
        && first.report.paths.iter().all(|path| !is_blocked(path));
    let finding = match (claim.expect, &claim.via) {
        (Expect::Reachable, Some(via)) if is_by_another_way => {
            let message = format!("{who} reaches {what} by other ways than `{via}`");
            paths.fold(Diagnostic::new(claim.code, claim.span, message), with_other_way)
        }
        (Expect::Reachable, _) => {
            let message = format!("{who} does not reach {what}");
            paths.fold(Diagnostic::new(claim.code, claim.span, message), |finding, path| {
                with_blocked_path(finding, path, is_shown)
            })
        }
        (Expect::Unreachable, _) => {
            // Packets that arrive break the claim also where no answer gets back: a datagram needs
            // none.
            let message = match first.is_without_answer {
                true => format!("packets from {what} get to {who}, and no answer gets back"),
                false => format!("{who} is reached by {what}"),
            };
            paths.fold(Diagnostic::new(claim.code, claim.span, message), |finding, path| {
                with_open_path(finding, path, is_shown)
            })
        }
    };
    let mut finding = finding;
    if let Some(help) = &claim.help {
        finding.help = vec![help.clone()];
    }
    let assumptions = first.report.assumptions.iter();
    Some(assumptions.fold(without_repeats(finding), |finding, assumption| {
        finding.note(format!("assuming: {assumption}"))
    }))
}

fn is_blocked(path: &PathReport) -> bool {
    path.hops.iter().any(|hop| matches!(hop.decision, DecisionReport::Drops { .. }))
}

/// How many claims and causes one finding lists; the rest are counted.
const MAX_LISTED: usize = 12;

/// Claims that cannot be decided, in one finding: what they say, and what they depend on.
fn undecided_together(code: &'static Code, told: &[&ReportedClaim<'_>]) -> Option<Diagnostic> {
    let first = told.first()?;
    let message = match told {
        [one] => format!("cannot decide whether {}", sentence(one)),
        many => format!("{} claims can be neither proved nor refuted", many.len()),
    };
    let mut notes: Vec<String> = Vec::new();
    if told.len() > 1 {
        notes.extend(cut_to_limit(sentences(told)));
    }
    let missing: Vec<Unknown> = told.iter().flat_map(|one| &one.report.missing).cloned().collect();
    let mut causes: Vec<String> =
        missing.iter().map(|unknown| format!("it depends on {}", unknown.what)).collect();
    keep_firsts(&mut causes);
    notes.extend(cut_to_limit(causes));
    let at_first = Diagnostic::new(code, first.claim.span, message);
    let with_notes = notes.into_iter().fold(at_first, Diagnostic::note);
    Some(settled_by(&missing).into_iter().fold(with_notes, Diagnostic::help))
}

fn sentence(told: &ReportedClaim<'_>) -> String {
    format!("{} {} {}", told.claim.who, verb(told.claim.expect), told.claim.what)
}

/// One sentence per group of nodes and kind of claim.
fn sentences(told: &[&ReportedClaim<'_>]) -> Vec<String> {
    let mut groups: Vec<(&str, Expect, Vec<&str>)> = Vec::new();
    for one in told {
        let claim = one.claim;
        match groups
            .iter_mut()
            .find(|(who, expect, _)| *who == claim.who && *expect == claim.expect)
        {
            Some((_, _, whats)) if whats.contains(&claim.what.as_str()) => {}
            Some((_, _, whats)) => whats.push(&claim.what),
            None => groups.push((&claim.who, claim.expect, vec![&claim.what])),
        }
    }
    groups
        .into_iter()
        .map(|(who, expect, whats)| format!("whether {who} {} {}", verb(expect), whats.join(", ")))
        .collect()
}

fn verb(expect: Expect) -> &'static str {
    match expect {
        Expect::Reachable => "reaches",
        Expect::Unreachable => "is reached by",
    }
}

fn cut_to_limit(mut lines: Vec<String>) -> Vec<String> {
    let n_more = lines.len().saturating_sub(MAX_LISTED);
    lines.truncate(MAX_LISTED);
    if n_more > 0 {
        lines.push(format!("and {n_more} more"));
    }
    lines
}

/// Every hop that is in the way, in order, each with the packets it drops and what would help.
fn with_blocked_path(
    mut finding: Diagnostic,
    path: &PathReport,
    is_shown: &dyn Fn(Span) -> bool,
) -> Diagnostic {
    for hop in &path.hops {
        let DecisionReport::Drops { code, rule, lost, help } = &hop.decision else { continue };
        let by = rule
            .as_ref()
            .filter(|rule| rule.span.is_some())
            .map(|rule| format!(", by `{}`", rule.name));
        let shares: Vec<String> = lost
            .iter()
            .map(|share| {
                format!("{} of {} {}", grouped(share.lost.len()), grouped(share.n_asked), share.of)
            })
            .collect();
        let lost = if shares.is_empty() {
            String::new()
        } else {
            format!(": loses {}", shares.join(", "))
        };
        let phase = if hop.phase == Phase::Reply { " (on the way back)" } else { "" };
        let text =
            format!("{code}{phase} at {}{}{lost}", hop.component.name, by.unwrap_or_default());
        finding = finding.note(text).help(help.clone());
        let place = rule.as_ref().and_then(|rule| rule.span).unwrap_or(hop.component.span);
        // The template of a config is not a file that the user can open; there the name of the
        // resource has to suffice.
        if is_shown(place) {
            finding = finding.also(place, code.to_string());
        }
    }
    let packet = &path.packet;
    let port = packet.destination_port.map(|port| format!(" port {port}")).unwrap_or_default();
    finding.note(format!(
        "for example {} from {} to {}{port}",
        format_protocol(packet.protocol),
        packet.source_in_words(),
        packet.destination_in_words()
    ))
}

/// What comes in, and the rule that admits it.
fn with_open_path(
    mut finding: Diagnostic,
    path: &PathReport,
    is_shown: &dyn Fn(Span) -> bool,
) -> Diagnostic {
    let rules = path.hops.iter().filter_map(|hop| match &hop.decision {
        // The way back asks no end that is not asked already.
        DecisionReport::Passes(rule) if hop.phase == Phase::Forward => {
            rule.span.map(|span| (hop, rule, span))
        }
        _ => None,
    });
    let deciding: Vec<(&HopReport, _, Span)> = rules.collect();
    if let Some((hop, rule, span)) = deciding.last() {
        let header = &hop.header;
        let sources = to_blocks(&header.sources);
        let from = match sources.as_slice() {
            [one] => one.clone(),
            [first, .., last] => format!("{} blocks from {first} to {last}", sources.len()),
            [] => "no end".to_owned(),
        };
        let protocols = if header.protocols == all_protocols() {
            "all protocols".to_owned()
        } else {
            let names: Vec<String> = header
                .protocols
                .ranges()
                .iter()
                .take(3)
                .map(|range| format_protocol(range.first))
                .collect();
            names.join(", ")
        };
        let ports = if header.destination_ports == all_ports() || !has_ports(hop) {
            String::new()
        } else {
            format!(" {}", format_ports(&header.destination_ports))
        };
        finding = finding.note(format!("`{}` admits {protocols}{ports} from {from}", rule.name));
        finding = finding.help(format!("narrow `{}`", rule.name));
        if is_shown(*span) {
            finding = finding.also(*span, "admits it");
        }
    }
    finding.note(format!("for example {}", packet_in_words(path)))
}

/// What a packet passes on a way that is not the one that was claimed.
fn with_other_way(finding: Diagnostic, path: &PathReport) -> Diagnostic {
    let forward = path.hops.iter().filter(|hop| hop.phase == Phase::Forward);
    let mut names: Vec<&str> = forward.map(|hop| hop.component.name.as_str()).collect();
    names.dedup();
    finding.note(format!("for example {} passes {}", packet_in_words(path), names.join(", ")))
}

fn packet_in_words(path: &PathReport) -> String {
    let packet = &path.packet;
    let port = packet.destination_port.map(|port| format!(" port {port}")).unwrap_or_default();
    format!(
        "{} from {} to {}{port}",
        format_protocol(packet.protocol),
        packet.source_in_words(),
        packet.destination_in_words()
    )
}

fn has_ports(hop: &HopReport) -> bool {
    hop.header.destination_ports.len() > 1 || hop.header.destination_ports.first() != Some(0)
}

fn without_repeats(mut finding: Diagnostic) -> Diagnostic {
    keep_firsts(&mut finding.help);
    keep_firsts(&mut finding.notes);
    keep_firsts(&mut finding.secondary);
    finding
}

/// Drops what is equal to something before it; the order stays.
fn keep_firsts<T: Clone + PartialEq>(items: &mut Vec<T>) {
    let mut seen = Vec::new();
    items.retain(|item| {
        let is_new = !seen.contains(item);
        if is_new {
            seen.push(item.clone());
        }
        is_new
    });
}
