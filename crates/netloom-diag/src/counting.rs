//! Counts in sentences.

/// Writes a count with a noun: `1 error`, `2 errors`.
#[must_use]
pub fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(n)) }
}

/// Writes a count with a comma between thousands.
#[must_use]
pub fn grouped(n: impl std::fmt::Display) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_one_is_alone() {
        let check = |n: usize, expected: &str| assert_eq!(counted(n, "error"), expected);
        check(1, "1 error");
        check(999, "999 errors");
        check(1_234_567, "1,234,567 errors");
    }
}
