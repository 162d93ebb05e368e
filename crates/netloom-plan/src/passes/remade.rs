//! Subnets that are made again under another id: their zone is another one, or is in their id now and
//! was not before.

use netloom_diag::Diagnostic;

use crate::plan::PlannedSubnet;
use crate::{Memory, codes};

/// Says which remembered subnet is deleted while another one of its name is made.
pub(crate) fn remade_subnets(subnets: &[PlannedSubnet], memory: &Memory) -> Vec<Diagnostic> {
    let gone =
        memory.subnets.iter().filter(|(key, _)| !subnets.iter().any(|subnet| subnet.key == **key));
    let remade = gone.filter_map(|(old, block)| {
        let is_new = |subnet: &&PlannedSubnet| {
            subnet.key.first_name() == old.first_name() && !memory.subnets.contains_key(&subnet.key)
        };
        let new = subnets.iter().find(is_new)?;
        let message = format!(
            "subnet `{old}` is deleted, and `{}` is made in its place: another subnet, with \
             everything in it",
            new.key
        );
        Some(
            Diagnostic::new(&codes::SUBNET_REMADE, new.origin.span(), message)
                .also(block.span(), "remembered here")
                .about(format!("subnet.{}", new.key.name))
                .help("stop the nodes of the subnet before the update, or keep its zone as it was"),
        )
    });
    remade.collect()
}
