//! Load balancers, and what stands before and behind them.

use crate::building::ResourceKind;

use super::{Change, Group, Kind, LABELS, followed, nothing, part};

const FORWARDS: &str = "says what a load balancer sends where; it sends from interfaces of its own";
const RUNS: &str = "how it runs, not where it stands";

pub(super) const KINDS: &[Kind] = &[
    followed(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        &[
            Group::Followed(&[
                "Type",
                "Scheme",
                "IpAddressType",
                "Subnets",
                "SubnetMappings",
                "SecurityGroups",
            ]),
            Group::Followed(&["SubnetMappings.*.SubnetId", "SubnetMappings.*.PrivateIPv4Address"]),
            // Of these, `ipv6.deny_all_igw_traffic`.
            Group::Followed(&[
                "LoadBalancerAttributes",
                "LoadBalancerAttributes.*.Key",
                "LoadBalancerAttributes.*.Value",
            ]),
            Group::NoInfluence(
                "which addresses it has; each is in its subnet, and all are filtered alike",
                &[
                    "SubnetMappings.*.AllocationId",
                    "SubnetMappings.*.IPv6Address",
                    "SubnetMappings.*.SourceNatIpv6Prefix",
                    "EnablePrefixForIpv6SourceNat",
                    "Ipv4IpamPoolId",
                ],
            ),
            Group::NotUnderstood(
                "with which its groups do not see what comes by an endpoint service",
                &["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"],
                &["on"],
            ),
            Group::NoInfluence(
                RUNS,
                &[
                    "EnableCapacityReservationProvisionStabilize",
                    "MinimumLoadBalancerCapacity",
                    "Name",
                ],
            ),
            LABELS,
        ],
    ),
    part(
        "AWS::ElasticLoadBalancingV2::Listener",
        &[("LoadBalancerArn", Change::Thing(ResourceKind::Interface))],
        &[
            Group::Followed(&["LoadBalancerArn", "Port", "Protocol"]),
            Group::Followed(&[
                "DefaultActions.*.TargetGroupArn",
                "DefaultActions.*.ForwardConfig.TargetGroups.*.TargetGroupArn",
            ]),
            Group::NoInfluence("what else it does with what it accepted", &["DefaultActions"]),
            Group::NoInfluence(
                "what it asks of clients that it accepted",
                &[
                    "AlpnPolicy",
                    "Certificates",
                    "ListenerAttributes",
                    "MutualAuthentication",
                    "SslPolicy",
                ],
            ),
            LABELS,
        ],
    ),
    nothing("AWS::ElasticLoadBalancingV2::ListenerCertificate", FORWARDS),
    nothing("AWS::ElasticLoadBalancingV2::ListenerRule", FORWARDS),
    part(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        &[("Targets", Change::Thing(ResourceKind::Interface))],
        &[
            Group::Followed(&["IpAddressType", "Port", "Protocol", "TargetType", "Targets"]),
            Group::Followed(&["Targets.*.Id", "Targets.*.Port"]),
            // Of these, `preserve_client_ip.enabled`.
            Group::Followed(&[
                "TargetGroupAttributes",
                "TargetGroupAttributes.*.Key",
                "TargetGroupAttributes.*.Value",
            ]),
            Group::NoInfluence(
                "which of its targets get something, and how",
                &[
                    "ProtocolVersion",
                    "TargetControlPort",
                    "Targets.*.AvailabilityZone",
                    "Targets.*.QuicServerId",
                    "VpcId",
                ],
            ),
            Group::NoInfluence("how targets are tried", HEALTH_CHECKS),
            Group::NoInfluence(RUNS, &["Name"]),
            LABELS,
        ],
    ),
    nothing("AWS::ElasticLoadBalancingV2::TrustStore", FORWARDS),
    nothing("AWS::ElasticLoadBalancingV2::TrustStoreRevocation", FORWARDS),
    followed(
        "AWS::ElasticLoadBalancing::LoadBalancer",
        &[
            Group::Followed(&["Scheme", "Subnets", "SecurityGroups", "AvailabilityZones"]),
            Group::Followed(&["Listeners", "Listeners.*.LoadBalancerPort", "Listeners.*.Protocol"]),
            Group::NoInfluence(
                FORWARDS,
                &["Instances", "Listeners.*.InstancePort", "Listeners.*.InstanceProtocol"],
            ),
            Group::NoInfluence(RUNS, &["Listeners.*.PolicyNames", "Listeners.*.SSLCertificateId"]),
            Group::NoInfluence(RUNS, CLASSIC_SETTINGS),
            LABELS,
        ],
    ),
];

const HEALTH_CHECKS: &[&str] = &[
    "HealthCheckEnabled",
    "HealthCheckIntervalSeconds",
    "HealthCheckPath",
    "HealthCheckPort",
    "HealthCheckProtocol",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "Matcher",
    "UnhealthyThresholdCount",
];

const CLASSIC_SETTINGS: &[&str] = &[
    "AccessLoggingPolicy",
    "AppCookieStickinessPolicy",
    "ConnectionDrainingPolicy",
    "ConnectionSettings",
    "CrossZone",
    "HealthCheck",
    "LBCookieStickinessPolicy",
    "LoadBalancerName",
    "Policies",
];
