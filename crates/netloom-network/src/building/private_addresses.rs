//! The private addresses of an interface, as templates and facts write them: one primary, further
//! ones beside it.

use netloom_template::Node;

use super::{Properties, address_of, block_of};
use crate::sets::RangeSet;
use crate::sets::addresses::ipv4;
use crate::{Known, PublicAddress, SecondaryAddresses, Unknown};

/// The private IPv4 addresses of one interface.
#[derive(Clone, Debug, Default)]
pub(crate) struct PrivateAddresses {
    /// `None` where AWS picks it.
    pub(crate) primary: Option<RangeSet>,
    pub(crate) secondary: Vec<SecondaryAddresses>,
}

impl PrivateAddresses {
    /// Returns whether anything is specified about them.
    pub(crate) fn is_said(&self) -> bool {
        self.primary.is_some() || !self.secondary.is_empty()
    }
}

/// Reads the private addresses that are written; of secondary ones also the public addresses, which
/// facts write beside them.
///
/// # Source
/// Amazon EC2 API, `CreateNetworkInterface` and `PrivateIpAddressSpecification`: `PrivateIpAddress`
/// or the item with `Primary` is the primary address. Amazon EC2 User Guide, "Prefix delegation for
/// Amazon EC2 network interfaces": every address of a prefix is a secondary one. "Secondary IP
/// addresses": none of these has a public address but by an Elastic IP address.
pub(crate) fn private_addresses(properties: &Properties<'_>) -> PrivateAddresses {
    let listed = properties.items("PrivateIpAddresses");
    let (items, unlisted) = match &listed {
        Ok(items) => (*items, None),
        Err(unknown) => (&[][..], Some(unknown.clone())),
    };
    let own = properties.get("PrivateIpAddress");
    let at = primary_item(items, own);
    let written = own.or_else(|| items.get(at?)?.get("PrivateIpAddress"));
    let others =
        items.iter().enumerate().filter(|(index, _)| Some(*index) != at).map(|(_, item)| {
            SecondaryAddresses {
                addresses: item.get("PrivateIpAddress").and_then(address_of).map(ipv4),
                public: public_address(item),
            }
        });
    let mut secondary: Vec<SecondaryAddresses> = others.collect();
    secondary.extend(prefixes(properties));
    secondary.extend(unlisted.into_iter().map(may_be));
    // Counts without addresses: AWS chooses them, so only that there are such addresses is known.
    for key in ["SecondaryPrivateIpAddressCount", "Ipv4PrefixCount"] {
        match properties.integer(key) {
            None | Some(Known::Is(0)) => {}
            Some(Known::Is(_)) => {
                secondary.push(SecondaryAddresses { addresses: None, public: PublicAddress::None })
            }
            Some(Known::Unknown(unknown)) => secondary.push(may_be(unknown)),
        }
    }
    PrivateAddresses { primary: written.and_then(address_of).map(ipv4), secondary }
}

/// The place of the primary address in the list: it is marked, or written beside the list, or comes
/// first.
fn primary_item(items: &[Node], own: Option<&Node>) -> Option<usize> {
    if let Some(marked) = items.iter().position(|item| primary_mark(item) == Some(true)) {
        return Some(marked);
    }
    match own {
        Some(own) => {
            let address = address_of(own)?;
            items.iter().position(|item| {
                item.get("PrivateIpAddress").and_then(address_of).as_ref() == Some(&address)
            })
        }
        None => items.iter().position(|item| primary_mark(item) != Some(false)),
    }
}

fn primary_mark(item: &Node) -> Option<bool> {
    item.get("Primary").and_then(Node::as_bool)
}

fn prefixes(properties: &Properties<'_>) -> Vec<SecondaryAddresses> {
    match properties.items("Ipv4Prefixes") {
        Ok(items) => {
            let blocks = items
                .iter()
                .map(|item| item.get("Ipv4Prefix").and_then(block_of).map(|(block, _)| block));
            blocks
                .map(|addresses| SecondaryAddresses { addresses, public: PublicAddress::None })
                .collect()
        }
        Err(unknown) => vec![may_be(unknown)],
    }
}

/// Addresses that there may be.
fn may_be(unknown: Unknown) -> SecondaryAddresses {
    SecondaryAddresses { addresses: None, public: PublicAddress::Unknown(unknown) }
}

/// Returns the public address that facts write beside a private one.
pub(crate) fn public_address(described: &Node) -> PublicAddress {
    match described
        .get("Association")
        .and_then(|association| association.get("PublicIp"))
        .and_then(address_of)
    {
        Some(address) => PublicAddress::Elastic(Some(address)),
        None => PublicAddress::None,
    }
}

/// Returns whether an interface gets IPv6 addresses; `None` where nothing is specified, so that its
/// subnet decides.
///
/// # Source
/// Amazon EC2 API, `CreateNetworkInterface`: a count of 0 overrides what the subnet says. Amazon
/// EC2 User Guide, "Prefix delegation for Amazon EC2 network interfaces": every address of an IPv6
/// prefix is the interface's.
pub(crate) fn has_ipv6(properties: &Properties<'_>) -> Option<Known<bool>> {
    let mut missing = None;
    for key in ["Ipv6Addresses", "Ipv6Prefixes"] {
        match properties.items(key) {
            Ok(items) if !items.is_empty() => return Some(Known::Is(true)),
            Ok(_) => {}
            Err(unknown) => missing = Some(unknown),
        }
    }
    let mut none_asked = None;
    for key in ["Ipv6AddressCount", "Ipv6PrefixCount"] {
        match properties.integer(key) {
            Some(Known::Is(count)) if count > 0 => return Some(Known::Is(true)),
            Some(Known::Is(_)) => none_asked = Some(Known::Is(false)),
            Some(Known::Unknown(unknown)) => missing = Some(unknown),
            None => {}
        }
    }
    missing.map(Known::Unknown).or(none_asked)
}
