//! Values that parameters of a stack may have after a change, with which the change does more than
//! with the values that the templates are read with.
//!
//! - Comes in: both templates as written.
//! - Goes out: values to read the templates again with: those that a parameter accepts now and did
//!   not, those of a parameter that is new, and those that pick changed rows of a mapping.
//! - Left to others: values that turn conditions (`netloom-template`), and what a value does, which
//!   only the networks say.
//!
//! # Source
//! AWS CloudFormation User Guide, "Parameters" (`AllowedValues`, `AllowedPattern`, `MinValue` and
//! so on); AWS CloudFormation Template Reference, `Fn::FindInMap`.

use std::collections::BTreeSet;

use netloom_diag::SourceFile;
use netloom_network::sets::addresses::parse_block;
use netloom_template::{Entry, Node, OtherValues, Value, accepts, parse_tree};

/// A value that a parameter may have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FurtherValue {
    /// The parameter.
    pub parameter: String,
    /// The value; `None` for one that is not known.
    pub value: Option<String>,
    /// Why a stack may have it.
    pub cause: FurtherCause,
}

/// Why a stack may have a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FurtherCause {
    /// The parameter accepts it now and did not.
    AcceptedNow,
    /// The parameter is new, and lists the value.
    Listed,
    /// The parameter is new, and accepts the value without listing it.
    NotExcluded,
    /// It picks a row of a mapping, and the row changes: a stack may have the value already.
    ChangedRow,
    /// The parameter, which lists the value, is used in further places: a stack may have it
    /// already.
    UsedFurther,
    /// The same for a parameter that accepts the value without listing it.
    UsedFurtherUnlisted,
}

impl FurtherCause {
    /// Whether a stack may have the value before the update.
    #[must_use]
    pub fn is_of_both_sides(self) -> bool {
        match self {
            Self::ChangedRow | Self::UsedFurther | Self::UsedFurtherUnlisted => true,
            Self::AcceptedNow | Self::Listed | Self::NotExcluded => false,
        }
    }
}

impl FurtherValue {
    /// Returns the value as values to read a template with.
    #[must_use]
    pub fn as_other_values(&self) -> OtherValues {
        let mut values = OtherValues::default();
        match &self.value {
            Some(value) => _ = values.parameters.insert(self.parameter.clone(), value.clone()),
            None => _ = values.open.insert(self.parameter.clone()),
        }
        values
    }

    /// Returns why it is not known whether a stack has the value, in words that follow a colon.
    #[must_use]
    pub fn in_words(&self) -> String {
        let name = &self.parameter;
        match (&self.value, self.cause) {
            (Some(value), FurtherCause::AcceptedNow) => {
                format!("with `{name}` = {value}, which the parameter accepts now and did not")
            }
            (None, FurtherCause::AcceptedNow) => {
                format!("with a value that parameter `{name}` accepts now and did not")
            }
            (Some(value), FurtherCause::Listed | FurtherCause::NotExcluded) => {
                format!("with `{name}` = {value}, which the new parameter accepts")
            }
            (
                Some(value),
                FurtherCause::ChangedRow
                | FurtherCause::UsedFurther
                | FurtherCause::UsedFurtherUnlisted,
            ) => format!("with `{name}` = {value}"),
            (None, _) => format!("with another value of parameter `{name}`"),
        }
    }
}

/// The most values of one parameter that are tried one by one: each is one more reading of the
/// templates. Of more, one that is not known stands for the rest.
const MAX_VALUES: usize = 6;

/// The internet of each family.
const WIDEST: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// Blocks to try where a parameter lists no values: the widest first, and of each family, since
/// patterns are for one.
const BLOCKS: [&str; 9] = [
    "0.0.0.0/0",
    "::/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "2000::/3",
    "8.0.0.0/8",
    "198.51.100.0/24",
    "198.51.100.7/32",
    "2001:db8::/32",
];

/// Ports and other numbers to try beside the bounds of the parameter.
const NUMBERS: [&str; 4] = ["22", "3389", "0", "65535"];

