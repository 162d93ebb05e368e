//! Which rules and variables of a file use each other, and whether they do so in a circle.
//!
//! Told from cfn-guard's own syntax tree, so that what looks like a call is one. A variable belongs
//! to the block that defines it; a name means the innermost variable of that name, as it does when
//! the rules are run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The longest chain of rules that call rules, blocks counted in. AWS's rule registry has chains of
/// ten.
pub(crate) const MAX_CHAIN: usize = 200;

/// The most steps of one way to a value, filters counted in: `Resources.*.Type` has three.
/// cfn-guard recurses at each.
pub(crate) const MAX_STEPS: usize = 200;

/// A rule or variable that uses others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Name {
    /// `rule x` or `%x`.
    pub(crate) shown: String,
    /// The words by which the file defines it: `rule x` or `let x`; empty for what stands outside
    /// of any rule.
    pub(crate) definition: String,
}

/// A call of a rule.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Call {
    /// The rule that is called.
    pub(crate) rule: String,
    /// Line of the call, from 1.
    pub(crate) line: usize,
    /// Column of the call in characters, from 1.
    pub(crate) column: usize,
}

/// What is wrong with the calls of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum BadCalls {
    /// These use each other, the last one the first.
    Circle(Vec<Name>),
    /// The chain from here is longer than [`MAX_CHAIN`].
    TooLong(Name),
    /// A way to a value, here, has more than [`MAX_STEPS`].
    LongWay(Name),
    /// The file has no such rule.
    Unknown(Call),
}

/// The rules of a file and what they use.
#[derive(Default)]
pub(crate) struct Calls {
    nodes: Vec<Node>,
    // A name may be defined twice; which one is meant is cfn-guard's business, so a use is a use of
    // all.
    rules: BTreeMap<String, Vec<usize>>,
    calls: BTreeSet<Call>,
}

struct Node {
    name: Name,
    /// What it uses, and how many blocks deep inside of it.
    uses: BTreeMap<Used, usize>,
    n_blocks: usize,
    /// The most steps of a way to a value in it.
    n_steps: usize,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Used {
    Rule(String),
    Variable(usize),
}

/// A node on the way of a walk.
struct CallStep {
    node: usize,
    /// What is still to be followed, and how many blocks deep in the node.
    open: Vec<(usize, usize)>,
    /// The longest chain from here that is known so far.
    length: usize,
}

/// The variables of a block by name. A name without any is a parameter, whose value comes from the
/// caller.
type Scope = BTreeMap<String, Vec<usize>>;

impl Calls {
    /// Reads them from a syntax tree.
    pub(crate) fn of(tree: &Value) -> Self {
        let mut calls = Self::default();
        let file = calls.add(Name { shown: "the file".to_owned(), definition: String::new() });
        let mut scopes = Vec::new();
        calls.open_scope(tree, file, &mut scopes, 0);
        for rule in list(tree, "guard_rules") {
            calls.read_rule(rule, &scopes);
        }
        for parameterized in list(tree, "parameterized_rules") {
            let names = list(parameterized, "parameter_names").iter().filter_map(Value::as_str);
            let parameters: Scope = names.map(|name| (name.to_owned(), Vec::new())).collect();
            scopes.push(parameters);
            if let Some(rule) = parameterized.get("rule") {
                calls.read_rule(rule, &scopes);
            }
            scopes.pop();
        }
        calls
    }

