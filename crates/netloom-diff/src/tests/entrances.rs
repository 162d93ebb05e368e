//! Services whose settings let clients in: one line for each kind of opening, and for its harmless
//! twin.

use super::*;

/// What a change of one resource opens.
#[derive(PartialEq, Debug)]
enum Opened {
    Nothing,
    /// What is undecided, because IAM admits the clients.
    Undecided,
    Exposure,
}

/// A template is never empty.
fn whole(text: &str) -> &str {
    if text.is_empty() { "  Vpc: {Type: AWS::EC2::VPC}\n" } else { text }
}

fn opened(old: &str, new: &str) -> Opened {
    let review = compare(whole(old), whole(new));
    match review.traffic.severity() {
        Severity::Critical => Opened::Exposure,
        Severity::None | Severity::Low => Opened::Nothing,
        _ => Opened::Undecided,
    }
}

fn service(kind: &str, properties: &str) -> String {
    format!(
        "  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}\n  Inner: {{Type: \
         AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}}}\n  It: {{Type: \
         {kind}, Properties: {{{properties}}}}}\n"
    )
}

/// A change of a service, and back.
#[track_caller]
fn check_change(kind: &str, closed: &str, open: &str) {
    let (closed, open) = (service(kind, closed), service(kind, open));
    assert_eq!(opened(&closed, &open), Opened::Exposure, "{kind} opened");
    assert_eq!(opened(&open, &closed), Opened::Nothing, "{kind} closed");
    assert_eq!(opened(&open, &open), Opened::Nothing, "{kind} as it was");
}

/// A service that is new, with what keeps the internet out and without.
#[track_caller]
fn check_added(kind: &str, closed: &str, open: &str) {
    assert_eq!(opened("", &service(kind, open)), Opened::Exposure, "{kind} added open");
    assert_eq!(opened("", &service(kind, closed)), Opened::Nothing, "{kind} added closed");
    assert_eq!(opened(&service(kind, open), ""), Opened::Nothing, "{kind} removed");
    check_change(kind, closed, open);
}

#[test]
fn what_is_public_by_default() {
    let off = "PubliclyAccessible: false";
    check_added("AWS::DMS::ReplicationInstance", off, "");
    check_added("AWS::DMS::InstanceProfile", off, "");
    check_added("AWS::RDS::DBShardGroup", off, "");
    let kind = "AWS::EKS::Cluster";
    check_change(kind, "ResourcesVpcConfig: {EndpointPublicAccess: false}", "");
    assert_eq!(opened("", &service(kind, "")), Opened::Exposure);
    check_added("AWS::OpenSearchService::Domain", "VPCOptions: {SubnetIds: [!Ref Inner]}", "");
    check_added("AWS::Elasticsearch::Domain", "VPCOptions: {SubnetIds: [!Ref Inner]}", "");
    check_added("AWS::Transfer::Server", "EndpointType: VPC", "");
    check_added("AWS::ApiGateway::RestApi", "EndpointConfiguration: {Types: [PRIVATE]}", "");
    check_added("AWS::AppSync::GraphQLApi", "Visibility: PRIVATE", "");
    let private = "NetworkConfiguration: {IngressConfiguration: {IsPubliclyAccessible: false}}";
    check_added("AWS::AppRunner::Service", private, "");
    check_added("AWS::CloudFront::Distribution", "DistributionConfig: {Enabled: false}", "");
}

