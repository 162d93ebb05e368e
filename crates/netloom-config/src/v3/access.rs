//! Who may connect: `Ssh` and `Dcv`.

use netloom_diag::{Sourced, Span};
use netloom_net::Ipv4Cidr;
use netloom_net::ids::PrefixListId;
use netloom_net::ports::DCV_DEFAULT;

use super::keys::KeyTable;
use super::reader::{Reader, Section};
use crate::Release;
use crate::intent::{AccessSource, DcvIntent};
use crate::values::parse_access_block;

/// Why access is open where the file does not say who may connect.
const OPEN_TO_ALL: &str =
    "ParallelCluster lets every IPv4 address connect unless `AllowedIps` says otherwise";

/// Reads `Dcv`; absent when it is off. A pool's `Dcv` has the same keys in another table.
pub(super) fn read_dcv(
    reader: &mut Reader<'_>,
    parent: Section<'_>,
    table: &KeyTable,
) -> Option<DcvIntent> {
    let section = reader.section(parent, "Dcv", table)?;
    reader.require(section, "Enabled");
    let enabled = reader.boolean(section, "Enabled");
    let port = reader.integer(section, "Port", 1, u64::from(u16::MAX)).and_then(|port| {
        u16::try_from(port.value).ok().map(|value| Sourced { value, origin: port.origin })
    });
    let allowed_from = read_allowed_ips(reader, section);
    enabled.filter(|enabled| enabled.value).map(|_| DcvIntent {
        port: port.unwrap_or_else(|| {
            Sourced::defaulted(
                DCV_DEFAULT,
                "ParallelCluster serves DCV on port 8443 unless told otherwise",
                section.span,
            )
        }),
        allowed_from: allowed_from.unwrap_or_else(|| everybody(section.span)),
    })
}

/// Reads `AllowedIps`, where it is written: a block, or from 3.7.0 on a prefix list.
pub(super) fn read_allowed_ips(
    reader: &mut Reader<'_>,
    section: Section<'_>,
) -> Option<Sourced<AccessSource>> {
    let text = reader.text(section, "AllowedIps")?;
    let span = text.span();
    if let Ok(list) = text.value.parse::<PrefixListId>() {
        reader.needs("a prefix list in AllowedIps", Release::new(3, 7, 0), span);
        return Some(Sourced::written(AccessSource::PrefixList(list), span));
    }
    let (block, finding) = parse_access_block(&text.value, span);
    if let Some(finding) = finding {
        let is_error = finding.is_error();
        let help = "or the id of a prefix list, such as `pl-0123456789abcdef0`";
        reader.report(if is_error { finding.help(help) } else { finding });
    }
    block.map(|block| Sourced::written(AccessSource::Cidr(block), span))
}

/// Returns the default of `AllowedIps`.
pub(super) fn everybody(near: Span) -> Sourced<AccessSource> {
    Sourced::defaulted(AccessSource::Cidr(Ipv4Cidr::EVERYTHING), OPEN_TO_ALL, near)
}
