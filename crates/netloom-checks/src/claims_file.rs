//! Claims that users write themselves, about any network.
//!
//! - Comes in: YAML or JSON, `claims: [{from, to, protocol, port, expect, via}]`, and the network whose
//!   names it uses.
//! - Goes out: claims, and every problem of the file.
//! - Left to others: whether they hold.

pub mod codes;

use netloom_diag::{Diagnostic, Severity, SourceFile, Span, nearest_name};
use netloom_network::Id;
use netloom_network::Network;
use netloom_network::sets::traffic::{Traffic, all_ports, linux_client_ports};
use netloom_question::traffic_from_words;
use netloom_question::{Expect, Party, Question};
use netloom_reach::path_components;
use netloom_template::codes::REPEATED_KEY;
use netloom_template::{Entry, Node, parse_tree};

use crate::claims::{Claim, ClusterNodes};
use crate::proofs::codes::CLAIM_REFUTED;

/// How many names a help lists.
const MAX_LISTED: usize = 8;

/// The keys of one claim.
const KEYS: [&str; 7] = ["name", "from", "to", "protocol", "port", "expect", "via"];

/// Reads a claims file.
///
/// - `nodes`: the nodes of a cluster by the names that people give them, where there is one.
///
/// A claim with a problem is left out; every problem is reported.
#[must_use]
pub fn read_claims(
    file: &SourceFile,
    network: &Network,
    nodes: &ClusterNodes,
) -> (Vec<Claim>, Vec<Diagnostic>) {
    let tree = parse_tree(file);
    let mut problems = tree.findings.clone();
    // CloudFormation takes the last value of a key; of a claim both may be meant.
    let repeated = problems.iter_mut().filter(|problem| problem.code.id == REPEATED_KEY.id);
    repeated.for_each(|problem| problem.severity = Severity::Error);
    let Some(root) = &tree.root else { return (Vec::new(), problems) };
    let mut reader = Reader { network, nodes, problems: Vec::new() };
    let claims = reader.read(root);
    problems.append(&mut reader.problems);
    (claims, problems)
}