/// Properties that give a network its own addresses. EC2 accepts no block there that is wider than
/// /16, and rules with the same block admit only the network itself.
///
/// # Source
/// Amazon VPC User Guide, "VPC CIDR blocks" and "Subnet CIDR blocks".
const OWN_BLOCKS: [(&str, &str); 4] = [
    ("AWS::EC2::Subnet", "CidrBlock"),
    ("AWS::EC2::VPC", "CidrBlock"),
    ("AWS::EC2::VPCCidrBlock", "CidrBlock"),
    ("AWS::EC2::Subnet", "Ipv6CidrBlock"),
];

/// Returns values that a stack may have and the templates are not read with, those of one
/// parameter next to each other and the widest first.
#[must_use]
pub fn further_values(old: &SourceFile, new: &SourceFile) -> Vec<FurtherValue> {
    let (before, after) = (parse_tree(old), parse_tree(new));
    let (Some(before), Some(after)) = (&before.root, &after.root) else { return Vec::new() };
    let mut found = Vec::new();
    for parameter in entries(after, "Parameters") {
        if !decides_something(after, &parameter.key) {
            continue;
        }
        let earlier = before.get("Parameters").and_then(|section| section.get(&parameter.key));
        let (values, cause) = match earlier {
            Some(earlier) => (accepted_now(earlier, &parameter.node), FurtherCause::AcceptedNow),
            None => of_new_parameter(&parameter.node),
        };
        let of_uses = earlier.filter(|_| is_used_further((before, after), &parameter.key));
        let (used, by_use) = match of_uses.map(|_| of_new_parameter(&parameter.node)) {
            Some((values, FurtherCause::Listed)) => (values, FurtherCause::UsedFurther),
            Some((values, _)) => (values, FurtherCause::UsedFurtherUnlisted),
            None => (Vec::new(), FurtherCause::UsedFurther),
        };
        for (values, cause) in [(values, cause), (used, by_use)] {
            found.extend(values.into_iter().map(|value| FurtherValue {
                parameter: parameter.key.clone(),
                value,
                cause,
            }));
        }
    }
    found.extend(of_changed_rows(before, after));
    found
}

fn entries<'t>(root: &'t Node, section: &str) -> &'t [Entry] {
    root.get(section).and_then(Node::as_map).unwrap_or_default()
}

/// Whether anything but the names and own blocks of a network comes of a parameter.
fn decides_something(root: &Node, name: &str) -> bool {
    let is_asked = entries(root, "Conditions").iter().any(|one| mentions(&one.node, name));
    let mut used = is_asked;
    for resource in entries(root, "Resources") {
        let kind = resource.node.get("Type").and_then(Node::as_text).unwrap_or_default();
        for property in entries(&resource.node, "Properties") {
            if !mentions(&property.node, name) {
                continue;
            }
            if OWN_BLOCKS.contains(&(kind.as_ref(), property.key.as_str())) {
                return false;
            }
            used |= property.key != "Tags";
        }
    }
    used
}

/// Whether some property of a resource has a parameter more often than before.
fn is_used_further((before, after): (&Node, &Node), name: &str) -> bool {
    let uses = |root: &Node, id: &str, property: &str| {
        let resource = root.get("Resources").and_then(|resources| resources.get(id));
        let value = resource.and_then(|one| one.get("Properties")?.get(property));
        value.map_or(0, |value| n_mentions(value, name))
    };
    entries(after, "Resources").iter().any(|resource| {
        entries(&resource.node, "Properties").iter().any(|property| {
            property.key != "Tags"
                && n_mentions(&property.node, name) > uses(before, &resource.key, &property.key)
        })
    })
}

fn n_mentions(node: &Node, name: &str) -> usize {
    match &node.value {
        Value::Map(entries) if !matches!(entries.as_slice(), [one] if one.key == "Ref") => {
            entries.iter().map(|entry| n_mentions(&entry.node, name)).sum()
        }
        Value::List(items) => items.iter().map(|item| n_mentions(item, name)).sum(),
        Value::Text(text) => usize::from(text.contains(&format!("${{{name}}}"))),
        _ => usize::from(mentions(node, name)),
    }
}

