//! Every code that a finding can have, from all crates.

use netloom_diag::Code;

/// Returns all codes, sorted by id; ids are unique.
#[must_use]
pub fn all_codes() -> Vec<&'static Code> {
    let lists = [
        netloom_config::codes::CODES,
        netloom_config::ini_codes::CODES,
        netloom_config::v3_codes::CODES,
        netloom_config::yaml_codes::CODES,
        netloom_plan::CODES,
        netloom_lock::CODES,
        netloom_cfn::codes::CODES,
        netloom_template::codes::CODES,
        netloom_checks::proofs::codes::CODES,
        netloom_checks::claims_file::codes::CODES,
        netloom_facts::codes::CODES,
        netloom_diff::codes::CODES,
        netloom_guard::codes::CODES,
        netloom_driver::codes::CODES,
        crate::codes::CODES,
    ];
    // A check has its code with it, so that one line in its list is enough to add it.
    let checks = netloom_checks::CHECKS.iter().map(|check| check.code);
    let template_checks = netloom_checks::template::CHECKS.iter().map(|check| check.code);
    let facts_checks = netloom_checks::FACTS_CHECKS.iter().map(|check| check.code);
    let mut codes: Vec<&'static Code> = lists
        .into_iter()
        .flatten()
        .copied()
        .chain(checks)
        .chain(template_checks)
        .chain(facts_checks)
        .collect();
    codes.sort_by_key(|code| code.id);
    codes
}

/// Returns the code of this id, in upper or lower case.
#[must_use]
pub fn find_code(id: &str) -> Option<&'static Code> {
    all_codes().into_iter().find(|code| code.id.eq_ignore_ascii_case(id.trim()))
}

/// Returns the page of a code without the space that each line of a doc comment starts with.
#[must_use]
pub fn page_of(code: &Code) -> String {
    code.page.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: [&str; 5] = ["What it finds", "Why it matters", "Example", "Instead", "Source"];

    #[test]
    fn every_code_is_declared_once_in_the_form_of_a_code() {
        let codes = all_codes();
        for (code, next) in codes.iter().zip(codes.iter().skip(1)) {
            assert_ne!(code.id, next.id, "{} and {}", code.title, next.title);
        }
        for code in codes {
            let (letters, digits) = code.id.split_at(3);
            assert!(letters.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
            assert!(
                digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()),
                "{code}"
            );
        }
    }

    #[test]
    fn every_page_has_the_headings_of_the_house_in_order() {
        for code in all_codes() {
            let page = page_of(code);
            let headings: Vec<&str> =
                page.lines().filter_map(|line| line.strip_prefix("### ")).collect();
            // netloom's own rules need no source.
            assert!(headings == HEADINGS || headings == HEADINGS[..4], "{code}: {headings:?}");
        }
    }

    #[test]
    fn codes_are_found_in_any_case() {
        assert_eq!(find_code("fil001").map(|code| code.id), Some("FIL001"));
        assert_eq!(find_code("FIL999"), None);
    }
}
