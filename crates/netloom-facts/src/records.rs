//! The records of all files, by kind, and what is missing among them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use netloom_diag::{Diagnostic, SourceFile, Span};
use netloom_template::{Entry, Node, ParsedTree, Value, parse_tree};

use crate::codes;
use crate::kinds::{INSTANCES, KINDS, Kind, PREFIX_LISTS};

/// Files as values.
#[derive(Debug)]
pub struct Answers<'f> {
    trees: Vec<Tree<'f>>,
}

/// A file as values, and its name.
#[derive(Debug)]
struct Tree<'f> {
    file: &'f SourceFile,
    tree: Arc<ParsedTree>,
}

/// One thing as a call describes it.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The id.
    pub id: &'a str,
    /// The whole record.
    pub node: &'a Node,
}

/// What all files say.
#[derive(Debug, Default)]
pub struct Records<'a> {
    by_kind: BTreeMap<Kind, Vec<Record<'a>>>,
    /// The first record of each thing.
    first: BTreeMap<(Kind, &'a str), Record<'a>>,
    /// Kinds of which all is there.
    complete: BTreeSet<Kind>,
    /// Answers about one thing that is not a record: its id, the key at the top, the value.
    details: Vec<Detail<'a>>,
}

#[derive(Debug)]
struct Detail<'a> {
    owner: String,
    key: &'a str,
    node: &'a Node,
}

impl<'f> Answers<'f> {
    /// Reads files, each the answer of one call, in any order.
    ///
    /// - `findings`: gets FAC001 for what is no answer.
    pub fn parse(files: &[&'f SourceFile], findings: &mut Vec<Diagnostic>) -> Self {
        let mut trees = Vec::new();
        for file in files {
            let tree = parse_tree(file);
            match tree.root.as_ref().and_then(Node::as_map) {
                Some(_) => trees.push(Tree { file, tree }),
                None => findings.push(unreadable(file, tree.findings.first())),
            }
        }
        Self { trees }
    }
}

fn unreadable(file: &SourceFile, problem: Option<&Diagnostic>) -> Diagnostic {
    let span = problem.map_or_else(|| Span::file_start(file.id()), |problem| problem.primary.span);
    let message = format!("`{}` is no answer of the AWS CLI: expected a JSON object", file.name());
    let finding = Diagnostic::new(&codes::UNREADABLE_FACTS, span, message)
        .help("run the call again with `--output json` and keep errors out of the file");
    problem.into_iter().fold(finding, |finding, problem| finding.note(problem.message.clone()))
}

fn not_a_list(entry: &Entry, kind: Kind) -> Diagnostic {
    let message =
        format!("`{}` is not a list, so nothing is known about {}", entry.key, kind.things);
    Diagnostic::new(&codes::UNREADABLE_FACTS, entry.node.span, message)
        .help(format!("run `{} --output json` again, without `--query`", kind.command()))
}

impl<'a> Records<'a> {
    /// Sorts what the files say by kind. Pages of one call join; a thing that is described twice is
    /// taken as it is described first.
    ///
    /// - `findings`: gets FAC001 to FAC006.
    pub fn of(answers: &'a Answers<'_>, findings: &mut Vec<Diagnostic>) -> Self {
        let mut records = Self::default();
        let mut cut: BTreeMap<Kind, Span> = BTreeMap::new();
        for tree in &answers.trees {
            let Some(root) = &tree.tree.root else { continue };
            let rest = root.get("NextToken").filter(|token| !token.is_absent());
            for entry in root.as_map().unwrap_or_default() {
                let Some(kind) = KINDS.iter().find(|kind| kind.key == entry.key) else {
                    records.add_detail(tree, entry, findings);
                    continue;
                };
                if entry.node.as_list().is_none() {
                    findings.push(not_a_list(entry, *kind));
                    continue;
                }
                records.add(*kind, &entry.node, findings);
                match rest {
                    Some(token) => _ = cut.entry(*kind).or_insert(token.span),
                    None => _ = records.complete.insert(*kind),
                }
            }
        }
        for (kind, span) in cut.into_iter().filter(|(kind, _)| !records.complete.contains(kind)) {
            let message =
                format!("{} go on behind `NextToken`, and the last page is not there", kind.things);
            let finding = Diagnostic::new(&codes::INCOMPLETE_FACTS, span, message);
            findings.push(finding.help(format!("run `{}` without `--max-items`", kind.command())));
        }
        records
    }

    fn add(&mut self, kind: Kind, node: &'a Node, findings: &mut Vec<Diagnostic>) {
        let listed = node.as_list().unwrap_or_default().iter();
        let nested =
            |node: &'a Node| node.get("Instances").and_then(Node::as_list).unwrap_or_default();
        let listed: Vec<&Node> =
            if kind == INSTANCES { listed.flat_map(nested).collect() } else { listed.collect() };
        for node in listed {
            match node.get(kind.id).map(|id| &id.value) {
                Some(Value::Text(id)) if !id.is_empty() => {
                    let record = Record { id, node };
                    self.add_record(kind, record, findings);
                }
                _ => {
                    let message = format!("record of {} without `{}`", kind.things, kind.id);
                    let finding = Diagnostic::new(&codes::RECORD_WITHOUT_ID, node.span, message);
                    findings.push(
                        finding.help(format!("run `{}` again without `--query`", kind.command())),
                    );
                }
            }
        }
    }

