//! The site's tags, on every resource that takes tags.

use super::Emitter;
use crate::{Tag, Value};

/// Adds the tags behind `Name`, in the order of their keys.
pub(super) fn emit(emitter: &mut Emitter<'_>) {
    let site = &emitter.plan.tags;
    for resource in emitter.emitted.template.resources.values_mut() {
        let Some(tags) = resource.properties.tags_mut() else { continue };
        if let Some(prefix) = &site.name_prefix {
            tags.iter_mut().for_each(|tag| tag.value = renamed(&tag.value, &prefix.value));
        }
        tags.extend(
            site.tags
                .iter()
                .map(|tag| Tag { key: tag.key.clone(), value: Value::Literal(tag.value.clone()) }),
        );
    }
}

/// A name with the site's own word in the place of the stack's name.
fn renamed(name: &Value, prefix: &str) -> Value {
    match name {
        Value::Sub(text) => Value::Literal(text.replacen("${AWS::StackName}", prefix, 1)),
        other => other.clone(),
    }
}
