//! Did you mean?

/// Longer texts are no slip of any name, and comparing them would take long.
const MAX_LEN_BYTES: usize = 256;

/// Returns the candidate that `seen` most likely meant, or `None` when nothing is near.
///
/// Near means: equal but for case, hyphen and underscore, or no more than one edit (insert, delete, replace, swap) per
/// three characters. Of equally near candidates the first one wins.
#[must_use]
pub fn nearest_name<'a>(seen: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
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
}
