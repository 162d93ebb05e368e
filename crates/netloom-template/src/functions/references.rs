//! `Ref` and `Fn::GetAtt`.

use netloom_diag::{Diagnostic, Span};
use netloom_net::{Ipv4Cidr, Ipv4CidrParseError, Region};

use crate::evaluator::{Evaluator, Link, User};
use crate::sections::kind_of;
use crate::{Entry, Node, Presence, Reference, Unknown, Value, codes};

/// Attributes that give back a property of the resource: type, attribute and the property of the
/// same name.
///
/// # Source
/// AWS CloudFormation Template Reference, `AWS::EC2::VPC` and `AWS::EC2::Subnet`, "Return values".
const ECHOES: [(&str, &str); 4] = [
    ("AWS::EC2::Subnet", "AvailabilityZone"),
    ("AWS::EC2::Subnet", "CidrBlock"),
    ("AWS::EC2::Subnet", "VpcId"),
    ("AWS::EC2::VPC", "CidrBlock"),
];

impl<'t> Evaluator<'t> {
    /// `Ref: Name`.
    pub(super) fn call_ref(&mut self, entry: &Entry, span: Span) -> Option<Node> {
        let argument = self.argument(entry, &entry.node);
        if let Some(name) = argument.as_text() {
            return self.named(&name, span);
        }
        if argument.as_unknown().is_some() {
            return Some(Node { span, ..argument });
        }
        let message = format!(
            "`Ref` has {}, expected the name of a resource or parameter",
            kind_of(&argument)
        );
        Some(self.bad_arguments(span, message, "write the name itself, without brackets"))
    }

    /// Returns what `Ref` gives for a name.
    pub(super) fn named(&mut self, name: &str, span: Span) -> Option<Node> {
        if let Some(value) = self.parameter(name) {
            let value = value.clone();
            return Some(self.result(at(value, span), span));
        }
        if self.resources_by_id.contains_key(name) {
            return Some(self.resource(name, None, span));
        }
        let value = match name {
            "AWS::NoValue" => return None,
            "AWS::Region" | "AWS::Partition" | "AWS::URLSuffix" => self.of_region(name),
            "AWS::StackName" => self.options.stack_name.clone(),
            _ => None,
        };
        let is_missing = !name.starts_with("AWS::");
        let what = format!(
            "`{name}`{}",
            if is_missing { ", which the template does not have" } else { "" }
        );
        Some(Node {
            span,
            value: value.map_or(Value::Unknown(Unknown { what, span }), Value::Text),
        })
    }

    /// Returns the pseudo parameters that follow from the region.
    ///
    /// # Source
    /// AWS CloudFormation Template Reference, "Pseudo parameters".
    fn of_region(&self, name: &str) -> Option<String> {
        let region = self.options.region.as_deref()?;
        if name == "AWS::Region" {
            return Some(region.to_owned());
        }
        let partition = Region::from_name(region)?.partition();
        let text = if name == "AWS::URLSuffix" { partition.dns_suffix() } else { partition.name() };
        Some(text.to_owned())
    }

    /// `Fn::GetAtt: Name.Attribute` or `Fn::GetAtt: [Name, Attribute]`.
    pub(super) fn call_get_att(&mut self, entry: &Entry, span: Span) -> Node {
        let help = "write `!GetAtt Name.Attribute`";
        if let Some(path) = entry.node.as_text() {
            return match path.split_once('.') {
                // The first dot separates: of `Stack.Outputs.Name` the attribute is `Outputs.Name`.
                Some((id, attribute)) => self.attribute(id, attribute, span),
                None => self.bad_arguments(
                    span,
                    format!("`Fn::GetAtt` has `{path}`, expected a name and an attribute"),
                    help,
                ),
            };
        }
        let Some([id, attribute]) = self.arguments(entry, 2..=2) else {
            return Node { span, value: self.broken(span).into() };
        };
        let (id, attribute) = (self.argument(entry, id), self.argument(entry, attribute));
        if let (Some(id), Some(attribute)) = (id.as_text(), attribute.as_text()) {
            return self.attribute(&id, &attribute, span);
        }
        match id.as_unknown().or(attribute.as_unknown()) {
            Some(unknown) => {
                let what = format!("an attribute named by {} ({})", unknown.what, self.place(span));
                Node { span, value: Value::Unknown(Unknown { what, span }) }
            }
            None => self.bad_arguments(
                span,
                "`Fn::GetAtt` takes two texts, a name and an attribute".to_owned(),
                help,
            ),
        }
    }

