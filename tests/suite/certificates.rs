//! Proofs as plain data: each one replays, and none that was tampered with does.

mod beyond;

use std::path::{Path, PathBuf};

use netloom_certificate::{Certificate, Component, DecidedBy};
use netloom_checks::{Claim, add_nodes, claims_of_cluster};
use netloom_config::LoadOptions;
use netloom_diag::{Diagnostic, Sources};
use netloom_driver::pipeline::{Compiled, compile};
use netloom_network::network_of_template;
use netloom_network::sets::RangeSet;
use netloom_question::{Expect, Prepared, Question};
use netloom_reach::{Answer, NoCertificate, Verdict, certify};
use netloom_template::{ReadOptions, read_template};
use serde_json::Value;

use crate::mutation::operators::OPERATORS;

/// A case, its template, and its claims about the network of that template.
struct Case {
    name: String,
    compiled: Compiled,
    template: Value,
    prepared: Prepared,
    claims: Vec<Claim>,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(root).expect("the cases").map(|case| case.expect("one").path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        for name in ["config.ini", "config.yaml"] {
            let Ok(text) = std::fs::read_to_string(path.join(name)) else { continue };
            let mut sources = Sources::default();
            let file = sources.add(name, text);
            let compiled = compile(sources.get(file).expect("added"), &LoadOptions::default());
            let Some(emitted) = compiled
                .emitted
                .as_ref()
                .filter(|_| compiled.plan.as_ref().is_some_and(|p| !p.is_empty()))
            else {
                continue;
            };
            let template: Value = serde_json::from_str(&emitted.template.to_json()).expect("JSON");
            let (prepared, claims) = network(&compiled, &template).expect("a network");
            let name = format!("{} {name}", path.file_name().expect("a name").to_string_lossy());
            found.push(Case { name, compiled, template, prepared, claims });
        }
    }
    found
}

/// `None` for a template that cannot be read.
fn network(compiled: &Compiled, template: &Value) -> Option<(Prepared, Vec<Claim>)> {
    let mut sources = Sources::default();
    let file = sources.add("template.json", template.to_string());
    let read = read_template(sources.get(file).expect("added"), &ReadOptions::default());
    let document = read.template.filter(|_| !read.diagnostics.iter().any(Diagnostic::is_error))?;
    let mut network = network_of_template(&document).network;
    let (intent, plan) = (compiled.intent.as_ref()?, compiled.plan.as_ref()?);
    let nodes = add_nodes(intent, plan, &mut network);
    let claims = claims_of_cluster(intent, &nodes, None, &network);
    Some((Prepared::new(network), claims))
}

/// The certificates of what a case proves, with the questions.
fn certificates(case: &Case) -> Vec<(Question, Expect, Certificate)> {
    let mut made = Vec::new();
    for claim in &case.claims {
        let answer = Answer::of(&case.prepared, &claim.question, claim.expect);
        if let Ok(certificate) = certify(&answer, &case.prepared) {
            made.push((claim.question.clone(), claim.expect, certificate));
        }
    }
    made
}

#[test]
fn what_is_proved_of_a_case_has_a_certificate_that_replays() {
    let (mut n_certified, mut n_open) = (0_usize, 0_usize);
    let mut left_out = Vec::new();
    for case in cases() {
        for claim in &case.claims {
            let answer = Answer::of(&case.prepared, &claim.question, claim.expect);
            if answer.verdict != Verdict::Proved {
                continue;
            }
            match certify(&answer, &case.prepared) {
                Ok(certificate) => match certificate.replay(&case.prepared, &claim.question) {
                    Ok(()) => n_certified += 1,
                    Err(error) => left_out.push(format!(
                        "{}: {}: {}",
                        case.name,
                        claim.who.clone() + " " + &claim.what,
                        error.0
                    )),
                },
                // What the regional gateway does with addresses is in no description to replay, and
                // neither are networks beyond a transit gateway.
                Err(NoCertificate::NotCovered(what))
                    if what.contains("stands in no subnet") || what.contains("not described") =>
                {
                    n_open += 1;
                }
                Err(why) => left_out.push(format!(
                    "{}: {}: {why:?}",
                    case.name,
                    claim.who.clone() + " " + &claim.what
                )),
            }
        }
    }
    println!("{n_certified} certificates replay");
    assert!(
        left_out.is_empty(),
        "{n_certified} replay, {} do not:\n{}",
        left_out.len(),
        left_out.join("\n")
    );
    assert!(n_certified > 400 && n_open < 60, "{n_certified} {n_open}");
}

#[test]
fn a_certificate_is_the_same_after_it_was_written_and_read() {
    for case in cases().iter().take(6) {
        for (_, _, certificate) in certificates(case) {
            let text = serde_json::to_string(&certificate).expect("JSON");
            let read: Certificate = serde_json::from_str(&text).expect("a certificate");
            assert_eq!(read, certificate);
        }
    }
}

