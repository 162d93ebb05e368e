//! What has to be true of a request that a rule of a load balancer gets: which conditions admit all
//! that others admit, and which never hold together.
//!
//! # Source
//! Application Load Balancers, "Condition types for listener rules": a condition holds where one of
//! its values matches, and a rule where all of its conditions hold; `*` stands for any text and `?`
//! for one character; names of hosts are compared without case.

use std::collections::BTreeSet;

use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::parse_block;
use netloom_template::Node;

/// One condition.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Condition {
    /// What the values are of.
    subject: Subject,
    /// The values, of which one has to match.
    values: BTreeSet<String>,
    /// Whether all of them are written out.
    is_known: bool,
}

/// What a condition looks at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Subject {
    /// What a request has one of, compared with patterns: a path, a host.
    Pattern(String),
    /// What a request has one of, compared as it is: a method.
    Word(String),
    /// What a request may have several of, or what is compared otherwise.
    Other(String),
    /// The address of the client.
    Source,
}

impl Condition {
    /// A condition that is only known to be equal to itself.
    pub(super) fn named(text: &str) -> Self {
        Self { subject: Subject::Other(text.to_owned()), values: BTreeSet::new(), is_known: false }
    }

    /// Reads an item of `Conditions`.
    ///
    /// - `text`: a value in words that are the same in both templates where the value is.
    pub(super) fn of(node: &Node, text: &dyn Fn(&Node) -> String) -> Self {
        const CONFIGS: [(&str, &str); 6] = [
            ("host-header", "HostHeaderConfig"),
            ("http-header", "HttpHeaderConfig"),
            ("http-request-method", "HttpRequestMethodConfig"),
            ("path-pattern", "PathPatternConfig"),
            ("query-string", "QueryStringConfig"),
            ("source-ip", "SourceIpConfig"),
        ];
        // What is written in no way that is known here is still equal to itself, so a condition that
        // stays does not look like another one.
        let whole = || Self::named(&text(node));
        let Some(field) = node.get("Field").and_then(Node::as_text) else { return whole() };
        let config = CONFIGS.iter().find(|(name, _)| *name == field);
        let config = config.and_then(|(_, config)| node.get(config));
        let has_regex =
            [Some(node), config].into_iter().flatten().any(|one| one.get("RegexValues").is_some());
        let values = config.and_then(|config| config.get("Values")).or_else(|| node.get("Values"));
        let Some(values) = values.and_then(Node::as_list).filter(|_| !has_regex) else {
            return whole();
        };
        let is_known = values.iter().all(|value| value.as_text().is_some());
        let is_host = field == "host-header";
        let word = |value: &Node| {
            let word = text(value);
            if is_host { word.to_lowercase() } else { word }
        };
        let values = values.iter().map(word).collect();
        let subject = match field.as_ref() {
            "path-pattern" | "host-header" => Subject::Pattern(field.into_owned()),
            "http-request-method" => Subject::Word(field.into_owned()),
            "source-ip" if is_known => Subject::Source,
            "http-header" => {
                let name = config.and_then(|config| config.get("HttpHeaderName"));
                Subject::Other(format!("{field} {}", name.map(text).unwrap_or_default()))
            }
            _ => Subject::Other(field.into_owned()),
        };
        Self { subject, values, is_known }
    }

    /// Whether it holds wherever the other one does.
    fn admits(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        if self.subject != other.subject {
            return false;
        }
        match &self.subject {
            Subject::Source => other.clients().is_subset(&self.clients()),
            Subject::Pattern(_) => other
                .values
                .iter()
                .all(|value| self.values.iter().any(|pattern| is_within(value, pattern))),
            Subject::Word(_) => other.values.is_subset(&self.values),
            // Those that are only named have no values.
            Subject::Other(_) => !other.values.is_empty() && other.values.is_subset(&self.values),
        }
    }

    /// Whether it never holds where the other one does.
    fn excludes(&self, other: &Self) -> bool {
        if self.subject != other.subject || !self.is_known || !other.is_known {
            return false;
        }
        match &self.subject {
            Subject::Source => self.clients().is_disjoint(&other.clients()),
            Subject::Pattern(_) => self
                .values
                .iter()
                .all(|value| other.values.iter().all(|pattern| are_apart(value, pattern))),
            Subject::Word(_) => self.values.is_disjoint(&other.values),
            Subject::Other(_) => false,
        }
    }

