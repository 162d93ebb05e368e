//! Pictures of networks.
//!
//! - Comes in: a [`Network`](netloom_network::Network) as any input gives it, and what only a config
//!   or an answer about one question knows, as plain words ([`Extras`]).
//! - Goes out: a [`Scene`], and text in each of the [`FORMATS`].
//! - Owned here: what is drawn and what is left out, where it stands, how it looks.
//! - Left to others: reading inputs and the words about a config (`netloom-driver`), where packets
//!   go (`netloom-reach`), what a change does (`netloom-diff`).
//!
//! | file | one idea |
//! | --- | --- |
//! | `scene` | what is drawn: boxes in boxes, arrows, marks; no coordinates |
//! | `scene/of_network` | which part of a network is which box |
//! | `address_map` | which block is whose, and what is free |
//! | `text` | how wide words are, and how long names are cut |
//! | `layout/` | coordinates: zones are columns, gateways stand on the edge of their VPC |
//! | `picture` | what has coordinates: boxes, labels, symbols, lines |
//! | `formats/` | one file per format |
//!
//! *Invariant:* the same scene gives the same bytes. *Invariant:* no box overlaps another in part,
//! no label overlaps a label, and no line crosses a label; `tests/suite/drawings` measures it.
//! *Invariant:* no colour says what no word says.

pub mod address_map;
pub mod formats;
pub mod layout;
pub mod picture;
pub mod scene;
pub mod text;

pub use formats::{DrawFormat, FORMATS, format_by_name};
pub use layout::picture_of;
pub use picture::Picture;
pub use scene::{Extras, Scene, scene_of_network};
