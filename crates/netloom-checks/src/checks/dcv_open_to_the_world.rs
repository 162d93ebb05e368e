//! Remote desktops open to the world.

use netloom_config::intent::AccessSource;
use netloom_diag::{Diagnostic, Severity, Sourced};
use netloom_net::Ipv4Cidr;

use crate::context::Context;
use crate::wording::{Say, say};

netloom_diag::declare_codes! {
    /// ### What it finds
    /// Remote desktops that every address may connect to: a fact when it is the default, a warning
    /// when it is written.
    /// ### Why it matters
    /// Anyone with the key, or who guesses it, gets in; scanners try every address within minutes.
    /// ### Example
    /// `access_from = 0.0.0.0/0` in `[dcv …]`
    /// ### Instead
    /// `access_from = 192.0.2.0/24`
    /// ### Source
    /// AWS ParallelCluster User Guide, "Network security".
    DCV_OPEN_TO_THE_WORLD = ("NET051", Info, "remote desktops open to the world");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let head = &context.intent.head;
    let pools = context.intent.login_pools.iter().map(|pool| (&pool.security, pool.dcv.as_ref()));
    // Groups that the config brings along have their own rules, and ours are not made.
    let made = std::iter::once((&head.security, head.dcv.as_ref())).chain(pools);
    let desktops =
        made.filter(|(security, _)| security.replacing.is_empty()).filter_map(|(_, dcv)| dcv);
    let world = AccessSource::Cidr(Ipv4Cidr::EVERYTHING);
    let open = desktops.map(|dcv| &dcv.allowed_from).filter(|from| from.value == world);
    open.map(|from| finding(context, from)).collect()
}

fn finding(context: &Context<'_>, from: &Sourced<AccessSource>) -> Diagnostic {
    let severity = if from.origin.is_written() { Severity::Warning } else { Severity::Info };
    Diagnostic::new(
        &DCV_OPEN_TO_THE_WORLD,
        from.span(),
        "remote desktops are open to every address",
    )
    .severity(severity)
    .help(format!("name the networks of your users: {}", say(Say::DcvFrom, context.intent.dialect)))
}

#[cfg(test)]
mod tests {
    use crate::example::check_yaml;

    #[test]
    fn desktops_for_everybody_are_found() {
        check_yaml("Scheduling:", "  Dcv:\n    Enabled: true\nScheduling:", &["NET051"]);
    }

    #[test]
    fn a_group_of_the_sites_own_decides_for_itself() {
        check_yaml(
            "    ElasticIp: true\n",
            "    ElasticIp: true\n    SecurityGroups: [sg-0123456789abcdef0]\n  Dcv:\n    \
             Enabled: true\n",
            // What is wrong is the group beside a new VPC, not who may connect.
            &["NET054"],
        );
    }
}
