//! Other values of parameters, with which conditions of the template come out the other way.
//!
//! A template is read with one value for each parameter. What stands behind a condition that is
//! false with these values is never looked at, though a stack with other values has it. Here are
//! values that turn conditions: as few sets of them as possible, since each is one more reading of
//! the template.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use netloom_diag::SourceFile;

use super::conditions::Truth;
use super::evaluator::Evaluator;
use super::parameters::allows;
use super::sections::Sections;
use super::{Entry, Node, ReadOptions, Value, parse_tree, rules};

/// The most sets of values; a template whose conditions exclude each other needs one for each.
const MAX_SETS: usize = 8;

/// How deep conditions are followed through others.
const MAX_STEPS: usize = 32;

/// One set of values that differ from those that a template was read with.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct OtherValues {
    /// Parameters by name, with their values.
    pub parameters: BTreeMap<String, String>,
    /// Parameters with a value that they do not have; which one they have is not known.
    pub other_than: BTreeMap<String, String>,
    /// Parameters that no condition asks for and that are empty by default: with other values of
    /// the rest they are given some value, too, which is not known.
    pub open: BTreeSet<String>,
}

impl OtherValues {
    /// Returns the options with these values put in.
    #[must_use]
    pub fn applied_to(&self, options: &ReadOptions) -> ReadOptions {
        let mut options = options.clone();
        options.parameters.extend(self.parameters.clone());
        options.other_than.extend(self.other_than.clone());
        options.open_parameters.extend(self.open.clone());
        options
    }

    /// Returns each of the values as a set of its own.
    #[must_use]
    pub fn singly(&self) -> Vec<Self> {
        let given = self.parameters.iter().map(|(name, text)| Self {
            parameters: BTreeMap::from([(name.clone(), text.clone())]),
            other_than: BTreeMap::new(),
            open: self.open.clone(),
        });
        let open =
            self.other_than.iter().filter(|(name, _)| !self.parameters.contains_key(*name)).map(
                |(name, text)| Self {
                    parameters: BTreeMap::new(),
                    other_than: BTreeMap::from([(name.clone(), text.clone())]),
                    open: self.open.clone(),
                },
            );
        given.chain(open).collect()
    }

    /// Takes the other's values in, unless one of them contradicts; returns whether it did.
    fn absorb(&mut self, other: &Self) -> bool {
        let contradicts = |name: &String, value: &String| {
            self.parameters.get(name).is_some_and(|own| own == value)
        };
        let is_compatible = is_same_for_both(&self.parameters, &other.parameters)
            && is_same_for_both(&self.other_than, &other.other_than)
            && !other.other_than.iter().any(|(name, value)| contradicts(name, value))
            && !other
                .parameters
                .iter()
                .any(|(name, value)| self.other_than.get(name) == Some(value));
        if is_compatible {
            self.parameters.extend(other.parameters.clone());
            self.other_than.extend(other.other_than.clone());
        }
        is_compatible
    }
}

impl fmt::Display for OtherValues {
    /// Writes ``` `NewVpc` = yes, `Cidr` other than the empty text ```.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given =
            self.parameters.iter().map(|(name, text)| format!("`{name}` = {}", in_words(text)));
        let open = self
            .other_than
            .iter()
            .filter(|(name, _)| !self.parameters.contains_key(*name))
            .map(|(name, text)| format!("`{name}` other than {}", in_words(text)));
        f.write_str(&given.chain(open).collect::<Vec<_>>().join(", "))
    }
}

/// Returns sets of values with which conditions of the template turn, in the order of the
/// conditions.
///
/// - Values that `options` give stay as they are: the user gave them.
/// - `free`: parameters whose values may be others although `options` give one: a nested stack has
///   them from its parent.
/// - Each condition that a parameter with a default decides is turned by one of the sets, as far as
///   one condition after the other can be turned and at most 8 sets are enough.
#[must_use]
pub fn other_values(
    file: &SourceFile,
    options: &ReadOptions,
    free: &BTreeSet<String>,
) -> Vec<OtherValues> {
    let tree = parse_tree(file);
    let Some(root) = &tree.root else { return Vec::new() };
    let Some(sections) = Sections::of(file, root, &mut Vec::new()) else { return Vec::new() };
    if sections.conditions.entries.is_empty() {
        return Vec::new();
    }
    let mut evaluator = Evaluator::new(file, &sections, options);
    rules::forget_rejected_defaults(&mut evaluator);
    let mut sets: Vec<OtherValues> = Vec::new();
    for condition in &sections.conditions.entries {
        let wanted = match evaluator.truth(&condition.key) {
            Truth::True => false,
            Truth::False => true,
            Truth::Unknown(_) => continue,
        };
        let turning = Turning { evaluator: &evaluator, sections: &sections, options, free };
        let Some(values) = turning.values(&condition.node, wanted, 0) else { continue };
        // A set that turns several conditions at once saves networks to build: every set is a
        // network of its own.
        if !sets.iter_mut().any(|set| set.absorb(&values)) && sets.len() < MAX_SETS {
            sets.push(values);
        }
    }
    // Sets that absorbed further values may have become equal.
    let mut seen = BTreeSet::new();
    sets.retain(|set| seen.insert(set.clone()));
    let open = empty_parameters(&sections, options);
    sets.iter_mut().for_each(|set| set.open.clone_from(&open));
    sets
}

/// Returns the parameters whose default is the empty text, which stands for no value, and which no
/// condition asks for; those that `options` say anything of are left out.
fn empty_parameters(sections: &Sections<'_>, options: &ReadOptions) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for condition in &sections.conditions.entries {
        texts_in(&condition.node, &mut asked);
    }
    let is_named = |name: &str| {
        options.parameters.contains_key(name) || options.parameter_nodes.contains_key(name)
    };
    let entries = sections.parameters.entries.iter().filter(|entry| is_empty_by_default(entry));
    let open = entries.filter(|entry| !is_named(&entry.key) && !is_asked(&asked, &entry.key));
    open.map(|entry| entry.key.clone()).collect()
}

