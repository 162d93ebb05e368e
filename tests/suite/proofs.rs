//! The claims of every case, and whether they hold: each correct network proves clean, and what
//! cannot be decided says why.

use crate::support::{case_configs, folder};
use netloom_checks::{check_node_groups, claims_of_cluster};
use netloom_diag::Sources;
use netloom_driver::observe::{ObserveOptions, observe};
use netloom_network::Network;
use netloom_question::{Expect, Prepared};
use netloom_reach::explain::assumptions_of;
use netloom_reach::{Answer, Verdict};

#[test]
fn every_correct_network_proves_clean() {
    for (case, config, text) in case_configs() {
        let dialect = config.trim_start_matches("config.").to_owned();
        let mut sources = Sources::default();
        let file = sources.add(config.clone(), text);
        let observed = observe(file, &mut sources, &Network::default(), &ObserveOptions::default());
        let (network, intent) =
            (observed.network.expect("a network"), observed.intent.expect("an intent"));
        assert!(
            check_node_groups(&intent, &observed.nodes, &network).is_empty(),
            "{case}/{config}"
        );
        let claims = claims_of_cluster(&intent, &observed.nodes, None, &network);
        let prepared = Prepared::new(network);
        let mut lines = Vec::new();
        let mut missing = Vec::new();
        let mut assumptions = Vec::new();
        for claim in &claims {
            let answer = Answer::of(&prepared, &claim.question, claim.expect);
            let verdict = match answer.verdict {
                Verdict::Proved => "proved",
                Verdict::Refuted => "REFUTED",
                Verdict::Unknown => "unknown",
            };
            let verb = match claim.expect {
                Expect::Reachable => "reaches",
                Expect::Unreachable => "is not reached by",
            };
            assert_ne!(
                answer.verdict,
                Verdict::Refuted,
                "{case}/{config}: {} {verb} {}",
                claim.who,
                claim.what
            );
            lines.push(format!("{verdict}: {} {verb} {}", claim.who, claim.what));
            missing.extend(
                answer.missing.iter().map(|unknown| format!("depends on {}", unknown.what)),
            );
            if answer.verdict == Verdict::Proved {
                assumptions.extend(
                    assumptions_of(&prepared, &answer)
                        .into_iter()
                        .map(|assumption| format!("assuming: {assumption}")),
                );
            }
        }
        for more in [&mut missing, &mut assumptions] {
            more.sort();
            more.dedup();
            lines.append(more);
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder("../snapshots").join(&case));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("{dialect}-proofs"), lines.join("\n")));
    }
}
