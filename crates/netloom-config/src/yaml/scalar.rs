//! What a scalar means: YAML 1.1, as PyYAML's `SafeLoader` resolves it.
//!
//! # Source
//! PyYAML 6.0, `resolver.py` (which plain scalars are what) and `constructor.py` (their values).

/// One scalar of the file.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The text with escapes and folding resolved.
    pub text: String,
    /// Whether it is written without quotes on one or several lines.
    pub is_plain: bool,
    /// What it means.
    pub value: Value,
}

/// What a scalar means.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// `~`, `null`, or nothing.
    Null,
    /// `yes`, `no`, `true`, `false`, `on`, `off`.
    Bool(bool),
    /// A whole number, cut at the bounds of the type.
    Int(i128),
    /// A number with a point.
    Float(f64),
    /// A date or a date with a time.
    Timestamp,
    /// Anything else: the text itself.
    Text,
}

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
    if let Some(number) = parse_float(text) {
        return Value::Float(number);
    }
    if let Some(number) = parse_int(text) {
        return Value::Int(number);
    }
    if is_timestamp(text) { Value::Timestamp } else { Value::Text }
}

/// Returns whether a plain scalar has the form of a number or a date and is none: PyYAML ends with
/// an error there.
pub(super) fn is_impossible(text: &str) -> bool {
    let (_, body) = split_sign(text);
    if body.strip_prefix("0x").or(body.strip_prefix("0b")).is_some_and(is_gaps_only) {
        return true;
    }
    is_timestamp(text) && !exists(text)
}

/// `0x_` fits the pattern of numbers, and Python cannot make one of it.
fn is_gaps_only(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|byte| byte == b'_')
}

/// Whether the date and the time of a timestamp exist.
fn exists(text: &str) -> bool {
    let mut numbers =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(|part| {
            // Fractions of a second may have any length, and are not looked at.
            part.get(..part.len().min(9)).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0)
        });
    let [year, month, day, hour, minute, second] =
        std::array::from_fn(|n| numbers.next().unwrap_or(u32::from(n == 1 || n == 2)));
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let n_days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    year > 0
        && (1..=12).contains(&month)
        && (1..=n_days).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
}

fn split_sign(text: &str) -> (i128, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// `12`, `0755` (octal), `0b101`, `0x1f`, `22:30` (base 60), each with `_` between digits.
pub(super) fn parse_int(text: &str) -> Option<i128> {
    let (sign, body) = split_sign(text);
    let digits = body.replace('_', "");
    let magnitude = if let Some(binary) = body.strip_prefix("0b").and(digits.strip_prefix("0b")) {
        digits_of(binary, 2)
    } else if let Some(hex) = body.strip_prefix("0x").and(digits.strip_prefix("0x")) {
        digits_of(hex, 16)
    } else if body.contains(':') {
        base_60(body)
    } else if body == "0" {
        Some(0)
    } else if body.starts_with('0') {
        digits_of(&digits, 8)
    } else if body.starts_with(|c: char| c.is_ascii_digit()) {
        digits_of(&digits, 10)
    } else {
        None
    };
    magnitude.map(|magnitude| sign * magnitude)
}

fn digits_of(digits: &str, base: u32) -> Option<i128> {
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_digit(base));
    is_number.then(|| i128::from_str_radix(digits, base).unwrap_or(i128::MAX))
}

/// `[1-9][0-9_]*(:[0-5]?[0-9])+`
fn base_60(body: &str) -> Option<i128> {
    let mut parts = body.split(':');
    let leading = parts.next()?;
    if !leading.starts_with(|c: char| matches!(c, '1'..='9')) {
        return None;
    }
    let first = digits_of(&leading.replace('_', ""), 10)?;
    parts.try_fold(first, |sum, part| {
        let is_part = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        let part: i128 = part.parse().ok().filter(|number| is_part && *number < 60)?;
        Some(sum.saturating_mul(60).saturating_add(part))
    })
}

/// `1.5`, `1.5e+3`, `.5`, `-.inf`, `.nan`, `1:30.5`; `1e3` is a text in YAML 1.1.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let (sign, body) = split_sign(text);
    let sign = if sign < 0 { -1.0 } else { 1.0 };
    match body {
        ".inf" | ".Inf" | ".INF" => return Some(sign * f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if body == text => return Some(f64::NAN),
        _ => {}
    }
    let (whole, rest) = body.split_once('.')?;
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent)),
        None => (rest, None),
    };
    if !is_digits_and_gaps(fraction) || !exponent.is_none_or(is_signed_exponent) {
        return None;
    }
    // YAML 1.1 counts in base 60 where there are colons: `1:30.5` is 90.5.
    if whole.contains(':') {
        let fraction = format!("0.{}0", fraction.replace('_', "")).parse::<f64>().ok()?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a float is what the file says; its precision does not matter"
        )]
        return base_60(whole)
            .filter(|_| exponent.is_none())
            .map(|whole| sign * (whole as f64 + fraction));
    }
    // PyYAML's pattern has no sign before a bare point: `.5` is a number and `-.5` a text.
    let is_float = if whole.is_empty() {
        body == text && starts_with_digit(fraction)
    } else {
        starts_with_digit(whole) && is_digits_and_gaps(whole)
    };
    let digits = body.replace('_', "");
    let number = if whole.is_empty() { format!("0{digits}") } else { digits };
    is_float.then(|| number.parse::<f64>().ok()).flatten().map(|number| sign * number)
}

