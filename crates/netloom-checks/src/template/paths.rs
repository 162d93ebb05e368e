//! Values at a path of a resource's properties, and whether it is known that two of them are one.

use netloom_template::{Node, Piece, Reference, Value};

/// Returns the values at a path such as `NetworkInterfaces[].GroupSet[]`, in the order written.
///
/// `[]` stands for every item of a list; a single value counts as a list of one, as CloudFormation
/// takes it. What is absent gives nothing; a list that is unknown as a whole is one unknown value.
pub(super) fn values_at<'a>(node: &'a Node, path: &str) -> Vec<&'a Node> {
    let mut values = vec![node];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let key = step.trim_end_matches("[]");
        let found = values
            .into_iter()
            .filter_map(|value| value.get(key))
            .filter(|value| !value.is_absent());
        values = match step.ends_with("[]") {
            true => found.flat_map(items).collect(),
            false => found.collect(),
        };
    }
    values
}

fn items(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::List(items) => items.iter().collect(),
        _ => vec![node],
    }
}

/// Returns a text that two values share exactly when they are certainly one value; `None` for
/// structures.
///
/// Unknown values of equal words are one value, whatever it is.
pub(super) fn sameness(node: &Node) -> Option<String> {
    match &node.value {
        Value::Reference(reference) => Some(format!(
            "${}.{}",
            reference.id,
            reference.attribute.as_deref().unwrap_or_default()
        )),
        Value::Unknown(unknown) => Some(format!("?{}", unknown.what)),
        Value::Pieces(pieces) => Some(pieces.iter().map(piece_as_text).collect()),
        _ => node.as_text().map(|text| text.trim().to_owned()),
    }
}

fn piece_as_text(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.clone(),
        Piece::Reference(Reference { id, attribute }) => {
            format!("?${id}.{}", attribute.as_deref().unwrap_or_default())
        }
        Piece::Unknown(unknown) => format!("?{}", unknown.what),
    }
}
