//! Ways to spoil a template: one operator per line of the list, each with every place where it
//! applies.

use serde_json::{Value, json};

/// One way to spoil a template.
pub(crate) struct Operator {
    /// What it does, in words.
    pub(crate) name: &'static str,
    /// Every mutant of a template, with the logical id of what was changed.
    pub(crate) apply: fn(&Value) -> Vec<(String, Value)>,
}

const VPC: &str = "AWS::EC2::VPC";
const SUBNET: &str = "AWS::EC2::Subnet";
const ROUTE: &str = "AWS::EC2::Route";
const TABLE: &str = "AWS::EC2::RouteTable";
const ASSOCIATION: &str = "AWS::EC2::SubnetRouteTableAssociation";
const ATTACHMENT: &str = "AWS::EC2::VPCGatewayAttachment";
const NAT: &str = "AWS::EC2::NatGateway";
const EIP: &str = "AWS::EC2::EIP";
const GROUP: &str = "AWS::EC2::SecurityGroup";
const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";
const EGRESS: &str = "AWS::EC2::SecurityGroupEgress";
const INTERFACE: &str = "AWS::EC2::NetworkInterface";
const EIP_ASSOCIATION: &str = "AWS::EC2::EIPAssociation";
const ENDPOINT: &str = "AWS::EC2::VPCEndpoint";
const PROPAGATION: &str = "AWS::EC2::VPNGatewayRoutePropagation";