#[test]
fn what_is_private_by_default() {
    let on = "PubliclyAccessible: true";
    for kind in [
        "AWS::AmazonMQ::Broker",
        "AWS::Lightsail::Database",
        "AWS::Neptune::DBInstance",
        "AWS::Redshift::Cluster",
        "AWS::RedshiftServerless::Workgroup",
        "AWS::Timestream::InfluxDBCluster",
        "AWS::Timestream::InfluxDBInstance",
    ] {
        check_added(kind, "", on);
        check_added(kind, "PubliclyAccessible: 'False'", "PubliclyAccessible: 'True'");
    }
    let public = "BrokerNodeGroupInfo: {ConnectivityInfo: {PublicAccess: {Type: \
                  SERVICE_PROVIDED_EIPS}}}";
    check_added("AWS::MSK::Cluster", "", public);
    check_added("AWS::MWAA::Environment", "", "WebserverAccessMode: PUBLIC_ONLY");
    let permissions = "EC2InboundPermissions: [{FromPort: 1, ToPort: 2, IpRange: 192.0.2.0/24}]";
    check_added("AWS::GameLift::Fleet", "", permissions);
    check_added("AWS::MediaConnect::FlowSource", "", "WhitelistCidr: 192.0.2.0/24");
    check_added("AWS::EC2::VPCEndpointServicePermissions", "", "AllowedPrincipals: ['*']");
    let policy = |is_public: bool| {
        format!("Type: network, Policy: '[{{\"Rules\": [], \"AllowFromPublic\": {is_public}}}]'")
    };
    let kind = "AWS::OpenSearchServerless::SecurityPolicy";
    check_added(kind, &policy(false), &policy(true));
}

#[test]
fn addresses_that_are_admitted() {
    let of = |kind: &str, wrap: &dyn Fn(&str) -> String| {
        check_change(kind, &wrap("192.0.2.0/25"), &wrap("192.0.2.0/24"));
        check_change(kind, &wrap("192.0.2.0/24"), &wrap("0.0.0.0/0"));
    };
    of("AWS::EKS::Cluster", &|block| {
        format!("ResourcesVpcConfig: {{PublicAccessCidrs: [{block}]}}")
    });
    of("AWS::MediaLive::InputSecurityGroup", &|block| {
        format!("WhitelistRules: [{{Cidr: {block}}}]")
    });
    of("AWS::MediaConnect::FlowSource", &|block| format!("WhitelistCidr: {block}"));
    of("AWS::MediaConnect::Flow", &|block| format!("Source: {{WhitelistCidr: {block}}}"));
    of("AWS::WorkSpacesWeb::IpAccessSettings", &|block| format!("IpRules: [{{IpRange: {block}}}]"));
    of("AWS::ApiGateway::RestApi", &|block| {
        format!(
            "Policy: {{Statement: [{{Effect: Allow, Principal: '*', Action: 'a:B', Condition: \
             {{IpAddress: {{'aws:SourceIp': [{block}]}}}}}}]}}"
        )
    });
    of("AWS::OpenSearchService::Domain", &|block| {
        format!(
            "AccessPolicies: {{Statement: {{Effect: Allow, Principal: {{AWS: '*'}}, Action: \
             'es:*', Condition: {{IpAddress: {{'aws:SourceIp': {block}}}}}}}}}"
        )
    });
}

