//! Laws that hold of any network: what a change of the text must not change, and what may only grow
//! or only shrink.
//!
//! Each law is tried on the template of every case, at every place where it applies, with a network
//! ACL added so that its order matters. A law compares the verdicts of the same questions before
//! and after.

use std::path::Path;

use netloom_config::LoadOptions;
use netloom_diag::{Diagnostic, Sources};
use netloom_driver::pipeline::compile;
use netloom_network::Id;
use netloom_network::sets::traffic::Traffic;
use netloom_network::{Network, network_of_template};
use netloom_question::{Expect, Party, Prepared, Question};
use netloom_reach::{Answer, Verdict};
use netloom_template::{ReadOptions, read_template};
use serde_json::{Value, json};

/// The template of every case, each also with an ACL at its first subnet.
fn templates() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut found = Vec::new();
    for case in std::fs::read_dir(root).expect("the cases") {
        let case = case.expect("a case").path();
        for name in ["config.ini", "config.yaml"] {
            let Ok(text) = std::fs::read_to_string(case.join(name)) else { continue };
            let mut sources = Sources::default();
            let file = sources.add(name, text);
            let compiled = compile(sources.get(file).expect("added"), &LoadOptions::default());
            let Some(emitted) =
                compiled.emitted.filter(|_| compiled.plan.is_some_and(|plan| !plan.is_empty()))
            else {
                continue;
            };
            let template: Value = serde_json::from_str(&emitted.template.to_json()).expect("JSON");
            found.push((
                format!("{} {name}", case.file_name().expect("a name").to_string_lossy()),
                with_acl(template),
            ));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() > 25);
    found
}

fn with_acl(mut template: Value) -> Value {
    let vpc = ids(&template, "AWS::EC2::VPC").into_iter().next();
    let subnet = ids(&template, "AWS::EC2::Subnet").into_iter().next();
    let (Some(vpc), Some(subnet)) = (vpc, subnet) else { return template };
    let resources = template["Resources"].as_object_mut().expect("resources");
    let acl = json!({ "Type": "AWS::EC2::NetworkAcl", "Properties": { "VpcId": { "Ref": vpc } } });
    resources.insert("Acl".to_owned(), acl);
    let association = json!({ "Type": "AWS::EC2::SubnetNetworkAclAssociation",
        "Properties": { "SubnetId": { "Ref": subnet }, "NetworkAclId": { "Ref": "Acl" } } });
    resources.insert("AclAssociation".to_owned(), association);
    let entries = [
        (90, false, "deny", 6, Some((3389, 3389))),
        (100, false, "allow", -1, None),
        (100, true, "allow", -1, None),
    ];
    for (index, (number, is_egress, action, protocol, ports)) in entries.into_iter().enumerate() {
        resources.insert(
            format!("AclEntry{index}"),
            acl_entry(number, is_egress, action, protocol, ports),
        );
    }
    template
}

fn acl_entry(
    number: u16,
    is_egress: bool,
    action: &str,
    protocol: i32,
    ports: Option<(u16, u16)>,
) -> Value {
    let mut properties = json!({ "NetworkAclId": { "Ref": "Acl" }, "RuleNumber": number, "Egress": is_egress,
        "RuleAction": action, "Protocol": protocol, "CidrBlock": "0.0.0.0/0" });
    if let Some((first, last)) = ports {
        properties["PortRange"] = json!({ "From": first, "To": last });
    }
    json!({ "Type": "AWS::EC2::NetworkAclEntry", "Properties": properties })
}

fn ids(template: &Value, kind: &str) -> Vec<String> {
    let all = template["Resources"].as_object().expect("resources").iter();
    all.filter(|(_, resource)| resource["Type"] == kind).map(|(id, _)| id.clone()).collect()
}

fn network(text: String) -> Network {
    let mut sources = Sources::default();
    let file = sources.add("template", text);
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    let errors: Vec<&Diagnostic> =
        read.diagnostics.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    network_of_template(&read.template.expect("a template")).network
}

