//! The table as a page for people.

use super::{Group, Kind, Role, all};

const HEAD: &str = "\
# Resource types

What netloom makes of the resources of a template that can send, route or filter packets: the \
                    types of AWS's resource schemas for
networks, and those of other services with interfaces in subnets. Any other type is passed over. \
                    A property that is not listed
here is not understood, and what depends on it is unknown.

## What does not change where packets go

| type | why |
| --- | --- |
";

/// Returns the page: types that are followed last, since they have most to say.
pub(in crate::from_template) fn page() -> String {
    let mut text = HEAD.to_owned();
    text.extend(
        sorted(|role| matches!(role, Role::Nothing(_))).into_iter().map(|kind| row(kind, "it ")),
    );
    text.push_str(
        "\n## What sends from interfaces of its own\n\nClaims can name these where their subnets \
         are written.\n\n",
    );
    text.push_str("| type | what else |\n| --- | --- |\n");
    text.extend(
        sorted(|role| matches!(role, Role::Interfaces(_))).into_iter().map(|kind| row(kind, "it ")),
    );
    text.push_str(
        "\n## What makes unknown what it names\n\n| type | why | named by |\n| --- | --- | --- |\n",
    );
    text.extend(sorted(|role| matches!(role, Role::Changes(_))).into_iter().map(changing_row));
    text.push_str("\n## What is followed\n");
    text.extend(sorted(|role| role == Role::Followed).into_iter().map(section));
    text
}

fn sorted(is_listed: impl Fn(Role) -> bool) -> Vec<&'static Kind> {
    let mut kinds: Vec<&Kind> = all().filter(|kind| is_listed(kind.role)).collect();
    kinds.sort_by_key(|kind| kind.name);
    kinds
}

fn reason(kind: &Kind) -> &'static str {
    match kind.role {
        Role::Followed => "",
        Role::Nothing(reason) | Role::Interfaces(reason) | Role::Changes(reason) => reason,
    }
}

fn row(kind: &Kind, subject: &str) -> String {
    format!("| `{}` | {subject}{} |\n", kind.name, reason(kind))
}

fn changing_row(kind: &Kind) -> String {
    let named: Vec<String> = kind.changes.iter().map(|(path, _)| format!("`{path}`")).collect();
    format!("| `{}` | a resource {} | {} |\n", kind.name, reason(kind), named.join(", "))
}

fn section(kind: &Kind) -> String {
    let mut text = format!("\n### {}\n\n| properties | |\n| --- | --- |\n", kind.name);
    for group in kind.properties {
        let (paths, what) = match group {
            Group::Followed(_) | Group::TargetsOfKinds => (group.followed(), "followed".to_owned()),
            Group::NoInfluence(reason, paths) => {
                (paths.to_vec(), format!("without influence: {reason}"))
            }
            Group::NotUnderstood(reason, paths, harmless) => {
                (paths.to_vec(), not_understood(reason, harmless))
            }
        };
        let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        text.push_str(&format!("| {} | {what} |\n", paths.join(", ")));
    }
    text
}

fn not_understood(reason: &str, harmless: &[&str]) -> String {
    match harmless {
        [] => format!("not understood: {reason}"),
        values => {
            let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            format!("not understood unless {}: {reason}", values.join(" or "))
        }
    }
}
