//! Checks.
use netloom_config::ClusterIntent;
use netloom_diag::{Code, Diagnostic};
use netloom_plan::NetworkPlan;
/// A check.
pub struct Check {
    /// Its code.
    pub code: &'static Code,
}
/// All checks.
pub static CHECKS: &[Check] = &[];
/// Runs all.
#[must_use]
pub fn check_network(_intent: &ClusterIntent, _plan: &NetworkPlan) -> Vec<Diagnostic> {
    Vec::new()
}
