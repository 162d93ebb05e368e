//! Two subnets that share addresses.

use netloom_diag::Diagnostic;
use netloom_plan::plan::PlannedSubnet;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Two subnets that share addresses.
    /// ### Why it matters
    /// EC2 rejects the second one, so the stack fails and rolls back.
    /// ### Example
    /// `master_subnet_cidr = 10.0.0.0/23` with `compute_subnet_cidr = 10.0.1.0/24`
    /// ### Instead
    /// `compute_subnet_cidr = 10.0.2.0/24`
    /// ### Source
    /// Amazon EC2 API, `CreateSubnet`, error `InvalidSubnet.Conflict`.
    OVERLAPPING_SUBNETS = ("NET014", Error, "overlapping subnets");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let subnets = &context.plan.subnets;
    let pairs = subnets
        .iter()
        .enumerate()
        .flat_map(|(index, a)| subnets.iter().skip(index + 1).map(move |b| (a, b)));
    let clashes = pairs.filter(|(a, b)| a.cidr.value.overlaps(b.cidr.value));
    clashes.map(|(a, b)| finding(context, a, b)).collect()
}

/// Points at the one that stands later in the file.
fn finding(context: &Context<'_>, a: &PlannedSubnet, b: &PlannedSubnet) -> Diagnostic {
    let (first, later) = if a.cidr.span() <= b.cidr.span() { (a, b) } else { (b, a) };
    let message = format!("subnet `{}` overlaps subnet `{}`", later.key, first.key);
    let block = first.cidr.value;
    let finding = Diagnostic::new(&OVERLAPPING_SUBNETS, later.cidr.span(), message)
        .label(format!("`{}` is written here", later.key))
        .also(
            first.cidr.span(),
            format!("`{}` covers {} to {}", first.key, block.first(), block.last()),
        )
        .about(format!("subnet.{}", later.key.name));
    match context.next_free_block(later.cidr.value.prefix_len_bits(), Some(later)) {
        Some(free) => {
            finding.help(format!("use {free}, the next free block of this size in the VPC"))
        }
        None => finding.help("no block of this size is free in the VPC; use a smaller one"),
    }
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn two_subnets_on_the_same_addresses_are_found() {
        check_ini("10.0.0.0/24", "10.0.16.0/24", &["NET014"]);
    }
}
