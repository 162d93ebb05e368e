//! `quotas` of `[vpc …]`: what the account was granted beyond the defaults.

use std::collections::BTreeMap;

use netloom_diag::{Diagnostic, Sourced, Span};
use netloom_net::quotas::Quota;

use super::reader::{Reader, Section};
use crate::codes::{DUPLICATE_ENTRY, VALUE_NOT_ALLOWED};
use crate::values::parse_choice;

/// Reads `quotas`; empty where it is not written.
pub(super) fn read(reader: &mut Reader<'_>, section: Section<'_>) -> BTreeMap<Quota, Sourced<u64>> {
    let mut quotas: BTreeMap<Quota, Sourced<u64>> = BTreeMap::new();
    for item in reader.list(section, "quotas") {
        let Some(parsed) = reader.keep(parse(&item.value, item.span()), &item) else { continue };
        let (quota, value) = parsed.value;
        if let Some(first) = quotas.get(&quota) {
            let message = format!("`{}` is in `quotas` twice", quota.word());
            let twice = Diagnostic::new(&DUPLICATE_ENTRY, item.span(), message)
                .also(first.span(), "first here")
                .help("keep one of them");
            reader.keep(Err::<(), _>(twice), &item);
            continue;
        }
        quotas.insert(quota, Sourced { value, origin: parsed.origin });
    }
    quotas
}

/// Reads a quota such as `elastic_ips=20`.
fn parse(text: &str, span: Span) -> Result<(Quota, u64), Diagnostic> {
    let (word, value) = text.split_once('=').unwrap_or((text, ""));
    let words = Quota::ALL.map(|quota| (quota.word(), quota));
    let quota = parse_choice(word.trim(), span, "quotas", &words)?;
    match value.trim().parse::<u64>() {
        Ok(value) if value > 0 => Ok((quota, value)),
        _ => {
            let word = quota.word();
            let message = format!("`{text}` in `quotas` is not `{word}=` and a whole number");
            Err(Diagnostic::new(&VALUE_NOT_ALLOWED, span, message)
                .help(format!("write `{word}={}`", quota.default_value())))
        }
    }
}