#[test]
fn what_asks_for_more_than_an_address() {
    let certificates = "MutualTlsAuthentication: {TruststoreUri: a}";
    check_change("AWS::ApiGateway::DomainName", certificates, "");
    check_change("AWS::ApiGatewayV2::DomainName", certificates, "");
    check_change("AWS::ApiGateway::RestApi", "DisableExecuteApiEndpoint: true", "");
    check_change("AWS::ApiGatewayV2::Api", "DisableExecuteApiEndpoint: true", "");
    check_change("AWS::ApiGateway::Method", "AuthorizationType: CUSTOM", "AuthorizationType: NONE");
    check_change("AWS::ApiGateway::Method", "ApiKeyRequired: true", "ApiKeyRequired: false");
    check_change("AWS::ApiGatewayV2::Route", "AuthorizationType: JWT", "");
    check_change("AWS::Amplify::App", "BasicAuthConfig: {EnableBasicAuth: true}", "");
    check_change("AWS::EC2::VPCEndpointService", "AcceptanceRequired: true", "");
    check_change("AWS::EC2::VerifiedAccessGroup", "PolicyDocument: a", "");
    check_change("AWS::Grafana::Workspace", "NetworkAccessControl: {PrefixListIds: [a]}", "");
    check_change("AWS::S3::AccessPoint", "VpcConfiguration: {VpcId: a}", "");
    check_change("AWS::VpcLattice::ServiceNetwork", "AuthType: AWS_IAM", "AuthType: NONE");
    check_change("AWS::VpcLattice::Service", "AuthType: AWS_IAM", "AuthType: NONE");
    let by = |way: &str| format!("AuthenticationType: {way}");
    check_change("AWS::AppSync::GraphQLApi", &by("AWS_IAM"), &by("API_KEY"));
    let by = |way: &str| format!("EventConfig: {{AuthProviders: [{{AuthType: {way}}}]}}");
    check_change("AWS::AppSync::Api", &by("AWS_IAM"), &by("API_KEY"));
    check_change("AWS::WorkSpacesWeb::Portal", "IpAccessSettingsArn: a", "");
    let key_groups = "DistributionConfig: {DefaultCacheBehavior: {TrustedKeyGroups: [a]}}";
    check_change("AWS::CloudFront::Distribution", key_groups, "DistributionConfig: {}");
    let other = |kind: &str, one: &str, other: &str| {
        assert_eq!(opened(&service(kind, one), &service(kind, other)), Opened::Exposure, "{kind}");
    };
    let key = |key| format!("CaCertificatesBundleS3Key: {key}");
    other("AWS::ElasticLoadBalancingV2::TrustStore", &key("a"), &key("b"));
    other("AWS::ApiGateway::Authorizer", "AuthorizerUri: a", "AuthorizerUri: b");
    let issuer = |issuer| format!("JwtConfiguration: {{Issuer: {issuer}}}");
    other("AWS::ApiGatewayV2::Authorizer", &issuer("a"), &issuer("b"));
}

#[test]
fn clients_that_iam_admits() {
    let kind = "AWS::Lambda::Url";
    check_change(kind, "AuthType: AWS_IAM", "AuthType: NONE");
    assert_eq!(opened("", &service(kind, "AuthType: AWS_IAM")), Opened::Undecided);
    assert_eq!(opened("", &service(kind, "AuthType: NONE")), Opened::Exposure);
    let kind = "AWS::Lambda::Permission";
    check_added(kind, "Principal: events.amazonaws.com", "Principal: '*'");
    let other_account = service(kind, "Principal: '111122223333'");
    assert_eq!(opened("", &other_account), Opened::Undecided);
    let role = service(kind, "Principal: arn:aws:iam::111122223333:role/a");
    assert_eq!(opened("", &role), Opened::Undecided);
    let own_account = service(kind, "Principal: !Sub 'arn:aws:iam::${AWS::AccountId}:root'");
    assert_eq!(opened("", &own_account), Opened::Nothing);
    check_added(kind, "Principal: '*', PrincipalOrgID: o-1", "Principal: '*'");
    let bucket = "Principal: s3.amazonaws.com, SourceArn: a";
    check_change(kind, bucket, "Principal: s3.amazonaws.com");
    let account = "Principal: s3.amazonaws.com, SourceAccount: '111122223333'";
    assert_eq!(opened(&service(kind, bucket), &service(kind, account)), Opened::Nothing);
    let endpoint = "SubnetId: subnet-0123456789abcdef0";
    let added = service("AWS::EC2::InstanceConnectEndpoint", endpoint);
    assert_eq!(opened("", &added), Opened::Undecided);
}

#[test]
fn a_value_that_is_not_known_is_open() {
    let template = |value: &str| {
        format!(
            "Parameters:\n  Public: {{Type: String}}\n  Other: {{Type: String}}\nResources:\n{}",
            service("AWS::Redshift::Cluster", &format!("PubliclyAccessible: {value}"))
        )
    };
    let opened = |old: &str, new: &str| {
        let mut sources = Sources::default();
        let old = read_whole(template(old), "old.yaml", &mut sources);
        let new = read_whole(template(new), "new.yaml", &mut sources);
        compare_documents(&old, &new, &sources).traffic.severity()
    };
    assert_eq!(opened("false", "!Ref Public"), Severity::Critical);
    assert_eq!(opened("!Ref Public", "!Ref Other"), Severity::Critical);
    assert_eq!(opened("!Ref Public", "!Ref Public"), Severity::None);
    assert_eq!(opened("!Ref Public", "false"), Severity::None);
}

