//! Why some spoilt templates may go unnoticed: what was changed makes no difference to any packet
//! that the config claims.

use serde_json::{Value, json};

/// The reason why a mutant may survive; `None` if there is none.
///
/// - `place`: what the operator changed, its logical id first.
/// - `template`: the template before.
pub(crate) fn reason(operator: &str, place: &str, template: &Value) -> Option<&'static str> {
    let id = place.split(' ').next().unwrap_or_default();
    let has = |other: &str| template["Resources"].get(other).is_some();
    let is_batch = template["Description"]
        .as_str()
        .is_some_and(|text| text.contains("AWS Batch") || text.contains("awsbatch"));
    match operator {
        "turn public addresses over" => Some(
            "no node takes its address from this setting: it is set for the interface, or the \
             route leads elsewhere",
        ),
        "halve the VPC block" => Some("all subnets still lie in the block"),
        "let a group out to HTTPS only" if has(&format!("{id}EgressToAnywhere")) => {
            Some("a rule of its own still lets everything out; rules only add up")
        }
        "let a group out to HTTPS only" if is_batch => {
            Some("with awsbatch the head node begins no connection but HTTPS to services")
        }
        "let a group out to HTTPS only"
            if has("SecurityGroupCompute") && id == "SecurityGroupCompute" =>
        {
            Some("a rule of its own still lets everything out; rules only add up")
        }
        "drop an egress rule" | "narrow an egress rule to HTTPS"
            if id.ends_with("EgressToSelf") =>
        {
            Some("the rule for everything covers it, and only EFA needs the group's own one")
        }
        "drop all egress rules but the first" if !template.to_string().contains("placement") => {
            Some("the rule for everything stays, and only EFA needs the group's own one")
        }
        "drop an ingress rule"
        | "turn an ingress rule to another group"
        | "put an ingress rule into another group"
        | "narrow an ingress rule to Slurm's documented ports"
            if is_batch =>
        {
            Some(
                "with awsbatch nothing is claimed from the head node to the jobs, nor among jobs \
                 of one node each",
            )
        }
        "widen an inline rule to the world"
        | "widen an inline rule to all ports"
        | "turn an inline rule into all protocols"
        | "open a group to the internet"
        | "open a group to half of the internet"
        | "let a group out to HTTPS only"
            if id == "SecurityGroupEndpoints" =>
        {
            Some(
                "the interfaces of endpoints take HTTPS alone and begin no connection, and no \
                 claim is about who else reaches a service by them",
            )
        }
        "drop a VPC endpoint"
        | "take the tables of a gateway endpoint away"
        | "switch the private name of an endpoint off"
            if has_another_way(template) =>
        {
            Some("the nodes reach the service by NAT or by their proxy as well")
        }
        "let the policy of an endpoint admit nothing" if reaches_no_service(template) => {
            Some("the nodes reach everything by their proxy, and not by the endpoint")
        }
        "check source and destination at the head node" => {
            Some("no route leads through the head node")
        }
        "switch the resolver off"
        | "put an endpoint in the way of its clients"
        | "deny HTTPS before all is allowed"
            if reaches_no_service(template) =>
        {
            Some("the nodes reach everything by their proxy, which also looks up the names")
        }
        "leave private tables out of a gateway endpoint" => Some(
            "the endpoint is in the private table; the public one leads to the internet by itself",
        ),
        "let only Linux's ports back into a subnet" if !hosts_nat(template, id) => {
            Some("no NAT gateway stands in the subnet, and its nodes use just these ports")
        }
        "lead a route to the head node" if leads_to(template, id, "NatGatewayId") => Some(
            "the head node forwards as a NAT instance would, and its group admits the compute \
             nodes",
        ),
        "let an address come before the attachment" if is_only_a_nat_gateways(template, id) => {
            Some(
                "allocating an address involves no VPC; the NAT gateway that uses it waits by its \
                 route",
            )
        }
        "move a NAT gateway into another subnet"
            if is_public(template, place.rsplit(' ').next().unwrap_or_default()) =>
        {
            Some("the other subnet is public, too; only the zone differs")
        }
        "give a subnet another table"
        | "drop a propagation"
        | "deny HTTPS before all is allowed"
            if is_isolated(template, id) =>
        {
            Some(
                "no node is in the isolated subnet, and no claim says that what is there reaches \
                 anything",
            )
        }
        "drop a propagation" if !reaches_no_service(template) => {
            Some("what is for the site goes by the NAT gateway, whose own subnet learned the way")
        }
        "drop a route"
        | "narrow a route to private addresses"
        | "move a route into another table"
            if is_in_the_public_table_too(template, id) =>
        {
            Some(
                "what is for the site goes by the NAT gateway, whose own subnet has the route, too",
            )
        }
        "give a subnet another table"
            if is_served_alike(template, id, place.rsplit(' ').next().unwrap_or_default()) =>
        {
            Some("the table of another zone leads to the same NAT gateway")
        }
        "give a subnet another table" if is_without_gateway(&has, place) => {
            Some("its zone has no NAT gateway, and that of any other zone serves it as well")
        }
        "give a subnet another table" if reaches_no_service(template) => {
            Some("its nodes have a proxy inside the VPC and need no way out")
        }
        _ => None,
    }
}

