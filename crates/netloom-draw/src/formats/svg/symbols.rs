//! Symbols, netloom's own, in a square of 16 by 16.

use crate::picture::PlacedSymbol;
use crate::scene::Kind;

/// Returns a symbol at its place.
pub(super) fn of(symbol: PlacedSymbol) -> String {
    format!(
        "<path class=\"symbol\" transform=\"translate({} {})\" d=\"{}\"/>",
        symbol.rect.x,
        symbol.rect.y,
        path_of(symbol.kind)
    )
}

fn path_of(kind: Kind) -> &'static str {
    match kind {
        // A screen with a prompt.
        Kind::HeadNode => "M1.5 2.5h13v9h-13zM4 5l2.2 2L4 9M7.5 9H10M5 14h6",
        // A person at a door.
        Kind::LoginNodes => "M8 1.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5zM3 14.5c0-7 10-7 10 0z",
        // A stack of machines.
        Kind::ComputeNodes => {
            "M1.5 1.5h13v3.5h-13zM1.5 6.2h13v3.5h-13zM1.5 11h13v3.5h-13zM12 3.2h1M12 8h1M12 12.7h1"
        }
        // A chip.
        Kind::Instance => {
            "M3.5 3.5h9v9h-9zM6 1v2.5M10 1v2.5M6 12.5V15M10 12.5V15M1 6h2.5\
             M1 10h2.5M12.5 6H15M12.5 10H15"
        }
        // A card with a plug.
        Kind::Interface => "M1.5 4.5h10v7h-10zM11.5 6.5h3M11.5 9.5h3M4 4.5v-2M8 4.5v-2",
        // A cylinder.
        Kind::Service => "M2 4c0-3.3 12-3.3 12 0v8c0 3.3-12 3.3-12 0zM2 4c0 3.3 12 3.3 12 0",
        // Many to one, and out.
        Kind::NatGateway => "M1 3.5L6 8L1 12.5M1 8h13M11 5l3 3l-3 3",
        // A wall.
        Kind::Firewall => {
            "M1.5 2.5h13v11h-13zM1.5 6.2h13M1.5 9.8h13M8 2.5v3.7M4.8 6.2v3.6M11.2 6.2v3.6M8 9.8v3.7"
        }
        // A ring with a point.
        Kind::InterfaceEndpoint | Kind::GatewayEndpoint => {
            "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z\
             M8 6.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z"
        }
        // A gate with arrows both ways.
        Kind::InternetGateway => {
            "M2 14.5V6a6 6 0 0 1 12 0v8.5M5 11V6.5M3.5 8L5 6.5L6.5 8M11 6.5V11\
             M9.5 9.5L11 11l1.5-1.5"
        }
        // A gate with an arrow out.
        Kind::EgressOnlyGateway => "M2 14.5V6a6 6 0 0 1 12 0v8.5M8 12V5M5.5 7.5L8 5l2.5 2.5",
        // A lock.
        Kind::VpnGateway => "M2.5 7h11v7.5h-11zM5 7V4.5a3 3 0 0 1 6 0V7M8 10v2",
        // Two rings in each other.
        Kind::Peering => "M5.5 4a4 4 0 1 1 0 8a4 4 0 1 1 0-8zM10.5 4a4 4 0 1 1 0 8a4 4 0 1 1 0-8z",
        // A hub.
        Kind::TransitGateway => {
            "M8 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5zM8 5.5V1M8 10.5V15M5.5 8H1M10.5 8H15"
        }
        // A square with a diagonal.
        Kind::Other => "M2 2h12v12H2zM2 14L14 2",
        // A globe.
        Kind::Internet => {
            "M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14zM1 8h14M8 1c-5 4-5 10 0 14M8 1c5 4 5 10 0 14"
        }
        // A building.
        Kind::Site => "M2.5 14.5v-12h7v12M9.5 6.5h4v8M1 14.5h14M4.5 5h3M4.5 8h3M4.5 11h3",
        // A bucket.
        Kind::AwsServices => {
            "M2 3.5c0-2.6 12-2.6 12 0l-1.8 10c-.3 1.8-8.1 1.8-8.4 0zM2 3.5c0 2.6 12 2.6 12 0"
        }
    }
}
