//! Networks of others under `tests/networks/`: a template or the facts of a VPC, and claims that
//! hold of it.
//!
//! Each folder is one network as AWS's guides document it or as people write it: `template.yaml`,
//! or `facts/*.json`, or both, and `claims.yaml`. Every claim must be proved, and the findings
//! about the template are those of `findings.snap`.

use crate::support::{entries, folder, name_of};
use netloom_checks::{Certify, ClusterNodes, prove_claims, read_claims};
use netloom_diag::{Diagnostic, SourceFile, Sources, render_concise, sort_diagnostics};
use netloom_driver::observe::{ObserveOptions, observe};
use netloom_network::{Network, network_of_facts};
use netloom_question::Prepared;

#[test]
fn every_claim_about_a_known_network_holds() {
    let mut n_claims = 0_usize;
    for network_folder in entries(&folder("networks")) {
        let case = name_of(&network_folder);
        let mut sources = Sources::default();
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        let mut network = Network::default();
        let facts = network_folder.join("facts");
        if facts.is_dir() {
            let files: Vec<_> = entries(&facts)
                .into_iter()
                .map(|path| {
                    sources.add(name_of(&path), std::fs::read_to_string(&path).expect("facts"))
                })
                .collect();
            let files: Vec<&SourceFile> =
                files.iter().filter_map(|file| sources.get(*file)).collect();
            let built = network_of_facts(&files);
            network = built.network;
            diagnostics.extend(built.diagnostics);
        }
        let template = network_folder.join("template.yaml");
        if template.exists() {
            let file = sources
                .add("template.yaml", std::fs::read_to_string(&template).expect("a template"));
            let observed = observe(file, &mut sources, &network, &ObserveOptions::default());
            network = observed.network.expect("the template can be read");
            diagnostics.extend(observed.diagnostics);
        }
        let text = std::fs::read_to_string(network_folder.join("claims.yaml")).expect("claims");
        let file = sources.add("claims.yaml", text);
        let (claims, problems) =
            read_claims(sources.get(file).expect("added"), &network, &ClusterNodes::default());
        assert!(problems.is_empty(), "{case}: {}", render_concise(&problems, &sources));
        assert!(!claims.is_empty(), "{case} claims nothing");
        n_claims += claims.len();
        let prepared = Prepared::new(network);
        let proofs = prove_claims(&prepared, &claims, Certify::No, &|_| false);
        let told =
            netloom_diag::render_human(&proofs.diagnostics, &sources, netloom_diag::Style::Plain);
        assert_eq!(proofs.n_proved, claims.len(), "{case}:\n{told}");

        sort_diagnostics(&mut diagnostics, &sources);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&network_folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let mut text = render_concise(&diagnostics, &sources);
        for assumption in proofs.assumptions {
            text.push_str(&format!("assuming: {assumption}\n"));
        }
        settings.bind(|| insta::assert_snapshot!("findings", text));
    }
    assert!(n_claims > 50, "{n_claims}");
}