    /// The clients of an address condition; one whose value is not a CIDR block has none.
    fn clients(&self) -> RangeSet {
        let blocks = self.values.iter().filter_map(|value| parse_block(value));
        blocks.fold(RangeSet::empty(), |all, (block, _)| all.union(&block))
    }
}

/// The conditions of a rule, which hold together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Conditions(BTreeSet<Condition>);

impl Conditions {
    /// Whether they hold wherever the others do.
    pub(super) fn admit(&self, others: &Self) -> bool {
        self.0.iter().all(|own| others.0.iter().any(|other| own.admits(other)))
    }

    /// Whether they never hold where the others do.
    pub(super) fn exclude(&self, others: &Self) -> bool {
        self.0.iter().any(|own| others.0.iter().any(|other| own.excludes(other)))
    }

    /// What holds where both do.
    pub(super) fn and(&self, others: &Self) -> Self {
        Self(self.0.union(&others.0).cloned().collect())
    }
}

impl FromIterator<Condition> for Conditions {
    fn from_iter<T: IntoIterator<Item = Condition>>(conditions: T) -> Self {
        Self(conditions.into_iter().collect())
    }
}

const WILDCARDS: [char; 2] = ['*', '?'];

/// Whether all that the one pattern matches is matched by the other.
fn is_within(pattern: &str, other: &str) -> bool {
    let by_beginning =
        |beginning: &str| !beginning.contains(WILDCARDS) && pattern.starts_with(beginning);
    pattern == other || other.strip_suffix('*').is_some_and(by_beginning)
}

/// Whether no text matches both patterns, as far as their beginnings tell.
fn are_apart(one: &str, other: &str) -> bool {
    let literal = |pattern: &str| -> String {
        pattern.split(WILDCARDS).next().unwrap_or_default().to_owned()
    };
    let (a, b) = (literal(one), literal(other));
    match (a.len() == one.len(), b.len() == other.len()) {
        (true, true) => a != b,
        (true, false) => !a.starts_with(&b),
        (false, true) => !b.starts_with(&a),
        (false, false) => !a.starts_with(&b) && !b.starts_with(&a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(values: &[&str]) -> Condition {
        Condition {
            subject: Subject::Pattern("path-pattern".to_owned()),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            is_known: true,
        }
    }

    fn sources(values: &[&str]) -> Condition {
        Condition { subject: Subject::Source, ..paths(values) }
    }

    #[test]
    fn more_values_admit_more() {
        let (both, one) = (paths(&["/a", "/b"]), paths(&["/a"]));
        assert!(both.admits(&one) && !one.admits(&both));
        let (wide, narrow) = (sources(&["192.0.2.0/24"]), sources(&["192.0.2.0/25"]));
        assert!(wide.admits(&narrow) && !narrow.admits(&wide));
        assert!(!wide.excludes(&narrow) && wide.excludes(&sources(&["198.51.100.0/24"])));
    }

    #[test]
    fn patterns_are_compared_by_their_beginnings() {
        assert!(paths(&["/a*"]).admits(&paths(&["/a/b*"])));
        assert!(!paths(&["/a?"]).admits(&paths(&["/ab"])));
        assert!(!paths(&["/a/*"]).admits(&paths(&["/a"])));
        assert!(paths(&["/a/*"]).excludes(&paths(&["/b/*", "/c"])));
        assert!(!paths(&["/a*"]).excludes(&paths(&["/a/b"])));
        assert!(!paths(&["*/x"]).excludes(&paths(&["/b/*"])));
        assert!(paths(&["/a"]).excludes(&paths(&["/a/*"])));
    }

    #[test]
    fn all_conditions_of_a_rule_hold() {
        let of = |conditions: &[Condition]| conditions.iter().cloned().collect::<Conditions>();
        let (path, source) = (paths(&["/a"]), sources(&["192.0.2.0/24"]));
        let (one, both) = (of(std::slice::from_ref(&path)), of(&[path.clone(), source]));
        assert!(one.admit(&both) && !both.admit(&one));
        assert!(of(&[]).admit(&both) && !of(&[]).exclude(&both));
        assert!(of(&[paths(&["/b"])]).exclude(&both));
    }
}
