//! `Fn::Cidr`: blocks of equal size out of one block.

use std::net::{Ipv4Addr, Ipv6Addr};

use netloom_diag::Span;

use super::derived;
use crate::evaluator::Evaluator;
use crate::sections::kind_of;
use crate::{Entry, Node, Value};

/// The most blocks that one call gives.
///
/// # Source
/// AWS CloudFormation Template Reference, `Fn::Cidr`: "valid range is between 1 and 256".
const MAX_BLOCKS: i64 = 256;

impl Evaluator<'_> {
    /// `Fn::Cidr: [block, count, bits]`; the bits are those behind the prefix, so 8 of them make an
    /// IPv4 /24.
    pub(super) fn call_cidr(&mut self, entry: &Entry, span: Span) -> Node {
        match self.cut(entry, span) {
            Ok(cut) => {
                let blocks = (0..cut.count).filter_map(|index| cut.block(index));
                let items = blocks.map(|block| Node { span, value: Value::Text(block) });
                self.result(Value::List(items.collect()), span)
            }
            Err(node) => node,
        }
    }

    /// Returns how a block is cut, or what is known of the blocks otherwise.
    pub(super) fn cut(&mut self, entry: &Entry, span: Span) -> Result<Cut, Node> {
        let Some([block, count, bits]) = self.arguments(entry, 3..=3) else {
            return Err(Node { span, value: self.broken(span).into() });
        };
        let [block, count, bits] =
            [block, count, bits].map(|argument| self.argument(entry, argument));
        if let Some(open) = [&block, &count, &bits].into_iter().find(|argument| is_open(argument)) {
            let how = match (count.as_integer(), bits.as_integer()) {
                (Some(count), Some(bits)) => {
                    format!("cut into {count} blocks of {bits} bits (`Fn::Cidr`)")
                }
                _ => format!("as part of `Fn::Cidr` ({})", self.place(span)),
            };
            let value = derived(&open.value, &how, span);
            return Err(self.result(value, span));
        }
        let (Some(text), Some(count), Some(bits)) =
            (block.as_text(), count.as_integer(), bits.as_integer())
        else {
            let kinds = [&block, &count, &bits].map(kind_of).join(", ");
            let message = format!("`Fn::Cidr` has {kinds}, expected a block and two whole numbers");
            let help = "write `!Cidr [10.0.0.0/16, 4, 8]` for four blocks of 256 addresses";
            return Err(self.bad_arguments(span, message, help));
        };
        Cut::new(&text, count, bits).map_err(|message| self.bad_arguments(span, message, ""))
    }
}

fn is_open(node: &Node) -> bool {
    matches!(node.value, Value::Unknown(_) | Value::Reference(_) | Value::Pieces(_))
}

/// A block of either family as numbers.
struct Block {
    first: u128,
    prefix_len_bits: u32,
    /// 32 or 128.
    address_len_bits: u32,
}

/// A block that is cut into blocks of equal size.
pub(super) struct Cut {
    block: Block,
    /// How many blocks, 1 to [`MAX_BLOCKS`]; all of them fit.
    pub(super) count: u128,
    /// How many bits each has behind its prefix.
    bits: u32,
}

impl Cut {
    /// Returns the cut into the first `count` blocks with `bits` bits behind the prefix, or why
    /// there is none.
    fn new(text: &str, count: i64, bits: i64) -> Result<Self, String> {
        let block = parse(text).ok_or_else(|| {
            format!("`Fn::Cidr` has `{text}`, expected a block such as `10.0.0.0/16`")
        })?;
        let is_count = (1..=MAX_BLOCKS).contains(&count);
        let n_blocks = u128::try_from(count).ok().filter(|_| is_count).ok_or_else(|| {
            format!("`Fn::Cidr` is asked for {count} blocks, expected 1 to {MAX_BLOCKS}")
        })?;
        let room = block.address_len_bits - block.prefix_len_bits;
        let bits = u32::try_from(bits).ok().filter(|bits| *bits >= 1 && *bits <= room).ok_or_else(
            || {
                format!(
                    "`Fn::Cidr` is asked for blocks of {bits} bits, and `{text}` has room for 1 \
                     to {room}"
                )
            },
        )?;
        let n_fitting = 1_u128.checked_shl(room - bits).unwrap_or(u128::MAX);
        if n_blocks > n_fitting {
            return Err(format!(
                "`Fn::Cidr` is asked for {count} blocks of {bits} bits, and `{text}` holds \
                 {n_fitting}"
            ));
        }
        Ok(Self { block, count: n_blocks, bits })
    }

