//! Answers as text: one line per hop, what is in the way marked, and as JSON.

use std::fmt::Write;

use netloom_diag::counting::grouped;
use netloom_diag::untrusted::json_document;
use netloom_diag::{Sources, Span, terminal_text};
use netloom_network::sets::traffic::format_protocol;
use netloom_reach::Verdict;
use netloom_reach::engine::Phase;
use netloom_reach::explain::{DecisionReport, HopReport, PathReport, Report, aws, settled_by};

/// The JSON of AWS's own analyzer.
pub fn as_json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(&aws::analysis(report)).unwrap_or_default();
    text.push('\n');
    json_document(&text)
}

/// For people.
pub fn as_text(report: &Report, (from, to): (&str, &str), sources: &Sources) -> String {
    let mut text = String::new();
    let head = match report.verdict {
        Verdict::Proved => "proved: every packet arrives, and so does every answer",
        Verdict::Refuted => "refuted: not every packet gets there and back",
        Verdict::Unknown => "unknown: that depends on something that no input says",
    };
    line(&mut text, format_args!("{from} to {to}"));
    line(&mut text, format_args!("{head}"));
    for path in &report.paths {
        text.push('\n');
        path_text(&mut text, path, sources);
    }
    let mut rest = Vec::new();
    rest.extend(report.missing.iter().map(|missing| ("depends on", missing.what.as_str())));
    rest.extend(report.assumptions.iter().map(|assumption| ("assuming:", assumption.as_str())));
    if !rest.is_empty() {
        text.push('\n');
    }
    for (label, words) in rest {
        line(&mut text, format_args!("{label} {words}"));
    }
    if let Some(flags) = settled_by(&report.missing) {
        line(&mut text, format_args!("{flags}"));
    }
    text
}

fn path_text(text: &mut String, path: &PathReport, sources: &Sources) {
    let packet = &path.packet;
    line(
        text,
        format_args!(
            "for example {} from {} to {}",
            format_protocol(packet.protocol),
            with_port(&packet.source_in_words(), packet.source_port),
            with_port(&packet.destination_in_words(), packet.destination_port),
        ),
    );
    let mut is_reply = false;
    for hop in &path.hops {
        if hop.phase == Phase::Reply && !is_reply {
            is_reply = true;
            line(text, format_args!("and back"));
        }
        hop_text(text, hop, sources);
    }
}

fn with_port(address: &str, port: Option<u128>) -> String {
    match port {
        Some(port) => format!("{address} port {port}"),
        None => address.to_owned(),
    }
}

fn hop_text(text: &mut String, hop: &HopReport, sources: &Sources) {
    let name = &hop.component.name;
    match &hop.decision {
        // A component without rules of its own, such as a gateway, passes by itself; its name twice
        // says no more.
        DecisionReport::Passes(rule) if rule.name == *name => {
            line(text, format_args!("  ok    {name}"))
        }
        DecisionReport::Passes(rule) => {
            line(
                text,
                format_args!(
                    "  ok    {name}: {}{}",
                    quoted(&rule.name, rule.span),
                    place(rule.span, sources)
                ),
            );
        }
        DecisionReport::Depends(unknown) => {
            line(text, format_args!("  ?     {name}: depends on {}", unknown.what))
        }
        DecisionReport::Drops { code, rule, lost, help } => {
            let span = rule.as_ref().and_then(|rule| rule.span).or(Some(hop.component.span));
            let by = rule
                .as_ref()
                .filter(|rule| rule.span.is_some())
                .map(|rule| format!(", by `{}`", rule.name));
            line(
                text,
                format_args!(
                    "  DROP  {name}: {code}{}{}",
                    by.unwrap_or_default(),
                    place(span, sources)
                ),
            );
            for share in lost {
                line(
                    text,
                    format_args!(
                        "          loses {} of {} {}",
                        grouped(share.lost.len()),
                        grouped(share.n_asked),
                        share.of
                    ),
                );
            }
            line(text, format_args!("          {help}"));
        }
    }
}

/// A name from a file stands in backticks, words of ours do not.
fn quoted(name: &str, span: Option<Span>) -> String {
    if span.is_some() { format!("`{name}`") } else { name.to_owned() }
}

fn place(span: Option<Span>, sources: &Sources) -> String {
    let Some(span) = span else { return String::new() };
    let Some(file) = sources.get(span.file) else { return String::new() };
    format!(" ({}:{})", file.name(), sources.line_column(span).line)
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}", terminal_text(&words.to_string()));
}
