//! Parties and traffic as people write them.

use std::net::IpAddr;

use netloom_diag::nearest_name;
use netloom_net::services::{is_service_name, service_names};
use netloom_network::sets::RangeSet;
use netloom_network::sets::addresses::parse_block;
use netloom_network::sets::traffic::{
    ECHO_REQUEST, ECHO_REQUEST_V6, ICMP, ICMPV6, TCP, Traffic, UDP, all_ports, all_protocols,
    parse_protocols,
};
use netloom_network::{Id, Known, Network};

use crate::Party;

/// Why a text names no party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotAParty {
    /// A name that differs in a letter or two.
    pub nearest: Option<String>,
    /// Every name that there is, sorted; empty for services, which are many.
    pub known: Vec<String>,
    /// The service of AWS that the text names, if it names one that there is not.
    pub service: Option<String>,
}

impl Party {
    /// Returns who is meant by a text: `internet`, `internet except service:s3`, `service:s3`, a
    /// block or an address, or the name of an interface, an instance, a launch template, a security
    /// group or a subnet of the network.
    ///
    /// # Errors
    /// The text is none of these; with the names that the network has.
    pub fn from_text(text: &str, network: &Network) -> Result<Self, NotAParty> {
        if text == "internet" {
            return Ok(Self::internet());
        }
        if let Some(excepted) = text.strip_prefix("internet except ") {
            return internet_except(excepted, network);
        }
        if let Some(service) = text.strip_prefix("service:").filter(|service| !service.is_empty()) {
            return service_of(service, network);
        }
        if let Some(addresses) = addresses(text) {
            return Ok(Self::Addresses(addresses));
        }
        let id = Id::new(text);
        if network.interfaces.contains_key(&id) {
            return Ok(Self::Interface(id));
        }
        if network.security_groups.contains_key(&id) {
            return Ok(Self::SecurityGroup(id));
        }
        if network.subnets.contains_key(&id) {
            return Ok(Self::Subnet(id));
        }
        // No name fits: the finding offers what there is.
        let names = network
            .interfaces
            .keys()
            .chain(network.security_groups.keys())
            .chain(network.subnets.keys());
        let mut known: Vec<String> = names.map(|id| id.as_str().to_owned()).collect();
        known.push("internet".to_owned());
        known.sort();
        known.dedup();
        let nearest = nearest_name(text, known.iter().map(String::as_str)).map(str::to_owned);
        Err(NotAParty { nearest, known, service: None })
    }
}

/// The internet without services, several with commas.
fn internet_except(excepted: &str, network: &Network) -> Result<Party, NotAParty> {
    let mut services = Vec::new();
    for text in excepted.split(',').map(str::trim) {
        let service = text.strip_prefix("service:").unwrap_or(text);
        match service_of(service, network) {
            Ok(_) => services.push(service.to_owned()),
            Err(problem) => {
                let nearest = problem.nearest.map(|nearest| format!("internet except {nearest}"));
                return Err(NotAParty { nearest, ..problem });
            }
        }
    }
    Ok(Party::InternetExcept(services))
}

/// Every name of a service that is not checked would be one: to a service without an endpoint all
/// packets go to the internet, so a misspelt one would be proved to be reached.
fn service_of(service: &str, network: &Network) -> Result<Party, NotAParty> {
    let is_of_network = || {
        network.endpoints.values().any(|endpoint| endpoint.service == Known::Is(service.to_owned()))
    };
    let is_of_others = service.contains("vpce-svc-");
    if is_service_name(service) || is_of_others || is_of_network() {
        return Ok(Party::Service(service.to_owned()));
    }
    let nearest = nearest_service(service).map(|nearest| format!("service:{nearest}"));
    Err(NotAParty { nearest, known: Vec::new(), service: Some(service.to_owned()) })
}

/// Of the whole name of an endpoint, what follows the region is the service.
fn nearest_service(service: &str) -> Option<&'static str> {
    let whole = service.split_once("com.amazonaws.").and_then(|(_, tail)| tail.split_once('.'));
    let service = whole.map_or(service, |(_, service)| service);
    nearest_name(service, service_names().iter().copied())
}