/// All of them.
pub(crate) static OPERATORS: &[Operator] = &[
    Operator { name: "drop the VPC", apply: |t| drop_each(t, VPC) },
    Operator {
        name: "switch the resolver off",
        apply: |t| set_each(t, VPC, "EnableDnsSupport", |_| Some(json!(false))),
    },
    Operator {
        name: "move the VPC block away",
        apply: |t| set_each(t, VPC, "CidrBlock", |_| Some(json!("203.0.113.0/24"))),
    },
    Operator { name: "halve the VPC block", apply: |t| set_each(t, VPC, "CidrBlock", halved) },
    Operator { name: "drop a subnet", apply: |t| drop_each(t, SUBNET) },
    Operator {
        name: "turn public addresses over",
        apply: |t| set_each(t, SUBNET, "MapPublicIpOnLaunch", negated),
    },
    Operator {
        name: "move a subnet out of the VPC",
        apply: |t| set_each(t, SUBNET, "CidrBlock", |_| Some(json!("203.0.113.0/28"))),
    },
    Operator {
        name: "set host bits in a subnet block",
        apply: |t| set_each(t, SUBNET, "CidrBlock", with_host_bits),
    },
    Operator {
        name: "shrink a subnet to a /29",
        apply: |t| {
            set_each(t, SUBNET, "CidrBlock", |v| {
                Some(json!(format!("{}/29", v.as_str()?.split('/').next()?)))
            })
        },
    },
    Operator { name: "give a subnet another one's block", apply: overlapping },
    Operator {
        name: "drop the internet gateway",
        apply: |t| drop_each(t, "AWS::EC2::InternetGateway"),
    },
    Operator { name: "drop an attachment", apply: |t| drop_with_dependencies(t, ATTACHMENT) },
    Operator { name: "drop a route table", apply: |t| drop_each(t, TABLE) },
    Operator { name: "drop a route", apply: |t| drop_with_dependencies(t, ROUTE) },
    Operator {
        name: "lead a route to the internet gateway",
        apply: |t| retarget(t, "GatewayId", "AWS::EC2::InternetGateway"),
    },
    Operator {
        name: "lead a route to the NAT gateway",
        apply: |t| retarget(t, "NatGatewayId", NAT),
    },
    Operator {
        name: "lead a route to the head node",
        apply: |t| retarget(t, "NetworkInterfaceId", INTERFACE),
    },
    Operator { name: "lead a route to a gateway that is not attached", apply: to_unattached },
    Operator {
        name: "narrow a route to half of the world",
        apply: |t| set_each(t, ROUTE, "DestinationCidrBlock", |_| Some(json!("0.0.0.0/1"))),
    },
    Operator {
        name: "narrow a route to private addresses",
        apply: |t| set_each(t, ROUTE, "DestinationCidrBlock", |_| Some(json!("172.31.0.0/16"))),
    },
    Operator {
        name: "move a route into another table",
        apply: |t| swap_reference(t, ROUTE, "RouteTableId", TABLE),
    },
    Operator { name: "write a route twice", apply: |t| twice(t, ROUTE) },
    Operator { name: "add a hole in the default route", apply: hole },
    Operator { name: "let a route come before the attachment", apply: |t| no_order(t, ROUTE) },
    Operator { name: "drop a VPC endpoint", apply: |t| drop_each(t, ENDPOINT) },
    Operator {
        name: "take the tables of a gateway endpoint away",
        apply: |t| set_each(t, ENDPOINT, "RouteTableIds", |_| Some(json!([]))),
    },
    Operator {
        name: "switch the private name of an endpoint off",
        apply: |t| set_each(t, ENDPOINT, "PrivateDnsEnabled", negated),
    },
    Operator {
        name: "let the policy of an endpoint admit nothing",
        apply: |t| {
            set_each(t, ENDPOINT, "PolicyDocument", |_| {
                Some(json!({"Version": "2012-10-17", "Statement": []}))
            })
        },
    },
    Operator { name: "drop an association", apply: |t| drop_with_dependencies(t, ASSOCIATION) },
    Operator {
        name: "give a subnet another table",
        apply: |t| swap_reference(t, ASSOCIATION, "RouteTableId", TABLE),
    },
    Operator {
        name: "associate another subnet",
        apply: |t| swap_reference(t, ASSOCIATION, "SubnetId", SUBNET),
    },
    Operator { name: "let an address come before the attachment", apply: |t| no_order(t, EIP) },
    Operator { name: "drop an address", apply: |t| drop_each(t, EIP) },
    Operator { name: "drop a NAT gateway", apply: |t| drop_each(t, NAT) },
    Operator {
        name: "move a NAT gateway into another subnet",
        apply: |t| swap_reference(t, NAT, "SubnetId", SUBNET),
    },
    Operator {
        name: "make a NAT gateway private",
        apply: |t| set_each(t, NAT, "ConnectivityType", |_| Some(json!("private"))),
    },
    Operator {
        name: "take a NAT gateway's address away",
        apply: |t| unset_each(t, NAT, "AllocationId"),
    },
    Operator {
        name: "widen an inline rule to the world",
        apply: |t| {
            inline(t, |rule| {
                rule["CidrIp"] = json!("0.0.0.0/0");
            })
        },
    },
    Operator {
        name: "narrow an inline rule to one address",
        apply: |t| {
            inline(t, |rule| {
                rule["CidrIp"] = json!("198.51.100.7/32");
            })
        },
    },
    Operator {
        name: "move an inline rule to another port",
        apply: |t| {
            inline(t, |rule| {
                rule["FromPort"] = json!(23);
                rule["ToPort"] = json!(23);
            })
        },
    },
    Operator {
        name: "widen an inline rule to all ports",
        apply: |t| {
            inline(t, |rule| {
                rule["FromPort"] = json!(0);
                rule["ToPort"] = json!(65535);
            })
        },
    },
    Operator {
        name: "turn an inline rule into UDP",
        apply: |t| {
            inline(t, |rule| {
                rule["IpProtocol"] = json!("udp");
            })
        },
    },
    Operator {
        name: "turn an inline rule into all protocols",
        apply: |t| {
            inline(t, |rule| {
                rule["IpProtocol"] = json!("-1");
            })
        },
    },
    Operator { name: "drop inline rules", apply: |t| unset_each(t, GROUP, "SecurityGroupIngress") },
    Operator {
        name: "open a group to the internet",
        apply: |t| add_rule(t, INGRESS, json!({"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"})),
    },
    Operator {
        name: "open a group to half of the internet",
        apply: |t| {
            add_rule(
                t,
                INGRESS,
                json!({"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1024, "CidrIp": "128.0.0.0/1"}),
            )
        },
    },
    Operator {
        name: "let a group out to HTTPS only",
        apply: |t| {
            set_each(t, GROUP, "SecurityGroupEgress", |_| {
                Some(
                    json!([{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}]),
                )
            })
        },
    },
    Operator { name: "drop an ingress rule", apply: |t| drop_with_dependencies(t, INGRESS) },
    Operator {
        name: "turn an ingress rule to another group",
        apply: |t| swap_attribute(t, INGRESS, "SourceSecurityGroupId"),
    },
    Operator {
        name: "put an ingress rule into another group",
        apply: |t| swap_attribute(t, INGRESS, "GroupId"),
    },
    Operator {
        name: "narrow an ingress rule to Slurm's documented ports",
        apply: |t| to_ports(t, INGRESS, 6817, 6819),
    },
    Operator {
        name: "widen an ingress rule from a group to the world",
        apply: |t| to_world(t, INGRESS),
    },
    Operator { name: "drop an egress rule", apply: |t| drop_with_dependencies(t, EGRESS) },
    Operator { name: "drop all egress rules but the first", apply: only_first_egress },
    Operator { name: "narrow an egress rule to HTTPS", apply: |t| to_ports(t, EGRESS, 443, 443) },
    Operator {
        name: "move the head node into another subnet",
        apply: |t| swap_reference(t, INTERFACE, "SubnetId", SUBNET),
    },
    Operator {
        name: "take the head node's groups away",
        apply: |t| unset_each(t, INTERFACE, "GroupSet"),
    },
    Operator {
        name: "check source and destination at the head node",
        apply: |t| set_each(t, INTERFACE, "SourceDestCheck", |_| Some(json!(true))),
    },
    Operator {
        name: "take the head node's address away",
        apply: |t| drop_with_dependencies(t, EIP_ASSOCIATION),
    },
    Operator { name: "drop a propagation", apply: |t| drop_with_dependencies(t, PROPAGATION) },
    Operator {
        name: "let a propagation come before the attachment",
        apply: |t| no_order(t, PROPAGATION),
    },
    Operator { name: "deny everything at a subnet's edge", apply: |t| with_acl(t, &[]) },
    Operator {
        name: "let only Linux's ports back into a subnet",
        apply: |t| {
            with_acl(
                t,
                &[(100, false, "allow", 6, 32_768, 60_999), (110, true, "allow", -1, 0, 65_535)],
            )
        },
    },
    Operator {
        name: "deny HTTPS before all is allowed",
        apply: |t| {
            with_acl(
                t,
                &[
                    (90, true, "deny", 6, 443, 443),
                    (100, true, "allow", -1, 0, 65_535),
                    (100, false, "allow", -1, 0, 65_535),
                ],
            )
        },
    },
    Operator {
        name: "let nothing but requests out of a subnet",
        apply: |t| {
            with_acl(t, &[(100, true, "allow", 6, 0, 1023), (100, false, "allow", -1, 0, 65_535)])
        },
    },
    Operator { name: "put an endpoint in the way of its clients", apply: closed_endpoint },
    Operator {
        name: "leave private tables out of a gateway endpoint",
        apply: endpoint_in_one_table,
    },
];

fn resources(template: &Value) -> Vec<(String, &Value)> {
    let all = template["Resources"].as_object().expect("resources");
    all.iter().map(|(id, resource)| (id.clone(), resource)).collect()
}

fn ids(template: &Value, kind: &str) -> Vec<String> {
    resources(template)
        .into_iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(id, _)| id)
        .collect()
}

fn changed(template: &Value, id: &str, change: impl FnOnce(&mut Value)) -> (String, Value) {
    let mut mutant = template.clone();
    change(&mut mutant["Resources"][id]);
    (id.to_owned(), mutant)
}

fn drop_each(template: &Value, kind: &str) -> Vec<(String, Value)> {
    ids(template, kind)
        .into_iter()
        .map(|id| {
            let mut mutant = template.clone();
            mutant["Resources"].as_object_mut().expect("resources").shift_remove(&id);
            (id, mutant)
        })
        .collect()
}

/// Drops a resource and every `DependsOn` on it, so that the template can still be read.
fn drop_with_dependencies(template: &Value, kind: &str) -> Vec<(String, Value)> {
    drop_each(template, kind)
        .into_iter()
        .map(|(id, mut mutant)| {
            for resource in mutant["Resources"].as_object_mut().expect("resources").values_mut() {
                if let Some(depends_on) =
                    resource.get_mut("DependsOn").and_then(Value::as_array_mut)
                {
                    depends_on.retain(|other| other != id.as_str());
                }
            }
            (id, mutant)
        })
        .collect()
}

fn set_each(
    template: &Value,
    kind: &str,
    property: &str,
    to: impl Fn(&Value) -> Option<Value>,
) -> Vec<(String, Value)> {
    ids(template, kind)
        .into_iter()
        .filter_map(|id| {
            let old = template["Resources"][&id]["Properties"]
                .get(property)
                .cloned()
                .unwrap_or(Value::Null);
            let new = to(&old).filter(|new| *new != old)?;
            Some(changed(template, &id, |resource| resource["Properties"][property] = new))
        })
        .collect()
}

fn unset_each(template: &Value, kind: &str, property: &str) -> Vec<(String, Value)> {
    let with = ids(template, kind)
        .into_iter()
        .filter(|id| template["Resources"][id]["Properties"].get(property).is_some());
    with.map(|id| {
        changed(template, &id, |resource| {
            resource["Properties"].as_object_mut().expect("properties").shift_remove(property);
        })
    })
    .collect()
}

fn negated(value: &Value) -> Option<Value> {
    Some(json!(!value.as_bool()?))
}

fn halved(value: &Value) -> Option<Value> {
    let (address, len) = value.as_str()?.split_once('/')?;
    Some(json!(format!("{address}/{}", len.parse::<u8>().ok()? + 6)))
}

fn with_host_bits(value: &Value) -> Option<Value> {
    let (address, len) = value.as_str()?.split_once('/')?;
    let (network, _) = address.rsplit_once('.')?;
    Some(json!(format!("{network}.77/{len}")))
}

fn overlapping(template: &Value) -> Vec<(String, Value)> {
    let subnets = ids(template, SUBNET);
    let pairs = subnets.iter().flat_map(|one| {
        subnets.iter().filter(move |other| *other != one).map(move |other| (one, other))
    });
    pairs
        .map(|(one, other)| {
            let block = template["Resources"][other]["Properties"]["CidrBlock"].clone();
            changed(template, one, |resource| resource["Properties"]["CidrBlock"] = block)
        })
        .collect()
}

const TARGETS: [&str; 3] = ["GatewayId", "NatGatewayId", "NetworkInterfaceId"];

fn retarget(template: &Value, property: &str, kind: &str) -> Vec<(String, Value)> {
    let targets = ids(template, kind);
    let routes = ids(template, ROUTE);
    let pairs = routes.iter().flat_map(|route| targets.iter().map(move |target| (route, target)));
    pairs
        .filter(|(route, _)| template["Resources"][route]["Properties"].get(property).is_none())
        .map(|(route, target)| {
            changed(template, route, |resource| {
                let properties = resource["Properties"].as_object_mut().expect("properties");
                TARGETS.iter().for_each(|old| {
                    properties.shift_remove(*old);
                });
                properties.insert(property.to_owned(), json!({ "Ref": target }));
            })
        })
        .collect()
}

fn to_unattached(template: &Value) -> Vec<(String, Value)> {
    ids(template, ROUTE)
        .into_iter()
        .map(|id| {
            let (id, mut mutant) = changed(template, &id, |resource| {
                let properties = resource["Properties"].as_object_mut().expect("properties");
                TARGETS.iter().for_each(|old| {
                    properties.shift_remove(*old);
                });
                properties.insert("GatewayId".to_owned(), json!({ "Ref": "Elsewhere" }));
            });
            mutant["Resources"]["Elsewhere"] =
                json!({ "Type": "AWS::EC2::VPNGateway", "Properties": { "Type": "ipsec.1" } });
            (id, mutant)
        })
        .collect()
}

fn swap_reference(template: &Value, kind: &str, property: &str, to: &str) -> Vec<(String, Value)> {
    let targets = ids(template, to);
    let owners = ids(template, kind);
    let pairs = owners.iter().flat_map(|owner| targets.iter().map(move |target| (owner, target)));
    pairs
        .filter(|(owner, target)| {
            template["Resources"][owner]["Properties"][property] != json!({ "Ref": target })
        })
        .map(|(owner, target)| {
            let (id, mutant) = changed(template, owner, |resource| {
                resource["Properties"][property] = json!({ "Ref": target })
            });
            (format!("{id} to {target}"), mutant)
        })
        .collect()
}

fn swap_attribute(template: &Value, kind: &str, property: &str) -> Vec<(String, Value)> {
    let groups = ids(template, GROUP);
    let rules = ids(template, kind);
    let pairs = rules.iter().flat_map(|rule| groups.iter().map(move |group| (rule, group)));
    pairs
        .filter(|(rule, group)| {
            let old = &template["Resources"][rule]["Properties"][property];
            !old.is_null() && *old != json!({ "Fn::GetAtt": [group, "GroupId"] })
        })
        .map(|(rule, group)| {
            let (id, mutant) = changed(template, rule, |resource| {
                resource["Properties"][property] = json!({ "Fn::GetAtt": [group, "GroupId"] });
            });
            (format!("{id} to {group}"), mutant)
        })
        .collect()
}

fn twice(template: &Value, kind: &str) -> Vec<(String, Value)> {
    ids(template, kind)
        .into_iter()
        .map(|id| {
            let mut mutant = template.clone();
            let copy = mutant["Resources"][&id].clone();
            mutant["Resources"][format!("{id}Again")] = copy;
            (id, mutant)
        })
        .collect()
}

fn hole(template: &Value) -> Vec<(String, Value)> {
    ids(template, TABLE).into_iter().map(|id| {
        let mut mutant = template.clone();
        mutant["Resources"]["Elsewhere"] = json!({ "Type": "AWS::EC2::VPNGateway", "Properties": { "Type": "ipsec.1" } });
        mutant["Resources"]["Hole"] = json!({ "Type": ROUTE, "Properties": {
            "RouteTableId": { "Ref": id }, "DestinationCidrBlock": "52.0.0.0/8", "GatewayId": { "Ref": "Elsewhere" } } });
        (id, mutant)
    }).collect()
}

fn no_order(template: &Value, kind: &str) -> Vec<(String, Value)> {
    let ordered = ids(template, kind)
        .into_iter()
        .filter(|id| template["Resources"][id].get("DependsOn").is_some());
    ordered
        .map(|id| {
            changed(template, &id, |resource| {
                resource.as_object_mut().expect("a resource").shift_remove("DependsOn");
            })
        })
        .collect()
}

fn inline(template: &Value, change: fn(&mut Value)) -> Vec<(String, Value)> {
    let mut mutants = Vec::new();
    for id in ids(template, GROUP) {
        let n = template["Resources"][&id]["Properties"]["SecurityGroupIngress"]
            .as_array()
            .map_or(0, Vec::len);
        for index in 0..n {
            let (id, mutant) = changed(template, &id, |resource| {
                change(&mut resource["Properties"]["SecurityGroupIngress"][index])
            });
            if mutant != *template {
                mutants.push((format!("{id} rule {index}"), mutant));
            }
        }
    }
    mutants
}

fn add_rule(template: &Value, kind: &str, rule: Value) -> Vec<(String, Value)> {
    ids(template, GROUP)
        .into_iter()
        .map(|id| {
            let mut mutant = template.clone();
            let mut properties = rule.clone();
            properties["GroupId"] = json!({ "Fn::GetAtt": [id, "GroupId"] });
            mutant["Resources"]["AddedRule"] = json!({ "Type": kind, "Properties": properties });
            (id, mutant)
        })
        .collect()
}

fn to_ports(template: &Value, kind: &str, first: u16, last: u16) -> Vec<(String, Value)> {
    ids(template, kind)
        .into_iter()
        .map(|id| {
            changed(template, &id, |resource| {
                resource["Properties"]["IpProtocol"] = json!("tcp");
                resource["Properties"]["FromPort"] = json!(first);
                resource["Properties"]["ToPort"] = json!(last);
            })
        })
        .filter(|(_, mutant)| mutant != template)
        .collect()
}

fn to_world(template: &Value, kind: &str) -> Vec<(String, Value)> {
    let from_groups = ids(template, kind).into_iter();
    let from_groups = from_groups.filter(|id| {
        template["Resources"][id]["Properties"].get("SourceSecurityGroupId").is_some()
    });
    from_groups
        .map(|id| {
            changed(template, &id, |resource| {
                let properties = resource["Properties"].as_object_mut().expect("properties");
                properties.shift_remove("SourceSecurityGroupId");
                properties.insert("CidrIp".to_owned(), json!("0.0.0.0/0"));
            })
        })
        .collect()
}

fn only_first_egress(template: &Value) -> Vec<(String, Value)> {
    let rules = ids(template, EGRESS);
    if rules.len() < 2 {
        return Vec::new();
    }
    let mut mutant = template.clone();
    for id in rules.iter().skip(1) {
        mutant["Resources"].as_object_mut().expect("resources").shift_remove(id);
    }
    for resource in mutant["Resources"].as_object_mut().expect("resources").values_mut() {
        if let Some(depends_on) = resource.get_mut("DependsOn").and_then(Value::as_array_mut) {
            depends_on.retain(|other| !rules.iter().any(|rule| other == rule));
        }
    }
    vec![(rules[0].clone(), mutant)]
}

/// An ACL with these entries at each subnet: number, outbound, action, protocol, first and last
/// port.
fn with_acl(
    template: &Value,
    entries: &[(u16, bool, &str, i32, u16, u16)],
) -> Vec<(String, Value)> {
    let vpc = ids(template, VPC).into_iter().next();
    let Some(vpc) = vpc else { return Vec::new() };
    ids(template, SUBNET).into_iter().map(|subnet| {
        let mut mutant = template.clone();
        mutant["Resources"]["Acl"] = json!({ "Type": "AWS::EC2::NetworkAcl", "Properties": { "VpcId": { "Ref": vpc } } });
        mutant["Resources"]["AclAssociation"] = json!({ "Type": "AWS::EC2::SubnetNetworkAclAssociation",
            "Properties": { "SubnetId": { "Ref": subnet }, "NetworkAclId": { "Ref": "Acl" } } });
        for (index, (number, is_egress, action, protocol, first, last)) in entries.iter().enumerate() {
            let mut properties = json!({ "NetworkAclId": { "Ref": "Acl" }, "RuleNumber": number, "Egress": is_egress,
                "RuleAction": action, "Protocol": protocol, "CidrBlock": "0.0.0.0/0" });
            if *protocol == 6 {
                properties["PortRange"] = json!({ "From": first, "To": last });
            }
            mutant["Resources"][format!("AclEntry{index}")] = json!({ "Type": "AWS::EC2::NetworkAclEntry", "Properties": properties });
        }
        (subnet, mutant)
    }).collect()
}

/// An endpoint that takes the name of S3 for the whole VPC and admits no client.
fn closed_endpoint(template: &Value) -> Vec<(String, Value)> {
    let Some(vpc) = ids(template, VPC).into_iter().next() else { return Vec::new() };
    ids(template, SUBNET)
        .into_iter()
        .map(|subnet| {
            let mut mutant = template.clone();
            mutant["Resources"]["EndpointGroup"] = json!({ "Type": GROUP, "Properties": {
            "GroupDescription": "closed", "VpcId": { "Ref": vpc } } });
            mutant["Resources"]["Endpoint"] = json!({ "Type": "AWS::EC2::VPCEndpoint", "Properties": {
            "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.eu-west-1.s3", "VpcId": { "Ref": vpc },
            "SubnetIds": [{ "Ref": subnet }], "SecurityGroupIds": [{ "Fn::GetAtt": ["EndpointGroup", "GroupId"] }],
            "PrivateDnsEnabled": true,
            "DnsOptions": { "PrivateDnsOnlyForInboundResolverEndpoint": "AllResolvers" } } });
            (subnet, mutant)
        })
        .collect()
}

fn endpoint_in_one_table(template: &Value) -> Vec<(String, Value)> {
    let Some(vpc) = ids(template, VPC).into_iter().next() else { return Vec::new() };
    let tables = ids(template, TABLE);
    if tables.len() < 2 {
        return Vec::new();
    }
    tables.into_iter().map(|table| {
        let mut mutant = template.clone();
        mutant["Resources"]["Endpoint"] = json!({ "Type": "AWS::EC2::VPCEndpoint", "Properties": {
            "ServiceName": "com.amazonaws.eu-west-1.s3", "VpcId": { "Ref": vpc }, "RouteTableIds": [{ "Ref": table }] } });
        (table, mutant)
    }).collect()
}