    /// Returns an attribute of a resource.
    pub(super) fn attribute(&mut self, id: &str, attribute: &str, span: Span) -> Node {
        if self.resources_by_id.contains_key(id) {
            return self.resource(id, Some(attribute), span);
        }
        let what = format!("`{id}.{attribute}`, of a resource that the template does not have");
        Node { span, value: Value::Unknown(Unknown { what, span }) }
    }

    fn resource(&mut self, id: &str, attribute: Option<&str>, span: Span) -> Node {
        let Some((id, entry)) =
            self.resources_by_id.get_key_value(id).map(|(id, entry)| (*id, *entry))
        else {
            return Node { span, value: self.broken(span).into() };
        };
        if let Some(from) = self.user.resource {
            self.links.push(Link { from, to: id, span });
        }
        if self.presences.get(id) == Some(&Presence::Never) {
            return self.nothing(id, entry, span);
        }
        let path = attribute.map(|attribute| (id.to_owned(), attribute.to_owned()));
        if let Some(output) = path.and_then(|path| self.options.attributes.get(&path)) {
            return self.result(at(output.value.clone(), span), span);
        }
        let kind = entry.node.get("Type").and_then(Node::as_text).unwrap_or_default();
        let echo = ECHOES.iter().find(|(of, name)| *of == kind && Some(*name) == attribute);
        if let Some(value) = echo.and_then(|(_, property)| self.echo(id, entry, property)) {
            return self.result(at(value, span), span);
        }
        let reference = Reference { id: id.to_owned(), attribute: attribute.map(str::to_owned) };
        Node { span, value: Value::Reference(reference) }
    }

    fn nothing(&mut self, id: &str, entry: &Entry, span: Span) -> Node {
        let condition = entry.node.get("Condition").and_then(Node::as_text).unwrap_or_default();
        if self.user.exists {
            let message = format!("`{id}` is not made, for its condition `{condition}` is false");
            let finding = Diagnostic::new(&codes::REFERENCE_TO_NOTHING, span, message)
                .also(entry.key_span, "this resource");
            self.findings.push(finding.help(format!("choose with `Fn::If: [{condition}, …, …]`")));
        }
        let what = format!("`{id}`, which is not made, for condition `{condition}` is false");
        Node { span, value: Value::Unknown(Unknown { what, span }) }
    }

    /// Returns a property of a resource where it is known; a resource that reads its own property
    /// gets none.
    fn echo(&mut self, id: &'t str, entry: &'t Entry, property: &'static str) -> Option<Value> {
        if !self.echoes.contains_key(&(id, property)) {
            self.echoes.insert((id, property), None);
            let written =
                entry.node.get("Properties").and_then(|properties| properties.get(property));
            let exists = self.presences.get(id) == Some(&Presence::Always);
            let user = std::mem::replace(&mut self.user, User { resource: Some(id), exists });
            let node = written.and_then(|written| self.evaluate(written));
            self.user = user;
            let known =
                node.filter(|node| matches!(node.value, Value::Text(_) | Value::Reference(_)));
            self.echoes.insert((id, property), known);
        }
        let echoed = self.echoes.get(&(id, property))?.as_ref()?;
        Some(match &echoed.value {
            Value::Text(block) if property == "CidrBlock" => Value::Text(canonical(block)),
            value => value.clone(),
        })
    }
}

/// Returns a block as EC2 gives it back: without host bits.
///
/// # Source
/// Amazon EC2 API, `CreateVpc`: "if you specify 100.68.0.18/18, we modify it to 100.68.0.0/18".
fn canonical(block: &str) -> String {
    match block.parse::<Ipv4Cidr>() {
        Err(Ipv4CidrParseError::HostBitsSet { network }) => network.to_string(),
        _ => block.to_owned(),
    }
}

/// Returns the value with everything in it at `span`, where it is used.
fn at(value: Value, span: Span) -> Value {
    match value {
        Value::List(items) => Value::List(
            items.into_iter().map(|item| Node { span, value: at(item.value, span) }).collect(),
        ),
        Value::Unknown(unknown) => Value::Unknown(Unknown { span, ..unknown }),
        other => other,
    }
}
