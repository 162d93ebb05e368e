//! Variations of every network key of a v3 file: each starts from a valid file and changes one
//! thing.
//!
//! In: the base files and their tables of places. Out: texts with the place and the change that
//! made them. Deterministic: two runs give the same list in the same order. What becomes of the
//! texts is left to `agreement.rs`.

use serde_yaml::{Mapping, Value};

use super::bases::{Base, Kind};

/// One changed file.
pub(crate) struct Variation {
    /// The place that was changed, such as `slurm /HeadNode/Networking/SubnetId`.
    pub(crate) place: String,
    /// What stands there now: a value in YAML, `(absent)`, or `+Key: value` for a further key.
    pub(crate) change: String,
    /// The file.
    pub(crate) text: String,
}

/// Stands in the tree where a snippet goes in the text, so that the snippet's own spelling reaches
/// the readers.
const HERE: &str = "put-the-snippet-here";

/// Values that are tried in every place, whatever belongs there.
const ANYWHERE: &[&str] = &[
    "~",
    "''",
    "text",
    "7",
    "-1",
    "0",
    "1.5",
    "1e3",
    ".inf",
    "'7'",
    "0x10",
    "010",
    "1_000",
    "1:30",
    "true",
    "'true'",
    "'False'",
    "yes",
    "off",
    "y",
    "2024-01-01",
    "[]",
    "[text]",
    "[~]",
    "{}",
    "{Unknown: 1}",
    "!!str 7",
    "\" text \"",
];

/// Returns the variations of one base, the base itself first.
pub(crate) fn variations_of(base: &Base) -> Vec<Variation> {
    let tree: Value = serde_yaml::from_str(base.text).expect("a base is YAML");
    let mut found = Vec::new();
    let mut add = |path: &str, change: &str, tree: &Value, snippet: &str| {
        let text =
            serde_yaml::to_string(tree).expect("a tree can be written").replace(HERE, snippet);
        found.push(Variation {
            place: format!("{} {path}", base.name),
            change: change.to_owned(),
            text,
        });
    };
    add("", "(unchanged)", &tree, "");
    for (path, kind) in base.places {
        add(path, "(absent)", &edited(&tree, path, remove), "");
        let marked = edited(&tree, path, |parent, step| {
            *child_mut(parent, step).expect("the place is in the base") = Value::from(HERE);
        });
        for snippet in ANYWHERE.iter().chain(kind.values()) {
            add(path, snippet, &marked, snippet);
        }
        for (key, snippet) in kind.further_keys() {
            add(path, &format!("+{key}: {snippet}"), &with_key(&tree, path, key), snippet);
        }
    }
    for (path, key, snippet) in base.further {
        add(path, &format!("+{key}: {snippet}"), &with_key(&tree, path, key), snippet);
    }
    found
}

/// Returns a copy of the tree in which the mapping at `path` has a further key.
fn with_key(tree: &Value, path: &str, key: &str) -> Value {
    edited(tree, path, |parent, step| {
        let mapping = child_mut(parent, step)
            .and_then(Value::as_mapping_mut)
            .expect("a key is added to a mapping");
        mapping.insert(Value::from(key), Value::from(HERE));
    })
}

/// Returns a copy of the tree, changed at the parent of `path`.
fn edited(tree: &Value, path: &str, edit: impl FnOnce(&mut Value, &str)) -> Value {
    // The file itself has no parent, so it is put into a mapping for the time of the change.
    let mut rooted = Mapping::new();
    rooted.insert(Value::from(""), tree.clone());
    let mut copy = Value::Mapping(rooted);
    let steps: Vec<&str> = path.split('/').collect();
    let (last, parents) = steps.split_last().expect("a path has a step");
    let parent = parents.iter().fold(&mut copy, |at, step| {
        child_mut(at, step).unwrap_or_else(|| panic!("{path}: no `{step}` in the base"))
    });
    edit(parent, last);
    child_mut(&mut copy, "").cloned().unwrap_or_default()
}

