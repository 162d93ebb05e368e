//! Words that every form uses.

use netloom_diff::Effect;
use netloom_diff::data_loss::Contents;
use netloom_diff::money::{Bill, Line};
use netloom_diff::outputs::OutputChange;
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::traffic::{Connections, ConnectivityChange, TrafficChange};

pub(super) fn effect(change: &ResourceChange) -> &'static str {
    let is_emptied = change.contents == Some(Contents::Deleted);
    match (&change.action, change.effect) {
        (_, Effect::WillFail) => "will fail",
        (Action::Added, Effect::OtherStack) => "only in the other stack",
        (Action::Removed, Effect::OtherStack) => "not in the other stack",
        (_, Effect::OtherStack) => "differs",
        (Action::Added, _) => "added",
        (Action::Removed, _) if is_emptied => "removed, data deleted",
        (Action::Renamed { .. }, _) if is_emptied => "renamed, data deleted",
        (Action::Changed, _) if is_emptied => "replaced, data deleted",
        (Action::Removed, _) if change.is_retained => "removed, kept",
        (Action::Removed, _) => "removed",
        (Action::Renamed { .. }, _) => "renamed",
        (Action::Changed, Effect::Replacement) => "replaced",
        (Action::Changed, Effect::MayReplace) => "may be replaced",
        (Action::Changed, Effect::Unknown) => "effect unknown",
        (Action::Changed, Effect::SomeInterruption) => "interrupted",
        (Action::Changed, Effect::NoInterruption) => "in place",
    }
}

pub(super) fn sign(change: &ResourceChange) -> char {
    match (&change.action, change.effect) {
        (Action::Added, _) => '+',
        (Action::Removed, _) => '-',
        (Action::Renamed { .. }, _) => '>',
        (Action::Changed, Effect::Replacement | Effect::WillFail) => '!',
        (Action::Changed, _) => '~',
    }
}

pub(super) fn turn(turn: ConnectivityChange) -> &'static str {
    match turn {
        ConnectivityChange::Exposed => "exposed",
        ConnectivityChange::MayBeExposed => "may be exposed",
        ConnectivityChange::OneWay => "no answer",
        ConnectivityChange::Gained => "gained",
        ConnectivityChange::Lost => "lost",
        ConnectivityChange::LostInPart => "lost in part",
    }
}

/// `the internet → Head: tcp 22 from 192.0.2.0/24 (let in by cluster.yaml:8)`.
pub(super) fn connections(one: &Connections) -> String {
    let sources = match one.sources.as_slice() {
        [] => String::new(),
        [first, second, third, fourth, _, ..] => {
            format!(" from {first}, {second}, {third}, {fourth}, …")
        }
        few => format!(" from {}", few.join(", ")),
    };
    let cause = cause(one).map(|cause| format!(" ({cause})")).unwrap_or_default();
    format!("{} → {}: {}{sources}{cause}", one.from, one.to, one.traffic)
}

/// So many places are named.
const MAX_PLACES: usize = 4;

/// Which line opened it, or what stops it.
fn cause(one: &Connections) -> Option<String> {
    if !one.stopped_by.is_empty() {
        return Some(format!("stopped by {}", one.stopped_by.join(", ")));
    }
    if !one.depends_on.is_empty() {
        return Some(format!("depends on {}", some_of(&one.depends_on)));
    }
    let places: Vec<String> =
        one.let_in_by.iter().map(|place| format!("{}:{}", place.file, place.line)).collect();
    (!places.is_empty()).then(|| format!("let in by {}", some_of(&places)))
}

fn some_of(all: &[String]) -> String {
    let (shown, rest) = all.split_at(all.len().min(MAX_PLACES));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    format!("{}{more}", shown.join(", "))
}

/// What is not known about traffic, in lines that stand before everything else.
pub(super) fn undecided(traffic: &TrafficChange) -> Vec<String> {
    let not_compared = traffic.not_compared.iter().map(|why| format!("not compared: {why}"));
    let pairs = traffic.undecided_summary();
    not_compared.chain(pairs.iter().map(|pair| format!("undecided: {pair}"))).collect()
}

/// `2 NAT gateways instead of 1`.
pub(super) fn line(line: &Line) -> String {
    let noun = line.item.words();
    let many = match noun.split_once(" in ") {
        Some((first, rest)) => format!("{first}s in {rest}"),
        None if noun.ends_with("address") => format!("{noun}es"),
        None => format!("{noun}s"),
    };
    format!(
        "{} {} instead of {}",
        line.after,
        if line.after == 1 { noun } else { &many },
        line.before
    )
}

/// `+36.50 USD a month`.
pub(super) fn bill(bill: &Bill) -> String {
    format!(
        "{:+.2} {} a month (an estimate: what is paid by the hour, {} prices of {})",
        bill.monthly, bill.currency, bill.region, bill.date
    )
}

/// A value before and after.
pub(super) fn change(
    before: Option<&str>,
    after: Option<&str>,
    nothing: &str,
    show: impl Fn(&str) -> String,
) -> String {
    let text = |value: Option<&str>| value.map_or_else(|| nothing.to_owned(), &show);
    format!("{} → {}", text(before), text(after))
}

/// What becomes of an output: of its value, or of the name that other stacks import it by.
pub(super) fn output(one: &OutputChange, nothing: &str, show: impl Fn(&str) -> String) -> String {
    let value = match (&one.before, &one.after) {
        (Some(before), Some(after)) if before == after => {
            let id = if one.is_new_id { ", which is another id after the update" } else { "" };
            format!("{}{id}", show(before))
        }
        (before, after) => change(before.as_deref(), after.as_deref(), nothing, &show),
    };
    if one.export_before == one.export_after {
        return value;
    }
    let export = change(one.export_before.as_deref(), one.export_after.as_deref(), nothing, show);
    format!("{value}, exported as {export}")
}