fn addresses(text: &str) -> Option<RangeSet> {
    if let Some((block, _)) = parse_block(text) {
        return Some(block);
    }
    match text.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => Some(RangeSet::single(u128::from(u32::from(address)))),
        IpAddr::V6(address) => Some(RangeSet::single(u128::from(address))),
    }
}

/// Returns the protocols and ports that two words mean.
///
/// - `protocol`: `tcp`, `udp`, `icmp` (a ping), `all`, or a number.
/// - `port`: `443`, `1024-2048`, several with commas; absent, every port.
///
/// `Err` says what was expected instead.
///
/// # Errors
/// A word that is no protocol or no port, or ports for a protocol that has none.
pub fn traffic_from_words(protocol: &str, port: Option<&str>) -> Result<Traffic, &'static str> {
    let Some(protocols) = parse_protocols(protocol) else {
        return Err("expected `tcp`, `udp`, `icmp`, `all` or a protocol number from 0 to 255");
    };
    let is = |number: u128| protocols == RangeSet::single(number);
    let Some(port) = port else {
        let ports = match () {
            () if is(ICMP) => RangeSet::single(ECHO_REQUEST),
            () if is(ICMPV6) => RangeSet::single(ECHO_REQUEST_V6),
            () => all_ports(),
        };
        return Ok(Traffic { protocols, ports });
    };
    if !is(TCP) && !is(UDP) && protocols != all_protocols() {
        return Err("expected no port: only tcp and udp have ports");
    }
    // Ports under `all` are about the two protocols that have ports.
    let protocols = if is(TCP) || is(UDP) {
        protocols
    } else {
        RangeSet::single(TCP).union(&RangeSet::single(UDP))
    };
    let mut ports = RangeSet::empty();
    for part in port.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.trim().parse::<u16>(), last.trim().parse::<u16>()) {
            (Ok(first), Ok(last)) if first <= last => {
                ports = ports.union(&RangeSet::range(u128::from(first), u128::from(last)));
            }
            _ => {
                return Err(
                    "expected a port from 0 to 65535, a range such as `1024-2048`, or several \
                     with commas",
                );
            }
        }
    }
    Ok(Traffic { protocols, ports })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_numbers_ranges_or_several() {
        let ports = |port: &str| traffic_from_words("tcp", Some(port)).map(|traffic| traffic.ports);
        assert_eq!(ports("443"), Ok(RangeSet::single(443)));
        assert_eq!(
            ports("80, 1024-2048"),
            Ok(RangeSet::single(80).union(&RangeSet::range(1024, 2048)))
        );
        assert!(ports("https").is_err() && ports("70000").is_err() && ports("9-3").is_err());
        assert!(traffic_from_words("icmp", Some("8")).is_err());
    }

    #[test]
    fn addresses_need_no_name() {
        let network = Network::default();
        assert_eq!(Party::from_text("internet", &network), Ok(Party::internet()));
        assert_eq!(Party::from_text("service:s3", &network), Ok(Party::Service("s3".to_owned())));
        let except = |text: &str| Party::from_text(text, &network);
        let services = ["s3", "dynamodb"].map(str::to_owned);
        assert_eq!(
            except("internet except service:s3, service:dynamodb"),
            Ok(Party::InternetExcept(services.to_vec()))
        );
        assert_eq!(except("internet except s3"), except("internet except service:s3"));
        let problem = except("internet except service:dynamodbb").unwrap_err();
        assert_eq!(problem.nearest.as_deref(), Some("internet except service:dynamodb"));
        assert!(matches!(Party::from_text("10.0.0.0/8", &network), Ok(Party::Addresses(_))));
        assert!(matches!(Party::from_text("10.0.0.7", &network), Ok(Party::Addresses(_))));
        assert!(Party::from_text("Head", &network).is_err());
        for (text, nearest) in [
            ("service:foo", None),
            ("service:S3", Some("service:s3")),
            ("service:cloudfromation", Some("service:cloudformation")),
            ("service:com.amazonaws.eu-west-1.ecr.api", Some("service:ecr.api")),
        ] {
            let problem = Party::from_text(text, &network).unwrap_err();
            assert_eq!(problem.service.as_deref(), text.strip_prefix("service:"));
            assert_eq!(problem.nearest.filter(|_| nearest.is_some()).as_deref(), nearest, "{text}");
        }
        let others = "service:com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";
        assert!(Party::from_text(others, &network).is_ok());
    }
}
