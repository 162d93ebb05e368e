//! Did you mean?

/// Longer texts are no slip of any name, and comparing them would take long.
const MAX_LEN_BYTES: usize = 256;

/// By how many bytes two names may differ that are one edit apart: the edit, and hyphens and
/// underscores.
const MAX_FOLDED_BYTES: usize = 8;

/// Returns the candidate that `seen` most likely meant, or `None` when nothing is near.
///
/// Near means: equal but for case, hyphen and underscore, or no more than one edit (insert, delete,
/// replace, swap) per three characters. Of equally near candidates the first one wins.
#[must_use]
pub fn nearest_name<'a>(
    seen: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if seen.len() > MAX_LEN_BYTES {
        return None;
    }
    let seen = folded(seen);
    let n_edits_allowed = seen.chars().count().div_ceil(3).min(4);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&seen, &folded(candidate)), candidate))
        .filter(|(n_edits, _)| *n_edits <= n_edits_allowed)
        .min_by_key(|(n_edits, _)| *n_edits)
        .map(|(_, candidate)| candidate)
}

/// Returns the candidate that `seen` is a slip of: equal but for case, hyphen and underscore, or
/// one edit away.
///
/// For long names of a fixed list, of which some are near each other: a third of the letters would
/// be another name.
#[must_use]
pub fn slip_of<'a>(seen: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if seen.len() > MAX_LEN_BYTES {
        return None;
    }
    let seen = folded(seen);
    let is_near = |candidate: &&str| candidate.len().abs_diff(seen.len()) <= MAX_FOLDED_BYTES;
    let candidates = candidates.into_iter().filter(is_near);
    let distances =
        candidates.map(|name| (strsim::damerau_levenshtein(&seen, &folded(name)), name));
    let nearest =
        distances.filter(|(n_edits, _)| *n_edits <= 1).min_by_key(|(n_edits, _)| *n_edits);
    nearest.map(|(_, name)| name)
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seen: &str, expected: Option<&str>) {
        let keys = ["vpc_id", "compute_subnet_id", "compute_subnet_cidr", "SubnetIds"];
        assert_eq!(nearest_name(seen, keys), expected, "{seen}");
    }

    #[test]
    fn a_slip_is_recognized_and_a_stranger_is_not() {
        check("compute_subnet_idr", Some("compute_subnet_id"));
        check("compute_subnet_cdir", Some("compute_subnet_cidr"));
        check("VpcId", Some("vpc_id"));
        check("subnet_ids", Some("SubnetIds"));
        check("spot_price", None);
    }

    #[test]
    fn a_slip_is_one_edit() {
        let names = ["AWS::EC2::Subnet", "AWS::EC2::SubnetCidrBlock", "AWS::EC2::VPC"];
        let check = |seen: &str, expected: Option<&str>| {
            assert_eq!(slip_of(seen, names), expected, "{seen}")
        };
        check("AWS::EC2::Subnett", Some("AWS::EC2::Subnet"));
        check("aws::ec2::vpc", Some("AWS::EC2::VPC"));
        check("AWS::EC2::SubnetCIDRBlock", Some("AWS::EC2::SubnetCidrBlock"));
        check("AWS::EC2::Sunbet", Some("AWS::EC2::Subnet"));
        check("AWS::EC2::SubnetV2", None);
        check("", None);
        check(&"S".repeat(10_000), None);
    }
}