#[test]
fn what_is_only_renamed_is_as_it_was() {
    let of = |id: &str| {
        format!(
            "  {id}: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}\n  It: {{Type: \
             AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref {id}, HttpMethod: GET, \
             AuthorizationType: NONE}}}}\n"
        )
    };
    assert_eq!(opened(&of("Api"), &of("Front")), Opened::Nothing);
}

#[test]
fn a_part_of_something_new_needs_no_word_of_its_own() {
    let method = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}\n  It: {Type: \
                  AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, HttpMethod: GET, \
                  AuthorizationType: NONE}}\n";
    let review = compare("  Vpc: {Type: AWS::EC2::VPC}\n", method);
    let told: Vec<&str> = review.traffic.connections.iter().map(|one| one.to.as_str()).collect();
    assert_eq!(told, ["Api"]);
}

#[test]
fn what_is_shared_with_others_is_undecided() {
    let kind = "AWS::RAM::ResourceShare";
    let principals = |all: &str| format!("Principals: [{all}], AllowExternalPrincipals: false");
    let (one, two) = (service(kind, &principals("a")), service(kind, &principals("a, b")));
    assert_eq!(opened(&one, &two), Opened::Undecided);
    assert_eq!(opened(&two, &one), Opened::Nothing);
    assert_eq!(opened("", &one), Opened::Undecided);
    let kind = "AWS::EC2::TransitGateway";
    let enabled = service(kind, "AutoAcceptSharedAttachments: enable");
    assert_eq!(opened(&service(kind, ""), &enabled), Opened::Undecided);
}

#[test]
fn what_keeps_out_by_being_there() {
    let rule = service("AWS::VpcLattice::Rule", "Priority: 1, ListenerIdentifier: a");
    assert_eq!(opened(&rule, ""), Opened::Exposure);
    let of_a_listener = |listener: &str| {
        format!(
            "  Vpc: {{Type: AWS::EC2::VPC}}\n{listener}  It: {{Type: AWS::VpcLattice::Rule, \
             Properties: {{ListenerIdentifier: !Ref L}}}}\n"
        )
    };
    let whole = of_a_listener("  L: {Type: AWS::VpcLattice::Listener}\n");
    assert_eq!(opened(&whole, ""), Opened::Nothing, "the listener goes, too");
}

#[test]
fn options_are_read_by_their_names() {
    let kind = "AWS::ElasticBeanstalk::Environment";
    let options = |all: &[(&str, &str)]| {
        let one = |(name, value): &(&str, &str)| {
            format!("{{Namespace: 'aws:ec2:vpc', OptionName: {name}, Value: {value}}}")
        };
        let all: Vec<String> = all.iter().map(one).collect();
        format!("OptionSettings: [{}]", all.join(", "))
    };
    let internal = options(&[("ELBScheme", "internal")]);
    check_added(kind, &internal, &options(&[("ELBScheme", "public")]));
    check_added(kind, &internal, "ApplicationName: a");
    check_added(kind, "Tier: {Name: Worker}", "ApplicationName: a");
    let with_address = [("ELBScheme", "internal"), ("AssociatePublicIpAddress", "true")];
    check_change(kind, &internal, &options(&with_address));
    let moved = [("MinSize", "1"), ("ELBScheme", "internal")];
    assert_eq!(
        opened(&service(kind, &internal), &service(kind, &options(&moved))),
        Opened::Nothing
    );
}