/// The verdicts of the same questions about any template that has the parties of the first one, by
/// their new names.
fn verdicts(
    original: &Value,
    text: String,
    expect: Expect,
    renamed: fn(&str) -> String,
) -> Vec<Verdict> {
    let id = |name: &String| Id::new(renamed(name));
    let mut parties: Vec<Party> = Vec::new();
    parties.extend(
        ids(original, "AWS::EC2::NetworkInterface").iter().map(|name| Party::Interface(id(name))),
    );
    parties.extend(
        ids(original, "AWS::EC2::SecurityGroup").iter().map(|name| Party::SecurityGroup(id(name))),
    );
    parties.extend(
        ids(original, "AWS::EC2::Subnet").iter().take(3).map(|name| Party::Subnet(id(name))),
    );
    let prepared = Prepared::new(network(text));
    let mut verdicts = Vec::new();
    let traffics = [Traffic::tcp(22), Traffic::tcp(443), Traffic::tcp(3389), Traffic::everything()];
    for traffic in traffics {
        for from in &parties {
            let mut to = parties.clone();
            to.extend([Party::internet(), Party::Service("s3".to_owned())]);
            for to in to {
                let question = Question::new(from.clone(), to, traffic.clone());
                verdicts.push(Answer::of(&prepared, &question, expect).verdict);
            }
            let question = Question::new(Party::internet(), from.clone(), traffic.clone());
            verdicts.push(Answer::of(&prepared, &question, expect).verdict);
        }
    }
    verdicts
}

fn same(name: &str) -> String {
    name.to_owned()
}

/// Every mutant has the verdicts of the original.
fn check_same(law: &str, mutants: impl Fn(&Value) -> Vec<Value>) {
    check_same_of(templates(), law, mutants);
}

/// Every mutant of these templates has the verdicts of the original.
fn check_same_of(
    templates: Vec<(String, Value)>,
    law: &str,
    mutants: impl Fn(&Value) -> Vec<Value>,
) {
    let mut n = 0_usize;
    for (case, template) in templates {
        for expect in [Expect::Reachable, Expect::Unreachable] {
            let before = verdicts(&template, template.to_string(), expect, same);
            for mutant in mutants(&template) {
                assert_ne!(mutant, template, "{law}: nothing is changed");
                n += 1;
                assert_eq!(
                    verdicts(&template, mutant.to_string(), expect, same),
                    before,
                    "{law}: {case}\n{mutant}"
                );
            }
        }
    }
    assert!(n > 0, "{law}: applies nowhere");
}

/// No mutant loses a verdict that the original has proved.
fn check_keeps(law: &str, expect: Expect, mutants: impl Fn(&Value) -> Vec<Value>) {
    let mut n = 0_usize;
    for (case, template) in templates() {
        let before = verdicts(&template, template.to_string(), expect, same);
        for mutant in mutants(&template) {
            n += 1;
            let after = verdicts(&template, mutant.to_string(), expect, same);
            let lost = before.iter().zip(&after).filter(|(before, after)| {
                **before == Verdict::Proved && **after != Verdict::Proved
            });
            assert_eq!(lost.count(), 0, "{law}: {case}\n{mutant}");
        }
    }
    assert!(n > 0, "{law}: applies nowhere");
}

fn changed(template: &Value, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
    let mut mutant = template.clone();
    change(mutant["Resources"].as_object_mut().expect("resources"));
    mutant
}

fn rule(group: &str, properties: &Value) -> Value {
    let mut properties = properties.clone();
    properties["GroupId"] = json!({ "Fn::GetAtt": [group, "GroupId"] });
    properties
}

#[test]
fn more_rules_that_allow_never_lose_a_connection() {
    check_keeps("an ingress rule is added", Expect::Reachable, |template| {
        let rules = [
            json!({ "IpProtocol": "tcp", "FromPort": 0, "ToPort": 443, "CidrIp": "0.0.0.0/0" }),
            json!({ "IpProtocol": "-1", "CidrIp": "10.0.0.0/9" }),
        ];
        let groups = ids(template, "AWS::EC2::SecurityGroup");
        let pairs = groups.iter().flat_map(|group| rules.iter().map(move |added| (group, added)));
        pairs
            .map(|(group, added)| {
                changed(template, |resources| {
                    let properties = rule(group, added);
                    resources.insert(
                        "Added".to_owned(),
                        json!({ "Type": "AWS::EC2::SecurityGroupIngress", "Properties": properties }),
                    );
                })
            })
            .collect()
    });
}

