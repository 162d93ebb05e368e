//! The calls that collect the facts of an existing VPC or of a region.
//!
//! - Comes in: a VPC or none, and what the first calls answered.
//! - Goes out: the calls, each with the file for its answer and what is unknown without it; or all
//!   of them as lines of shell.
//! - Left to others: which answers are understood (`netloom-facts`), and running the calls.
//!
//! With a VPC, calls are filtered by it where the answer then still has all that belongs to it
//! ([`Kind::vpc_filter`]). Not filtered are gateways, peering connections and transit gateways with
//! their attachments, which lead to other VPCs, and what belongs to none, such as prefix lists.
//!
//! What accelerators lead to is not collected: an accelerator of another account may lead here as
//! well, and the answers about those of this account would pass for all.

use std::path::Path;

use netloom_facts::Kind;
use netloom_facts::kinds::{
    CLASSIC_LOAD_BALANCERS, ENDPOINT_GROUPS, KINDS, LISTENERS, LOAD_BALANCERS, PREFIX_LISTS,
    TARGET_GROUPS, TRANSIT_TABLES, VPCS,
};
use netloom_net::ids::VpcId;
use serde_json::Value;

use super::shell_word;

/// One call, and where its answer goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FactCall {
    /// The words behind `aws`.
    pub(crate) words: Vec<String>,
    /// The key at the top of the answer.
    pub(crate) key: &'static str,
    /// The name of the file.
    pub(crate) file: String,
    /// What is unknown without the answer, in the plural or with its id.
    pub(crate) things: String,
}

impl FactCall {
    /// Returns the call as one types it, without whom to ask.
    pub(crate) fn command(&self) -> String {
        let words: Vec<String> = self.words.iter().map(|word| shell_word(word.as_ref())).collect();
        format!("aws {}", words.join(" "))
    }
}

/// A call about one thing that another answer lists.
struct CallPerThing {
    /// The answer that lists the things.
    kind: Kind,
    /// Which of the listed records, and which key of them, in JMESPath.
    query: &'static str,
    /// The words behind `aws`, before the id.
    words: &'static [&'static str],
    key: &'static str,
    /// What the name of the file begins with. The id follows: three of the answers do not say
    /// what they are about.
    file: &'static str,
    things: &'static str,
}

/// # Source
/// AWS CLI Command Reference, `ec2`: `describe-vpc-attribute`, `get-managed-prefix-list-entries`,
/// `search-transit-gateway-routes`; `elbv2`: `describe-listeners`, `describe-target-health`.
const PER_THING: [CallPerThing; 6] = [
    CallPerThing {
        kind: VPCS,
        query: "Vpcs[].VpcId",
        words: &["ec2", "describe-vpc-attribute", "--attribute", "enableDnsSupport", "--vpc-id"],
        key: "EnableDnsSupport",
        file: "dns-support",
        things: "`enableDnsSupport`",
    },
    CallPerThing {
        kind: VPCS,
        query: "Vpcs[].VpcId",
        words: &["ec2", "describe-vpc-attribute", "--attribute", "enableDnsHostnames", "--vpc-id"],
        key: "EnableDnsHostnames",
        file: "dns-hostnames",
        things: "`enableDnsHostnames`",
    },
    CallPerThing {
        kind: PREFIX_LISTS,
        query: "PrefixLists[?OwnerId!='AWS'].PrefixListId",
        words: &["ec2", "get-managed-prefix-list-entries", "--prefix-list-id"],
        key: "Entries",
        file: "entries",
        things: "the entries",
    },
    CallPerThing {
        kind: TRANSIT_TABLES,
        query: "TransitGatewayRouteTables[].TransitGatewayRouteTableId",
        words: &[
            "ec2",
            "search-transit-gateway-routes",
            "--filters",
            "Name=type,Values=static,propagated",
            "--transit-gateway-route-table-id",
        ],
        key: "Routes",
        file: "routes",
        things: "the routes",
    },
    CallPerThing {
        kind: LOAD_BALANCERS,
        query: "LoadBalancers[].LoadBalancerArn",
        words: &["elbv2", "describe-listeners", "--load-balancer-arn"],
        key: "Listeners",
        file: "listeners",
        things: "the listeners",
    },
    CallPerThing {
        kind: TARGET_GROUPS,
        query: "TargetGroups[].TargetGroupArn",
        words: &["elbv2", "describe-target-health", "--target-group-arn"],
        key: "TargetHealthDescriptions",
        file: "target-health",
        things: "the targets",
    },
];

