//! SSH open to the world.

use netloom_config::intent::AccessSource;
use netloom_diag::{Diagnostic, Severity, Sourced};
use netloom_net::Ipv4Cidr;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A security group of the template, or of the cluster, that admits SSH from every address: a
    /// fact when it is the default, a warning when it is written.
    /// ### Why it matters
    /// Anyone with the key, or who guesses it, gets in; scanners try every address within minutes.
    /// ### Example
    /// `ssh_from = 0.0.0.0/0`
    /// ### Instead
    /// `ssh_from = 192.0.2.0/24`
    /// ### Source
    /// AWS ParallelCluster User Guide, "Network security".
    SSH_OPEN_TO_THE_WORLD = ("NET050", Info, "SSH open to the world");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let head = &context.intent.head;
    let head_rule = head.security.replacing.is_empty().then_some(&head.ssh_allowed_from);
    let pools = context.intent.login_pools.iter().filter(|pool| pool.security.replacing.is_empty());
    let rules = head_rule.into_iter().chain(pools.map(|pool| &pool.ssh_allowed_from));
    let world = AccessSource::Cidr(Ipv4Cidr::EVERYTHING);
    let mut open: Vec<&Sourced<AccessSource>> = rules.filter(|from| from.value == world).collect();
    open.dedup_by_key(|from| from.span());
    open.into_iter().map(|from| finding(context, from)).collect()
}

fn finding(context: &Context<'_>, from: &Sourced<AccessSource>) -> Diagnostic {
    let severity = if from.origin.is_written() { Severity::Warning } else { Severity::Info };
    Diagnostic::new(&SSH_OPEN_TO_THE_WORLD, from.span(), "SSH is open to every address")
        .severity(severity)
        .help(format!(
            "name the networks of your users: {}",
            say(Say::SshFrom, context.intent.dialect)
        ))
}

#[cfg(test)]
mod tests {
    use crate::example::{check_ini, check_yaml};

    #[test]
    fn ssh_from_everywhere_is_found_where_it_is_written() {
        check_ini("192.0.2.0/24", "0.0.0.0/0", &["NET050"]);
    }

    #[test]
    fn it_is_pointed_out_where_nobody_said_it() {
        check_yaml("\n    AllowedIps: 192.0.2.0/24", "", &["NET050"]);
    }
}
