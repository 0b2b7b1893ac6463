//! Where elements of an array stood, once others were taken out in front of them.

use std::collections::BTreeMap;

use crate::error::Invalid;
use crate::json::Pointer;

/// The elements that were taken out of each member, by where they stood at first, in that order.
#[derive(Clone, Debug, Default)]
pub struct RemovedElements(BTreeMap<String, Vec<usize>>);

impl RemovedElements {
    /// Notes that the element at a place of what is left is taken out.
    pub fn note(&mut self, member: &str, left: usize) {
        let first = self.at_first(member, left);
        let removed = self.0.entry(member.to_owned()).or_default();
        removed.insert(removed.partition_point(|earlier| *earlier < first), first);
    }

    /// The same refusal about the place where the element stood at first.
    pub fn moved_back(&self, invalid: Invalid) -> Invalid {
        let Some((member, left)) = invalid.pointer().as_element() else { return invalid };
        let place = Pointer::member(member).element(self.at_first(member, left));
        invalid.moved_to(place)
    }

    /// Whether anything was taken out of a member.
    pub fn is_from(&self, member: &str) -> bool {
        self.0.contains_key(member)
    }

    fn at_first(&self, member: &str, left: usize) -> usize {
        let removed = self.0.get(member).map_or(&[][..], Vec::as_slice);
        removed.iter().fold(left, |place, removed| if *removed <= place { place.saturating_add(1) } else { place })
    }
}
