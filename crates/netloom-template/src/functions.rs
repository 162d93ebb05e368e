//! CloudFormation's functions, one file for each kind.

mod branches;
mod cidr;
mod lists;
mod lookups;
mod references;
mod substitute;
mod texts;

pub(super) use substitute::{Part, is_variable_name, parse_sub};

use netloom_diag::{Diagnostic, Span};

use super::evaluator::{Evaluator, in_words};
use super::sections::{generator, is_generator};
use super::{Entry, Node, Unknown, Value, codes, with_nearest};

/// The functions that exist but whose values netloom does not work out, and those that it does, for
/// telling a slip.
///
/// # Source
/// AWS CloudFormation Template Reference, "Intrinsic functions" and "Rule-specific intrinsic
/// functions".
const FUNCTIONS: [&str; 25] = [
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Ref",
];

impl Evaluator<'_> {
    /// Works a function out; `span` is that of the whole call. `None` when it gives `AWS::NoValue`.
    pub(super) fn call(&mut self, entry: &Entry, span: Span) -> Option<Node> {
        if self.is_beyond_bounds() {
            return Some(self.beyond_bounds(span));
        }
        match entry.key.as_str() {
            "Ref" => self.call_ref(entry, span),
            "Fn::If" => self.call_if(entry, span),
            "Fn::GetAtt" => Some(self.call_get_att(entry, span)),
            "Fn::Sub" => Some(self.call_sub(entry, span)),
            "Fn::Join" => Some(self.call_join(entry, span)),
            "Fn::Base64" => Some(self.call_base64(entry, span)),
            "Fn::Split" => Some(self.call_split(entry, span)),
            "Fn::Select" => Some(self.call_select(entry, span)),
            "Fn::Cidr" => Some(self.call_cidr(entry, span)),
            "Fn::GetAZs" => Some(self.call_get_azs(entry, span)),
            "Fn::FindInMap" => self.call_find_in_map(entry, span),
            "Fn::ImportValue" => Some(self.call_import_value(entry, span)),
            _ => Some(self.call_other(entry, span)),
        }
    }

    fn call_other(&mut self, entry: &Entry, span: Span) -> Node {
        if is_generator(&entry.key) {
            // It stands alone, so whatever it makes stands in this place and nowhere else.
            return Node { span, value: Value::Unknown(Unknown { span, ..generator(entry) }) };
        }
        if !FUNCTIONS.contains(&entry.key.as_str()) {
            let message =
                format!("CloudFormation has no function `{}` that netloom knows of", entry.key);
            let finding = Diagnostic::new(&codes::UNKNOWN_FUNCTION, entry.key_span, message);
            self.findings.push(with_nearest(finding, &entry.key, FUNCTIONS));
        }
        let what = format!("`{}` is not understood ({})", entry.key, self.place(span));
        Node { span, value: Value::Unknown(Unknown { what, span }) }
    }

    /// Works an argument out that has to have a value.
    fn argument(&mut self, entry: &Entry, node: &Node) -> Node {
        match self.evaluate(node) {
            Some(argument) => argument,
            None => {
                let message = format!("`{}` is given `AWS::NoValue`, expected a value", entry.key);
                self.bad_arguments(node.span, message, "")
            }
        }
    }
}

/// Returns the unknown that follows from another value: `of` in words, and what is done to it.
fn derived(of: &Value, done: &str, span: Span) -> Value {
    Value::Unknown(Unknown { what: format!("{}, {done}", in_words(of)), span })
}
