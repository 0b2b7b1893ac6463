//! Choices that a seed makes.

/// A few choices out of one seed.
pub struct Choices(u32);

impl Choices {
    /// Those of a seed.
    pub const fn of(seed: u32) -> Self {
        Self(seed)
    }

    /// A number below `count`, which is not zero.
    pub fn one_of(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(self.0 >> 8).unwrap_or_default() % count
    }
}