/// Whether a value comes of a parameter: `Ref`, or a text of `Fn::Sub`.
fn mentions(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Map(entries) => entries.iter().any(|entry| match entry.key.as_str() {
            "Ref" => entry.node.as_text().is_some_and(|text| text == name),
            "Fn::Sub" => {
                let parts = entry.node.as_list().unwrap_or(std::slice::from_ref(&entry.node));
                let own = format!("${{{name}}}");
                let text = parts.first().and_then(Node::as_text);
                text.is_some_and(|text| text.contains(&own))
                    || parts.iter().any(|part| mentions(part, name))
            }
            _ => mentions(&entry.node, name),
        }),
        Value::List(items) => items.iter().any(|item| mentions(item, name)),
        _ => false,
    }
}

fn listed(parameter: &Node) -> Option<Vec<String>> {
    let values = parameter.get("AllowedValues")?.as_list()?;
    let mut texts: Vec<String> =
        values.iter().filter_map(Node::as_text).map(std::borrow::Cow::into_owned).collect();
    // The widest block first: what the others open, it opens.
    texts.sort_by_key(|text| parse_block(text).map_or(u8::MAX, |(_, prefix_len)| prefix_len));
    Some(texts)
}

/// Values to try, whether or not the parameter accepts them.
fn candidates(parameter: &Node) -> Vec<String> {
    if let Some(listed) = listed(parameter) {
        return listed;
    }
    let kind = parameter.get("Type").and_then(Node::as_text).unwrap_or_default();
    if kind.contains("Number") {
        let bounds = ["MinValue", "MaxValue"].map(|key| parameter.get(key).and_then(Node::as_text));
        let bounds = bounds.into_iter().flatten().map(std::borrow::Cow::into_owned);
        return NUMBERS.map(str::to_owned).into_iter().chain(bounds).collect();
    }
    let pattern = parameter.get("AllowedPattern").and_then(Node::as_text);
    let written = pattern.as_deref().map(blocks_in).unwrap_or_default();
    BLOCKS.map(str::to_owned).into_iter().chain(written).collect()
}

/// The blocks that a pattern writes out: `^(10\.0\.0\.0/8|192\.0\.2\.7/32)$` has two.
fn blocks_in(pattern: &str) -> Vec<String> {
    let plain = pattern.replace('\\', "");
    let parts = plain.split(['(', ')', '|', '^', '$']);
    parts.filter(|part| parse_block(part).is_some()).map(str::to_owned).collect()
}

/// The values, the first of them one by one.
fn at_most(mut values: Vec<String>) -> Vec<Option<String>> {
    let are_all = values.len() <= MAX_VALUES;
    values.truncate(MAX_VALUES);
    values.into_iter().map(Some).chain((!are_all).then_some(None)).collect()
}

/// What a parameter accepts and did not; `None` among it for a value that is not known.
fn accepted_now(earlier: &Node, later: &Node) -> Vec<Option<String>> {
    const RULES: [&str; 6] =
        ["AllowedPattern", "AllowedValues", "MaxLength", "MaxValue", "MinLength", "MinValue"];
    let rule = |parameter: &Node, key: &str| parameter.get(key).map(texts);
    let is_same = |key: &&str| rule(earlier, key) == rule(later, key);
    if RULES.iter().all(is_same) {
        return Vec::new();
    }
    let is_new =
        |text: &String| accepts(later, text) != Some(false) && accepts(earlier, text) != Some(true);
    let mut values = at_most(candidates(later).into_iter().filter(is_new).collect());
    if listed(later).is_none() && !is_narrower(earlier, later) && !values.contains(&None) {
        values.push(None);
    }
    values
}

/// The texts of a rule, in any order.
fn texts(node: &Node) -> BTreeSet<String> {
    let items = node.as_list().unwrap_or(std::slice::from_ref(node));
    items.iter().filter_map(Node::as_text).map(std::borrow::Cow::into_owned).collect()
}

