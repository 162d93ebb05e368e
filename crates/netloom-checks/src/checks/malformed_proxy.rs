//! A proxy that is not a URL.

use netloom_diag::Diagnostic;

use crate::context::Context;

netloom_diag::declare_codes! {
    /// ### What it finds
    /// A proxy that is not `http://host:port`, with or without user and password.
    /// ### Why it matters
    /// No release of ParallelCluster checks it. Package managers and the AWS CLI on the nodes do,
    /// one by one, when they start, and the nodes' boot script cuts host and port out of it:
    /// without a port it takes the host for one.
    /// ### Example
    /// `proxy_server = proxy.example.com`
    /// ### Instead
    /// `proxy_server = http://proxy.example.com:3128`
    /// ### Source
    /// AWS ParallelCluster 2.11.9, `config/mappings.py`; 3.16.1, `schemas/cluster_schema.py`: a
    /// free text; 3.16.1, `resources/head_node/user_data.sh`: `proxy_host` and `proxy_port`.
    MALFORMED_PROXY = ("NET027", Warning, "proxy that is not a URL with host and port");
}

pub(crate) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let proxies = context.nodes.iter().filter_map(|nodes| nodes.proxy);
    let mut wrong: Vec<_> = proxies.filter(|proxy| !is_proxy_url(&proxy.value)).collect();
    wrong.sort_by_key(|proxy| proxy.span());
    wrong.dedup_by_key(|proxy| proxy.span());
    let findings = wrong.into_iter().map(|proxy| {
        let message = format!("proxy `{}` is not a URL with host and port", proxy.value);
        Diagnostic::new(&MALFORMED_PROXY, proxy.span(), message)
            .help("write `http://proxy.example.com:3128`")
    });
    findings.collect()
}

/// `http://[user[:password]@]host:port`, with or without a slash at the end.
fn is_proxy_url(text: &str) -> bool {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let Some(rest) = rest.map(|rest| rest.strip_suffix('/').unwrap_or(rest)) else { return false };
    let authority = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let Some((host, port)) = authority.rsplit_once(':') else { return false };
    // A name in `%(…)s` that leads nowhere has a finding of its own.
    let is_part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '%' | '(' | ')');
    let is_host = !host.is_empty() && host.chars().all(is_part);
    is_host && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use crate::example::check_ini;

    #[test]
    fn a_proxy_without_scheme_is_found_once() {
        check_ini("max_queue_size", "proxy_server = proxy:3128\nmax_queue_size", &["NET027"]);
    }

    #[test]
    fn a_proxy_with_user_and_password_is_fine() {
        check_ini(
            "max_queue_size",
            "proxy_server = https://user:pa%%20ss@proxy.example.com:443/\nmax_queue_size",
            &[],
        );
    }
}