/// Returns whether every name that both have has one value.
fn is_same_for_both(own: &BTreeMap<String, String>, others: &BTreeMap<String, String>) -> bool {
    others.iter().all(|(name, value)| own.get(name).is_none_or(|own| own == value))
}

fn is_empty_by_default(parameter: &Entry) -> bool {
    let default = parameter.node.get("Default").and_then(Node::as_text);
    default.is_some_and(|text| text.trim().is_empty())
}

fn in_words(value: &str) -> &str {
    if value.is_empty() { "the empty text" } else { value }
}

/// Returns whether one of the texts of conditions is a name, or may hold it as that of `Fn::Sub`
/// does.
fn is_asked(texts: &BTreeSet<String>, name: &str) -> bool {
    texts.iter().any(|text| text == name || (text.contains("${") && text.contains(name)))
}

fn texts_in(node: &Node, texts: &mut BTreeSet<String>) {
    match &node.value {
        Value::Text(text) => _ = texts.insert(text.clone()),
        Value::List(items) => items.iter().for_each(|item| texts_in(item, texts)),
        Value::Map(entries) => entries.iter().for_each(|entry| texts_in(&entry.node, texts)),
        _ => {}
    }
}

struct Turning<'e, 't> {
    evaluator: &'e Evaluator<'t>,
    sections: &'e Sections<'t>,
    options: &'e ReadOptions,
    free: &'e BTreeSet<String>,
}

impl Turning<'_, '_> {
    /// Values with which a condition comes out as wanted; `None` where no parameter that is free
    /// decides it.
    fn values(&self, node: &Node, wanted: bool, n_steps: usize) -> Option<OtherValues> {
        let [entry] = node.as_map()? else { return None };
        if n_steps > MAX_STEPS {
            return None;
        }
        let below = |node: &Node, wanted: bool| self.values(node, wanted, n_steps + 1);
        match entry.key.as_str() {
            "Condition" => {
                let name = entry.node.as_text()?;
                let found = self
                    .sections
                    .conditions
                    .entries
                    .iter()
                    .find(|condition| condition.key == name)?;
                below(&found.node, wanted)
            }
            "Fn::Not" => below(entry.node.as_list()?.first()?, !wanted),
            "Fn::Equals" => self.values_for_equality(entry.node.as_list()?, wanted),
            "Fn::And" | "Fn::Or" => {
                let operands = entry.node.as_list()?;
                let needs_all = (entry.key == "Fn::And") == wanted;
                if !needs_all {
                    return operands.iter().find_map(|operand| below(operand, wanted));
                }
                let mut all = OtherValues::default();
                for operand in operands {
                    // An operand that no parameter decides may be as wanted already; reading the
                    // template shows it.
                    let Some(values) = below(operand, wanted) else { continue };
                    if !all.absorb(&values) {
                        return None;
                    }
                }
                (all != OtherValues::default()).then_some(all)
            }
            _ => None,
        }
    }

    /// One side is a parameter that is free, the other one a text.
    fn values_for_equality(&self, sides: &[Node], wanted: bool) -> Option<OtherValues> {
        let [left, right] = sides else { return None };
        let (name, other) = match (referenced(left), referenced(right)) {
            (Some(name), None) => (name, right),
            (None, Some(name)) => (name, left),
            _ => return None,
        };
        let text = other.as_text()?.into_owned();
        let parameter = self.sections.parameters.entries.iter().find(|entry| entry.key == name)?;
        let is_open = self.options.open_parameters.contains(&name)
            || self.options.other_than.contains_key(&name);
        let is_given = self.options.parameters.contains_key(&name)
            || self.options.parameter_nodes.contains_key(&name);
        if is_open || is_given && !self.free.contains(&name) {
            return None;
        }
        let allowed: Vec<String> = parameter
            .node
            .get("AllowedValues")
            .and_then(Node::as_list)
            .map_or_else(Vec::new, |values| {
                values
                    .iter()
                    .filter_map(|value| value.as_text().map(|text| text.into_owned()))
                    .collect()
            });
        let mut values = OtherValues::default();
        // Without allowed values any other text turns the condition, so none is invented.
        let given = match (wanted, allowed.is_empty()) {
            (true, true) => Some(text.clone()).filter(|text| allows(&parameter.node, text)),
            (true, false) => Some(allowed.into_iter().find(|value| *value == text)?),
            (false, false) => Some(self.another_value(&name, &text, allowed)?),
            (false, true) => None,
        };
        if wanted && given.is_none() {
            return None;
        }
        match given {
            Some(value) => values.parameters.insert(name, value),
            None => values.other_than.insert(name, text),
        };
        Some(values)
    }

    /// An allowed value that is not this text; the one that the parameter has now, where it is
    /// another.
    fn another_value(&self, name: &str, text: &str, allowed: Vec<String>) -> Option<String> {
        let now = match self.evaluator.parameter(name) {
            Some(Value::Text(now) | Value::Number(now)) => now.clone(),
            _ => String::new(),
        };
        let is_other = |value: &String| value != text;
        let keeps = allowed.iter().find(|value| **value == now && is_other(value)).cloned();
        keeps.or_else(|| allowed.into_iter().find(is_other))
    }
}

/// Returns the name in `Ref: name`.
fn referenced(node: &Node) -> Option<String> {
    match node.as_map() {
        Some([entry]) if entry.key == "Ref" => entry.node.as_text().map(|name| name.into_owned()),
        _ => None,
    }
}
