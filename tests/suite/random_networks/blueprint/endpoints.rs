//! VPC endpoints: for one of the services, by routes or by interfaces.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{N_TABLES, PEER_GROUP, SERVICES, at, mostly};

#[derive(Clone, Debug)]
pub struct Endpoint {
    pub service: usize,
    pub is_interface: bool,
    tables: Vec<usize>,
    pub subnets: Vec<usize>,
    groups: Vec<usize>,
    has_private_dns: Option<bool>,
    /// Which resolvers know the private names of S3, where that is specified.
    resolvers: Option<&'static str>,
    /// Which policy it has, by number.
    policy: u8,
}

pub fn endpoint() -> impl Strategy<Value = Endpoint> {
    let tables = prop::sample::subsequence((0..N_TABLES).collect::<Vec<_>>(), 0..3);
    let subnets = prop::sample::subsequence(vec![0_usize, 1, 2], 1..3);
    let groups = prop::sample::subsequence((0..PEER_GROUP).collect::<Vec<_>>(), 1..3);
    let resolvers = prop::sample::select(vec!["AllResolvers", "OnlyInboundResolver"]);
    let resolvers = prop::option::weighted(0.8, resolvers);
    let dns = (
        prop::option::weighted(0.8, mostly()),
        resolvers,
        prop_oneof![10 => Just(0_u8), 1 => 1..8_u8],
    );
    (0..SERVICES.len(), any::<bool>(), tables, subnets, groups, dns).prop_map(
        |(service, is_interface, tables, subnets, groups, (has_private_dns, resolvers, policy))| {
            Endpoint {
                service,
                is_interface: is_interface || service == 2,
                tables,
                subnets,
                groups,
                has_private_dns,
                resolvers,
                policy,
            }
        },
    )
}

impl Endpoint {
    /// Policies that deny everything, by each of the ways to write that, and such as do not.
    fn policy(&self) -> Option<Value> {
        let own = format!("{}:*", SERVICES[self.service]);
        let one = format!("{}:GetOne", SERVICES[self.service]);
        let statement = |effect: &str, who: Value, action: Value, resource: Value| json!({ "Effect": effect, "Principal": who, "Action": action, "Resource": resource });
        let all = || statement("Allow", json!("*"), json!("*"), json!("*"));
        let conditional = |mut statement: Value| {
            statement["Condition"] =
                json!({ "StringEquals": { "aws:PrincipalAccount": "123456789012" } });
            statement
        };
        let statements = match self.policy {
            0 => return None,
            1 => vec![statement("Deny", json!("*"), json!("*"), json!("*"))],
            2 => {
                vec![all(), statement("Deny", json!({ "AWS": ["*"] }), json!([own]), json!(["*"]))]
            }
            3 => vec![statement("Deny", json!("*"), json!(one), json!("*"))],
            4 => vec![statement("Allow", json!("*"), json!("ec2:*"), json!("*"))],
            5 => vec![statement("Allow", json!({ "AWS": "*" }), json!([one]), json!("*"))],
            6 => vec![conditional(all())],
            _ => vec![all(), conditional(statement("Deny", json!("*"), json!("*"), json!("*")))],
        };
        let policy = json!({ "Statement": statements });
        // A policy may be written as a text.
        Some(if self.has_private_dns == Some(false) || self.policy % 2 == 1 {
            json!(policy.to_string())
        } else {
            policy
        })
    }

    pub fn properties(&self) -> Value {
        let name = json!({ "Fn::Sub": format!("com.amazonaws.${{AWS::Region}}.{}", SERVICES[self.service]) });
        let ids = |prefix: &str, list: &[usize]| -> Vec<Value> {
            list.iter().map(|number| at(&format!("{prefix}{number}"))).collect()
        };
        let policy = self.policy();
        let resolvers = self.resolvers.filter(|_| SERVICES[self.service] == "s3");
        let options =
            resolvers.map(|who| json!({ "PrivateDnsOnlyForInboundResolverEndpoint": who }));
        if self.is_interface {
            json!({ "VpcId": at("Vpc"), "ServiceName": name, "VpcEndpointType": "Interface",
                "SubnetIds": ids("Subnet", &self.subnets), "SecurityGroupIds": ids("Group", &self.groups),
                "PrivateDnsEnabled": self.has_private_dns, "PolicyDocument": policy,
                "DnsOptions": options })
        } else {
            json!({ "VpcId": at("Vpc"), "ServiceName": name, "RouteTableIds": ids("Table", &self.tables),
                "PolicyDocument": policy })
        }
    }
}
