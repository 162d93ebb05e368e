//! What findings advise is followed to its end: after it, the update deploys.
//!
//! - Comes in: every edit of `tests/edits/`, and what is reported of it.
//! - Goes out: each help, matched by its form and followed by the row of that form; the configs that
//!   come of it are played over what is deployed, as the edit itself is.
//! - A help of a form without a row fails the suite, so that no advice is printed that was never
//!   followed.

mod collisions;
mod config_edit;
mod rows;

use std::collections::BTreeMap;

use netloom_tests::case_file::CaseFile;
use netloom_tests::edit_case::{Advised, AdvisedEdit, EditCase, edit_files, play_beside, play_on};

use self::rows::{Follow, ROWS, Row};
use crate::support::folder;

/// The codes whose advice is about edits, or about room for a subnet.
const ABOUT_EDITS: [&str; 5] = ["PLN", "LCK", "NET003", "NET009", "NET020"];

/// Something that is advised about an edit.
pub(crate) struct Situation<'a> {
    pub(crate) edit: &'a AdvisedEdit,
    pub(crate) advised: &'a Advised,
    /// What the help has in backticks, else its words with a digit.
    pub(crate) values: Vec<String>,
}

/// Returns the form of a help: what is in backticks as `` `_` ``, numbers and blocks as `N`.
fn form_of(help: &str) -> String {
    let mut form = String::new();
    for (index, part) in help.split('`').enumerate() {
        if index % 2 == 1 {
            form.push_str("`_`");
            continue;
        }
        let words: Vec<String> = part.split(' ').map(without_numbers).collect();
        form.push_str(&words.join(" "));
    }
    form
}

fn without_numbers(word: &str) -> String {
    let (word, slash) = word.strip_prefix('/').map_or((word, ""), |rest| (rest, "/"));
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let end = word.find(|c: char| !(c.is_ascii_digit() || "./".contains(c))).unwrap_or(word.len());
    if is_number { format!("{slash}N{}", &word[end..]) } else { format!("{slash}{word}") }
}

fn values_of(help: &str) -> Vec<String> {
    let quoted: Vec<String> = help.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect();
    let number = help.split([' ', ',']).find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if quoted.is_empty() { number.into_iter().map(ToOwned::to_owned).collect() } else { quoted }
}

/// How many times what is advised against a first advice is followed.
const MAX_DEPTH: usize = 4;

/// How many times each row was followed.
type Counts = BTreeMap<(&'static str, &'static str), usize>;

/// Returns the row of a help.
fn row_of(code: &str, help: &str) -> Option<&'static Row> {
    let form = form_of(help);
    ROWS.iter().find(|row| code.starts_with(row.code) && row.form == form)
}

/// Returns why the advice leads nowhere; `Ok(false)` where it cannot be typed for this edit.
fn follow(
    situation: &Situation<'_>,
    row: &'static Row,
    depth: usize,
    n_followed: &mut Counts,
) -> Result<bool, String> {
    let count = n_followed.entry((row.code, row.form)).or_default();
    let edit = situation.edit;
    let configs = match row.follow {
        Follow::Outside(_) => None,
        Follow::Beside => {
            *count += 1;
            return play_beside(&edit.new.0, &edit.new.1).map(|_| true);
        }
        Follow::Configs(configs) => configs(situation),
    };
    let Some(configs) = configs else { return Ok(false) };
    *count += 1;
    let Err(why) = play_on(&edit.before, edit.lock.as_deref(), &configs) else { return Ok(true) };
    let [config] = configs.as_slice() else { return Err(why) };
    // What else is wrong has advice of its own, which is followed as well.
    let next = edit.with(config.clone());
    let Some(error) = next.advised.iter().find(|one| one.is_error) else { return Err(why) };
    let is_same =
        error.code == situation.advised.code && error.message == situation.advised.message;
    if is_same || depth == MAX_DEPTH {
        return Err(why);
    }
    for help in &error.helps {
        let Some(row) = row_of(error.code, help) else { continue };
        let situation = Situation { edit: &next, advised: error, values: values_of(help) };
        let is_outside = matches!(row.follow, Follow::Outside(_));
        if is_outside || follow(&situation, row, depth + 1, n_followed) == Ok(true) {
            return Ok(true);
        }
    }
    Err(format!("{why}\nthen {}: {}", error.code, error.message))
}

#[test]
fn every_advice_about_an_edit_ends_in_an_update_that_deploys() {
    let mut failures = Vec::new();
    let mut n_followed = Counts::new();
    for (name, path) in edit_files(&folder("edits")) {
        for edit in EditCase::of(CaseFile::read(&path)).advised_edits() {
            // Beside an error, what is worth knowing is no way out of it.
            let is_refused = edit.advised.iter().any(|one| one.is_error);
            let about = edit.advised.iter().filter(|one| {
                one.is_error == is_refused
                    && ABOUT_EDITS.iter().any(|start| one.code.starts_with(start))
            });
            for advised in about {
                for help in &advised.helps {
                    let Some(row) = row_of(advised.code, help) else {
                        let form = form_of(help);
                        failures.push(format!("{name}: {}: no row for {form:?}", advised.code));
                        continue;
                    };
                    let situation = Situation { edit: &edit, advised, values: values_of(help) };
                    if let Err(why) = follow(&situation, row, 0, &mut n_followed) {
                        failures.push(format!(
                            "{name}: {} {}: {}\nadvised: {help}\n{why}",
                            edit.new.0, advised.code, advised.message
                        ));
                    }
                }
            }
        }
    }
    // A row that no edit needs, or that never leads to anything, tests nothing.
    for row in ROWS {
        let n_times = n_followed.get(&(row.code, row.form));
        let is_outside = matches!(row.follow, Follow::Outside(_));
        if n_times.is_none_or(|n| *n == 0 && !is_outside) {
            failures.push(format!("{}: {:?} was never followed", row.code, row.form));
        }
    }
    assert!(failures.is_empty(), "{}\n\n{}", failures.len(), failures.join("\n\n"));
}
