//! `%(name)s` and `%%` in values.

/// How deep names may lead to names.
///
/// # Source
/// CPython, `configparser.MAX_INTERPOLATION_DEPTH`.
const MAX_DEPTH: usize = 10;

/// Why a value cannot be had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum InterpolationFault {
    /// A `%` that is neither `%%` nor the start of a name.
    LonePercent,
    /// A `%(` without `)s`.
    Unclosed,
    /// A name that is no key of the section and none of `[DEFAULT]`.
    UnknownName(String),
    /// Names that lead to names more than ten deep.
    TooDeep,
}

/// Returns the value with names replaced and `%%` undone; `lookup` gives the raw value of a key in lower case.
///
/// # Errors
/// The first fault, from left to right.
pub(crate) fn interpolate(raw: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<String, InterpolationFault> {
    let mut out = String::with_capacity(raw.len());
    some(raw, lookup, 1, &mut out)?;
    Ok(out)
}

fn some(
    raw: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
    depth: usize,
    out: &mut String,
) -> Result<(), InterpolationFault> {
    if depth > MAX_DEPTH {
        return Err(InterpolationFault::TooDeep);
    }
    let mut rest = raw;
    while let Some((before, behind)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(behind) = behind.strip_prefix('%') {
            out.push('%');
            rest = behind;
            continue;
        }
        let behind = behind.strip_prefix('(').ok_or(InterpolationFault::LonePercent)?;
        let (name, behind) = behind.split_once(')').ok_or(InterpolationFault::Unclosed)?;
        rest = behind.strip_prefix('s').filter(|_| !name.is_empty()).ok_or(InterpolationFault::Unclosed)?;
        let value = lookup(&name.to_lowercase()).ok_or_else(|| InterpolationFault::UnknownName(name.to_owned()))?;
        if value.contains('%') {
            some(&value, lookup, depth + 1, out)?;
        } else {
            out.push_str(&value);
        }
    }
    out.push_str(rest);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: Result<&str, InterpolationFault>) {
        let lookup = |name: &str| match name {
            "host" => Some("proxy.example.com".to_owned()),
            "url" => Some("http://%(host)s".to_owned()),
            "self" => Some("%(self)s".to_owned()),
            _ => None,
        };
        assert_eq!(interpolate(raw, &lookup), expected.map(str::to_owned), "{raw}");
    }

    #[test]
    fn names_are_replaced_and_doubled_signs_undone() {
        check("plain", Ok("plain"));
        check("100%%", Ok("100%"));
        check("%(HOST)s:3128", Ok("proxy.example.com:3128"));
        check("%(url)s/", Ok("http://proxy.example.com/"));
    }

    #[test]
    fn faults_are_told_apart() {
        check("p%40ss", Err(InterpolationFault::LonePercent));
        check("100%", Err(InterpolationFault::LonePercent));
        check("%(host", Err(InterpolationFault::Unclosed));
        check("%()s", Err(InterpolationFault::Unclosed));
        check("%(nobody)s", Err(InterpolationFault::UnknownName("nobody".to_owned())));
        check("%(self)s", Err(InterpolationFault::TooDeep));
    }
}
