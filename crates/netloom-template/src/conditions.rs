//! Conditions: true, false, or not decided.

use netloom_diag::{Diagnostic, Span};

use super::evaluator::Evaluator;
use super::parameters::open_in_words;
use super::sections::kind_of;
use super::{Entry, Node, Presence, Unknown, Value, codes};

/// What a condition is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Truth {
    True,
    False,
    /// Not decided, because of this.
    Unknown(String),
}

impl From<bool> for Truth {
    fn from(is_true: bool) -> Self {
        if is_true { Self::True } else { Self::False }
    }
}

impl Evaluator<'_> {
    /// Returns whether something with the condition `name`, written at `span`, exists.
    pub(super) fn presence(&mut self, name: &str, span: Span) -> Presence {
        match self.truth(name) {
            Truth::True => Presence::Always,
            Truth::False => Presence::Never,
            Truth::Unknown(why) => {
                Presence::Unknown(Unknown { what: format!("condition `{name}` ({why})"), span })
            }
        }
    }

    /// Returns what the condition of this name is; each is worked out once.
    pub(super) fn truth(&mut self, name: &str) -> Truth {
        if let Some(truth) = self.truths.get(name) {
            return truth.clone();
        }
        let Some(entry) = self.sections.conditions.entries.iter().find(|entry| entry.key == name)
        else {
            return Truth::Unknown("the template does not have it".to_owned());
        };
        if self.open_conditions.iter().any(|open| open.key == name) {
            self.report_circle(entry);
            return Truth::Unknown("it depends on itself".to_owned());
        }
        self.open_conditions.push(entry);
        let truth = self.decide(&entry.node);
        self.open_conditions.pop();
        self.truths.insert(name.to_owned(), truth.clone());
        truth
    }

    fn report_circle(&mut self, again: &Entry) {
        let circle = self.open_conditions.iter().skip_while(|open| open.key != again.key);
        let path: Vec<String> = circle.map(|open| format!("`{}`", open.key)).collect();
        let message = format!(
            "condition `{}` depends on itself: {} → `{}`",
            again.key,
            path.join(" → "),
            again.key
        );
        let finding = Diagnostic::new(&codes::CIRCLE, again.key_span, message);
        self.findings.push(finding.help("write at least one of them without the others"));
    }

    pub(super) fn decide(&mut self, node: &Node) -> Truth {
        self.descend(node.span, |evaluator| evaluator.decide_here(node))
            .unwrap_or_else(|unknown| Truth::Unknown(unknown.what))
    }

    fn decide_here(&mut self, node: &Node) -> Truth {
        let entry = match node.as_map() {
            Some([entry]) => entry,
            _ => return self.no_condition(node),
        };
        match entry.key.as_str() {
            "Condition" => match entry.node.as_text() {
                Some(name) => self.truth(&name),
                None => self.no_condition(&entry.node),
            },
            "Fn::Equals" => self.equals(entry),
            "Fn::Not" => match self.arguments(entry, 1..=1) {
                Some([argument]) => match self.decide(argument) {
                    Truth::True => Truth::False,
                    Truth::False => Truth::True,
                    unknown => unknown,
                },
                _ => self.fault(entry.node.span),
            },
            "Fn::And" => self.all(entry, Truth::True, &Truth::False),
            "Fn::Or" => self.all(entry, Truth::False, &Truth::True),
            _ => self.decide_in_rule(entry).unwrap_or_else(|| self.no_condition(node)),
        }
    }

    /// Three-valued "and" (and "or"): one `deciding` operand decides, else one unknown leaves it
    /// open, else it is `neutral`.
    fn all(&mut self, entry: &Entry, neutral: Truth, deciding: &Truth) -> Truth {
        let Some(operands) = self.arguments(entry, 2..=10) else {
            return self.fault(entry.node.span);
        };
        let truths: Vec<Truth> = operands.iter().map(|operand| self.decide(operand)).collect();
        let is_open = |truth: &&Truth| matches!(truth, Truth::Unknown(_));
        let found =
            truths.iter().find(|truth| *truth == deciding).or_else(|| truths.iter().find(is_open));
        found.cloned().unwrap_or(neutral)
    }

    fn equals(&mut self, entry: &Entry) -> Truth {
        let Some([left, right]) = self.arguments(entry, 2..=2) else {
            return self.fault(entry.node.span);
        };
        let (Some(left), Some(right)) = (self.evaluate(left), self.evaluate(right)) else {
            return Truth::Unknown("it compares with `AWS::NoValue`".to_owned());
        };
        if self.is_told_apart(&left, &right) || self.is_told_apart(&right, &left) {
            return Truth::False;
        }
        let open = [&left, &right].into_iter().find_map(what_is_open);
        open.map_or_else(|| Truth::from(is_equal(&left, &right)), Truth::Unknown)
    }

    /// Whether a value is that of a parameter which is known to be other than this text.
    fn is_told_apart(&self, open: &Node, text: &Node) -> bool {
        let (Value::Unknown(unknown), Some(text)) = (&open.value, text.as_text()) else {
            return false;
        };
        let mut excluded =
            self.options.other_than.iter().filter(|(_, excluded)| **excluded == *text);
        excluded.any(|(id, _)| unknown.what == open_in_words(id, self.options))
    }

    fn no_condition(&mut self, seen: &Node) -> Truth {
        let message =
            format!("a condition is {}, expected a function that compares", kind_of(seen));
        let finding = Diagnostic::new(&codes::BAD_ARGUMENTS, seen.span, message);
        self.findings.push(finding.help(
            "write one of `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, or `Condition` with a name",
        ));
        self.fault(seen.span)
    }

    fn fault(&self, span: Span) -> Truth {
        Truth::Unknown(self.broken(span).what)
    }
}

/// Returns why a value cannot be compared.
fn what_is_open(node: &Node) -> Option<String> {
    match &node.value {
        Value::Reference(reference) => Some(format!("`{}`", reference.id)),
        Value::Pieces(_) => {
            Some(node.first_unknown().map_or("a text".to_owned(), |unknown| unknown.what.clone()))
        }
        Value::Unknown(unknown) => Some(unknown.what.clone()),
        Value::List(items) => items.iter().find_map(what_is_open),
        Value::Map(entries) => entries.iter().find_map(|entry| what_is_open(&entry.node)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => None,
    }
}

/// Compares as CloudFormation does: numbers and booleans as their texts, and case matters.
fn is_equal(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| is_equal(left, right))
        }
        (Value::Map(left), Value::Map(_)) => {
            let n_right = right.as_map().map_or(0, <[_]>::len);
            let has = |entry: &Entry| {
                right.get(&entry.key).is_some_and(|other| is_equal(&entry.node, other))
            };
            left.len() == n_right && left.iter().all(has)
        }
        _ => {
            left.as_text() == right.as_text() && left.as_text().is_some()
                || left.value == right.value
        }
    }
}