struct Reader<'a> {
    network: &'a Network,
    nodes: &'a ClusterNodes,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, root: &Node) -> Vec<Claim> {
        let example = "claims: [{from: internet, to: Head, port: 22, expect: unreachable}]";
        let entries = root.as_map().unwrap_or_default();
        for entry in entries.iter().filter(|entry| entry.key != "claims") {
            self.unknown_key(entry, &["claims"]);
        }
        let list = root.get("claims").and_then(Node::as_list);
        let Some(list) = list else {
            let finding =
                Diagnostic::new(&codes::CLAIMS_SHAPE, root.span, "this is not a list of claims");
            self.problems.push(
                finding
                    .label("expected a mapping with a list `claims`")
                    .help(format!("write `{example}`")),
            );
            return Vec::new();
        };
        list.iter().filter_map(|claim| self.claim(claim)).collect()
    }

    fn claim(&mut self, node: &Node) -> Option<Claim> {
        let Some(entries) = node.as_map() else {
            let finding = Diagnostic::new(&codes::CLAIMS_SHAPE, node.span, "this is no claim");
            self.problems.push(finding.label("expected a mapping with `from`, `to` and `expect`"));
            return None;
        };
        for entry in entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
            self.unknown_key(entry, &KEYS);
        }
        let from = self.party(node, "from");
        let to = self.party(node, "to");
        let traffic = self.traffic(node);
        let expect = self.expect(node);
        let via = match node.get("via").filter(|via| !via.is_absent()) {
            Some(via) => self.via(via, expect).map(Some),
            None => Some(None),
        };
        let name = node.get("name").and_then(Node::as_text).map(|name| name.into_owned());
        // Only now, so that the faults of all four keys are reported in one run.
        let ((from, from_text), (to, to_text)) = (from?, to?);
        let (traffic, expect, via) = (traffic?, expect?, via?);
        // A client that is to get through chooses its port as Linux does; one that is to be kept
        // out may choose any.
        let client_ports =
            if expect == Expect::Reachable { linux_client_ports() } else { all_ports() };
        let (who, what) = match expect {
            Expect::Reachable => (from_text, to_text),
            Expect::Unreachable => (to_text, from_text),
        };
        let traffic_words = self.traffic_words(node);
        let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
        Some(Claim {
            code: &CLAIM_REFUTED,
            who: format!("`{who}`"),
            what: format!("`{what}`{traffic_words}{name}"),
            span: node.span,
            question: Question { from, to, traffic, client_ports },
            expect,
            via,
            help: None,
        })
    }

    /// What packets have to pass. Of packets that are not to arrive there is nothing to say.
    fn via(&mut self, node: &Node, expect: Option<Expect>) -> Option<Id> {
        let Some(text) = node.as_text() else {
            self.wrong(node.span, "via", "expected the name of a gateway, endpoint or firewall");
            return None;
        };
        if expect == Some(Expect::Unreachable) {
            self.wrong(node.span, "via", "expected `expect: reachable` beside it");
            return None;
        }
        let known = path_components(self.network);
        let id = Id::new(text.as_ref());
        if known.contains(&&id) {
            return Some(id);
        }
        let message = format!("no packet can be asked to pass `{text}`");
        let finding = Diagnostic::new(&codes::UNKNOWN_PARTY, node.span, message);
        let nearest = nearest_name(&text, known.iter().map(|id| id.as_str()));
        self.problems.push(match nearest {
            Some(nearest) => finding.help(format!("write `{nearest}`")),
            None => finding.help(self.help_for_via(&known)),
        });
        None
    }

    /// Which names there are, those of interfaces and route tables aside, which are many.
    fn help_for_via(&self, known: &[&Id]) -> String {
        let is_listed = |id: &&&Id| {
            !self.network.interfaces.contains_key(**id)
                && !self.network.route_tables.contains_key(**id)
        };
        let listed = known.iter().filter(is_listed).take(MAX_LISTED);
        let names: Vec<&str> = listed.map(|id| id.as_str()).collect();
        match names.is_empty() {
            true => "the network has no gateway, endpoint, firewall or connection".to_owned(),
            false => format!("write one that there is: {}", quoted(&names)),
        }
    }

    fn unknown_key(&mut self, entry: &Entry, known: &[&str]) {
        let finding = Diagnostic::new(
            &codes::UNKNOWN_CLAIM_KEY,
            entry.key_span,
            format!("unknown key `{}`", entry.key),
        );
        let finding = match nearest_name(&entry.key, known.iter().copied()) {
            Some(nearest) => finding.help(format!("write `{nearest}`")),
            None => finding.help(format!("the keys are {}", quoted(known))),
        };
        self.problems.push(finding);
    }

    fn party(&mut self, claim: &Node, key: &str) -> Option<(Party, String)> {
        let node = self.required(claim, key)?;
        let Some(text) = node.as_text() else {
            self.wrong(
                node.span,
                key,
                "expected a name, `internet`, a block or `service:` and a service",
            );
            return None;
        };
        if let Some(id) = self.nodes.named(&text) {
            return Some((Party::Interface(id.clone()), text.into_owned()));
        }
        match Party::from_text(&text, self.network) {
            Ok(party) => Some((party, text.into_owned())),
            Err(problem) => {
                // The network may know why this resource cannot be an end of traffic; to suggest a
                // similar name would mislead then.
                let why = self.network.no_ends.get(&Id::new(text.as_ref()));
                let message = match (why, &problem.service) {
                    (Some(why), _) => why.clone(),
                    (None, Some(service)) => {
                        format!("no known service of AWS is called `{service}`")
                    }
                    (None, None) => format!("nothing in the network is called `{text}`"),
                };
                let unknown = Diagnostic::new(&codes::UNKNOWN_PARTY, node.span, message);
                let finding = match problem.nearest.filter(|_| why.is_none()) {
                    Some(nearest) => unknown.help(format!("write `{nearest}`")),
                    None if problem.service.is_some() => unknown.help(
                        "write what follows the region in the name of its endpoint, such as \
                         `service:ecr.api`",
                    ),
                    None => unknown.help(
                        "write the logical id of an interface, instance, launch template, \
                         security group or \
                                          subnet, `internet`, a block, or `service:s3`",
                    ),
                };
                self.problems.push(finding);
                None
            }
        }
    }

    fn traffic(&mut self, claim: &Node) -> Option<Traffic> {
        let protocol = claim.get("protocol");
        let port = claim.get("port");
        let protocol_text = match protocol {
            Some(node) => match node.as_text() {
                Some(text) => text.into_owned(),
                None => {
                    self.wrong(
                        node.span,
                        "protocol",
                        "expected `tcp`, `udp`, `icmp`, `all` or a number",
                    );
                    return None;
                }
            },
            None => "tcp".to_owned(),
        };
        let port_text = match port {
            Some(node) => Some(self.port_text(node)?),
            None => None,
        };
        match traffic_from_words(&protocol_text, port_text.as_deref()) {
            Ok(traffic) => Some(traffic),
            Err(expected) => {
                let is_protocol = expected.contains("protocol");
                // Shown at the key that it is about, or at the other one where this key is absent.
                let node = if is_protocol { protocol.or(port) } else { port.or(protocol) };
                let key = if is_protocol { "protocol" } else { "port" };
                self.wrong(node.map_or(claim.span, |node| node.span), key, expected);
                None
            }
        }
    }

    /// Returns ports in the form of `--port`, so that both have one reader.
    fn port_text(&mut self, node: &Node) -> Option<String> {
        if let Some(text) = node.as_text() {
            return Some(text.into_owned());
        }
        let Some(list) = node.as_list() else {
            self.wrong(
                node.span,
                "port",
                "expected a number, a range such as `1024-2048`, or a list of them",
            );
            return None;
        };
        let parts: Option<Vec<String>> =
            list.iter().map(|part| part.as_text().map(|text| text.into_owned())).collect();
        if parts.is_none() {
            self.wrong(node.span, "port", "expected numbers and ranges such as `1024-2048`");
        }
        parts.map(|parts| parts.join(","))
    }

    fn traffic_words(&self, claim: &Node) -> String {
        let text = |key: &str| claim.get(key).and_then(Node::as_text).map(|text| text.into_owned());
        let protocol = text("protocol").unwrap_or_else(|| "tcp".to_owned());
        match text("port") {
            Some(port) => format!(" on {protocol} {port}"),
            None => format!(" on {protocol}"),
        }
    }

    fn expect(&mut self, claim: &Node) -> Option<Expect> {
        let node = self.required(claim, "expect")?;
        match node.as_text().as_deref() {
            Some("reachable") => Some(Expect::Reachable),
            Some("unreachable") => Some(Expect::Unreachable),
            _ => {
                self.wrong(node.span, "expect", "expected `reachable` or `unreachable`");
                None
            }
        }
    }

    fn required<'n>(&mut self, claim: &'n Node, key: &str) -> Option<&'n Node> {
        let node = claim.get(key).filter(|node| !node.is_absent());
        if node.is_none() {
            let finding = Diagnostic::new(
                &codes::CLAIMS_SHAPE,
                claim.span,
                format!("this claim has no `{key}`"),
            );
            self.problems.push(finding.help(format!("add `{key}:`")));
        }
        node
    }

    fn wrong(&mut self, span: Span, key: &str, expected: &'static str) {
        let finding =
            Diagnostic::new(&codes::WRONG_CLAIM_VALUE, span, format!("`{key}` is not understood"));
        self.problems.push(
            finding
                .label(expected)
                .help(format!("write {}", expected.trim_start_matches("expected "))),
        );
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
