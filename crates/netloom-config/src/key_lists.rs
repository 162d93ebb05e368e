//! Lists of keys, made one list from those of several files.

/// Returns how many keys the lists have.
#[expect(clippy::indexing_slicing, reason = "it runs when netloom is compiled, in the bounds")]
pub(crate) const fn total<T>(lists: &[&[T]]) -> usize {
    let (mut list, mut n_keys) = (0, 0);
    while list < lists.len() {
        n_keys += lists[list].len();
        list += 1;
    }
    n_keys
}

/// Returns the keys of all lists in their order.
///
/// - `N`: their [`total`], at least one, in the first list.
#[expect(clippy::indexing_slicing, reason = "it runs when netloom is compiled, in the bounds")]
pub(crate) const fn joined<T: Copy, const N: usize>(lists: &[&[T]]) -> [T; N] {
    let mut keys = [lists[0][0]; N];
    let (mut list, mut n_keys) = (0, 0);
    while list < lists.len() {
        let mut key = 0;
        while key < lists[list].len() {
            keys[n_keys] = lists[list][key];
            (n_keys, key) = (n_keys + 1, key + 1);
        }
        list += 1;
    }
    keys
}