fn child_mut<'v>(parent: &'v mut Value, step: &str) -> Option<&'v mut Value> {
    match parent {
        Value::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        Value::Mapping(mapping) => mapping.get_mut(step),
        _ => None,
    }
}

fn remove(parent: &mut Value, step: &str) {
    match parent {
        Value::Sequence(items) => {
            drop(items.remove(step.parse().expect("a list is entered by number")))
        }
        Value::Mapping(mapping) => drop(mapping.remove(step)),
        _ => panic!("`{step}` is in no list or mapping"),
    }
}

impl Kind {
    /// Returns the values that are worth a try for this kind of key.
    fn values(self) -> &'static [&'static str] {
        match self {
            Self::Subnet => &[
                "subnet-12345678",
                "subnet-1234567",
                "subnet-0123456789abcdef0",
                "subnet-0123456789ABCDEF0",
                "subnet-0123456789abcdefz",
                "subnet-zzzzzzzz",
                "subnet-0123456789abcdef01",
                "SUBNET-12345678",
                "'subnet-12345678 '",
                "\"subnet-12345678\\n\"",
                "sg-12345678",
                "head",
                "compute",
                "storage",
                "[subnet-12345678]",
            ],
            Self::SubnetList => &[
                "[subnet-12345678]",
                "[subnet-12345678, subnet-12345678]",
                "[subnet-12345678, subnet-87654321]",
                "[subnet-1]",
                "[12345678]",
                "subnet-12345678",
                "[subnet-12345678, ~]",
                "[[subnet-12345678]]",
                "[compute]",
                "[head]",
                "{subnet-12345678: 1}",
            ],
            Self::GroupList => &[
                "[sg-12345678]",
                "[sg-0123456789abcdef0]",
                "[sg-1]",
                "[sg-0123456789ABCDEF0]",
                "sg-12345678",
                "[sg-12345678, sg-87654321]",
                "[sg-12345678, sg-12345678]",
                "[subnet-12345678]",
                "[sg-zzzzzzzz]",
                "[a-12345678]",
                "[sg-12345678, 7]",
                "[sg-12345671, sg-12345672, sg-12345673, sg-12345674, sg-12345675, sg-12345676]",
            ],
            Self::Access => &[
                "0.0.0.0/0",
                "10.0.0.0/8",
                "10.0.0.1/8",
                "10.0.0.1",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "010.0.0.0/8",
                "256.0.0.0/8",
                "10.0.0/8",
                "::/0",
                "'10.0.0.0/8 '",
                "pl-12345678",
                "pl-0123456789abcdef0",
                "pl-x",
                "pl-",
                "PL-12345678",
                "10.0.0.0/8, 10.1.0.0/16",
                "[10.0.0.0/8]",
            ],
            Self::Address => &[
                "eipalloc-12345678",
                "eipalloc-0123456789abcdef0",
                "eipalloc-1",
                "192.0.2.1",
                "192.0.2.256",
                "'yes'",
                "'TRUE'",
                "'on'",
                "[true]",
                "1",
            ],
            Self::Bool => &[
                "'yes'", "'on'", "'t'", "'T'", "'Y'", "'1'", "1", "0", "'TRUE'", "tRue", "False",
                "2",
            ],
            Self::Port => &[
                "8443",
                "'8443'",
                "65535",
                "65536",
                "8443.0",
                "8443.5",
                "'0x10'",
                "+7",
                "99999999999",
            ],
            Self::Count => &["10", "'10'", "1000", "10.0", "10.5", "+7", "' 7 '"],
            Self::Proxy => &[
                "http://proxy:3128",
                "proxy",
                "http://user:p%40ss@proxy:3128",
                "[http://proxy:3128]",
            ],
            Self::Choice(values) => values,
            Self::Name => {
                &["a", "queue-1", "a-b-c", "a_b", "Queue", "1queue", "default", "-a", "a-"]
            }
            Self::Text | Self::Mapping(_) | Self::List => &[],
        }
    }

    /// Returns keys to add to a mapping of this kind.
    fn further_keys(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Mapping(further) => further,
            _ => &[],
        }
    }
}
