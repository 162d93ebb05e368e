//! What a scalar without quotes means: YAML 1.1, which CloudFormation reads.
//!
//! Dates stay texts, for CloudFormation does not support that type.
//!
//! # Source
//! AWS CloudFormation User Guide, "Template format" (YAML 1.1 and its exceptions); YAML 1.1 type
//! repository, "bool", "int", "float" and "null". Of the booleans, `y` and `n` stay texts, as the
//! common readers of YAML 1.1 have it.

use crate::Value;

/// Resolves a plain scalar.
pub(super) fn resolve_plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Value::Bool(true);
        }
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Value::Bool(false);
        }
        _ => {}
    }
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    match is_number.then(|| number(text)).flatten() {
        Some(number) => Value::Number(number),
        None => Value::Text(text.to_owned()),
    }
}

/// Returns the number in decimal spelling.
fn number(text: &str) -> Option<String> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = body.replace('_', "");
    let magnitude = if let Some(binary) = digits.strip_prefix("0b") {
        in_base(binary, 2)?.to_string()
    } else if let Some(hexadecimal) = digits.strip_prefix("0x") {
        in_base(hexadecimal, 16)?.to_string()
    } else if let Some((whole, fraction)) = digits.split_once('.').filter(|_| body.contains(':')) {
        let is_fraction = is_digits(fraction);
        let whole = base_60(whole).filter(|_| is_fraction)?;
        format!("{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
    } else if body.contains(':') {
        base_60(&digits)?.to_string()
    } else if body.contains('.') {
        fraction(body, &digits).filter(|_| body == text || !body.starts_with('.'))?
    } else if digits.starts_with('0') && digits != "0" {
        in_base(&digits, 8)?.to_string()
    } else if body.starts_with(|c: char| c.is_ascii_digit()) && is_digits(&digits) {
        digits
    } else {
        return None;
    };
    Some(format!("{sign}{magnitude}"))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn in_base(digits: &str, base: u32) -> Option<u128> {
    let is_number = digits.chars().all(|c| c.is_digit(base));
    if is_number { u128::from_str_radix(digits, base).ok() } else { None }
}

/// `22:30` is 1350.
fn base_60(digits: &str) -> Option<u128> {
    let (first, rest) = digits.split_once(':')?;
    let is_first = first.starts_with(|c: char| matches!(c, '1'..='9'));
    let first = in_base(first, 10).filter(|_| is_first)?;
    rest.split(':').try_fold(first, |sum, part| {
        let number =
            in_base(part, 10).filter(|number| matches!(part.len(), 1 | 2) && *number < 60)?;
        sum.checked_mul(60)?.checked_add(number)
    })
}

/// `1.5`, `.5`, `1.`, `1.5e+3`; `1e3` and `1.5e3` are texts in YAML 1.1.
fn fraction(body: &str, digits: &str) -> Option<String> {
    let (whole, rest) = digits.split_once('.')?;
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent)),
        None => (rest, None),
    };
    let is_exponent = |exponent: &str| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or_default();
        !digits.is_empty() && is_digits(digits)
    };
    let starts_well = body.starts_with(|c: char| c.is_ascii_digit())
        || !fraction.is_empty() && body.starts_with('.');
    let is_number =
        starts_well && is_digits(whole) && is_digits(fraction) && exponent.is_none_or(is_exponent);
    is_number.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_number(text: &str, expected: &str) {
        assert_eq!(resolve_plain(text), Value::Number(expected.to_owned()), "{text}");
    }

    fn check_text(text: &str) {
        assert_eq!(resolve_plain(text), Value::Text(text.to_owned()), "{text}");
    }

    #[test]
    fn truth_values_and_nothing_are_those_of_yaml_1_1() {
        assert_eq!(resolve_plain("yes"), Value::Bool(true));
        assert_eq!(resolve_plain("Off"), Value::Bool(false));
        assert_eq!(resolve_plain("~"), Value::Null);
        assert_eq!(resolve_plain(""), Value::Null);
        ["y", "n", "yEs", "none", "tRUE"].into_iter().for_each(check_text);
    }

    #[test]
    fn plain_numbers_stay_as_written() {
        for text in ["0", "443", "-1", "1.10", "1.", "65535", "-0.5", "1.5e+3"] {
            check_number(text, text);
        }
        check_number("+7", "7");
    }

    #[test]
    fn special_spellings_become_the_number_that_they_mean() {
        check_number("0755", "493");
        check_number("0x1F", "31");
        check_number("0b11", "3");
        check_number("1_000", "1000");
        check_number("22:30", "1350");
        check_number("190:20:30", "685230");
        check_number("1:30.5", "90.5");
    }

    #[test]
    fn what_only_looks_like_a_number_is_a_text() {
        [
            "10.0.0.0",
            "10.0.0.0/16",
            "08",
            "1e3",
            "1.5e3",
            "22:60",
            "2010-09-09",
            "-",
            ".",
            "_1",
            "0x",
            "0b",
            "1:",
            "::/0",
            "0o17",
            "+",
            "1.2.3",
            "-.",
            "-.5",
            ".inf",
            ".e+1",
            "01:30",
        ]
        .into_iter()
        .for_each(check_text);
    }
}