#[test]
fn fewer_rules_that_allow_never_gain_one() {
    check_keeps("a rule is dropped", Expect::Unreachable, |template| {
        let mut rules = ids(template, "AWS::EC2::SecurityGroupIngress");
        rules.extend(
            ["AclEntry1".to_owned(), "AclEntry2".to_owned()]
                .into_iter()
                .filter(|id| template["Resources"].get(id).is_some()),
        );
        rules
            .iter()
            .map(|id| {
                changed(template, |resources| {
                    resources.shift_remove(id);
                })
            })
            .collect()
    });
}

#[test]
fn a_deny_never_gains_a_connection() {
    check_keeps("a deny is added first", Expect::Unreachable, |template| {
        let has_acl = template["Resources"].get("Acl").is_some();
        let entries = [
            (1, false, 6, Some((0, 1024))),
            (1, true, 6, Some((32_768, 40_000))),
            (1, false, -1, None),
        ];
        entries
            .into_iter()
            .filter(|_| has_acl)
            .map(|(number, is_egress, protocol, ports)| {
                changed(template, |resources| {
                    resources.insert(
                        "Deny".to_owned(),
                        acl_entry(number, is_egress, "deny", protocol, ports),
                    );
                })
            })
            .collect()
    });
}

#[test]
fn a_deny_behind_an_allow_for_all_changes_nothing() {
    check_same("a deny is added last", |template| {
        let has_acl = template["Resources"].get("Acl").is_some();
        [false, true]
            .into_iter()
            .filter(|_| has_acl)
            .map(|is_egress| {
                changed(template, |resources| {
                    resources
                        .insert("Deny".to_owned(), acl_entry(30_000, is_egress, "deny", -1, None));
                })
            })
            .collect()
    });
}

#[test]
fn numbers_of_acl_entries_count_by_their_order_only() {
    check_same("ACL entries are renumbered", |template| {
        let has_acl = template["Resources"].get("Acl").is_some();
        has_acl
            .then(|| {
                changed(template, |resources| {
                    for (id, number) in [("AclEntry0", 7), ("AclEntry1", 31_000), ("AclEntry2", 2)]
                    {
                        resources[id]["Properties"]["RuleNumber"] = json!(number);
                    }
                })
            })
            .into_iter()
            .collect()
    });
}

#[test]
fn the_order_of_resources_changes_nothing() {
    check_same("resources are turned round", |template| {
        vec![changed(template, |resources| {
            let turned: Vec<_> = std::mem::take(resources).into_iter().rev().collect();
            resources.extend(turned);
            // Maps are equal whatever their order, so that a difference has to be made beside it.
            resources.insert("Extra".to_owned(), json!({ "Type": "AWS::EC2::PlacementGroup" }));
        })]
    });
}

fn renamed(name: &str) -> String {
    format!("Zz{name}X")
}

#[test]
fn names_change_nothing() {
    for (case, template) in templates() {
        let mut text = template.to_string();
        let mut names: Vec<String> =
            template["Resources"].as_object().expect("resources").keys().cloned().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in names {
            text = text.replace(&format!("\"{name}\""), &format!("\"{}\"", renamed(&name)));
        }
        for expect in [Expect::Reachable, Expect::Unreachable] {
            let before = verdicts(&template, template.to_string(), expect, same);
            assert_eq!(verdicts(&template, text.clone(), expect, renamed), before, "{case}");
        }
    }
}

#[test]
fn json_and_yaml_say_the_same() {
    for (case, template) in templates() {
        let yaml = serde_yaml::to_string(&template).expect("YAML");
        for expect in [Expect::Reachable, Expect::Unreachable] {
            let before = verdicts(&template, template.to_string(), expect, same);
            assert_eq!(verdicts(&template, yaml.clone(), expect, same), before, "{case}");
        }
    }
}

#[test]
fn a_block_may_be_written_as_its_halves() {
    // Which half of the world the addresses of S3 are in is not known, so what is for either half
    // alone is undecided beside a gateway endpoint.
    let mut templates = templates();
    for (_, template) in &mut templates {
        let resources = template["Resources"].as_object_mut().expect("resources");
        resources.retain(|_, resource| resource["Type"] != "AWS::EC2::VPCEndpoint");
    }
    check_same_of(templates, "a rule for everything becomes two for half of it", |template| {
        let kinds = [
            ("AWS::EC2::SecurityGroupEgress", "CidrIp"),
            ("AWS::EC2::Route", "DestinationCidrBlock"),
        ];
        let mut mutants = Vec::new();
        for (kind, property) in kinds {
            let whole = ids(template, kind)
                .into_iter()
                .filter(|id| template["Resources"][id]["Properties"][property] == "0.0.0.0/0");
            mutants.extend(whole.map(|id| {
                changed(template, |resources| {
                    let mut other = resources[&id].clone();
                    resources[&id]["Properties"][property] = json!("0.0.0.0/1");
                    other["Properties"][property] = json!("128.0.0.0/1");
                    resources.insert(format!("{id}Half"), other);
                })
            }));
        }
        mutants
    });
}

