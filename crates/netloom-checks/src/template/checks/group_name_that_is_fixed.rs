//! Security groups with a name of their own.

use netloom_diag::Diagnostic;

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A security group with `GroupName`.
    /// ### Why it matters
    /// A change of its description or VPC replaces the group, and the new one cannot have the name
    /// while the old one exists: the update fails.
    /// ### Example
    /// `GroupName: hpc-compute`
    /// ### Instead
    /// No `GroupName`; a tag `Name` for people.
    /// ### Source
    /// AWS CloudFormation User Guide, `AWS::EC2::SecurityGroup`: `GroupName` and `GroupDescription`
    /// are replaced on change.
    GROUP_NAME_THAT_IS_FIXED = ("CFN024", Info, "security group with a fixed name");
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let groups = context.of_kind("AWS::EC2::SecurityGroup");
    let named = groups.filter_map(|group| Some((group, group.properties.entry("GroupName")?)));
    named
        .map(|(group, entry)| {
            let message =
                format!("security group `{}` has a name, so it cannot be replaced", group.id);
            Diagnostic::new(&GROUP_NAME_THAT_IS_FIXED, entry.key_span, message)
                .help("remove `GroupName`, and tag the group instead")
        })
        .collect()
}
