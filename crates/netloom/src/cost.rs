//! What a network costs a month, as an estimate, and by which addresses its nodes leave: what a site
//! wants to know of a network before it is there.

use netloom_diag::{Sources, terminal_text};
use netloom_diff::money::{Bill, Prices, monthly_bill};
use netloom_template::{ReadOptions, TemplateDocument, read_template};

/// Returns both in a line each; nothing where nothing is paid by the hour and no gateway is there.
///
/// - `egress`: by which addresses nodes leave, in one sentence.
pub(crate) fn cost_and_egress(egress: Option<&str>, document: Option<&TemplateDocument>) -> String {
    let bill = document.zip(Prices::built_in()).map(|(document, prices)| {
        let bill = monthly_bill(document, &prices);
        cost_line(&bill)
    });
    let egress = egress.map(|egress| format!("netloom: {}\n", terminal_text(egress)));
    [egress, bill.flatten()].into_iter().flatten().collect()
}

/// Returns the template in a text that was rendered.
pub(crate) fn rendered_document(text: &str) -> Option<TemplateDocument> {
    let mut sources = Sources::default();
    let file = sources.add("template", text);
    read_template(sources.get(file)?, &ReadOptions::default()).template
}

fn cost_line(bill: &Bill) -> Option<String> {
    if bill.lines.is_empty() {
        return None;
    }
    let items: Vec<String> =
        bill.lines.iter().map(|line| format!("{} × {}", line.after, line.item.words())).collect();
    Some(format!(
        "netloom: about {:.2} {} a month and the traffic ({}; {} prices of {})\n",
        bill.monthly,
        bill.currency,
        items.join(", "),
        bill.region,
        bill.date
    ))
}
