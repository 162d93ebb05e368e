//! What would settle something that is missing: the flag that gives it.

use netloom_network::Unknown;

const PARAMETERS: &str = "values of parameters: `--parameter NAME=VALUE`";
const REGION: &str = "the region that the stack is for: `--region REGION`";
const EXPORTS: &str = "the stack that exports it: `--stack NAME=FILE`, or both files with \
                       `--together`";
const FACTS: &str = "the facts of what exists already, all of them: `netloom facts --region \
                     REGION -o DIR` collects them, and `--facts DIR` reads them";

const LISTS: &str = "the prefix list of the service: `--facts DIR` with the output of `aws ec2 \
                     describe-prefix-lists`; or leave its addresses out of the question, such as \
                     with `internet except service:s3`";

/// Parts of names, and what settles those. The first that fits counts.
const KINDS: &[(&str, Option<&str>)] = &[
    ("which part of the internet is `", Some(LISTS)),
    ("stands for", None),
    ("which netloom does not", None),
    ("a property that netloom does not know", None),
    ("parameter `", Some(PARAMETERS)),
    ("`AWS::Region`", Some(REGION)),
    ("`AWS::Partition`", Some(REGION)),
    ("`AWS::URLSuffix`", Some(REGION)),
    ("import `", Some(EXPORTS)),
    // Zones that AWS names to the account, blocks and places that it picks when it makes something.
    ("`Fn::GetAZs`", None),
    (", which AWS ", None),
    (", which EC2 picks", None),
    // What no call describes.
    ("which of two ", None),
    ("in the policy of endpoint", None),
    ("whether name server", None),
    ("whether the jobs ask", None),
    ("whether making `", None),
    ("the addresses of the clients of", None),
    ("the hosts of the tasks of", None),
    (", which has a fault", None),
    // An attribute that a stack knows once it is made.
    ("`, item ", None),
    ("the transform", None),
    ("an endpoint of firewall", None),
    ("firewall `", None),
    ("the appliances behind endpoint", None),
    ("` (AWS::", None),
];

/// Returns what to give so that an answer can be found; `None` where nothing that can be given
/// would help.
#[must_use]
pub fn settled_by(missing: &[Unknown]) -> Option<String> {
    let mut given: Vec<&str> = Vec::new();
    for unknown in missing {
        let known = KINDS.iter().find(|(part, _)| unknown.what.contains(part));
        let flag = known.map_or(Some(FACTS), |(_, flag)| *flag);
        given.extend(flag.filter(|flag| !given.contains(flag)));
    }
    (!given.is_empty()).then(|| format!("give {}", given.join("; ")))
}

#[cfg(test)]
mod tests {
    use netloom_diag::Span;

    use super::*;

    fn check(missing: &[&str], expected: Option<&str>) {
        let missing: Vec<Unknown> = missing
            .iter()
            .map(|what| Unknown { what: (*what).to_owned(), span: Span::default() })
            .collect();
        assert_eq!(settled_by(&missing).as_deref(), expected);
    }

    #[test]
    fn each_kind_of_missing_thing_has_its_flag() {
        check(
            &["parameter `VpcCidr` has no value"],
            Some("give values of parameters: `--parameter NAME=VALUE`"),
        );
        check(
            &["`AWS::Partition`", "`AWS::Region`"],
            Some("give the region that the stack is for: `--region REGION`"),
        );
        check(
            &[
                "what `{{resolve:ssm:/a}}` stands for",
                "`X` (AWS::EC2::CarrierGateway), which lets it in",
            ],
            None,
        );
        check(
            &[
                "the zones of the region (`Fn::GetAZs`), item 0",
                "the block of `Vpc`, which AWS chooses",
                "whether name server 10.0.0.9 of `Vpc` answers",
                "which of two route tables `Subnet` has",
            ],
            None,
        );
        let listed = format!("give {LISTS}");
        check(&["which part of the internet is `s3`, whose addresses go by it"], Some(&listed));
        let imported = format!("give {EXPORTS}");
        check(&["import `net-VpcId`"], Some(&imported));
        let both = format!("give {FACTS}; {PARAMETERS}");
        check(&["the rules of `sg-1`", "parameter `A` has no value"], Some(&both));
    }
}
