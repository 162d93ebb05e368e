//! What there is to say about a block: that there is none, or that something else had a part in its
//! choice.

use netloom_config::Dialect;
use netloom_config::intent::SubnetName;
use netloom_diag::{Diagnostic, Sourced};
use netloom_net::{Ipv4Cidr, MIN_PREFIX_LEN_BITS};

use super::Allocation;
use super::sizes::{n_hosts_wished, prefix_len_for};
use crate::codes;
use crate::passes::placed_subnets::PlacedSubnet;
use crate::passes::wording::{Key, example};
use crate::plan::PlannedVpc;

/// Returns the finding about a subnet without a block of its own in an existing VPC of which the
/// file says no block.
pub(crate) fn unknown_blocks(subnet: &Sourced<SubnetName>, dialect: Dialect) -> Diagnostic {
    let name = &subnet.value;
    let message =
        format!("subnet `{name}` needs a block, and the blocks of the existing VPC are not known");
    Diagnostic::new(&codes::UNKNOWN_VPC_BLOCKS, subnet.span(), message)
        .about(format!("subnet.{name}"))
        .help(format!("specify what the VPC has: {}", example(Key::VpcBlocks, dialect)))
        .help(format!("or write the subnet's own block: {}", example(Key::SubnetBlock, dialect)))
}

impl Allocation<'_> {
    pub(super) fn no_free_block(&self, site: &PlacedSubnet) -> Diagnostic {
        let name = &site.key.name;
        let n_hosts = n_hosts_wished(site);
        let blocks: Vec<String> =
            self.vpc.cidrs().iter().map(|block| block.value.to_string()).collect();
        let message = format!(
            "no block for the {n_hosts} hosts of subnet `{}` is free in {}",
            site.key,
            blocks.join(", ")
        );
        let vpc_span = self.vpc.cidrs().first().map_or(self.network_span, Sourced::span);
        let size = prefix_len_for(n_hosts)
            .map_or(String::new(), |bits| format!(", which takes a /{bits}"));
        // AWS allows no VPC block above a /16, so "a larger block" would be advice that does not
        // help.
        let is_largest = self
            .vpc
            .cidrs()
            .iter()
            .any(|block| block.value.prefix_len_bits() <= MIN_PREFIX_LEN_BITS);
        let help = if is_largest {
            "a VPC block is a /16 at most, so give the subnet fewer hosts, or free what is \
             reserved or occupied"
        } else if matches!(self.vpc, PlannedVpc::New { is_remembered: true, .. }) {
            "give the subnet fewer hosts, or take another subnet out and deploy first: the block \
             of a VPC that is there cannot change"
        } else {
            "give the VPC a larger block, or the subnet fewer hosts"
        };
        Diagnostic::new(&codes::NO_FREE_BLOCK, site.file_position(), message)
            .label(format!("{n_hosts} hosts and the 5 addresses that AWS keeps{size}"))
            .also(vpc_span, "the VPC")
            .about(format!("subnet.{name}"))
            .help(help)
    }

    pub(super) fn outside_zone_part(&self, site: &PlacedSubnet, block: Ipv4Cidr) -> Diagnostic {
        let name = &site.key.name;
        let message = format!(
            "subnet `{}` got `{block}` because its zone has no room for it in a part of its own",
            site.key
        );
        Diagnostic::new(&codes::BLOCK_OUTSIDE_ZONE_PART, site.file_position(), message)
            .about(format!("subnet.{name}"))
            .help(self.write_it_down(site, block))
    }

    fn write_it_down(&self, site: &PlacedSubnet, block: Ipv4Cidr) -> String {
        match &site.key.zone {
            Some(zone) if self.in_several_zones.contains(&site.key.name) => format!(
                "write a block for each zone under `CidrBlocks`, here `{zone}: {block}`, so that \
                 it stays when the file changes"
            ),
            _ => {
                let key = example(Key::SubnetBlock, self.dialect);
                format!("write {key} `{block}` so that it stays when the file changes")
            }
        }
    }

    /// Says that a written, reserved or occupied block lies where the subnet would be, so that the
    /// subnet moves when that block comes or goes.
    pub(super) fn pushed_away(
        &self,
        site: &PlacedSubnet,
        own: Ipv4Cidr,
        block: Ipv4Cidr,
    ) -> Option<Diagnostic> {
        let pushing = self.pushing.iter().find(|pushing| pushing.value.overlaps(own))?;
        let name = &site.key.name;
        let message = format!(
            "subnet `{}` got `{block}`, since `{}` lies at its own place, `{own}`",
            site.key, pushing.value
        );
        Some(
            Diagnostic::new(&codes::BLOCK_PUSHED_AWAY, pushing.span(), message)
                .also(site.file_position(), "the subnet")
                .about(format!("subnet.{name}"))
                .help("commit the lock file with the config, and it stays there")
                .help(format!("or {}", self.write_it_down(site, block))),
        )
    }

    pub(super) fn depends_on_another(&self, site: &PlacedSubnet, block: Ipv4Cidr) -> Diagnostic {
        let name = &site.key.name;
        let message = format!(
            "subnet `{}` got `{block}` because another subnet holds its own place",
            site.key
        );
        Diagnostic::new(&codes::BLOCK_DEPENDS_ON_OTHER, site.file_position(), message)
            .about(format!("subnet.{name}"))
            .help(self.write_it_down(site, block))
    }
}
