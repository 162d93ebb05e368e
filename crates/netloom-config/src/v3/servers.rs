//! Servers outside the cluster: `Scheduling.SlurmSettings.Database`, `ExternalSlurmdbd` and
//! `DirectoryService`.
//!
//! Their form is checked where their sections are read; here they are only looked up. Names cannot
//! be followed without a lookup, so only those count that are written as addresses.

use super::reader::Section;
use crate::intent::{ServerIntent, ServerKind, server_address};

/// Returns the servers that are named by address.
///
/// # Source
/// AWS ParallelCluster User Guide, `SlurmSettings/Database/Uri`: 3306 unless written;
/// `ExternalSlurmdbd/Port`: 6819; `DirectoryService/DomainAddr`: a list with commas, `ldaps://` or,
/// with settings of one's own, `ldap://`; RFC 4511 and IANA: 389 and 636.
pub(super) fn read(file: Section<'_>) -> Vec<ServerIntent> {
    // Looked up by hand and not by a reader: the sections are passed over otherwise, and a fault in
    // them is not netloom's to report.
    let mut servers = Vec::new();
    let settings = file
        .field("Scheduling")
        .and_then(|scheduling| scheduling.node.as_mapping()?.get("SlurmSettings"));
    let settings = settings.and_then(|settings| settings.value.as_mapping());
    let inner = |section: &str, key: &str| settings?.get(section)?.value.as_mapping()?.get(key);
    if let Some(uri) = inner("Database", "Uri")
        .and_then(|uri| uri.value.as_scalar().map(|text| (text, uri.key_span)))
    {
        servers.extend(server(ServerKind::Database, &uri.0.text, 3306, uri.1));
    }
    if let Some(host) = inner("ExternalSlurmdbd", "Host")
        .and_then(|host| host.value.as_scalar().map(|text| (text, host.key_span)))
    {
        let port = inner("ExternalSlurmdbd", "Port")
            .and_then(|port| port.value.as_scalar()?.text.parse().ok());
        servers.extend(server(ServerKind::Slurmdbd, &host.0.text, port.unwrap_or(6819), host.1));
    }
    let directory = file
        .field("DirectoryService")
        .and_then(|directory| directory.node.as_mapping()?.get("DomainAddr"));
    if let Some((text, span)) =
        directory.and_then(|all| all.value.as_scalar().map(|text| (text, all.key_span)))
    {
        for one in text.text.split(',').map(str::trim) {
            let port = if one.starts_with("ldap://") { 389 } else { 636 };
            servers.extend(server(ServerKind::Directory, one, port, span));
        }
    }
    servers
}

fn server(
    kind: ServerKind,
    text: &str,
    default_port: u16,
    span: netloom_diag::Span,
) -> Option<ServerIntent> {
    let (address, port) = server_address(text, default_port)?;
    Some(ServerIntent { kind, address, port, span })
}