#[test]
fn ports_may_be_written_as_parts() {
    check_same("a range of ports becomes two", |template| {
        let entries = ids(template, "AWS::EC2::NetworkAclEntry").into_iter();
        entries
            .filter(|id| template["Resources"][id]["Properties"]["Protocol"] == -1)
            .map(|id| {
                changed(template, |resources| {
                    // Everything is TCP's lower half, TCP's upper half, and everything.
                    for (index, ports) in [(0, 30_000), (30_001, 65_535)].into_iter().enumerate() {
                        let mut part = resources[&id].clone();
                        part["Properties"]["Protocol"] = json!(6);
                        part["Properties"]["PortRange"] = json!({ "From": ports.0, "To": ports.1 });
                        part["Properties"]["RuleNumber"] = json!(95 + index);
                        resources.insert(format!("{id}Part{index}"), part);
                    }
                })
            })
            .collect()
    });
}

#[test]
fn a_rule_written_twice_counts_once() {
    check_same("a rule is doubled", |template| {
        let rules = ids(template, "AWS::EC2::SecurityGroupIngress");
        rules
            .iter()
            .map(|id| {
                changed(template, |resources| {
                    let copy = resources[id].clone();
                    resources.insert(format!("{id}Again"), copy);
                })
            })
            .collect()
    });
}

#[test]
fn a_rule_inside_a_group_may_stand_outside() {
    check_same("an inline rule becomes a resource", |template| {
        let groups = ids(template, "AWS::EC2::SecurityGroup").into_iter();
        let inline = groups.filter(|id| {
            template["Resources"][id]["Properties"].get("SecurityGroupIngress").is_some()
        });
        inline
            .map(|id| {
                changed(template, |resources| {
                    let properties = resources[&id]["Properties"].as_object_mut().expect("properties");
                    let rules = properties.shift_remove("SecurityGroupIngress").expect("rules");
                    for (index, inline) in rules.as_array().expect("a list").iter().enumerate() {
                        let properties = rule(&id, inline);
                        resources.insert(
                            format!("{id}Rule{index}"),
                            json!({ "Type": "AWS::EC2::SecurityGroupIngress", "Properties": properties }),
                        );
                    }
                })
            })
            .collect()
    });
}

#[test]
fn another_network_beside_it_changes_nothing() {
    check_same("a second VPC is added", |template| {
        vec![changed(template, |resources| {
            resources.insert(
                "OtherVpc".to_owned(),
                json!({ "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/16" } }),
            );
            resources.insert(
                "OtherSubnet".to_owned(),
                json!({ "Type": "AWS::EC2::Subnet",
                "Properties": { "VpcId": { "Ref": "OtherVpc" }, "CidrBlock": "10.0.0.0/24" } }),
            );
        })]
    });
}

#[test]
fn all_addresses_may_be_shifted() {
    // The blocks of the cases begin with `10.`; those of the sites they talk to do not.
    check_same("10.x becomes 172.16+x", |template| {
        let text = template.to_string();
        let has_own = text.contains("\"10.0.");
        has_own
            .then(|| serde_json::from_str(&text.replace("\"10.0.", "\"10.117.")).expect("JSON"))
            .into_iter()
            .collect()
    });
}

#[test]
fn a_route_for_nobody_changes_nothing() {
    check_same("a route is added for addresses that are not asked about", |template| {
        ids(template, "AWS::EC2::RouteTable").into_iter().filter_map(|table| {
            let gateway = ids(template, "AWS::EC2::InternetGateway").into_iter().next()?;
            Some(changed(template, |resources| {
                resources.insert("Unasked".to_owned(), json!({ "Type": "AWS::EC2::Route", "Properties": {
                    "RouteTableId": { "Ref": table }, "DestinationCidrBlock": "192.168.77.0/24", "GatewayId": { "Ref": gateway } } }));
            }))
        }).collect()
    });
}