/// Whether the rules of a parameter, which lists no values, exclude more than before, as far as
/// blocks of all lengths show it.
fn is_narrower(earlier: &Node, later: &Node) -> bool {
    let has_rule = |parameter: &Node, key: &str| parameter.get(key).is_some();
    let is_dropped = ["AllowedPattern", "AllowedValues", "MaxLength", "MaxValue", "MinValue"]
        .iter()
        .any(|key| has_rule(earlier, key) && !has_rule(later, key));
    if is_dropped || listed(earlier).is_some() {
        return false;
    }
    let lengths = (0..=32).flat_map(|length| {
        ["10.0.0.0", "10.1.0.0", "198.51.100.7"].map(|of| format!("{of}/{length}"))
    });
    let octets = (0..=255).map(|octet| format!("{octet}.0.0.0/8"));
    let mut n_fewer = 0;
    for text in lengths.chain(octets).chain(candidates(later)) {
        match (accepts(earlier, &text), accepts(later, &text)) {
            (Some(true), Some(false)) => n_fewer += 1,
            (Some(before), Some(after)) if before == after => {}
            _ => return false,
        }
    }
    let had_pattern = has_rule(earlier, "AllowedPattern");
    n_fewer > 0 || !had_pattern
}

/// A parameter that is new: a stack has its default, unless another value is given with the
/// update. What it lists is meant to be given; of others, a block is all that is tried.
fn of_new_parameter(parameter: &Node) -> (Vec<Option<String>>, FurtherCause) {
    let default = parameter.get("Default").and_then(Node::as_text);
    // Without a default nothing is assumed in the first place.
    let Some(default) = default else { return (Vec::new(), FurtherCause::Listed) };
    let (all, cause) = match listed(parameter) {
        Some(listed) => (listed, FurtherCause::Listed),
        None if default.split(',').all(|part| parse_block(part).is_some()) => {
            (WIDEST.map(str::to_owned).to_vec(), FurtherCause::NotExcluded)
        }
        None => (Vec::new(), FurtherCause::NotExcluded),
    };
    let is_accepted = |text: &String| *text != default && accepts(parameter, text) != Some(false);
    (at_most(all.into_iter().filter(is_accepted).collect()), cause)
}

/// Values that pick a row of a mapping that both templates have and that changes.
fn of_changed_rows(before: &Node, after: &Node) -> Vec<FurtherValue> {
    let mut found = Vec::new();
    let mut lookups = Vec::new();
    add_lookups(after, &mut lookups);
    for lookup in lookups {
        let [mapping, first, second, ..] = lookup else { continue };
        let Some(mapping) = mapping.as_text() else { continue };
        let side = |root: &Node| root.get("Mappings").and_then(|all| all.get(&mapping)).cloned();
        let (Some(old), Some(new)) = (side(before), side(after)) else { continue };
        let names: BTreeSet<String> =
            entries(after, "Parameters").iter().map(|one| one.key.clone()).collect();
        for (key, rows) in [(first, rows_of(&old, &new)), (second, columns_of(&old, &new))] {
            if rows.is_empty() || key.as_text().is_some() {
                continue;
            }
            let named = names.iter().filter(|name| mentions(key, name));
            for name in named {
                let is_whole = key.get("Ref").is_some();
                // A key that is made of several texts is picked by a value that is not known.
                let values = match is_whole {
                    true => at_most(rows.iter().cloned().collect()),
                    false => vec![None],
                };
                let further = values.into_iter().map(|value| FurtherValue {
                    parameter: name.clone(),
                    value,
                    cause: FurtherCause::ChangedRow,
                });
                // Several functions may look up the same row.
                for one in further {
                    if !found.contains(&one) {
                        found.push(one);
                    }
                }
            }
        }
    }
    found
}

/// The keys of the first level under which something changes.
fn rows_of(old: &Node, new: &Node) -> BTreeSet<String> {
    let rows = old.as_map().unwrap_or_default().iter();
    let changed =
        rows.filter(|row| new.get(&row.key).is_some_and(|later| !is_alike(&row.node, later)));
    changed.map(|row| row.key.clone()).collect()
}

/// The keys of the second level under which something changes.
fn columns_of(old: &Node, new: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for row in old.as_map().unwrap_or_default() {
        let Some(later) = new.get(&row.key) else { continue };
        found.extend(rows_of(&row.node, later));
    }
    found
}

