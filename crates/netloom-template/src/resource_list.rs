//! The resources of a document, in the order of the file, and found by their logical ids.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::ResourceEntry;

/// The resources of a document in the order of the file.
///
/// It reads like a slice, and changes like a list. One of an id is looked up and not searched for:
/// templates have thousands of resources, and each of them refers to others.
#[derive(Clone, Debug, Default)]
pub struct ResourceList {
    entries: Vec<ResourceEntry>,
    /// The places of the entries, sorted by their ids, short ones first; made at the first look.
    ///
    /// INVARIANT: empty, or of the entries as they are: whatever can change them empties it.
    by_id: OnceLock<Vec<usize>>,
    /// The places of the entries of each type, sorted by the types in the same way, under the same
    /// rule.
    by_kind: OnceLock<Vec<Vec<usize>>>,
}

/// By what names are sorted. Most differ in their lengths, which cost less to compare than texts
/// that all begin with `AWS::EC2::`.
fn order(name: &str) -> (usize, &str) {
    (name.len(), name)
}

impl ResourceList {
    /// Returns the resource of a logical id; of several, as two documents may have beside each
    /// other, the first one.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&ResourceEntry> {
        let by_id = self.by_id.get_or_init(|| {
            let mut places: Vec<usize> = (0..self.entries.len()).collect();
            // A stable sort keeps the order of equal ids.
            places.sort_by_key(|place| self.id_at(*place).map(order));
            places
        });
        let wanted = Some(order(id));
        let first = by_id.partition_point(|place| self.id_at(*place).map(order) < wanted);
        by_id
            .get(first)
            .and_then(|place| self.entries.get(*place))
            .filter(|resource| resource.id == id)
    }

    /// Returns the resources of a type, in the order of the file.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &ResourceEntry> + use<'_> {
        let by_kind = self.by_kind.get_or_init(|| {
            let mut places: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
            for (place, resource) in self.entries.iter().enumerate() {
                places.entry(order(&resource.kind)).or_default().push(place);
            }
            places.into_values().collect()
        });
        let kind_of = |places: &Vec<usize>| {
            let first = places.first().and_then(|place| self.entries.get(*place));
            first.map(|resource| order(&resource.kind))
        };
        let wanted = Some(order(kind));
        let found = by_kind.binary_search_by(|places| kind_of(places).cmp(&wanted)).ok();
        let places = found.and_then(|at| by_kind.get(at)).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.entries.get(*place))
    }

    /// Adds a resource at the end.
    pub fn push(&mut self, resource: ResourceEntry) {
        self.changed().push(resource);
    }

    /// Takes the last resource out.
    pub fn pop(&mut self) -> Option<ResourceEntry> {
        self.changed().pop()
    }

    /// Keeps the resources for which `is_kept` is true.
    pub fn retain(&mut self, is_kept: impl FnMut(&ResourceEntry) -> bool) {
        self.changed().retain(is_kept);
    }

    fn id_at(&self, place: usize) -> Option<&str> {
        self.entries.get(place).map(|resource| resource.id.as_str())
    }

    fn changed(&mut self) -> &mut Vec<ResourceEntry> {
        self.by_id.take();
        self.by_kind.take();
        &mut self.entries
    }
}

/// Two are equal when their resources are.
impl PartialEq for ResourceList {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Eq for ResourceList {}

impl Deref for ResourceList {
    type Target = [ResourceEntry];

    fn deref(&self) -> &[ResourceEntry] {
        &self.entries
    }
}

impl DerefMut for ResourceList {
    fn deref_mut(&mut self) -> &mut [ResourceEntry] {
        self.changed()
    }
}

impl From<Vec<ResourceEntry>> for ResourceList {
    fn from(entries: Vec<ResourceEntry>) -> Self {
        Self { entries, by_id: OnceLock::new(), by_kind: OnceLock::new() }
    }
}

impl FromIterator<ResourceEntry> for ResourceList {
    fn from_iter<T: IntoIterator<Item = ResourceEntry>>(entries: T) -> Self {
        Vec::from_iter(entries).into()
    }
}

impl Extend<ResourceEntry> for ResourceList {
    fn extend<T: IntoIterator<Item = ResourceEntry>>(&mut self, entries: T) {
        self.changed().extend(entries);
    }
}

impl IntoIterator for ResourceList {
    type Item = ResourceEntry;
    type IntoIter = std::vec::IntoIter<ResourceEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a ResourceList {
    type Item = &'a ResourceEntry;
    type IntoIter = std::slice::Iter<'a, ResourceEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<'a> IntoIterator for &'a mut ResourceList {
    type Item = &'a mut ResourceEntry;
    type IntoIter = std::slice::IterMut<'a, ResourceEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.changed().iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use netloom_diag::Span;

    use super::*;
    use crate::{Node, Presence, Value};

    fn resource(id: &str, kind: &str) -> ResourceEntry {
        let span = Span::default();
        ResourceEntry {
            id: id.to_owned(),
            span,
            kind: kind.to_owned(),
            kind_span: span,
            presence: Presence::Always,
            depends_on: Vec::new(),
            mentions: Vec::new(),
            properties: Node { span, value: Value::Map(Vec::new()) },
            attributes: Vec::new(),
        }
    }

    fn check(list: &ResourceList, id: &str, kind: Option<&str>) {
        assert_eq!(list.named(id).map(|resource| resource.kind.as_str()), kind, "{id}");
    }

    #[test]
    fn resources_are_found_after_every_change() {
        let mut list: ResourceList =
            [resource("B", "1"), resource("A", "2"), resource("B", "3")].into_iter().collect();
        check(&list, "B", Some("1"));
        check(&list, "C", None);
        list.push(resource("C", "4"));
        check(&list, "C", Some("4"));
        list.retain(|resource| resource.kind != "1");
        check(&list, "B", Some("3"));
        list.extend([resource("D", "5")]);
        check(&list, "D", Some("5"));
        for resource in &mut list {
            resource.id.push('x');
        }
        check(&list, "D", None);
        check(&list, "Dx", Some("5"));
        list.iter_mut().for_each(|resource| resource.id.push('y'));
        check(&list, "Dxy", Some("5"));
        assert_eq!(list.pop().map(|resource| resource.id).as_deref(), Some("Dxy"));
        check(&list, "Dxy", None);
        check(&list, "Axy", Some("2"));
    }

    #[test]
    fn resources_of_a_type_are_found_in_their_order_after_every_change() {
        let of = |list: &ResourceList, kind: &str| -> Vec<String> {
            list.of_kind(kind).map(|resource| resource.id.clone()).collect()
        };
        let mut list: ResourceList =
            [resource("B", "1"), resource("A", "2"), resource("C", "1")].into_iter().collect();
        assert_eq!(of(&list, "1"), ["B", "C"]);
        list.iter_mut().for_each(|resource| resource.kind = "2".to_owned());
        assert_eq!((of(&list, "1"), of(&list, "2").len()), (Vec::new(), 3));
        list.retain(|resource| resource.id != "A");
        assert_eq!(of(&list, "2"), ["B", "C"]);
    }

    /// A look at a list is not part of what the list is.
    #[test]
    fn a_list_that_was_looked_at_is_equal_to_one_that_was_not() {
        let list: ResourceList = [resource("A", "1")].into_iter().collect();
        let other = list.clone();
        check(&list, "A", Some("1"));
        assert_eq!(list, other);
    }
}
