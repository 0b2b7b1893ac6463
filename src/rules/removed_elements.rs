//! The original positions of array elements after others have been removed.

use std::collections::BTreeMap;

use crate::error::Invalid;
use crate::json::Pointer;

/// The removed elements of each member, by their original positions in ascending order.
#[derive(Clone, Debug, Default)]
pub struct RemovedElements(BTreeMap<String, Vec<usize>>);

impl RemovedElements {
    /// Records the removal of the element at a current position.
    pub fn note(&mut self, member: &str, left: usize) {
        let first = self.at_first(member, left);
        let removed = self.0.entry(member.to_owned()).or_default();
        removed.insert(removed.partition_point(|earlier| *earlier < first), first);
    }

    /// Points a refusal at the original position of its element.
    pub fn moved_back(&self, invalid: Invalid) -> Invalid {
        let Some((member, left)) = invalid.pointer().as_element() else { return invalid };
        let place = Pointer::member(member).element(self.at_first(member, left));
        invalid.moved_to(place)
    }

    /// Returns true if an element of a member was removed.
    pub fn is_from(&self, member: &str) -> bool {
        self.0.contains_key(member)
    }

    fn at_first(&self, member: &str, left: usize) -> usize {
        let removed = self.0.get(member).map_or(&[][..], Vec::as_slice);
        removed.iter().fold(left, |place, removed| if *removed <= place { place.saturating_add(1) } else { place })
    }
}
