//! `%(name)s` and `%%` in values.

/// How deep names may lead to names.
///
/// # Source
/// CPython, `configparser.MAX_INTERPOLATION_DEPTH`.
const MAX_DEPTH: usize = 10;

/// How many names one value may lead to, directly and through others.
///
/// Python has no such limit: ten keys that each name the next one a hundred times keep it busy for
/// longer than anyone waits. No real file comes near it.
const MAX_NAMES: usize = 1_000;

/// How long a value may become, in bytes: as long as the longest file.
const MAX_VALUE_BYTES: usize = 1 << 20;

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
    /// More names, or a longer value, than any real file has.
    TooMany,
}

/// Returns the value with names replaced and `%%` undone; `lookup` gives the raw value of a key in
/// lower case.
///
/// # Errors
/// The first fault, from left to right.
pub(crate) fn interpolate(
    raw: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<String, InterpolationFault> {
    let mut run = Run { lookup, n_names: 0, out: String::with_capacity(raw.len()) };
    run.replace(raw, 1)?;
    Ok(run.out)
}

struct Run<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    /// Names replaced so far.
    n_names: usize,
    out: String,
}

impl Run<'_> {
    fn replace(&mut self, raw: &str, depth: usize) -> Result<(), InterpolationFault> {
        if depth > MAX_DEPTH {
            return Err(InterpolationFault::TooDeep);
        }
        let mut rest = raw;
        while let Some((before, behind)) = rest.split_once('%') {
            self.out.push_str(before);
            if let Some(behind) = behind.strip_prefix('%') {
                self.out.push('%');
                rest = behind;
                continue;
            }
            let behind = behind.strip_prefix('(').ok_or(InterpolationFault::LonePercent)?;
            let (name, behind) = behind.split_once(')').ok_or(InterpolationFault::Unclosed)?;
            rest = behind
                .strip_prefix('s')
                .filter(|_| !name.is_empty())
                .ok_or(InterpolationFault::Unclosed)?;
            self.name(name, depth)?;
        }
        self.out.push_str(rest);
        Ok(())
    }

    fn name(&mut self, name: &str, depth: usize) -> Result<(), InterpolationFault> {
        self.n_names += 1;
        if self.n_names > MAX_NAMES || self.out.len() > MAX_VALUE_BYTES {
            return Err(InterpolationFault::TooMany);
        }
        let value = (self.lookup)(&name.to_lowercase())
            .ok_or_else(|| InterpolationFault::UnknownName(name.to_owned()))?;
        if value.contains('%') {
            return self.replace(&value, depth + 1);
        }
        self.out.push_str(&value);
        Ok(())
    }
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
    fn names_that_multiply_are_cut_off() {
        let lookup = |name: &str| {
            (name.len() < 9).then(|| format!("%({name}x)s").repeat(100)).or(Some(String::new()))
        };
        assert_eq!(interpolate("%(x)s", &lookup), Err(InterpolationFault::TooMany));
    }

    #[test]
    fn faults_are_told_apart() {
        check("p%40ss", Err(InterpolationFault::LonePercent));
        check("100%", Err(InterpolationFault::LonePercent));
        check("%(host", Err(InterpolationFault::Unclosed));
        check("%()s", Err(InterpolationFault::Unclosed));
        check("%(unset)s", Err(InterpolationFault::UnknownName("unset".to_owned())));
        check("%(self)s", Err(InterpolationFault::TooDeep));
    }
}