/// Returns the calls that need no other one's answer, in the order of their names.
pub(crate) fn first_calls(vpc: Option<&VpcId>) -> Vec<FactCall> {
    // Source: AWS CLI Command Reference, `describe-prefix-lists`: the blocks of AWS's own lists,
    // which `describe-managed-prefix-lists` does not have.
    let own_lists = FactCall {
        words: ["ec2", "describe-prefix-lists"].map(str::to_owned).into(),
        key: PREFIX_LISTS.key,
        file: "prefix-lists.json".to_owned(),
        things: "the blocks of AWS's own prefix lists".to_owned(),
    };
    let listed = KINDS.iter().filter(|kind| ![ENDPOINT_GROUPS, LISTENERS].contains(kind));
    let mut calls: Vec<FactCall> =
        listed.map(|kind| first_call(*kind, vpc)).chain([own_lists]).collect();
    calls.sort_by(|one, other| one.file.cmp(&other.file));
    calls
}

fn first_call(kind: Kind, vpc: Option<&VpcId>) -> FactCall {
    let mut words: Vec<String> = kind.command().split(' ').skip(1).map(str::to_owned).collect();
    if let Some((option, vpc)) = kind.vpc_filter().zip(vpc) {
        words.extend([option.to_owned(), format!("Name=vpc-id,Values={vpc}")]);
    }
    // Two services have a call of this name.
    let name = match kind {
        CLASSIC_LOAD_BALANCERS => "classic-load-balancers",
        _ => kind.call.strip_prefix("describe-").unwrap_or(kind.call),
    };
    FactCall { words, key: kind.key, file: format!("{name}.json"), things: kind.things.to_owned() }
}

/// Returns the calls about single things that the first answers list.
///
/// - `answers`: each call with what it answered, without those that failed.
pub(crate) fn further_calls(answers: &[(&FactCall, &Value)]) -> Vec<FactCall> {
    let per_thing = PER_THING.iter().flat_map(|call| {
        let ids = ids_of(call.kind, answers);
        ids.into_iter().map(|id| further_call(call, &id))
    });
    per_thing.collect()
}

fn further_call(call: &CallPerThing, id: &str) -> FactCall {
    let words = call.words.iter().copied().chain([id]);
    FactCall {
        words: words.map(str::to_owned).collect(),
        key: call.key,
        // Of an ARN, the part behind the last slash is the id.
        file: format!("{}-{}.json", call.file, id.rsplit('/').next().unwrap_or(id)),
        things: format!("{} of `{id}`", call.things),
    }
}

/// The ids that an answer lists, sorted; of prefix lists those of which no answer has the blocks
/// and which may matter.
fn ids_of(kind: Kind, answers: &[(&FactCall, &Value)]) -> Vec<String> {
    let lists = answers.iter().filter(|(call, _)| call.key == kind.key);
    let records = lists.filter_map(|(call, answer)| answer.get(call.key)?.as_array()).flatten();
    let has_blocks = |id: &str| {
        let mut records = records.clone();
        records.any(|one| text(one, kind.id) == Some(id) && one.get("Cidrs").is_some())
    };
    let is_wanted = |record: &Value, id: &str| {
        // There are many lists of AWS; those matter that a route or a rule names.
        let is_of_customer = text(record, "OwnerId").is_some_and(|owner| owner != "AWS");
        kind != PREFIX_LISTS || (!has_blocks(id) && (is_of_customer || is_named(id, answers)))
    };
    let ids = records.clone().filter_map(|record| {
        let id = text(record, kind.id)?;
        (is_id(id) && is_wanted(record, id)).then(|| id.to_owned())
    });
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Whether a text can become a word of a command, and its last part a part of the name of a file:
/// an id, or the ARN of a load balancer or a target group.
///
/// # Source
/// Elastic Load Balancing API, `LoadBalancer` and `TargetGroup`: names have letters, digits and
/// hyphens.
fn is_id(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && !word.starts_with('-')
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    match text.strip_prefix("arn:") {
        // The account of an ARN may be left out.
        Some(arn) => {
            arn.split('/').all(|part| part.split(':').all(|word| word.is_empty() || is_word(word)))
                && arn.rsplit('/').next().is_some_and(is_word)
        }
        None => is_word(text),
    }
}

fn text<'a>(record: &'a Value, key: &str) -> Option<&'a str> {
    record.get(key)?.as_str()
}

