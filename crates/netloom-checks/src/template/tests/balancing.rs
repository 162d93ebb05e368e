//! Load balancers with their listeners and targets.

use super::check;

const BALANCER: &str = "  Lb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: \
                        KIND, Subnets: [!Ref Private, !Ref Second]}}";

fn balancer(kind: &str) -> String {
    let scheme = if kind == "gateway" { "" } else { ", Scheme: internal" };
    BALANCER.replace("KIND", &format!("{kind}{scheme}"))
}

fn listener(name: &str, more: &str) -> String {
    format!(
        "  {name}: {{Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {{LoadBalancerArn: \
         !Ref Lb, {more}}}}}"
    )
}

#[test]
fn a_gateway_load_balancer_has_no_scheme() {
    let with_scheme = |kind: &str| BALANCER.replace("KIND", &format!("{kind}, Scheme: internal"));
    check(&[("", &with_scheme("gateway"))], &["CFN069"]);
    check(&[("", &with_scheme("network"))], &[]);
    check(&[("", &with_scheme("!Ref Choice"))], &[]);
    check(&[("", &balancer("gateway"))], &[]);
    let open = with_scheme("gateway").replace("Scheme: internal", "Scheme: !Ref Choice");
    check(&[("", &open)], &[]);
}

#[test]
fn targets_have_a_protocol_of_their_load_balancer() {
    let group = |protocol: &str| {
        format!(
            "  Tg: {{Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {{VpcId: !Ref \
             Vpc, Port: 80{protocol}}}}}"
        )
    };
    let port = |kind: &str| match kind {
        "application" => "Port: 80, Protocol: HTTP, ",
        "network" => "Port: 80, Protocol: TCP, ",
        _ => "",
    };
    let actions = |kind: &str, action: &str| {
        listener("Li", &format!("{}DefaultActions: [{{Type: forward, {action}}}]", port(kind)))
    };
    let with = |kind: &str, protocol: &str, action: &str, expected: &[&str]| {
        let changes = [balancer(kind), group(protocol), actions(kind, action)];
        check(&changes.each_ref().map(|change| ("", change.as_str())), expected);
    };
    let plain = "TargetGroupArn: !Ref Tg";
    let weighted = "ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Tg}]}";
    for (kind, foreign, own) in [
        ("application", ["TCP", "GENEVE"], "HTTPS"),
        ("network", ["HTTP", "GENEVE"], "TCP_UDP"),
        ("gateway", ["HTTP", "TCP"], "GENEVE"),
    ] {
        for action in [plain, weighted] {
            for protocol in foreign {
                with(kind, &format!(", Protocol: {protocol}"), action, &["CFN083"]);
            }
            with(kind, &format!(", Protocol: {own}"), action, &[]);
            with(kind, ", Protocol: !Ref Choice", action, &[]);
            with(kind, "", action, &[]);
        }
    }
    let rule = "  Rule: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: \
                {ListenerArn: !Ref Li, Priority: 1, Conditions: [], Actions: [{Type: forward, \
                TargetGroupArn: !Ref Tg}]}}";
    let fixed = listener("Li", "Port: 80, Protocol: HTTP, DefaultActions: []");
    let with_rule = |protocol: &str, expected: &[&str]| {
        let group = group(&format!(", Protocol: {protocol}"));
        check(&[("", &balancer("application")), ("", &fixed), ("", rule), ("", &group)], expected);
    };
    with_rule("TCP", &["CFN083"]);
    with_rule("HTTP", &[]);
}

#[test]
fn a_listener_that_decrypts_has_a_certificate() {
    let with = |kind: &str, protocol: &str, more: &str, expected: &[&str]| {
        let listener =
            listener("Li", &format!("Port: 443, Protocol: {protocol}, {more}DefaultActions: []"));
        check(&[("", &balancer(kind)), ("", &listener)], expected);
    };
    with("application", "HTTPS", "", &["CFN084"]);
    with("network", "TLS", "Certificates: [], ", &["CFN084"]);
    with("application", "HTTPS", "Certificates: [{CertificateArn: arn}], ", &[]);
    with("application", "HTTPS", "Certificates: !Ref Choice, ", &[]);
    with("application", "HTTP", "", &[]);
    with("network", "!Ref Choice", "", &[]);
    let classic = |listener: &str| {
        format!(
            "  X: {{Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {{Scheme: internal, \
             Subnets: [!Ref Private, !Ref Second], Listeners: [{{LoadBalancerPort: 443, \
             InstancePort: 80, {listener}}}]}}}}"
        )
    };
    check(&[("", &classic("Protocol: HTTPS"))], &["CFN084"]);
    check(&[("", &classic("Protocol: ssl"))], &["CFN084"]);
    check(&[("", &classic("Protocol: HTTPS, SSLCertificateId: arn"))], &[]);
    check(&[("", &classic("Protocol: HTTPS, SSLCertificateId: !Ref Choice"))], &[]);
    check(&[("", &classic("Protocol: TCP"))], &[]);
}

#[test]
fn a_port_has_one_listener() {
    let on = |name: &str, port: &str, protocol: &str| {
        listener(name, &format!("Port: {port}, Protocol: {protocol}, DefaultActions: []"))
    };
    let with = |kind: &str, one: &str, other: &str, expected: &[&str]| {
        check(&[("", &balancer(kind)), ("", one), ("", other)], expected);
    };
    let first = on("One", "80", "HTTP");
    with("application", &first, &on("Two", "80", "HTTP"), &["CFN085"]);
    with("application", &first, &on("Two", "'80'", "HTTP"), &["CFN085"]);
    with("application", &first, &on("Two", "8080", "HTTP"), &[]);
    with("application", &first, &on("Two", "!Ref Choice", "HTTP"), &[]);
    let elsewhere = on("Two", "80", "HTTP").replace("!Ref Lb", "!Ref Choice");
    with("application", &first, &elsewhere, &[]);
    let conditional = on("Two", "80", "HTTP").replace("{Type", "{Condition: Chosen, Type");
    with("application", &first, &conditional, &[]);
    with("network", &on("One", "53", "TCP"), &on("Two", "53", "TCP_UDP"), &["CFN085"]);
    with("network", &on("One", "53", "TCP"), &on("Two", "53", "UDP"), &[]);
}

#[test]
fn a_classic_load_balancer_has_one_subnet_of_a_zone() {
    let classic = |subnets: &str| {
        format!(
            "  X: {{Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {{Scheme: internal, \
             Subnets: [{subnets}], Listeners: [{{LoadBalancerPort: 80, InstancePort: 80, Protocol: \
             TCP}}]}}}}"
        )
    };
    check(&[("", &classic("!Ref Private, !Ref Public"))], &["CFN016"]);
    check(&[("", &classic("!Ref Private, !Ref Second"))], &[]);
    check(&[("", &classic("!Ref Private, !Ref AnySubnet"))], &[]);
}
