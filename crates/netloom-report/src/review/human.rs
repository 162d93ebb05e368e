//! A review for a terminal: the verdict, then what matters most first, within 100 columns.

use std::fmt::Write;

use netloom_diag::{Style, terminal_text};
use netloom_diff::data_loss::Contents;
use netloom_diff::resources::{Action, ResourceChange};
use netloom_diff::traffic::ConnectivityChange;
use netloom_diff::{Effect, Review, Severity};

use super::words;

/// The width that nothing but a single long word goes beyond.
const WIDTH: usize = 100;

/// Returns the review as text.
#[must_use]
pub fn human(review: &Review, style: Style) -> String {
    let mut page = Page { text: String::new(), style };
    page.verdict(review);
    page.traffic(review);
    page.resources(review);
    page.hits_outputs_and_bill(review);
    page.text
}

struct Page {
    text: String,
    style: Style,
}

#[derive(Clone, Copy)]
enum Tone {
    Bad,
    Warn,
    Good,
    Head,
}

impl Page {
    fn paint(&self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Bad => "1;31",
            Tone::Warn => "33",
            Tone::Good => "32",
            Tone::Head => "1",
        };
        match self.style {
            Style::Coloured => format!("\u{1b}[{code}m{}\u{1b}[0m", terminal_text(text)),
            Style::Plain => terminal_text(text).into_owned(),
        }
    }

    fn heading(&mut self, title: &str) {
        let title = self.paint(Tone::Head, title);
        _ = write!(self.text, "\n{title}\n");
    }

    /// Writes a paragraph, further lines as far in as the first one's text.
    fn paragraph(&mut self, indent: usize, hang: usize, text: &str) {
        let mut line = " ".repeat(indent);
        let mut width = indent;
        let mut is_empty = true;
        for word in terminal_text(text).split(' ') {
            let length = word.chars().count();
            if !is_empty && width + 1 + length > WIDTH {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
                line = " ".repeat(indent + hang);
                width = indent + hang;
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
            is_empty = false;
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn verdict(&mut self, review: &Review) {
        let tone = match review.severity {
            Severity::None | Severity::Low => Tone::Good,
            Severity::Medium => Tone::Warn,
            Severity::High | Severity::Critical => Tone::Bad,
        };
        let word = review.severity.to_string();
        let painted = self.paint(tone, &word);
        let start = self.text.len();
        self.paragraph(0, 2, &format!("{word}: {}", review.verdict));
        let line = self.text.split_off(start).replacen(&word, &painted, 1);
        self.text.push_str(&line);
        for line in words::undecided(&review.traffic) {
            self.paragraph(0, 2, &line);
        }
        for note in &review.notes {
            self.paragraph(0, 2, &format!("note: {note}"));
        }
    }

    fn traffic(&mut self, review: &Review) {
        let traffic = &review.traffic;
        if traffic.connections.is_empty() {
            return;
        }
        self.heading("traffic");
        for one in &traffic.summary() {
            let tone = match one.turn {
                ConnectivityChange::Exposed | ConnectivityChange::MayBeExposed => Tone::Bad,
                ConnectivityChange::OneWay
                | ConnectivityChange::Lost
                | ConnectivityChange::LostInPart => Tone::Warn,
                ConnectivityChange::Gained => Tone::Good,
            };
            let word = words::turn(one.turn);
            let start = self.text.len();
            self.paragraph(2, 14, &format!("{word:<12} {}", words::connections(one)));
            let painted = self.paint(tone, word);
            let line = self.text.split_off(start).replacen(word, &painted, 1);
            self.text.push_str(&line);
        }
    }

    fn resources(&mut self, review: &Review) {
        if review.resources.is_empty() {
            return;
        }
        self.heading("resources");
        let longest = |of: &dyn Fn(&ResourceChange) -> usize| {
            review.resources.iter().map(of).max().unwrap_or(0)
        };
        let effects = longest(&|change| words::effect(change).len());
        let names = longest(&|change| title(change).chars().count()).min(44);
        for change in &review.resources {
            self.resource(change, effects, names);
        }
    }

    fn resource(&mut self, change: &ResourceChange, effects: usize, names: usize) {
        let tone = match (&change.action, change.effect) {
            (_, Effect::WillFail | Effect::Replacement) => Tone::Bad,
            _ if matches!(change.contents, Some(Contents::Deleted | Contents::MayBeDeleted)) => {
                Tone::Bad
            }
            (_, Effect::OtherStack) => Tone::Good,
            (Action::Removed, _)
            | (_, Effect::MayReplace | Effect::SomeInterruption | Effect::Unknown) => Tone::Warn,
            _ => Tone::Good,
        };
        let word = self.paint(tone, &format!("{:<effects$}", words::effect(change)));
        let kind = change.kind.strip_prefix("AWS::").unwrap_or(&change.kind);
        let indent = 4;
        let (title, kind) = (title(change), terminal_text(kind));
        // Where the line is too long, the type moves to a line of its own: effect and name are what
        // a reader decides by.
        if effects + 6 + title.chars().count().max(names) + kind.len() > WIDTH {
            _ = writeln!(self.text, "{} {word}  {title}", words::sign(change));
            self.paragraph(indent, 2, &kind);
        } else {
            _ = writeln!(self.text, "{} {word}  {title:<names$}  {kind}", words::sign(change));
        }
        for property in &change.properties {
            let before = property.before.as_deref().unwrap_or("(none)");
            let after = property.after.as_deref().unwrap_or("(none)");
            let text = match (&property.before, &property.after) {
                (None, Some(_)) => format!("{}: + {after}", property.path),
                (Some(_), None) => format!("{}: - {before}", property.path),
                _ => format!("{}: {before} → {after}", property.path),
            };
            self.paragraph(indent, 2, &text);
        }
        for reason in &change.reasons {
            self.paragraph(indent, 2, reason);
        }
        for collision in &change.collisions {
            self.paragraph(indent, 2, &collision.why);
            self.paragraph(indent, 2, &format!("instead: {}", collision.safe_way));
        }
        // A change without consequences needs no place to look at.
        if (change.effect > Effect::NoInterruption || change.contents.is_some())
            && let Some(place) = change.origin.as_ref().or(change.place.as_ref())
        {
            self.paragraph(indent, 2, &format!("at {}:{}", place.file, place.line));
        }
    }

    fn hits_outputs_and_bill(&mut self, review: &Review) {
        if !review.blast_radius.is_empty() {
            self.heading("who is hit");
            for hit in &review.blast_radius {
                self.paragraph(2, 2, &format!("{}: {} (`{}`)", hit.who, hit.consequence, hit.on));
            }
        }
        if !review.outputs.is_empty() || !review.parameters.is_empty() {
            self.heading("outputs and parameters");
            for output in &review.outputs {
                self.paragraph(
                    2,
                    2,
                    &format!("{}: {}", output.id, words::output(output, "(none)", str::to_owned)),
                );
            }
            for one in &review.parameters {
                let change = words::change(
                    one.before.as_deref(),
                    one.after.as_deref(),
                    "(none)",
                    str::to_owned,
                );
                self.paragraph(2, 2, &format!("{}: {change}", one.id));
            }
        }
        // Money last, since it decides nothing about the verdict.
        if let Some(bill) = &review.bill {
            self.heading("money");
            for line in &bill.lines {
                self.paragraph(2, 2, &format!("{:+.2}: {}", line.monthly, words::line(line)));
            }
            self.paragraph(2, 2, &words::bill(bill));
        }
    }
}

fn title(change: &ResourceChange) -> String {
    let title = match &change.action {
        Action::Renamed { from } => format!("{from} → {}", change.id),
        _ => change.id.clone(),
    };
    terminal_text(&title).into_owned()
}