/// Every way to falsify a certificate at one place; each leaves it saying something that is not so.
fn falsified(original: &Certificate) -> Vec<(String, Certificate)> {
    let mut all = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut Certificate)| {
        let mut changed = original.clone();
        change(&mut changed);
        assert_ne!(changed, *original, "{what} changes nothing");
        all.push((what, changed));
    };
    add("claims the opposite".to_owned(), &|c| c.is_reachable = !c.is_reachable);
    for (j, paths) in original.queries.iter().enumerate() {
        add(format!("query {j} is left out"), &|c| {
            c.queries.remove(j);
        });
        for (k, path) in paths.iter().enumerate() {
            add(format!("path {j}.{k} is left out"), &|c| {
                c.queries[j].remove(k);
            });
            for axis in 0..path.packets.len() {
                let last = path.packets[axis].last().expect("a number");
                let less = path.packets[axis].difference(&RangeSet::single(last));
                add(format!("path {j}.{k} forgets {last} on axis {axis}"), &|c| {
                    c.queries[j][k].packets[axis] = less.clone();
                });
            }
            for h in 0..path.hops.len() {
                add(format!("hop {j}.{k}.{h} is left out"), &|c| {
                    c.queries[j][k].hops.remove(h);
                });
                add(format!("hop {j}.{k}.{h} is there twice"), &|c| {
                    let hop = c.queries[j][k].hops[h].clone();
                    c.queries[j][k].hops.insert(h, hop);
                });
                add(format!("hop {j}.{k}.{h} decides otherwise"), &|c| {
                    c.queries[j][k].hops[h].passes = !c.queries[j][k].hops[h].passes;
                });
                add(format!("hop {j}.{k}.{h} is elsewhere"), &|c| {
                    c.queries[j][k].hops[h].at =
                        Component::Target { route: "elsewhere".to_owned() };
                });
                add(format!("hop {j}.{k}.{h} is on the other way"), &|c| {
                    c.queries[j][k].hops[h].is_reply = !c.queries[j][k].hops[h].is_reply;
                });
                add(format!("hop {j}.{k}.{h} names something else"), &|c| {
                    let by = &mut c.queries[j][k].hops[h].by;
                    *by = match by {
                        DecidedBy::Rule { group, index } => {
                            DecidedBy::Rule { group: group.clone(), index: *index + 1_000 }
                        }
                        DecidedBy::Entry(index) => DecidedBy::Entry(*index + 1_000),
                        DecidedBy::Route(index) => DecidedBy::Route(*index + 1_000),
                        DecidedBy::Builtin => DecidedBy::Unfiltered,
                        _ => DecidedBy::Builtin,
                    };
                });
            }
        }
    }
    all
}

#[test]
fn a_certificate_that_was_tampered_with_is_rejected() {
    let mut n_tries = 0_usize;
    let mut believed = Vec::new();
    for case in cases() {
        for (question, _, certificate) in certificates(&case).iter().step_by(3) {
            for (what, changed) in falsified(certificate) {
                n_tries += 1;
                if changed.replay(&case.prepared, question).is_ok() {
                    believed.push(format!("{}: {what}", case.name));
                }
            }
        }
    }
    let prepared = beyond::network(&[]);
    let mut n_beyond = 0_usize;
    for (question, _, certificate) in beyond::certificates(&prepared) {
        for (what, changed) in falsified(&certificate) {
            n_beyond += 1;
            if changed.replay(&prepared, &question).is_ok() {
                believed.push(format!("beyond: {question:?}: {what}"));
            }
        }
    }
    assert!(n_beyond >= 500, "{n_beyond}");
    n_tries += n_beyond;
    println!(
        "{n_tries} falsified certificates, {n_beyond} of them by way of other VPCs or IPv6, {} \
         believed",
        believed.len()
    );
    assert!(n_tries >= 1_000, "{n_tries}");
    assert!(believed.is_empty(), "{} of {n_tries}:\n{}", believed.len(), believed.join("\n"));
}

#[test]
fn a_certificate_does_not_hold_of_a_network_that_was_spoilt() {
    let mut n_flipped = 0_usize;
    for case in cases().iter().step_by(4) {
        let made = certificates(case);
        for operator in OPERATORS {
            for (place, mutant) in (operator.apply)(&case.template) {
                let Some((spoilt, _)) = network(&case.compiled, &mutant) else { continue };
                for (question, expect, certificate) in &made {
                    let still = Answer::of(&spoilt, question, *expect).verdict == Verdict::Proved;
                    if still {
                        continue;
                    }
                    n_flipped += 1;
                    let replayed = certificate.replay(&spoilt, question);
                    assert!(
                        replayed.is_err(),
                        "{}: {} at {place}: {question:?} {expect:?}",
                        case.name,
                        operator.name
                    );
                }
            }
        }
    }
    println!("{n_flipped} certificates held against spoilt networks");
    assert!(n_flipped >= 1_000, "{n_flipped}");
}