/// Whether a private route to a transit gateway is in the public table as well, from where the NAT
/// gateway sends what private nodes send to it.
fn is_in_the_public_table_too(template: &Value, id: &str) -> bool {
    let resources = &template["Resources"];
    let Some((table, block)) = id.split_once("To") else { return false };
    let has_nat = leads_to(template, &format!("{table}Default"), "NatGatewayId");
    let public = format!("RoutePublicTo{block}");
    leads_to(template, id, "TransitGatewayId")
        && has_nat
        && resources.get(&public).is_some()
        && leads_to(template, &public, "TransitGatewayId")
}

/// Whether nodes reach services without endpoints: by NAT, by a proxy, or from a public subnet.
fn has_another_way(template: &Value) -> bool {
    let mut resources = template["Resources"].as_object().into_iter().flatten();
    // Only a network in which nothing leads out has endpoints of what every node calls.
    !resources.any(|(id, _)| id == "EndpointCloudformation")
}

/// Whether a private subnet gets the table of another zone and its own zone has no gateway.
fn is_without_gateway(has: &impl Fn(&str) -> bool, place: &str) -> bool {
    let mut ids = place.split(" to ");
    let (subnet, table) = (ids.next().unwrap_or_default(), ids.next().unwrap_or_default());
    let zone = subnet.strip_prefix("RouteTableAssociationCompute");
    table.starts_with("RouteTablePrivate")
        && zone.is_some_and(|zone| !has(&format!("NatGateway{zone}")) && has("NatGatewayEuw1Az1"))
}

/// Whether every group of nodes has a proxy: then the template has neither NAT gateways nor, apart
/// from it, a way out that is used.
fn reaches_no_service(template: &Value) -> bool {
    let mut resources = template["Resources"].as_object().into_iter().flatten();
    // A private NAT gateway leads to the site alone.
    !resources.any(|(_, resource)| {
        resource["Type"] == "AWS::EC2::NatGateway"
            && resource["Properties"]["ConnectivityType"] != "private"
    })
}

fn hosts_nat(template: &Value, subnet: &str) -> bool {
    let mut resources = template["Resources"].as_object().into_iter().flatten();
    resources.any(|(_, resource)| {
        resource["Type"] == "AWS::EC2::NatGateway"
            && resource["Properties"]["SubnetId"] == json!({ "Ref": subnet })
    })
}

/// Whether an association, a propagation or a subnet is about the isolated table.
fn is_isolated(template: &Value, id: &str) -> bool {
    let isolated = json!({ "Ref": "RouteTableIsolated" });
    let about = &template["Resources"][id]["Properties"];
    let mut resources = template["Resources"].as_object().into_iter().flatten();
    about["RouteTableId"] == isolated
        || about["RouteTableIds"] == json!([isolated])
        || resources.any(|(_, other)| {
            other["Properties"]["SubnetId"] == json!({ "Ref": id })
                && other["Properties"]["RouteTableId"] == isolated
        })
}

/// Whether the table of an association and another one have the same default route.
fn is_served_alike(template: &Value, association: &str, other: &str) -> bool {
    let target = |table: &Value| {
        let mut resources = template["Resources"].as_object().into_iter().flatten();
        let route = resources.find(|(_, resource)| {
            resource["Type"] == "AWS::EC2::Route"
                && resource["Properties"]["RouteTableId"] == *table
        });
        route.map(|(_, route)| route["Properties"]["NatGatewayId"].clone())
    };
    let own = target(&template["Resources"][association]["Properties"]["RouteTableId"]);
    own.is_some_and(|own| own.is_object() && Some(own) == target(&json!({ "Ref": other })))
}

fn leads_to(template: &Value, route: &str, target: &str) -> bool {
    template["Resources"][route]["Properties"].get(target).is_some()
}

fn is_public(template: &Value, subnet: &str) -> bool {
    let mut resources = template["Resources"].as_object().into_iter().flatten();
    resources.any(|(_, resource)| {
        resource["Type"] == "AWS::EC2::SubnetRouteTableAssociation"
            && resource["Properties"]["SubnetId"] == json!({ "Ref": subnet })
            && resource["Properties"]["RouteTableId"] == json!({ "Ref": "RouteTablePublic" })
    })
}

/// Returns whether one thing alone uses an address: a NAT gateway that waits for a route of its
/// own.
fn is_only_a_nat_gateways(template: &Value, address: &str) -> bool {
    let name = format!("\"{address}\"");
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut users = resources.filter(|(id, resource)| {
        *id != address && resource["Properties"].to_string().contains(&name)
    });
    users.all(|(_, user)| {
        user["Type"] == "AWS::EC2::NatGateway" && user["DependsOn"].to_string().contains("Default")
    })
}
