//! Words that are not wanted.

use crate::wire::moderation::Word;

/// What becomes of a text.
pub enum Verdict {
    /// Nothing.
    Pass,
    /// It is shown with the words covered.
    Masked(String),
    /// It is not shown.
    Held,
}

/// Looks for the words in a text.
pub fn apply(_words: &[Word], _text: &str) -> Verdict {
    Verdict::Pass
}
