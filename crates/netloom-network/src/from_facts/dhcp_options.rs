//! DHCP options: which servers a VPC gives for names.

use netloom_template::Node;

use crate::building::{name_servers as name_servers_of, no_options, unknown};
use crate::{Known, NameServer};

use super::records::{Record, Records};
use netloom_facts::kinds::DHCP_OPTIONS;

/// Returns the servers that the options of a VPC give.
///
/// # Source
/// Amazon EC2 API, `Vpc` (`DhcpOptionsId`), `DhcpOptions` and `DhcpConfiguration`.
pub(super) fn name_servers(records: &Records<'_>, vpc: &Record<'_>) -> Known<Vec<NameServer>> {
    let Some(id) = vpc.properties.plain_text("DhcpOptionsId") else {
        return Known::Unknown(vpc.properties.missing("DhcpOptionsId"));
    };
    if id == "default" {
        return Known::Is(no_options());
    }
    let options = records.of_kind(DHCP_OPTIONS).iter().find(|record| record.id().as_str() == id);
    let Some(options) = options else {
        let what = format!(
            "the DHCP options `{id}` of `{}`: run `aws ec2 describe-dhcp-options`",
            vpc.id()
        );
        return Known::Unknown(unknown(what, vpc.span()));
    };
    let servers = options
        .parts("DhcpConfigurations")
        .find(|part| part.plain_text("Key").is_some_and(|key| key == "domain-name-servers"));
    let Some(servers) = servers else { return name_servers_of(None, &id, options.span()) };
    let values = servers.items("Values").unwrap_or_default().iter();
    let texts = values
        .map(|value| value.get("Value").and_then(Node::as_text).map(|text| text.into_owned()));
    name_servers_of(Some(texts.collect()), &id, options.span())
}
