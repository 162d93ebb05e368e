//! `--format` of findings and reviews.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use netloom_report::formats::{FORMATS, Format, format_by_name};

/// How findings or reviews are written.
#[derive(clap::Args, Clone, Copy)]
pub(super) struct FormatArg {
    /// The output format
    #[arg(long, value_name = "FORMAT", value_parser = parser(), default_value = FORMATS[0].name)]
    format: Format,
}

impl FormatArg {
    /// The format that was asked for.
    pub(super) fn get(self) -> Format {
        self.format
    }
}

impl std::fmt::Debug for FormatArg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.format.name)
    }
}

fn parser() -> impl TypedValueParser<Value = Format> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values).try_map(|name| format_by_name(&name).ok_or("no such format"))
}
