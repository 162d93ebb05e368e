//! Listeners of a load balancer that only one of the two networks has.
//!
//! A load balancer without a described listener is judged by its security groups alone, for another
//! stack may give it listeners. Where the other revision has listeners of its own, the template is
//! what gives them: without them it has none, and a listener that is added opens its port.

use netloom_network::{Id, Known, Network};

/// Takes a load balancer that has listeners in only one of the networks as one without listeners in
/// the other.
///
/// - `old_name`: the name in the old network, by that in the new one.
pub(super) fn compare_listeners(
    old: &mut Network,
    new: &mut Network,
    old_name: &impl Fn(&str) -> String,
) {
    for interface in new.interfaces.values_mut() {
        let id = Id::new(old_name(interface.id.as_str()));
        let Some(earlier) = old.interfaces.get_mut(&id) else { continue };
        match (&earlier.listens, &interface.listens) {
            (None, Some(_)) => earlier.listens = Some(Known::Is(Vec::new())),
            (Some(_), None) => interface.listens = Some(Known::Is(Vec::new())),
            _ => {}
        }
    }
}
