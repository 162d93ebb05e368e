//! A rule file that is safe to run, or one finding that says why it is not.

use std::collections::BTreeSet;

use netloom_diag::{Diagnostic, SourceFile, Span, nearest_name};

use crate::calls::{BadCalls, Call, Calls, MAX_CHAIN, MAX_STEPS, Name};
use crate::{codes, engine, nesting};

/// The rules of a file that is safe to run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Screened {
    /// The names of its rules, those with parameters included; empty when the file holds nothing
    /// but comments.
    pub(crate) names: BTreeSet<String>,
}

impl Screened {
    /// Takes the names of the rules from the text of a file that is known to be safe to run: each
    /// definition begins a line.
    pub(crate) fn of_names(file: &SourceFile) -> Self {
        Self { names: file.text().lines().filter_map(rule_defined_in).collect() }
    }
}

/// Looks a rule file through.
///
/// Goes out: its rules, or the one finding for which none of them may be run.
pub(crate) fn screen(file: &SourceFile) -> Result<Screened, Diagnostic> {
    if let Some((at, what)) = nesting::too_deep(file.text()) {
        let finding = Diagnostic::new(&codes::RULES_TOO_DEEP, file.span(at), what);
        return Err(finding
            .label("the first that is too deep")
            .help("give the inner parts names with `let`"));
    }
    let Some(tree) = engine::parse_rules(file.text()).map_err(|error| not_read(file, &error))?
    else {
        return Ok(Screened::default());
    };
    let calls = Calls::of(&tree);
    match calls.first_fault() {
        None => Ok(Screened { names: calls.rule_names().map(ToOwned::to_owned).collect() }),
        Some(BadCalls::Circle(names)) => Err(in_a_circle(file, &names)),
        Some(BadCalls::TooLong(name)) => Err(too_long(file, &name)),
        Some(BadCalls::LongWay(name)) => Err(long_way(file, &name)),
        Some(BadCalls::Unknown(call)) => Err(unknown(file, &call, &calls)),
    }
}

/// Returns the bytes of the name that `rule NAME` or `let NAME` defines; the start of the file when
/// there is none.
pub(crate) fn definition(file: &SourceFile, words: &str) -> Span {
    let Some((keyword, name)) = words.split_once(' ') else { return Span::file_start(file.id()) };
    for (at, _) in file.text().match_indices(keyword) {
        let behind = file.text().get(at + keyword.len()..).unwrap_or_default();
        let rest = behind.trim_start();
        let is_defined = rest.len() < behind.len()
            && rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_part_of_name))
            && !file.text().get(..at).unwrap_or_default().ends_with(is_part_of_name);
        if is_defined {
            let start = at + keyword.len() + behind.len() - rest.len();
            return file.span(start..start + name.len());
        }
    }
    Span::file_start(file.id())
}

fn rule_defined_in(line: &str) -> Option<String> {
    let rest = line.strip_prefix("rule ")?.trim_start();
    let end = rest.find(|c: char| !is_part_of_name(c)).unwrap_or(rest.len());
    rest.get(..end).map(ToOwned::to_owned)
}

fn is_part_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Turns cfn-guard's words, `... at line 3 at column 5, when handling X, fragment Y`, into a
/// finding at that place.
fn not_read(file: &SourceFile, error: &str) -> Diagnostic {
    let place = number_behind(error, " at line ").zip(number_behind(error, " at column "));
    // Some of its errors name no place.
    let Some((line, column)) = place else {
        let message = format!("the rules of `{}` cannot be read: {}", file.name(), one_line(error));
        return Diagnostic::new(&codes::RULE_FILE_NOT_READ, Span::file_start(file.id()), message);
    };
    let stopped_at = file.offset(line, column.saturating_sub(1));
    let rest = file.text().get(stopped_at..).unwrap_or_default();
    let start = stopped_at + rest.len() - rest.trim_start().len();
    let seen = rest.trim_start().lines().next().unwrap_or_default().trim_end();
    let span = file.span(start..start + seen.len());
    let handling = error.split_once("when handling ").map(|(_, words)| words);
    let reason = handling
        .and_then(|words| words.split(", fragment").next())
        .map(one_line)
        .unwrap_or_default();
    let first_line = if seen.is_empty() {
        "the end of the file".to_owned()
    } else {
        format!("`{}`", shortened(seen))
    };
    let not_read = Diagnostic::new(
        &codes::RULE_FILE_NOT_READ,
        span,
        format!("the rules of `{}` cannot be read from {first_line} on", file.name()),
    );
    let with_reason = match reason.as_str() {
        "" => not_read,
        reason => not_read.note(format!("cfn-guard says: {reason}")),
    };
    with_reason.help(
        "correct the text here or right behind; the reader of rules stops where it last understood",
    )
}

fn number_behind(text: &str, words: &str) -> Option<usize> {
    let digits = text.split_once(words)?.1.chars().take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().ok()
}

fn in_a_circle(file: &SourceFile, names: &[Name]) -> Diagnostic {
    let first = names.first().map(|name| name.shown.as_str()).unwrap_or_default();
    let circle: Vec<String> = names
        .iter()
        .map(|name| name.shown.as_str())
        .chain([first])
        .map(|name| format!("`{name}`"))
        .collect();
    let mut places = names.iter().map(|name| (definition(file, &name.definition), name));
    let span = places.next().map_or(Span::file_start(file.id()), |(span, _)| span);
    let message = format!("these need each other in a circle: {}", shortened(&circle.join(", ")));
    let at_first =
        Diagnostic::new(&codes::RULES_IN_A_CIRCLE, span, message).label("the circle starts here");
    places
        .take(4)
        .fold(at_first, |finding, (span, name)| finding.also(span, format!("`{}`", name.shown)))
        .help("take one step out of the circle")
}

fn too_long(file: &SourceFile, name: &Name) -> Diagnostic {
    let message = format!(
        "the chain of rules and blocks from `{}` is more than {MAX_CHAIN} long",
        name.shown
    );
    let finding =
        Diagnostic::new(&codes::RULES_TOO_DEEP, definition(file, &name.definition), message);
    finding.help("let the rules stand side by side; a file may have any number of them")
}

fn long_way(file: &SourceFile, name: &Name) -> Diagnostic {
    let message = format!("a way to a value has more than {MAX_STEPS} steps in `{}`", name.shown);
    let finding =
        Diagnostic::new(&codes::RULES_TOO_DEEP, definition(file, &name.definition), message);
    finding.help("put what is asked of a value into one filter, one line each")
}

fn unknown(file: &SourceFile, call: &Call, calls: &Calls) -> Diagnostic {
    let near = file.offset(call.line, call.column.saturating_sub(1));
    let rest = file.text().get(near..).unwrap_or_default();
    let start = near + rest.find(&call.rule).unwrap_or_default();
    let message = format!("no rule `{}` in `{}`, and it is called", call.rule, file.name());
    let finding = Diagnostic::new(
        &codes::RULE_FILE_NOT_READ,
        file.span(start..start + call.rule.len()),
        message,
    );
    match nearest_name(&call.rule, calls.rule_names()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("a rule can call rules of its own file only; add it"),
    }
}

/// Texts of rules and reports in messages are cut here: longer text is not read.
const MAX_SHOWN_CHARS: usize = 200;

/// Returns the text in one line, spaces folded, cut where it is too long to read.
pub(crate) fn one_line(text: &str) -> String {
    shortened(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns the text, cut where it is too long to read.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
