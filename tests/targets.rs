//! What the fuzz targets call: bytes through a reader and everything behind it.
//!
//! A target returns nothing. It panics, or overflows the stack, or takes for ever; then a crash was
//! found.

use std::sync::OnceLock;

use netloom_checks::{Certify, ClusterNodes, prove_claims, read_claims};
use netloom_config::LoadOptions;
use netloom_diag::{Diagnostic, Sources, Style, render_human};
use netloom_diff::money::Prices;
use netloom_diff::{Review, Severity};
use netloom_guard::{RuleFile, WrittenBy, check_policy};
use netloom_network::{Network, network_of_facts};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict};
use netloom_report::formats::{FORMATS, NamedReview, Reviews};

use netloom_driver::comparison::{Part, compare};
use netloom_driver::observe::{ObserveOptions, observe};
use netloom_driver::pipeline::compile;

/// Everything up to a network, its checks, and a proof about each of its interfaces.
///
/// # Panics
/// If something is proved although the template has an error of the reader in it.
pub fn template(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    let file = sources.add("template.yaml", text);
    let observed = observe(file, &mut sources, &Network::default(), &ObserveOptions::default());
    let _text = render_human(&observed.diagnostics, &sources, Style::Plain);
    let is_refused = observed
        .diagnostics
        .iter()
        .any(|finding| finding.is_error() && finding.code.id.starts_with("RDT"));
    let Some(network) = observed.network else { return };
    let prepared = Prepared::new(network);
    let traffic = netloom_network::sets::traffic::Traffic::everything();
    for id in prepared.network.interfaces.keys().take(3) {
        let question =
            Question::new(Party::internet(), Party::Interface(id.clone()), traffic.clone());
        let answer = Answer::of(&prepared, &question, Expect::Unreachable);
        assert!(
            !(is_refused && answer.verdict == Verdict::Proved),
            "proved over something not understood"
        );
    }
}

/// Answers of the AWS CLI up to a network.
pub fn facts(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    let file = sources.add("facts.json", text);
    let Some(file) = sources.get(file) else { return };
    let built = network_of_facts(&[file]);
    let _text = render_human(&built.diagnostics, &sources, Style::Plain);
    let _prepared = Prepared::new(built.network);
}

/// A 2.x config through the whole compiler.
pub fn config_ini(bytes: &[u8]) {
    config("cluster.ini", bytes);
}

/// A 3.x config through the whole compiler.
pub fn config_yaml(bytes: &[u8]) {
    config("cluster.yaml", bytes);
}

fn config(name: &str, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let Some(file) = sources.get(file) else { return };
    let compiled = compile(file, &LoadOptions::default());
    let _text = render_human(&compiled.diagnostics, &sources, Style::Plain);
}

/// Claims about a small network, put to the proof.
pub fn claims(bytes: &[u8]) {
    const TEMPLATE: &str = "Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: \
                            10.0.0.0/16}}, Subnet: {Type: \
                            AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: \
                            10.0.0.0/24}}}\n";
    static NETWORK: OnceLock<Network> = OnceLock::new();
    let network = NETWORK.get_or_init(|| {
        let mut sources = Sources::default();
        let file = sources.add("template.yaml", TEMPLATE);
        observe(file, &mut sources, &Network::default(), &ObserveOptions::default())
            .network
            .unwrap_or_default()
    });
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    let file = sources.add("claims.yaml", text);
    let Some(file) = sources.get(file) else { return };
    let (claims, problems) = read_claims(file, network, &ClusterNodes::default());
    let proofs = prove_claims(&Prepared::new(network.clone()), &claims, Certify::Yes, &|_| false);
    let all: Vec<Diagnostic> = problems.into_iter().chain(proofs.diagnostics).collect();
    let _text = render_human(&all, &sources, Style::Plain);
}

/// What separates two texts in one input.
pub const SEPARATOR: &str = "\n=======\n";

/// Two templates or configs of 3.x, the old one first: what changes, in every form.
///
/// # Panics
/// If a text differs from itself.
pub fn review(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (old, new) = text.split_once(SEPARATOR).unwrap_or((text, text));
    let mut sources = Sources::default();
    let mut part = |name: &str, text: &str| {
        let file = sources.add(name, text);
        Part::written(observe(file, &mut sources, &Network::default(), &ObserveOptions::default()))
    };
    let (mut old, mut new, mut again) =
        (part("old.yaml", old), part("new.yaml", new), part("new.yaml", new));
    tell(compared(&mut old, &mut new, &sources));
    if let Some(same) = compared(&mut new, &mut again, &sources) {
        assert_eq!(same.severity, Severity::None, "{}", same.verdict);
    }
}

/// Answers of the AWS CLI, and the template that they are held against.
pub fn drift(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some((facts, template)) = text.split_once(SEPARATOR) else { return };
    let mut sources = Sources::default();
    let facts = sources.add("facts.json", facts);
    let template = sources.add("template.yaml", template);
    let mut living = Part::living(&[facts], Vec::new(), &sources);
    let mut template = Part::written(observe(
        template,
        &mut sources,
        &Network::default(),
        &ObserveOptions::default(),
    ));
    tell(compared(&mut living, &mut template, &sources));
}

fn compared(old: &mut Part, new: &mut Part, sources: &Sources) -> Option<Review> {
    compare((old, new), Prices::built_in().as_ref(), &ObserveOptions::default(), sources)
}

fn tell(review: Option<Review>) {
    let Some(review) = review else { return };
    let reviews = Reviews {
        reviews: &[NamedReview { name: "new.yaml".to_owned(), review }],
        not_reviewed: &[],
        sources: &Sources::default(),
        style: Style::Plain,
        template: None,
        version: "",
    };
    for format in FORMATS {
        let _text = format.renderer.reviews(&reviews);
    }
}

/// A rule file, held against a small network.
pub fn rules(bytes: &[u8]) {
    const TEMPLATE: &str = "Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: \
                            10.0.0.0/16, Tags: [{Key: a, Value: \
                            b}]}}, Open: {Type: AWS::EC2::SecurityGroupIngress, Properties: \
                            {CidrIp: 0.0.0.0/0, FromPort: '22', \
                            GroupId: sg-0123456789abcdef0, IpProtocol: -1}}}\n";
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    let (template, rules) =
        (sources.add("template.yaml", TEMPLATE), sources.add("rules.guard", text));
    let observed = observe(template, &mut sources, &Network::default(), &ObserveOptions::default());
    let (Some(template), Some(rules), Some(document)) =
        (sources.get(template), sources.get(rules), &observed.document)
    else {
        return;
    };
    let report = check_policy(template, document, &[RuleFile::of_site(rules)], WrittenBy::People);
    let _text = render_human(&report.diagnostics, &sources, Style::Plain);
}
