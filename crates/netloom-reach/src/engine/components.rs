//! What stands on the way between subnets and the world: one file per kind of thing, and here
//! which of them a route leads to.

mod balancer;
mod central_egress;
mod egress_only;
mod elsewhere;
mod endpoint;
pub(super) mod firewall;
mod handed_on;
mod internet;
mod nat;
mod peering;
mod site;
pub(crate) mod transit;

use netloom_network::{Route, Subnet, Target};
use netloom_question::LegEnd;

use super::Walk;
use super::flow::Flow;

impl<'n> Walk<'n> {
    /// To what a route leads to, unless nothing of this name is there.
    pub(super) fn towards(
        &mut self,
        flow: Flow<'n>,
        subnet: &'n Subnet,
        target: &'n Target,
        route: Option<&'n Route>,
    ) {
        let network = self.network();
        match target {
            Target::Local => return self.inside(flow, subnet),
            Target::InternetGateway(id) => {
                if let Some(gateway) = network.internet_gateways.get(id) {
                    return self.by_internet_gateway(flow, subnet, gateway);
                }
            }
            Target::EgressOnlyGateway(id) => {
                if let Some(gateway) = network.egress_only_gateways.get(id) {
                    return self.by_egress_only(flow, subnet, gateway);
                }
            }
            Target::NatGateway(id) => {
                if let Some(gateway) = network.nat_gateways.get(id) {
                    return self.by_nat(flow, (LegEnd::Subnet(subnet), subnet), gateway);
                }
            }
            Target::Interface(id) => {
                if let Some(interface) = network.interfaces.get(id) {
                    return self.by_forwarder(flow, subnet, interface);
                }
            }
            Target::VpnGateway(id) => {
                if let Some(gateway) = network.vpn_gateways.get(id) {
                    return self.by_vpn_gateway(flow, subnet, gateway);
                }
            }
            Target::GatewayEndpoint(id) => {
                if let Some(endpoint) = network.endpoints.get(id) {
                    return self.by_gateway_endpoint(flow, subnet, endpoint);
                }
            }
            Target::Peering(id) => {
                if let Some(peering) = network.peerings.get(id) {
                    return self.by_peering(flow, subnet, peering);
                }
            }
            Target::TransitGateway(id) => {
                if let Some(gateway) = network.transit_gateways.get(id) {
                    return self.by_transit(flow, subnet, gateway);
                }
            }
            Target::Firewall(id, picked) => {
                if let Some(firewall) = network.firewalls.get(id) {
                    let from = LegEnd::Subnet(subnet);
                    return self.by_firewall(flow, from, (firewall, picked), subnet);
                }
            }
            Target::Other(_) => {}
        }
        // What no description has, or nothing follows, leads where nothing is known.
        self.by_other(flow, route);
    }
}
