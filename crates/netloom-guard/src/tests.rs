use netloom_cfn::read::{ReadOptions, read_template};
use netloom_diag::{Sources, Style, render_concise, render_human};

use crate::*;

#[test]
fn scratch() {
    let mut sources = Sources::default();
    let t = sources.add("t.yaml", std::fs::read_to_string("/tmp/t3.yaml").unwrap());
    let r = sources.add("t.guard", std::fs::read_to_string("/tmp/t3.guard").unwrap());
    let template = sources.get(t).unwrap();
    let document = read_template(template, &ReadOptions::default());
    let rules = RuleFile::of_site(sources.get(r).unwrap());
    let report = check_policy(template, &document.template.unwrap(), &[rules]);
    println!("{}", render_concise(&report.diagnostics, &sources));
    println!("{}", render_human(&report.diagnostics[..1], &sources, Style::Plain));
    println!("{:?}", report.rules);
}
