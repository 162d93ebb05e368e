//! Words for VPC endpoints, which both dialects write the same way.

use netloom_diag::{Diagnostic, Sourced, Span, nearest_name};
use netloom_net::endpoints::{endpoint_services, has_endpoints, service_in_endpoint_name};

use crate::codes;
use crate::intent::{EndpointSettings, EndpointsIntent};

/// What an entry of the list says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum EndpointWord {
    /// `auto`: what the cluster needs.
    Auto,
    /// The endpoint of a service.
    Service(String),
}

/// The words that stand alone.
pub(crate) const WORDS: [&str; 2] = ["auto", "none"];

/// Reads an entry of the list.
pub(crate) fn parse_endpoint(text: &str, span: Span) -> Result<EndpointWord, Diagnostic> {
    if text == "auto" {
        return Ok(EndpointWord::Auto);
    }
    if has_endpoints(text) {
        return Ok(EndpointWord::Service(text.to_owned()));
    }
    let message = format!("`{text}` is not a service with VPC endpoints");
    let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, span, message);
    if text == "none" {
        return Err(finding.help("write `none` alone, or leave it out"));
    }
    let known = service_in_endpoint_name(text).filter(|service| has_endpoints(service));
    let near = known.or_else(|| nearest_name(text, endpoint_services().iter().copied()));
    Err(match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(
            "write what follows the region in the name of the endpoint, such as `s3`, `logs` or \
             `ecr.api`",
        ),
    })
}

/// Adds an entry to what is read; `Err` where it is there already.
pub(crate) fn add(
    endpoints: &mut EndpointsIntent,
    word: EndpointWord,
    settings: EndpointSettings,
    span: Span,
) -> Result<(), Diagnostic> {
    let first = match &word {
        EndpointWord::Auto => endpoints.is_auto.filter(|auto| auto.value).map(|auto| auto.span()),
        EndpointWord::Service(service) => endpoints.listed.get(service).map(Sourced::span),
    };
    if let Some(first) = first {
        let finding = Diagnostic::new(&codes::DUPLICATE_ENTRY, span, "an endpoint is listed twice");
        return Err(finding.also(first, "first here").help("keep one of them"));
    }
    match word {
        EndpointWord::Auto => {
            endpoints.is_auto = Some(Sourced::written(true, span));
            endpoints.settings_of_auto = settings;
        }
        EndpointWord::Service(service) => {
            endpoints.is_auto.get_or_insert(Sourced::written(false, span));
            endpoints.listed.insert(service, Sourced::written(settings, span));
        }
    }
    Ok(())
}