/// Whether an answer beside those that list prefix lists names this one.
fn is_named(id: &str, answers: &[(&FactCall, &Value)]) -> bool {
    let mut others = answers.iter().filter(|(call, _)| call.key != PREFIX_LISTS.key);
    others.any(|(_, answer)| mentions(answer, id))
}

fn mentions(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => text == id,
        Value::Array(items) => items.iter().any(|item| mentions(item, id)),
        Value::Object(entries) => entries.values().any(|item| mentions(item, id)),
        _ => false,
    }
}

/// Returns all calls as lines of shell that write their answers into a folder.
///
/// - `connection`: the words that say whom to ask, quoted, with a space before each.
pub(crate) fn as_shell(vpc: Option<&VpcId>, folder: &Path, connection: &str) -> String {
    let folder = shell_word(folder.as_os_str());
    let mut text = format!("mkdir -p {folder}\n");
    for call in first_calls(vpc) {
        let (command, file) = (call.command(), call.file);
        text.push_str(&format!("{command} --output json{connection} > {folder}/{file}\n"));
    }
    for call in &PER_THING {
        let list = first_call(call.kind, vpc);
        let words: Vec<String> = call.words.iter().map(|word| shell_word(word.as_ref())).collect();
        text.push_str(&format!(
            "for id in $({list} --query {query} --output text{connection}); do\n  aws {words} \
             \"$id\" --output json{connection} > {folder}/{file}-\"${{id##*/}}\".json\ndone\n",
            list = list.command(),
            query = shell_word(call.query.as_ref()),
            words = words.join(" "),
            file = call.file,
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_of_record_but_two_is_asked_for_at_once() {
        let calls = first_calls(None);
        assert_eq!(calls.len(), KINDS.len() - 1);
        let missing: Vec<&str> = KINDS
            .iter()
            .filter(|kind| calls.iter().all(|call| call.key != kind.key))
            .map(|kind| kind.key)
            .collect();
        assert_eq!(missing, ["EndpointGroups", "Listeners"]);
        assert!(calls.iter().all(|call| !call.words.iter().any(|word| word.contains("vpc-id"))));
    }

    #[test]
    fn a_vpc_filters_what_belongs_to_one_vpc_and_nothing_that_leads_to_others() {
        let vpc = "vpc-0123456789abcdef0".parse().expect("an id");
        let calls = first_calls(Some(&vpc));
        let filtered: Vec<&str> = calls
            .iter()
            .filter(|call| call.words.iter().any(|word| word.contains(vpc.as_str())))
            .map(|call| call.file.as_str())
            .collect();
        let expected = [
            "instances.json",
            "nat-gateways.json",
            "network-acls.json",
            "network-interfaces.json",
            "route-tables.json",
            "security-groups.json",
            "subnets.json",
            "vpc-endpoints.json",
            "vpcs.json",
        ];
        assert_eq!(filtered, expected);
    }

    /// The further calls after these answers, by the words behind `aws ec2`.
    fn check_further(answers: &[(&str, Value)], expected: &[&str]) {
        let calls = first_calls(None);
        let answers: Vec<(&FactCall, &Value)> = answers
            .iter()
            .map(|(file, answer)| {
                let call = calls.iter().find(|call| call.file == *file).expect("a call");
                (call, answer)
            })
            .collect();
        let further: Vec<String> =
            further_calls(&answers).iter().map(|call| call.words[1..].join(" ")).collect();
        assert_eq!(further, expected);
    }

    #[test]
    fn what_answers_list_is_asked_for_one_by_one() {
        check_further(
            &[
                ("vpcs.json", json!({"Vpcs": [{"VpcId": "vpc-1"}]})),
                (
                    "transit-gateway-route-tables.json",
                    json!({"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1"}]}),
                ),
            ],
            &[
                "describe-vpc-attribute --attribute enableDnsSupport --vpc-id vpc-1",
                "describe-vpc-attribute --attribute enableDnsHostnames --vpc-id vpc-1",
                "search-transit-gateway-routes --filters Name=type,Values=static,propagated \
                 --transit-gateway-route-table-id tgw-rtb-1",
            ],
        );
    }

    #[test]
    fn entries_are_asked_for_where_no_answer_has_them_and_they_may_matter() {
        let list = |id: &str, owner: &str| json!({"PrefixListId": id, "OwnerId": owner});
        let managed = json!({"PrefixLists": [
            list("pl-1", "AWS"), list("pl-2", "AWS"), list("pl-3", "AWS"), list("pl-4", "123456789012"),
        ]});
        let own = json!({"PrefixLists": [{"PrefixListId": "pl-1", "Cidrs": ["192.0.2.0/24"]}]});
        let tables = json!({"RouteTables": [{"Routes": [
            {"DestinationPrefixListId": "pl-1"}, {"DestinationPrefixListId": "pl-2"},
        ]}]});
        check_further(
            &[
                ("managed-prefix-lists.json", managed),
                ("prefix-lists.json", own),
                ("route-tables.json", tables),
            ],
            &[
                "get-managed-prefix-list-entries --prefix-list-id pl-2",
                "get-managed-prefix-list-entries --prefix-list-id pl-4",
            ],
        );
    }

    #[test]
    fn an_id_that_is_none_becomes_no_word_and_no_name_of_a_file() {
        let answer = json!({"Vpcs": [{"VpcId": "--debug"}, {"VpcId": "../vpc-1"}, {"VpcId": 1}]});
        check_further(&[("vpcs.json", answer)], &[]);
        let arn =
            |tail: &str| json!({"LoadBalancerArn": format!("arn:aws:elasticloadbalancing:{tail}")});
        let balancers =
            ["eu-west-1:1:loadbalancer/../..", "x:1:a/--b", "x:1:a/b;c", "x:1:a/"].map(arn);
        check_further(&[("load-balancers.json", json!({"LoadBalancers": balancers}))], &[]);
    }

    #[test]
    fn listeners_and_targets_are_asked_for_by_arns() {
        let arn = |tail: &str| format!("arn:aws:elasticloadbalancing:eu-west-1:1:{tail}");
        let balancer = json!({"LoadBalancerArn": arn("loadbalancer/net/login/0a1b")});
        let group = json!({"TargetGroupArn": arn("targetgroup/nodes/2c3d")});
        let calls = first_calls(None);
        let find = |file: &str| calls.iter().find(|call| call.file == file).expect("a call");
        let (balancers, groups) =
            (json!({"LoadBalancers": [balancer]}), json!({"TargetGroups": [group]}));
        let answers =
            [(find("load-balancers.json"), &balancers), (find("target-groups.json"), &groups)];
        let further = further_calls(&answers);
        let files: Vec<&str> = further.iter().map(|call| call.file.as_str()).collect();
        assert_eq!(files, ["listeners-0a1b.json", "target-health-2c3d.json"]);
        let command = "aws elbv2 describe-listeners --load-balancer-arn \
                       arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/login/0a1b";
        assert_eq!(further[0].command(), command);
    }
}
