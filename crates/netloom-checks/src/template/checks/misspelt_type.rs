//! Types that no resource has, and that are nearly those of AWS.

use netloom_diag::{Diagnostic, slip_of};

use super::super::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A resource type that AWS does not have, one letter from one that it has.
    /// ### Why it matters
    /// CloudFormation rejects the template. Until then, the resource is one of a type that is not
    /// known, and nothing is proved of what it could touch.
    /// ### Example
    /// `Type: AWS::EC2::Subnett`
    /// ### Instead
    /// `Type: AWS::EC2::Subnet`
    /// ### Source
    /// The resource provider schemas of all regions, as bundled by cfn-lint; the names of types are
    /// case sensitive.
    MISSPELT_TYPE = ("CFN079", Error, "misspelt resource type");
}

/// The names of all types, in order; `tools/resource-tables.py` writes them.
static TYPES: &str = include_str!("../../../data/resource-types.txt");

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let resources = context.document.resources.iter();
    // Types of others are theirs to name. A macro may give a meaning to any, but not to one that is
    // nearly AWS's own.
    let named = resources.filter(|resource| {
        resource.kind.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("aws"))
    });
    let unknown = named.filter(|resource| !TYPES.lines().any(|name| name == resource.kind));
    let findings = unknown.filter_map(|resource| {
        let meant = slip_of(&resource.kind, TYPES.lines())?;
        let message = format!("AWS has no resource type `{}`, expected `{meant}`", resource.kind);
        Some(
            Diagnostic::new(&MISSPELT_TYPE, resource.kind_span, message)
                .help(format!("write `{meant}`")),
        )
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_in_order_and_none_is_taken_for_another() {
        let types: Vec<&str> = TYPES.lines().collect();
        assert!(types.is_sorted() && types.len() > 1_000, "{}", types.len());
        assert!(
            types.contains(&"AWS::EC2::Subnet")
                && types.contains(&"AWS::CloudFormation::WaitConditionHandle")
        );
    }

    #[test]
    fn names_of_others_and_of_later_versions_are_no_slips() {
        let others = ["AWS::EC2::SubnetV2", "AWS::EC2::Sidewalk", "Custom::Subnet"];
        for kind in others {
            assert_eq!(slip_of(kind, TYPES.lines()), None, "{kind}");
        }
    }
}
