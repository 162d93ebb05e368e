//! Servers for names, as DHCP options write them.

use netloom_diag::Span;

use crate::{Known, NameServer};

use super::unknown;

/// Returns the servers that DHCP options give; `None` among the texts stands for one that is not
/// known.
///
/// - `texts`: what stands under `domain-name-servers`; `None` when the options say nothing of
///   servers.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::DHCPOptions`: `AmazonProvidedDNS`, or up to
/// four addresses; Amazon VPC User Guide, "Amazon DNS": 169.254.169.253 and fd00:ec2::253 are
/// Amazon's resolver.
pub(crate) fn name_servers(
    texts: Option<Vec<Option<String>>>,
    id: &str,
    span: Span,
) -> Known<Vec<NameServer>> {
    let Some(texts) = texts.filter(|texts| !texts.is_empty()) else {
        return Known::Unknown(unknown(
            format!("which name servers there are: `{id}` gives none"),
            span,
        ));
    };
    let mut servers = Vec::new();
    // One text may write several, as the console does.
    for text in texts {
        let Some(text) = text else {
            return Known::Unknown(unknown(format!("the name servers of `{id}`"), span));
        };
        for one in text.split(',').map(str::trim) {
            match (one.eq_ignore_ascii_case("AmazonProvidedDNS"), one.parse()) {
                (true, _) => servers.push(NameServer::Amazon),
                (false, Ok(address)) => servers.push(NameServer::Address(address)),
                (false, Err(_)) => {
                    return Known::Unknown(unknown(
                        format!("which server `{one}` of `{id}` is"),
                        span,
                    ));
                }
            }
        }
    }
    Known::Is(servers)
}

/// The server of a VPC that has no DHCP options.
///
/// # Source
/// Amazon VPC User Guide, "DHCP option set concepts": without a set, instances of the Nitro system
/// get Amazon's resolver and others get none.
pub(crate) fn no_options() -> Vec<NameServer> {
    vec![NameServer::AmazonWithoutOptions]
}
