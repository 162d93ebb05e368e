//! Values as EC2 writes them back.

use std::net::{Ipv4Addr, Ipv6Addr};

use netloom_template::{Entry, Node, Reference, Value};

/// Keys whose value is a block of addresses.
const BLOCKS: [&str; 6] = [
    "CidrBlock",
    "Ipv6CidrBlock",
    "DestinationCidrBlock",
    "DestinationIpv6CidrBlock",
    "CidrIp",
    "CidrIpv6",
];

/// Returns a value with attributes of resources taken for the resources, as ids are, and texts as
/// EC2 keeps them.
///
/// # Source
/// Amazon EC2 API, `CreateRoute` and `AuthorizeSecurityGroupIngress`: host bits of a block are set
/// to zero.
#[must_use]
pub fn plain(key: &str, node: &Node) -> Node {
    let value = match &node.value {
        Value::Reference(reference) => {
            Value::Reference(Reference { id: reference.id.clone(), attribute: None })
        }
        Value::List(items) => Value::List(items.iter().map(|item| plain(key, item)).collect()),
        Value::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|entry| Entry { node: plain(&entry.key, &entry.node), ..entry.clone() })
                .collect(),
        ),
        Value::Text(own)
            if own.eq_ignore_ascii_case("true") || own.eq_ignore_ascii_case("false") =>
        {
            Value::Text(own.to_ascii_lowercase())
        }
        Value::Text(own) if key == "RuleAction" => Value::Text(own.to_ascii_lowercase()),
        Value::Text(own) if BLOCKS.contains(&key) => {
            return Node::text(&block(own).unwrap_or_else(|| own.clone()), node.span);
        }
        other => other.clone(),
    };
    Node { span: node.span, value }
}

/// `10.0.3.7/16` is `10.0.0.0/16`, `2001:DB8:0::/32` is `2001:db8::/32`.
fn block(text: &str) -> Option<String> {
    let (address, len) = text.trim().split_once('/')?;
    let len: u32 = len.parse().ok()?;
    if let Ok(address) = address.parse::<Ipv4Addr>() {
        let mask = u32::MAX.checked_shl(32_u32.checked_sub(len)?).unwrap_or(0);
        return Some(format!("{}/{len}", Ipv4Addr::from(u32::from(address) & mask)));
    }
    let address = address.parse::<Ipv6Addr>().ok()?;
    let mask = u128::MAX.checked_shl(128_u32.checked_sub(len)?).unwrap_or(0);
    Some(format!("{}/{len}", Ipv6Addr::from(u128::from(address) & mask)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lose_their_host_bits() {
        assert_eq!(block("10.0.3.7/16").as_deref(), Some("10.0.0.0/16"));
        assert_eq!(block("0.0.0.0/0").as_deref(), Some("0.0.0.0/0"));
        assert_eq!(block("2001:DB8:0::1/32").as_deref(), Some("2001:db8::/32"));
        assert_eq!(block("::/0").as_deref(), Some("::/0"));
        assert_eq!(block("10.0.0.0/33"), None);
    }
}
