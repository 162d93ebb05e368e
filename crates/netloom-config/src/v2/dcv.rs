//! `[dcv …]`: remote desktops.

use netloom_diag::{Diagnostic, Sourced};
use netloom_net::{Ipv4Cidr, ports};

use super::pointers::Pointer;
use super::reader::{Reader, Section};
use crate::codes;
use crate::intent::{AccessSource, DcvIntent};

const DCV_SETTINGS: Pointer = Pointer { key: "dcv_settings", kind: "dcv", max_labels: 1 };

/// Reads the section that the cluster points to; absent when remote desktops are off.
pub(super) fn read_dcv(reader: &mut Reader<'_>, cluster: Section<'_>) -> Option<DcvIntent> {
    let (_, section) = reader.follow(cluster, &DCV_SETTINGS).into_iter().next()?;
    let header = section.ini.header;
    let enable = reader.choice(section, "enable", &[("master", ())]);
    let port = reader.count(section, "port").and_then(|port| match u16::try_from(port.value) {
        Ok(number) if number > 0 => Some(Sourced { value: number, origin: port.origin }),
        _ => {
            let message =
                format!("`port` is `{}`, expected a TCP port from 1 to 65535", port.value);
            let finding = Diagnostic::new(&codes::VALUE_NOT_ALLOWED, port.span(), message);
            reader.report(finding.help("write `port = 8443`"));
            None
        }
    });
    let allowed_from = reader.access(section, "access_from");
    enable?;
    let rule = "ParallelCluster's own default for remote desktops";
    let world = AccessSource::Cidr(Ipv4Cidr::EVERYTHING);
    Some(DcvIntent {
        port: port.unwrap_or_else(|| Sourced::defaulted(ports::DCV_DEFAULT, rule, header)),
        allowed_from: allowed_from.unwrap_or_else(|| Sourced::defaulted(world, rule, header)),
    })
}