/// Digits, among which YAML 1.1 lets `_` group thousands.
fn is_digits_and_gaps(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

fn starts_with_digit(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
}

fn is_signed_exponent(exponent: &str) -> bool {
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-11-23` and `2026-11-23 14:00:00` with their variants.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ', '\t']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    if !(is_digits(year) && is_digits(month) && is_digits(day) && year.len() == 4) {
        return false;
    }
    match time {
        None => month.len() == 2 && day.len() == 2,
        Some(time) => month.len() <= 2 && day.len() <= 2 && is_time(time.trim_start()),
    }
}

/// At least one digit, and nothing else.
fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `3:04:05`, with a fraction and a time zone behind it if any.
fn is_time(time: &str) -> bool {
    let clock_len = time.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(time.len());
    let (clock, rest) = time.split_at_checked(clock_len).unwrap_or_default();
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return false };
    let is_clock = matches!(hour.len(), 1 | 2) && minute.len() == 2 && second.len() == 2;
    let rest = rest
        .strip_prefix('.')
        .map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    is_clock && is_zone(rest)
}

/// `Z`, `+1`, `-01:30`, with spaces before it, or nothing.
fn is_zone(text: &str) -> bool {
    let zone = text.trim_start_matches([' ', '\t']);
    match zone.strip_prefix(['+', '-']) {
        None => text.is_empty() || zone == "Z",
        Some(offset) => {
            let (hours, minutes) =
                offset.split_once(':').map_or((offset, None), |(h, m)| (h, Some(m)));
            hours.len() <= 2
                && is_digits(hours)
                && minutes.is_none_or(|minutes| minutes.len() == 2 && is_digits(minutes))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Value) {
        assert_eq!(resolve_plain(text), expected, "{text}");
    }

    #[test]
    fn truth_values_and_nothing_are_those_of_yaml_1_1() {
        check("yes", Value::Bool(true));
        check("Off", Value::Bool(false));
        check("y", Value::Text);
        check("yEs", Value::Text);
        check("~", Value::Null);
        check("", Value::Null);
        check("none", Value::Text);
    }

    #[test]
    fn numbers_are_those_of_yaml_1_1() {
        check("12", Value::Int(12));
        check("-1_000", Value::Int(-1000));
        check("0755", Value::Int(493));
        check("0o17", Value::Text);
        check("08", Value::Text);
        check("0x1F", Value::Int(31));
        check("0b11", Value::Int(3));
        check("22:30", Value::Int(1350));
        check("190:20:30", Value::Int(685_230));
        check("22:60", Value::Text);
        check("1.5", Value::Float(1.5));
        check(".5", Value::Float(0.5));
        check("1e3", Value::Text);
        check("1.0e+3", Value::Float(1000.0));
        check("1.0e3", Value::Text);
        check("1:30.5", Value::Float(90.5));
        check("-.inf", Value::Float(f64::NEG_INFINITY));
        check("10.0.0.0", Value::Text);
        check("10.0.0.0/16", Value::Text);
        check("-", Value::Text);
        check("_1", Value::Text);
    }

    #[test]
    fn dates_and_numbers_without_value_are_impossible() {
        for text in ["2026-13-01", "2026-02-29", "0000-01-01", "2026-1-2 24:00:00", "0x_", "-0b_"] {
            assert!(is_impossible(text), "{text}");
        }
        for text in ["2024-02-29", "2026-12-31 23:59:59.99 +1:30", "0x_1", "0x", "2026-13", "_"] {
            assert!(!is_impossible(text), "{text}");
        }
    }

    #[test]
    fn dates_are_no_texts() {
        check("2026-11-23", Value::Timestamp);
        check("2026-1-23", Value::Text);
        check("2026-1-23 14:00:00Z", Value::Timestamp);
        check("2026-01-02T3:04:05.25 +01:30", Value::Timestamp);
        check("2026-1-2 3:04:05 b", Value::Text);
        check("2026-1-2 3:04:05+100", Value::Text);
        check("2026-11", Value::Text);
        check("subnet-12345678", Value::Text);
    }
}
