//! Keys of the network that have a file each: what they say, what they are called in both dialects,
//! and how they are read.
//!
//! A new key is a file here with `V3`, `V2`, `read_v3` and `read_v2`, and its line in the list below;
//! the tables of keys, the reference and the schema follow.

mod quotas;
pub(crate) mod routes;
mod tags;
mod transit_gateway;

pub use routes::{GatewayId, RouteIntent, SubnetWays, default_route};
pub use tags::{TagIntent, TagsIntent};
pub use transit_gateway::TransitGatewayIntent;

use std::collections::BTreeMap;

use netloom_diag::Sourced;
use netloom_net::quotas::Quota;
use netloom_net::{AzId, Region};

use crate::key_lists::{joined, total};
use crate::{v2, v3};

/// Where the keys of a v3 file are read.
pub(crate) struct Place<'t> {
    /// The file.
    pub(crate) file: v3::reader::Section<'t>,
    /// Its `Network` section, where it has one.
    pub(crate) network: Option<v3::reader::Section<'t>>,
    /// The region, where it is known.
    pub(crate) region: Option<Region>,
    /// The zones of the network; empty when the file does not say.
    pub(crate) zones: &'t [Sourced<AzId>],
}

/// Where the keys of a v2 file are read.
pub(crate) struct Sections<'t> {
    /// The `[cluster …]` section.
    pub(crate) cluster: v2::reader::Section<'t>,
    /// The `[vpc …]` section, where the cluster names one.
    pub(crate) vpc: Option<v2::reader::Section<'t>>,
}

macro_rules! network_keys {
    ($($(#[doc = $doc:literal])+ $name:ident: $intent:ty;)+) => {
        /// What the keys of the network say that have a file each.
        #[derive(Clone, PartialEq, Debug, Default)]
        pub struct FurtherKeys {
            $($(#[doc = $doc])+ pub $name: $intent,)+
        }

        impl FurtherKeys {
            /// Reads them from a v3 file.
            pub(crate) fn read_v3(reader: &mut v3::reader::Reader<'_>, place: &Place<'_>) -> Self {
                Self { $($name: $name::read_v3(reader, place),)+ }
            }

            /// Reads them from a v2 file.
            pub(crate) fn read_v2(
                reader: &mut v2::reader::Reader<'_>,
                sections: &Sections<'_>,
            ) -> Self {
                Self { $($name: $name::read_v2(reader, sections),)+ }
            }
        }

        const V3_LISTS: &[&[v3::keys::Key]] = &[$($name::V3),+];
        const V2_LISTS: &[&[v2::keys::Key]] = &[$($name::V2),+];
    };
}

network_keys! {
    /// A transit gateway that exists, and what goes to it; absent when the file names none.
    transit_gateway: Option<TransitGatewayIntent>;
    /// Routes of all public and private subnets to gateways that exist, sorted by destination, which
    /// is unique.
    routes: Vec<RouteIntent>;
    /// Quotas of the account that are not the default ones.
    quotas: BTreeMap<Quota, Sourced<u64>>;
    /// Tags of every resource; none when the file has none.
    tags: TagsIntent;
}

/// The keys in the `Network` section of a v3 file.
pub(crate) const V3: [v3::keys::Key; total(V3_LISTS)] = joined(V3_LISTS);

/// The keys in the `[vpc …]` section of a v2 file.
pub(crate) const V2: [v2::keys::Key; total(V2_LISTS)] = joined(V2_LISTS);
