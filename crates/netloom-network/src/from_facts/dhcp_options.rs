//! DHCP options: which servers a VPC gives for names.

use crate::Known;
use crate::building::unknown;

use super::context::{Build, all};
use super::records::Record;
use netloom_facts::kinds::DHCP_OPTIONS;

/// Gives every VPC the servers of its options.
pub(super) fn add(build: &mut Build<'_, '_>) {
    build.add("AWS::EC2::VPCDHCPOptionsAssociation", all, options_not_told);
}

/// Says which call lists options that no answer has.
///
/// # Source
/// Amazon EC2 API, `Vpc`: `DhcpOptionsId`.
fn options_not_told(build: &mut Build<'_, '_>, vpc: &Record<'_>) {
    let id = vpc.properties.plain_text("DhcpOptionsId").unwrap_or_default();
    let options = build.records.of_kind(DHCP_OPTIONS);
    if id == "default" || options.iter().any(|record| record.id().as_str() == id) {
        return;
    }
    let what =
        format!("the DHCP options `{id}` of `{}`: run `aws ec2 describe-dhcp-options`", vpc.id());
    let servers = Known::Unknown(unknown(what, vpc.span()));
    if let Some(vpc) = build.network.vpcs.get_mut(&vpc.id()) {
        vpc.name_servers = servers;
    }
}
