//! Names and descriptions with characters that AWS rejects.

use netloom_diag::Diagnostic;
use netloom_template::{Node, Piece, Value};

use super::super::context::{Context, is_looked_up};
use super::super::paths::values_at;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// The name or a description of a security group, or the name of a load balancer, with a
    /// character that AWS rejects, or too long.
    /// ### Why it matters
    /// EC2 takes `a-z`, `A-Z`, `0-9`, spaces and `._-:/()#,@[]+=&;{}!$*` in groups, at most 255 of
    /// them; load balancers and target groups have up to 32 letters, digits and hyphens. Anything
    /// else is rejected, and the stack is rolled back.
    /// ### Example
    /// `GroupDescription: naïve — group`
    /// ### Instead
    /// `GroupDescription: naive - group`
    /// ### Source
    /// EC2 API, `CreateSecurityGroup` and `IpRange`, constraints; Elastic Load Balancing API,
    /// `CreateLoadBalancer` and `CreateTargetGroup`, `Name`.
    REFUSED_CHARACTERS = ("CFN043", Error, "characters that AWS rejects");
}

/// What a text may hold.
#[derive(Clone, Copy)]
enum Rule {
    /// Of a security group.
    Group,
    /// Of a load balancer or a target group.
    Balancer,
}

const TEXTS: [(&str, &str, Rule); 8] = [
    ("AWS::EC2::SecurityGroup", "GroupDescription", Rule::Group),
    ("AWS::EC2::SecurityGroup", "GroupName", Rule::Group),
    ("AWS::EC2::SecurityGroup", "SecurityGroupIngress[].Description", Rule::Group),
    ("AWS::EC2::SecurityGroup", "SecurityGroupEgress[].Description", Rule::Group),
    ("AWS::EC2::SecurityGroupIngress", "Description", Rule::Group),
    ("AWS::EC2::SecurityGroupEgress", "Description", Rule::Group),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", Rule::Balancer),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name", Rule::Balancer),
];

impl Rule {
    fn accepts(self, character: char) -> bool {
        match self {
            Self::Group => {
                character.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(character)
            }
            Self::Balancer => character.is_ascii_alphanumeric() || character == '-',
        }
    }

    const fn max_chars(self) -> usize {
        match self {
            Self::Group => 255,
            Self::Balancer => 32,
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Group => "write letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*` only",
            Self::Balancer => "write letters, digits and hyphens only",
        }
    }
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (kind, path, rule) in TEXTS {
        for resource in context.of_kind(kind) {
            let nodes = values_at(&resource.properties, path);
            let key = path.rsplit('.').next().unwrap_or_default();
            findings.extend(
                nodes.into_iter().filter_map(|node| fault_of(node, key, &resource.id, rule)),
            );
        }
    }
    findings
}

fn fault_of(node: &Node, key: &str, id: &str, rule: Rule) -> Option<Diagnostic> {
    let known = known_text(node);
    if is_looked_up(&known) {
        return None;
    }
    if let Some(character) = known.chars().find(|character| !rule.accepts(*character)) {
        let message =
            format!("`{key}` of `{id}` holds `{}`, which AWS rejects", character.escape_debug());
        return Some(
            Diagnostic::new(&REFUSED_CHARACTERS, node.span, message).help(rule.in_words()),
        );
    }
    let (n_chars, most) = (known.chars().count(), rule.max_chars());
    (n_chars > most).then(|| {
        let message =
            format!("`{key}` of `{id}` has {n_chars} characters, expected at most {most}");
        Diagnostic::new(&REFUSED_CHARACTERS, node.span, message).help("shorten it")
    })
}

/// Returns the parts of a text that are known.
fn known_text(node: &Node) -> String {
    match &node.value {
        Value::Pieces(pieces) => pieces.iter().filter_map(text_of).collect(),
        _ => node.as_text().map(|text| text.into_owned()).unwrap_or_default(),
    }
}

fn text_of(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Text(text) => Some(text),
        Piece::Reference(_) | Piece::Unknown(_) => None,
    }
}
