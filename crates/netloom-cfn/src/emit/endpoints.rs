//! VPC endpoints.

use netloom_plan::plan::{EndpointPath, PlannedEndpoint};

use super::endpoint_policies::policy_document;
use super::{Emitter, group_id, subnet_id};
use crate::resources::VpcEndpoint;
use crate::{Tag, Value, names};

pub(super) fn emit(emitter: &mut Emitter<'_>) {
    for endpoint in &emitter.plan.endpoints {
        let properties = properties(emitter, endpoint);
        emitter.add(names::endpoint(&endpoint.service), endpoint.origin, properties);
    }
}

fn properties(emitter: &Emitter<'_>, endpoint: &PlannedEndpoint) -> VpcEndpoint {
    let name = endpoint.service_name.clone();
    let mut properties = VpcEndpoint {
        vpc_endpoint_type: "Gateway",
        service_name: if name.contains("${") { Value::Sub(name) } else { Value::Literal(name) },
        vpc_id: emitter.vpc_id(),
        route_table_ids: Vec::new(),
        subnet_ids: Vec::new(),
        security_group_ids: Vec::new(),
        private_dns_enabled: None,
        policy_document: policy_document(endpoint),
        tags: Tag::name(&endpoint.service),
    };
    match &endpoint.path {
        EndpointPath::Gateway(tables) => {
            let ids = tables.iter().map(|table| Value::Ref(names::route_table(table)));
            properties.route_table_ids = ids.collect();
        }
        EndpointPath::Interface { subnets, groups } => {
            properties.vpc_endpoint_type = "Interface";
            properties.subnet_ids = subnets.iter().map(subnet_id).collect();
            properties.security_group_ids = groups.iter().map(group_id).collect();
            properties.private_dns_enabled = Some(true);
        }
    }
    properties
}
