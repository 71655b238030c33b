//! Previews of links: asked for when a message gets a link, shown when they are known, taken away for good.

use super::*;
use crate::previews::links::links;
use crate::wire::types::Preview;

/// What is to be found out for a message: the links it has now, and had not before.
pub(super) fn look(asker: &Asker, stored: &Stored, before: &str) -> Option<Effect> {
    let known = links(before);
    let mut links = links(&stored.text);
    links.retain(|link| !known.contains(link));
    (!links.is_empty()).then_some(Effect::Look {
        seq: stored.seq,
        links,
        local: !asker.limited,
    })
}

/// After an edit: the previews of links that are gone go with them. Where they were taken away, those of other links may
/// come.
pub(super) fn keep_those_of_links(stored: &mut Stored, before: &str) {
    let links = links(&stored.text);
    stored
        .previews
        .retain(|preview| links.contains(&preview.url));
    stored.bare &= links == self::links(before);
}

impl<D: Database> Engine<D> {
    /// It is known what stands behind a link of a message. Too late, when the message has no such link any more, or was
    /// deleted; and of the same link told twice, the first is shown.
    ///
    /// # Errors
    /// `internal` only.
    pub fn previewed(&mut self, seq: Seq, preview: Preview) -> Result<Vec<Effect>, Error> {
        let stored = match messages::at(&self.db, seq)? {
            Some(stored) if stored.deleted_at.is_none() && !stored.bare => stored,
            _ => return Ok(Vec::new()),
        };
        let links = links(&stored.text);
        let place = |url: &str| links.iter().position(|link| link == url);
        let known = stored.previews.iter().any(|other| other.url == preview.url);
        if self.destroyed || known || place(&preview.url).is_none() {
            return Ok(Vec::new());
        }
        let mut stored = stored;
        let before = |other: &&Preview| place(&other.url) < place(&preview.url);
        let at = stored.previews.iter().filter(before).count();
        stored.previews.insert(at, preview);
        Ok(self.change(stored)?.1)
    }

    /// Takes the previews of a message away, also those still to come: its author, or whoever keeps order here.
    ///
    /// # Errors
    /// As [`Engine::delete`].
    pub fn bare(&mut self, asker: &Asker, seq: Seq, now: Millis) -> Result<Vec<Effect>, Error> {
        let (mut stored, _) = self.retractable(asker, seq, now)?;
        if stored.deleted_at.is_some() {
            return Err(Error::not_found("message"));
        }
        if stored.bare || links(&stored.text).is_empty() {
            return Ok(Vec::new());
        }
        stored.previews.clear();
        stored.bare = true;
        Ok(self.change(stored)?.1)
    }
}
