//! What a network costs a month, as an estimate, and by which addresses its nodes leave: what a site
//! wants to know of a network before it is there.

use netloom_diag::terminal_text;
use netloom_diff::money::{Bill, Prices, monthly_bill};
use netloom_template::TemplateDocument;

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

/// Returns what a stack costs a month in one sentence.
///
/// - `before`: what it cost, where it is deployed.
pub(crate) fn cost_of_stack(after: &Bill, before: Option<&Bill>) -> String {
    let of = if after.lines.is_empty() { "nothing".to_owned() } else { items(after) };
    let change = before.map_or_else(String::new, |before| {
        format!(", {:+.2} by this change", after.monthly - before.monthly)
    });
    format!(
        "cost: {:.2} {} a month{change} (an estimate of what is paid by the hour, which is {of}; {} \
         prices of {})",
        after.monthly, after.currency, after.region, after.date
    )
}

fn cost_line(bill: &Bill) -> Option<String> {
    if bill.lines.is_empty() {
        return None;
    }
    Some(format!(
        "netloom: about {:.2} {} a month and the traffic ({}; {} prices of {})\n",
        bill.monthly,
        bill.currency,
        items(bill),
        bill.region,
        bill.date
    ))
}

/// What is paid by the hour, each with how many there are.
fn items(bill: &Bill) -> String {
    let items: Vec<String> =
        bill.lines.iter().map(|line| format!("{} × {}", line.after, line.item.words())).collect();
    items.join(", ")
}