    /// Returns the block at this place, from 0; `None` from `count` on.
    pub(super) fn block(&self, index: u128) -> Option<String> {
        if index >= self.count {
            return None;
        }
        // The shift is too long only where the whole space is one block, at place 0.
        let first = self.block.first + index.checked_shl(self.bits).unwrap_or_default();
        let prefix_len_bits = self.block.address_len_bits - self.bits;
        Some(match u32::try_from(first) {
            Ok(first) if self.block.address_len_bits == 32 => {
                format!("{}/{prefix_len_bits}", Ipv4Addr::from(first))
            }
            _ => format!("{}/{prefix_len_bits}", Ipv6Addr::from(first)),
        })
    }
}

/// Reads a block; host bits are dropped.
fn parse(text: &str) -> Option<Block> {
    let (address, length) = text.split_once('/')?;
    let (address, address_len_bits) =
        match (address.parse::<Ipv4Addr>(), address.parse::<Ipv6Addr>()) {
            (Ok(address), _) => (u128::from(u32::from(address)), 32),
            (_, Ok(address)) => (u128::from(address), 128),
            _ => return None,
        };
    let is_number = length.bytes().all(|byte| byte.is_ascii_digit());
    let prefix_len_bits =
        length.parse().ok().filter(|length| is_number && *length <= address_len_bits)?;
    let host_bits =
        1_u128.checked_shl(address_len_bits - prefix_len_bits).map_or(u128::MAX, |size| size - 1);
    Some(Block { first: address & !host_bits, prefix_len_bits, address_len_bits })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &str, count: i64, bits: i64, expected: &[&str]) {
        let cut = Cut::new(block, count, bits).expect("blocks");
        let seen: Vec<String> = (0..=cut.count).filter_map(|index| cut.block(index)).collect();
        assert_eq!(seen, expected, "{block}");
    }

    fn check_fault(block: &str, count: i64, bits: i64, expected: &str) {
        let fault = Cut::new(block, count, bits).err().expect("a fault");
        assert!(fault.contains(expected), "{fault}");
    }

    #[test]
    fn blocks_follow_each_other_from_the_first_address() {
        check(
            "192.168.0.0/24",
            6,
            5,
            &[
                "192.168.0.0/27",
                "192.168.0.32/27",
                "192.168.0.64/27",
                "192.168.0.96/27",
                "192.168.0.128/27",
                "192.168.0.160/27",
            ],
        );
        check("10.0.3.7/16", 2, 8, &["10.0.0.0/24", "10.0.1.0/24"]);
        check("10.0.0.0/24", 1, 8, &["10.0.0.0/24"]);
        check("0.0.0.0/0", 1, 32, &["0.0.0.0/0"]);
        check("255.255.255.254/31", 1, 1, &["255.255.255.254/31"]);
    }

    #[test]
    fn blocks_of_the_new_family_are_cut_alike() {
        check(
            "2001:db8:1234:1a00::/56",
            3,
            64,
            &["2001:db8:1234:1a00::/64", "2001:db8:1234:1a01::/64", "2001:db8:1234:1a02::/64"],
        );
        check("::/0", 1, 128, &["::/0"]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        check_fault("10.0.0.0/24", 2, 8, "holds 1");
        check_fault("10.0.0.0/24", 1, 9, "room for 1 to 8");
        check_fault("10.0.0.0/24", 1, 0, "room for 1 to 8");
        check_fault("10.0.0.0/8", 257, 8, "expected 1 to 256");
        check_fault("10.0.0.0/8", 0, 8, "expected 1 to 256");
        check_fault("10.0.0.0", 1, 8, "expected a block");
        check_fault("10.0.0.0/+8", 1, 8, "expected a block");
        check_fault("vpc", 1, 8, "expected a block");
    }
}
