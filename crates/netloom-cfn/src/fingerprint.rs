//! What a network is known by, so that a stack of another config is not taken for this one's.

use serde_json::{Value, json};

use crate::{Resource, Template};

/// Returns 16 hexadecimal digits that are equal for templates with equal resources.
///
/// It covers logical ids, types and properties without tags, whatever their order. It does not
/// cover texts that make no resource: description, metadata, outputs, and `DependsOn`. So another
/// release of netloom that plans the same network gives the same digits. It is an identity, not a
/// protection: FNV-1a, 64 bits.
///
/// # Source
/// IETF draft-eastlake-fnv, "The FNV Non-Cryptographic Hash Algorithm", FNV-1a with the constants
/// for 64 bits.
#[must_use]
pub fn fingerprint(template: &Template) -> String {
    let resources =
        template.resources.iter().map(|(id, resource)| (id.to_string(), identity(resource)));
    let mut identity = Value::Object(resources.collect());
    identity.sort_all_objects();
    format!("{:016x}", fnv_1a(identity.to_string().as_bytes()))
}

fn identity(resource: &Resource) -> Value {
    // INVARIANT: properties are structs of texts, numbers and booleans, which always have a JSON
    // form.
    let mut properties = serde_json::to_value(&resource.properties).unwrap_or_default();
    if let Some(properties) = properties.as_object_mut() {
        properties.remove("Tags");
    }
    json!({ "Type": resource.properties.type_name(), "Properties": properties })
}

fn fnv_1a(bytes: &[u8]) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.iter().fold(OFFSET_BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit_template;
    use crate::test_plans::{public_private_plan, two_zone_plan};

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_version_of_netloom_does_not_change_it() {
        let plan = public_private_plan();
        let seen = |version| fingerprint(&emit_template(&plan, version).template);
        assert_eq!(seen("0.1.0"), seen("9.9.9"));
        assert_eq!(seen("0.1.0").len(), 16);
    }

    #[test]
    fn it_differs_where_a_property_differs() {
        let before = public_private_plan();
        let mut after = before.clone();
        after.subnets[0].maps_public_addresses.value ^= true;
        let seen = |plan| fingerprint(&emit_template(plan, "").template);
        assert_ne!(seen(&before), seen(&after));
        assert_ne!(seen(&before), seen(&two_zone_plan()));
    }
}