#[test]
fn options_of_instances_and_listeners() {
    let kind = "AWS::ElasticBeanstalk::Environment";
    let environment = |namespace: &str, name: &str, value: &str| {
        let internal = "{Namespace: 'aws:ec2:vpc', OptionName: ELBScheme, Value: internal}";
        format!(
            "OptionSettings: [{internal}, {{Namespace: '{namespace}', OptionName: {name}, Value: \
             '{value}'}}]"
        )
    };
    let instances = "aws:autoscaling:launchconfiguration";
    let ssh = |ports: &str| environment(instances, "SSHSourceRestriction", ports);
    check_change(kind, &ssh("tcp, 22, 22, 192.0.2.0/25"), &ssh("tcp, 22, 22, 192.0.2.0/24"));
    check_change(kind, &ssh("tcp,22,22,192.0.2.0/24"), &environment("a", "b", "c"));
    check_change(kind, &environment("a", "b", "c"), &environment(instances, "EC2KeyName", "k"));
    let kind_of =
        |value: &str| environment("aws:elasticbeanstalk:environment", "EnvironmentType", value);
    check_change(kind, &kind_of("LoadBalanced"), &kind_of("SingleInstance"));
    let listener = |port: &str, name: &str, value: &str| {
        let namespace = format!("aws:elbv2:listener:{port}");
        format!(
            "OptionSettings: [{{Namespace: '{namespace}', OptionName: {name}, Value: '{value}'}}]"
        )
    };
    let listeners = |name: &str, old: &str, new: &str| {
        opened(
            &service(kind, &listener("443", name, old)),
            &service(kind, &listener("443", name, new)),
        )
    };
    assert_eq!(listeners("ListenerEnabled", "true", "false"), Opened::Nothing);
    assert_eq!(listeners("ListenerEnabled", "false", "true"), Opened::Exposure);
    assert_eq!(listeners("SSLCertificateArns", "a", "b"), Opened::Nothing);
    assert_eq!(listeners("DefaultProcess", "a", "b"), Opened::Exposure);
    let other = service(kind, &listener("8443", "SSLCertificateArns", "a"));
    let own = service(kind, &listener("443", "SSLCertificateArns", "a"));
    assert_eq!(opened(&own, &other), Opened::Exposure, "another listener");
}

#[test]
fn openings_of_services_of_their_own() {
    let of_games = |ports: &str, block: &str| {
        format!("EC2InboundPermissions: [{{{ports}, IpRange: {block}, Protocol: UDP}}]")
    };
    let kind = "AWS::GameLift::Fleet";
    let (few, many) = ("FromPort: 10, ToPort: 20", "FromPort: 10, ToPort: 30");
    check_change(kind, &of_games(few, "192.0.2.0/24"), &of_games(many, "192.0.2.0/24"));
    check_change(kind, &of_games(few, "192.0.2.0/24"), &of_games(few, "0.0.0.0/0"));
    let of_instance = |rest: &str| {
        format!("Networking: {{Ports: [{{FromPort: 22, ToPort: 22, Protocol: tcp{rest}}}]}}")
    };
    let kind = "AWS::Lightsail::Instance";
    check_change(kind, &of_instance(", Cidrs: [192.0.2.0/24]"), &of_instance(""));
    let other_protocol = of_instance("").replace("tcp", "udp");
    let opened = opened(&service(kind, &of_instance("")), &service(kind, &other_protocol));
    assert_eq!(opened, Opened::Exposure);
}

#[test]
fn principals_of_a_service() {
    let kind = "AWS::EC2::VPCEndpointServicePermissions";
    let of = |principals: &str| format!("AllowedPrincipals: [{principals}]");
    let (all, root) = ("'*'", "'arn:aws:iam::111122223333:root'");
    let (role, other) =
        ("'arn:aws:iam::111122223333:role/a'", "'arn:aws:iam::444455556666:role/a'");
    check_change(kind, &of(root), &of(all));
    check_change(kind, &of(role), &of(root));
    let opened = opened(&service(kind, &of(root)), &service(kind, &of(other)));
    assert_eq!(opened, Opened::Exposure);
}