/// Whether two values are written alike, wherever they are written.
fn is_alike(old: &Node, new: &Node) -> bool {
    match (&old.value, &new.value) {
        (Value::List(old), Value::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_alike(old, new))
        }
        (Value::Map(entries), Value::Map(others)) => {
            entries.len() == others.len()
                && entries
                    .iter()
                    .all(|one| new.get(&one.key).is_some_and(|other| is_alike(&one.node, other)))
        }
        _ => old.as_text() == new.as_text(),
    }
}

/// The arguments of every `Fn::FindInMap`.
fn add_lookups<'t>(node: &'t Node, found: &mut Vec<&'t [Node]>) {
    for entry in node.as_map().unwrap_or_default() {
        if entry.key == "Fn::FindInMap" {
            found.extend(entry.node.as_list());
        }
        add_lookups(&entry.node, found);
    }
    node.as_list().unwrap_or_default().iter().for_each(|item| add_lookups(item, found));
}

#[cfg(test)]
mod tests {
    use netloom_diag::Sources;

    use super::*;

    const RULE: &str = "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: \
                        {SecurityGroupIngress: [{CidrIp: !Ref From}]}}}";

    /// What is to be tried when the rules of a parameter change, `?` for a value that is not known.
    fn tried(old: &str, new: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let mut file = |rules: &str| {
            let text = format!(
                "Parameters: {{From: {{Type: String, Default: 10.0.0.0/8{rules}}}}}\n{RULE}"
            );
            sources.add("template.yaml", text)
        };
        let (old, new) = (file(old), file(new));
        let source = |id| sources.get(id).expect("added");
        let values = further_values(source(old), source(new)).into_iter();
        values.map(|one| one.value.unwrap_or_else(|| "?".to_owned())).collect()
    }

    #[test]
    fn what_is_listed_further_is_tried_the_widest_first() {
        let (two, four) = (
            ", AllowedValues: [10.0.0.0/8, 192.0.2.0/24]",
            ", AllowedValues: [10.0.0.0/8, 192.0.2.0/24, 198.51.100.7/32, 0.0.0.0/0]",
        );
        assert_eq!(tried(two, four), ["0.0.0.0/0", "198.51.100.7/32"]);
        assert_eq!(tried(four, two), Vec::<String>::new());
        assert_eq!(tried(two, two), Vec::<String>::new());
    }

    #[test]
    fn of_many_values_one_that_is_not_known_stands_for_the_rest() {
        let many: Vec<String> = (0..9).map(|n| format!("192.0.{n}.0/24")).collect();
        let new = format!(", AllowedValues: [10.0.0.0/8, {}]", many.join(", "));
        let tried = tried(", AllowedValues: [10.0.0.0/8]", &new);
        assert_eq!((tried.len(), tried.last().map(String::as_str)), (7, Some("?")));
    }

    #[test]
    fn a_rule_that_is_gone_leaves_any_value() {
        let tried = tried(", AllowedPattern: '10[.0-9/]+'", "");
        assert_eq!(tried.first().map(String::as_str), Some("0.0.0.0/0"));
        assert_eq!(tried.last().map(String::as_str), Some("?"));
    }

    #[test]
    fn a_pattern_for_less_leaves_nothing_to_try() {
        let (wide, narrow) = (", AllowedPattern: '[.0-9/]+'", ", AllowedPattern: '10[.0-9/]+'");
        assert_eq!(tried(wide, narrow), Vec::<String>::new());
        assert_eq!(tried("", narrow), Vec::<String>::new());
        assert_eq!(tried("", ", MaxLength: 18"), Vec::<String>::new());
        // Which of them is for less, blocks of all lengths do not show.
        let apart = (", AllowedPattern: '10[.]0[.]3.*'", ", AllowedPattern: '10[.]0[.]4.*'");
        assert_eq!(tried(apart.0, apart.1), ["?"]);
        let java = ", AllowedPattern: '(?=10).*'";
        assert!(tried(java, wide).contains(&"0.0.0.0/0".to_owned()));
    }
}