    /// Returns the names of the rules, parameterized ones included, in order.
    pub(crate) fn rule_names(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// Returns the first thing that is wrong: a rule that is not there, a circle, or a chain that
    /// is too long.
    pub(crate) fn first_fault(&self) -> Option<BadCalls> {
        if let Some(call) = self.calls.iter().find(|call| !self.rules.contains_key(&call.rule)) {
            return Some(BadCalls::Unknown(call.clone()));
        }
        if let Some(node) = self.nodes.iter().find(|node| node.n_steps > MAX_STEPS) {
            return Some(BadCalls::LongWay(node.name.clone()));
        }
        let mut lengths = BTreeMap::new();
        (0..self.nodes.len()).find_map(|start| self.find_bad_calls(start, &mut lengths))
    }

    fn add(&mut self, name: Name) -> usize {
        self.nodes.push(Node { name, uses: BTreeMap::new(), n_blocks: 0, n_steps: 0 });
        self.nodes.len() - 1
    }

    fn read_rule(&mut self, rule: &Value, scopes: &[Scope]) {
        let name = rule.get("rule_name").and_then(Value::as_str).unwrap_or_default();
        let shown = format!("rule {name}");
        let node = self.add(Name { definition: shown.clone(), shown });
        self.rules.entry(name.to_owned()).or_default().push(node);
        let mut scopes = scopes.to_vec();
        self.read(rule, node, &mut scopes, 0);
    }

    /// Reads what `value`, a part of `node` that lies `n_blocks` deep in it, uses.
    ///
    /// The depth of recursion is that of the rule text, which has been screened.
    fn read(&mut self, value: &Value, node: usize, scopes: &mut Vec<Scope>, n_blocks: usize) {
        if let Some(at) = self.nodes.get_mut(node) {
            at.n_blocks = at.n_blocks.max(n_blocks);
            at.n_steps = at.n_steps.max(list(value, "query").len());
        }
        match value {
            Value::Array(items) => {
                items.iter().for_each(|item| self.read(item, node, scopes, n_blocks))
            }
            Value::Object(fields) => {
                let is_block = fields.contains_key("assignments");
                if is_block {
                    self.open_scope(value, node, scopes, n_blocks);
                }
                self.note_call(value, node, n_blocks);
                for (key, field) in fields {
                    match key.as_str() {
                        // Values that the rule gives, and what has been read already.
                        "Value" | "assignments" => {}
                        "Key" => self.note_variable(field, node, scopes, n_blocks),
                        "Filter" | "MapKeyFilter" => self.read(field, node, scopes, n_blocks + 1),
                        _ => self.read(field, node, scopes, n_blocks + usize::from(is_block)),
                    }
                }
                if is_block {
                    scopes.pop();
                }
            }
            _ => {}
        }
    }

    /// Defines the variables of a block, then reads what each of them uses; the block itself may
    /// use any of them.
    fn open_scope(&mut self, block: &Value, node: usize, scopes: &mut Vec<Scope>, n_blocks: usize) {
        let mut scope = Scope::new();
        let mut values = Vec::new();
        for assignment in list(block, "assignments") {
            let name = assignment.get("var").and_then(Value::as_str).unwrap_or_default();
            let variable =
                self.add(Name { shown: format!("%{name}"), definition: format!("let {name}") });
            scope.entry(name.to_owned()).or_default().push(variable);
            values.push((variable, assignment.get("value")));
        }
        scopes.push(scope);
        for (variable, value) in values {
            self.note_use(node, Used::Variable(variable), n_blocks);
            if let Some(value) = value {
                self.read(value, variable, scopes, 0);
            }
        }
    }

    fn note_call(&mut self, value: &Value, node: usize, n_blocks: usize) {
        let Some(rule) = value.get("dependent_rule").and_then(Value::as_str) else { return };
        let line = number_at(value, "/location/line");
        let column = number_at(value, "/location/column");
        self.calls.insert(Call { rule: rule.to_owned(), line, column });
        self.note_use(node, Used::Rule(rule.to_owned()), n_blocks);
    }

    fn note_variable(&mut self, key: &Value, node: usize, scopes: &[Scope], n_blocks: usize) {
        let Some(name) = key.as_str().and_then(|key| key.strip_prefix('%')) else { return };
        for variable in scopes.iter().rev().find_map(|scope| scope.get(name)).into_iter().flatten()
        {
            self.note_use(node, Used::Variable(*variable), n_blocks);
        }
    }

    fn note_use(&mut self, node: usize, used: Used, n_blocks: usize) {
        if let Some(node) = self.nodes.get_mut(node) {
            let depth = node.uses.entry(used).or_default();
            *depth = n_blocks.max(*depth);
        }
    }

    /// Follows everything from `start`, without recursion: a chain may be as long as the file.
    ///
    /// - Input: the chain lengths of the nodes that are known already; it grows.
    fn find_bad_calls(
        &self,
        start: usize,
        lengths: &mut BTreeMap<usize, usize>,
    ) -> Option<BadCalls> {
        let mut path = Vec::new();
        if !lengths.contains_key(&start) {
            path.push(self.first_step(start));
        }
        while let Some(step) = path.last_mut() {
            let Some((next, n_blocks)) = step.open.last().copied() else {
                // cfn-guard follows calls by recursion, and a longer chain would exhaust its stack.
                if step.length > MAX_CHAIN {
                    return self.name(step.node).map(BadCalls::TooLong);
                }
                lengths.insert(step.node, step.length);
                path.pop();
                continue;
            };
            if let Some(length) = lengths.get(&next) {
                step.open.pop();
                step.length = step.length.max(n_blocks + 1 + length);
            } else if let Some(first) = path.iter().position(|step| step.node == next) {
                let circle = path.iter().skip(first).filter_map(|step| self.name(step.node));
                return Some(BadCalls::Circle(circle.collect()));
            } else {
                path.push(self.first_step(next));
            }
        }
        None
    }

    fn first_step(&self, node: usize) -> CallStep {
        let Some(at) = self.nodes.get(node) else {
            return CallStep { node, open: Vec::new(), length: 0 };
        };
        let open = at.uses.iter().flat_map(|(used, n_blocks)| {
            let next = match used {
                Used::Rule(rule) => self.rules.get(rule).map(Vec::as_slice).unwrap_or_default(),
                Used::Variable(variable) => std::slice::from_ref(variable),
            };
            next.iter().map(|next| (*next, *n_blocks))
        });
        CallStep { node, open: open.collect(), length: at.n_blocks }
    }

    fn name(&self, node: usize) -> Option<Name> {
        self.nodes.get(node).map(|node| node.name.clone())
    }
}

/// A call without a place is shown at the start of the file.
fn number_at(value: &Value, pointer: &str) -> usize {
    value
        .pointer(pointer)
        .and_then(Value::as_u64)
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(1)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::parse_rules;

    fn check(text: &str, expected: &str) {
        let tree = parse_rules(text).expect("it can be read").expect("it has rules");
        let seen = match Calls::of(&tree).first_fault() {
            None => "none".to_owned(),
            Some(BadCalls::Circle(names)) => {
                names.iter().map(|name| name.shown.as_str()).collect::<Vec<_>>().join(" -> ")
            }
            Some(BadCalls::TooLong(name)) => format!("too long: {}", name.shown),
            Some(BadCalls::LongWay(name)) => format!("long way: {}", name.shown),
            Some(BadCalls::Unknown(call)) => {
                format!("unknown: {} at {}:{}", call.rule, call.line, call.column)
            }
        };
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn variables_in_a_circle_are_found() {
        check("let a = %a\nrule x { %a exists }", "%a");
        check("let a = %b\nlet b = %a\nrule x { %a exists }", "%b -> %a");
        check("rule x {\n let a = Resources[ Id == %a ]\n %a exists\n}", "%a");
        check("let a = Resources['%a']\nrule x { %a exists }", "%a");
        check("let a = Resources.%a\nrule x { %a exists }", "%a");
        check("rule x {\n let a = count(%a)\n %a exists\n}", "%a");
    }

    #[test]
    fn rules_in_a_circle_are_found() {
        check("rule x {\n x\n}", "rule x");
        check("rule x {\n y\n}\nrule y {\n x\n}", "rule x -> rule y");
        check("rule x when y { a exists }\nrule y when x { a exists }", "rule x -> rule y");
        check("rule x {\n not y\n}\nrule y {\n a { when a exists { x() } }\n}", "rule x -> rule y");
        check("rule f(x) {\n f(%x)\n}\nrule y {\n f(Resources)\n}", "rule f");
    }

    #[test]
    fn a_circle_through_rules_and_variables_is_found() {
        check(
            "let a = Resources.*[ f(this) ]\nrule f(x) {\n %x in %a\n}\nrule y { %a exists }",
            "%a -> rule f",
        );
    }

    #[test]
    fn a_circle_through_either_of_two_definitions_is_found() {
        check("rule x {\n x\n}\nrule x { Resources exists }", "rule x");
        check("rule x { Resources exists }\nrule x {\n x\n}", "rule x");
        check("let a = %a\nlet a = Resources\nrule x { %a exists }", "%a");
    }

    #[test]
    fn names_that_only_look_alike_are_no_circle() {
        check("rule x { x exists }", "none");
        check("rule Type { Resources.*.Type exists }", "none");
        check(
            "let a = Resources\nrule x {\n let b = %a\n when %b exists {\n  let c = %b\n  %c \
             exists\n }\n}",
            "none",
        );
        check("rule f(a) {\n %a exists\n}\nlet b = Resources\nrule y {\n f(%b)\n}", "none");
    }

    #[test]
    fn a_variable_of_one_rule_is_not_that_of_another() {
        check(
            "rule x {\n let a = Resources\n %a exists\n}\nrule y {\n let b = Outputs\n let a = \
             %b\n %a exists\n}",
            "none",
        );
    }

    #[test]
    fn a_call_of_a_rule_that_is_not_there_is_found() {
        check("rule x {\n  y\n}", "unknown: y at 2:3");
        check("rule x when nope { a exists }", "unknown: nope at 1:13");
    }

    #[test]
    fn ways_to_values_may_have_two_hundred_steps() {
        let way = |n: usize| {
            format!("rule x {{\n  let a = Resources{}\n  %a exists\n}}", ".a".repeat(n - 1))
        };
        check(&way(200), "none");
        check(&way(201), "long way: %a");
    }

    #[test]
    fn chains_may_be_two_hundred_long() {
        let chain = |n: usize| {
            let links = (1..n).map(|i| format!("rule r{i} {{\n r{}\n}}\n", i + 1));
            links.collect::<String>() + &format!("rule r{n} {{ Resources exists }}\n")
        };
        check(&chain(60), "none");
        check(&chain(3000), "too long: rule r2900");
    }
}
