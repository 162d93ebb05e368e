//! `Fn::If`.

use netloom_diag::{Diagnostic, Span};

use crate::conditions::Truth;
use crate::evaluator::Evaluator;
use crate::{Entry, Node, Unknown, Value, codes};

/// A branch longer than this is named by its place.
const MAX_BRANCH_BYTES: usize = 40;

impl Evaluator<'_> {
    /// Gives the branch that the condition chooses, where it is written.
    pub(super) fn call_if(&mut self, entry: &Entry, span: Span) -> Option<Node> {
        let broken = Node { span, value: self.broken(span).into() };
        let Some([condition, when_true, when_false]) = self.arguments(entry, 3..=3) else {
            return Some(broken);
        };
        let Value::Text(name) = &condition.value else {
            let message = "`Fn::If` starts with the name of a condition";
            self.findings.push(Diagnostic::new(&codes::BAD_ARGUMENTS, condition.span, message));
            return Some(broken);
        };
        match self.truth(name) {
            Truth::True => self.evaluate(when_true),
            Truth::False => self.evaluate(when_false),
            Truth::Unknown(why) => {
                let (when_true, when_false) = (self.branch(when_true), self.branch(when_false));
                let what = format!(
                    "condition `{name}` ({why}), which chooses between {when_true} and {when_false}"
                );
                Some(Node { span, value: Value::Unknown(Unknown { what, span }) })
            }
        }
    }

    /// Returns a branch as written, or its place; either tells it from other ones.
    fn branch(&self, node: &Node) -> String {
        let written = self.file.slice(node.span);
        let is_short = written.len() <= MAX_BRANCH_BYTES
            && !written.contains(['\n', '`'])
            && !written.starts_with('*');
        if is_short {
            format!("`{written}`")
        } else {
            format!("the value at {}", self.place(node.span))
        }
    }
}