#[test]
fn policies_of_what_only_networks_reach_are_undecided() {
    let private = |policy: &str| {
        let kind = "AWS::ApiGateway::RestApi";
        service(kind, &format!("EndpointConfiguration: {{Types: [PRIVATE]}}{policy}"))
    };
    let allow = |condition: &str| {
        format!(
            ", Policy: {{Statement: [{{Effect: Allow, Principal: '*', Action: 'a:B'{condition}}}]}}"
        )
    };
    let limited = private(&allow(", Condition: {StringEquals: {'aws:SourceVpce': a}}"));
    assert_eq!(opened(&limited, &private(&allow(""))), Opened::Undecided);
    assert_eq!(opened(&private(&allow("")), &limited), Opened::Nothing);
    assert_eq!(opened(&private(""), &private(&allow(""))), Opened::Undecided);
    let system = |policy: &str| service("AWS::EFS::FileSystem", policy);
    let policy = "FileSystemPolicy: {Statement: [{Effect: Allow, Principal: {AWS: a}}]}";
    assert_eq!(opened(&system(policy), &system("")), Opened::Undecided);
    assert_eq!(opened(&system(""), &system(policy)), Opened::Nothing);
}

#[test]
fn what_serverless_resources_make() {
    let kind = "AWS::Serverless::Function";
    let url = |auth: &str| format!("FunctionUrlConfig: {{AuthType: {auth}}}");
    check_added(kind, "", &url("NONE"));
    check_change(kind, &url("AWS_IAM"), &url("NONE"));
    assert_eq!(opened("", &service(kind, &url("AWS_IAM"))), Opened::Undecided);
    let event = |kind: &str| format!("Events: {{E: {{Type: {kind}, Properties: {{Path: /a}}}}}}");
    check_added(kind, &event("Schedule"), &event("Api"));
    check_added("AWS::Serverless::StateMachine", &event("Schedule"), &event("HttpApi"));
    let private = "EndpointConfiguration: {Type: PRIVATE}";
    check_added("AWS::Serverless::Api", private, "StageName: a");
    check_change("AWS::Serverless::HttpApi", "Auth: {DefaultAuthorizer: a}", "");
}

#[test]
fn policies_of_functions_buses_and_logs() {
    let of = |who: &str| {
        format!(
            r#"'{{"Statement": [{{"Effect": "Allow", "Principal": {who}, "Action": "a:B", "Resource": "r"}}]}}'"#
        )
    };
    let (all, one) = (of(r#""*""#), of(r#"{"AWS": "arn:aws:iam::111122223333:root"}"#));
    for (kind, property) in [
        ("AWS::Lambda::ResourcePolicy", "PolicyDocument"),
        ("AWS::Events::EventBus", "Policy"),
        ("AWS::EventsV2::ResourcePolicy", "PolicyDocument"),
        ("AWS::EventSchemas::RegistryPolicy", "Policy"),
        ("AWS::Logs::ResourcePolicy", "PolicyDocument"),
        ("AWS::Logs::Destination", "DestinationPolicy"),
        ("AWS::SQS::QueuePolicy", "PolicyDocument"),
    ] {
        check_change(kind, &format!("{property}: {one}"), &format!("{property}: {all}"));
        assert_eq!(opened("", &service(kind, &format!("{property}: {all}"))), Opened::Exposure);
    }
    assert_eq!(opened("", &service("AWS::Events::EventBus", "Name: b")), Opened::Nothing);
    let bus = |who: &str| format!("Statement: {{Effect: Allow, Principal: {who}, Action: 'e:P'}}");
    let kind = "AWS::Events::EventBusPolicy";
    check_change(kind, &bus("{AWS: '111122223333'}"), &bus("'*'"));
    check_change(
        kind,
        "StatementId: s, Principal: '111122223333'",
        "StatementId: s, Principal: '*'",
    );
    let condition = "Condition: {Key: aws:PrincipalOrgID, Type: StringEquals, Value: o-1}";
    let within = service(kind, &format!("StatementId: s, Principal: '*', {condition}"));
    assert_eq!(opened("", &within), Opened::Undecided);
    assert_eq!(opened(&within, &service(kind, "StatementId: s, Principal: '*'")), Opened::Exposure);
}