    fn add_record(&mut self, kind: Kind, record: Record<'a>, findings: &mut Vec<Diagnostic>) {
        let records = self.by_kind.entry(kind).or_default();
        let Some(first) = self.first.get(&(kind, record.id)) else {
            self.first.insert((kind, record.id), record);
            return records.push(record);
        };
        // AWS keeps blocks of its lists in one answer and the rest in the other: both say of the
        // list what is true.
        let is_complement = kind == PREFIX_LISTS && do_agree(first.node, record.node);
        if is_complement {
            records.push(record);
        } else if !is_same(first.node, record.node) {
            let message = format!("`{}` is described twice, and not in the same way", record.id);
            let finding = Diagnostic::new(&codes::CONFLICTING_FACTS, record.node.span, message);
            let finding = finding.label("passed over").also(first.node.span, "used");
            findings.push(finding.help("keep the newer of the two answers"));
        }
    }

    /// Takes an answer that is about one thing and lists no records.
    fn add_detail(&mut self, tree: &'a Tree<'_>, entry: &'a Entry, findings: &mut Vec<Diagnostic>) {
        let Some(root) = &tree.tree.root else { return };
        if let (Some(rest), "Routes") = (rest_of_routes(root), entry.key.as_str()) {
            return findings.push(rest);
        }
        let owner = match entry.key.as_str() {
            "NextToken" | "ResponseMetadata" | "AdditionalRoutesAvailable" | "VpcId" => return,
            "EnableDnsSupport" | "EnableDnsHostnames" => {
                root.get("VpcId").and_then(Node::as_text).map(|id| id.into_owned())
            }
            // These do not say what they are about; only the name of their file can.
            "TargetHealthDescriptions" => id_in_name(tree.file.name(), "target-health-"),
            "Entries" => id_in_name(tree.file.name(), "pl-"),
            "Routes" => id_in_name(tree.file.name(), "tgw-rtb-"),
            key => {
                let message = format!("`{key}` is no answer that netloom knows");
                return findings.push(Diagnostic::new(
                    &codes::UNKNOWN_FACTS,
                    entry.key_span,
                    message,
                ));
            }
        };
        match owner {
            Some(owner) => self.details.push(Detail { owner, key: &entry.key, node: &entry.node }),
            None => {
                let message = format!("`{}` does not say what it is about", entry.key);
                let finding = Diagnostic::new(&codes::FACTS_WITHOUT_OWNER, entry.key_span, message);
                findings.push(finding.help(
                    "put the id of the list, table or target group into the name of the file",
                ));
            }
        }
    }

    /// Returns the records of a kind, in the order of the files.
    #[must_use]
    pub fn of_kind(&self, kind: Kind) -> &[Record<'a>] {
        self.by_kind.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the record of one thing.
    #[must_use]
    pub fn record(&self, kind: Kind, id: &'a str) -> Option<&Record<'a>> {
        self.first.get(&(kind, id))
    }

    /// Returns whether all things of a kind are described.
    #[must_use]
    pub fn is_complete(&self, kind: Kind) -> bool {
        self.complete.contains(&kind)
    }

    /// Returns what an answer of this key says of one thing.
    #[must_use]
    pub fn detail(&self, key: &str, owner: &str) -> Option<&'a Node> {
        self.details
            .iter()
            .find(|detail| detail.key == key && detail.owner == owner)
            .map(|detail| detail.node)
    }
}

/// Returns the finding for routes that are not all that there are: a table without the others would
/// drop what they lead on.
///
/// # Source
/// Amazon EC2 API, `SearchTransitGatewayRoutes`, `AdditionalRoutesAvailable`.
fn rest_of_routes(root: &Node) -> Option<Diagnostic> {
    let more =
        root.entry("AdditionalRoutesAvailable").filter(|more| more.node.as_bool() == Some(true))?;
    let message = "the table has further routes, so none of them is used";
    Some(Diagnostic::new(&codes::INCOMPLETE_FACTS, more.key_span, message).help(
        "ask for parts of the table that are small enough, and put their routes into one file",
    ))
}

/// Returns the id in the name of a file that begins with `prefix`: `pl-0123` in
/// `facts/entries-pl-0123.json`.
fn id_in_name(name: &str, prefix: &str) -> Option<String> {
    let (at, _) = name.match_indices(prefix).last()?;
    let tail = name.get(at + prefix.len()..)?;
    let digits: String = tail.chars().take_while(char::is_ascii_hexdigit).collect();
    (!digits.is_empty()).then(|| format!("{prefix}{digits}"))
}

/// Returns whether two records say the same as far as both say it.
fn do_agree(one: &Node, other: &Node) -> bool {
    let mut entries = one.as_map().unwrap_or_default().iter();
    entries.all(|entry| other.get(&entry.key).is_none_or(|same| is_same(&entry.node, same)))
}

/// Returns whether two values say the same, wherever they stand.
fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            let has = |entry: &Entry| {
                b.iter().any(|other| other.key == entry.key && is_same(&entry.node, &other.node))
            };
            a.len() == b.len() && a.iter().all(has)
        }
        (a, b) => a == b,
    }
}
