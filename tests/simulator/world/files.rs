//! Files, as far as a room knows them: the site's database says which may be attached, and is told which are gone.

use confab::room::turn::Files;
use confab::wire::types::Media;

use super::*;

/// What the database of the site knows of a file.
pub struct Uploaded {
    owner: UserId,
    attached: bool,
    deleted: bool,
}

impl World {
    /// Files for a message: new ones, or now and then one that was sent before, maybe by somebody else. The second is
    /// whether the room must take them.
    pub(super) fn some_files(&mut self, device: usize) -> (Vec<String>, bool) {
        if !self.chance.one_in(4) {
            return (Vec::new(), true);
        }
        let waits = |id: &String| {
            let mut drafts = self.devices.iter().flat_map(|device| &device.outbox);
            drafts.any(|draft| draft.attachments.contains(id))
        };
        let sent: Vec<String> = self.site.keys().filter(|id| !waits(id)).cloned().collect();
        if self.chance.one_in(6)
            && let Some(id) = self.chance.pick(&sent)
        {
            let id = id.clone();
            self.count("file attached again");
            return (vec![id], false);
        }
        let owner = self.user(device);
        let ids = (0..=self.chance.below(2)).map(|_| {
            let id = format!("file-{}", self.number());
            let uploaded = Uploaded {
                owner: owner.clone(),
                attached: false,
                deleted: false,
            };
            self.site.insert(id.clone(), uploaded);
            id
        });
        (ids.collect(), true)
    }

    /// What the object finds out before it takes a frame or a request that attaches files.
    pub(super) fn look_up(&mut self, user: &UserId, ids: &[String]) -> Files {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if self.stormy && self.chance.one_in(20) {
            self.count("look-up failed");
            return Err(Error::internal("the database was not reached"));
        }
        let may_be_attached = |id: &&String| {
            let file = self.site.get(*id);
            file.is_some_and(|file| file.owner == *user && !file.deleted)
        };
        Ok(ids
            .iter()
            .filter(may_be_attached)
            .map(|id| media(id))
            .collect())
    }

    /// Whoever tells the site which files are gone goes on.
    pub(super) fn let_go(&mut self) -> Check {
        if !self.object.letting_go {
            return Ok(());
        }
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, _| {
                Ok((awake.next_gone(2)?, Vec::new()))
            })?;
        if let Turn::Done(ids) = &turn {
            self.object.letting_go = false;
            if !ids.is_empty() {
                self.object.tell_gone(ids.clone());
            }
        }
        self.after(&turn)
    }

    pub(super) fn deliver_gone(&mut self) -> Check {
        let Some(ids) = self.gone.pop() else {
            return Ok(());
        };
        if self.stormy && self.chance.one_in(3) {
            self.count("gone files not told");
            return Ok(());
        }
        self.count("gone files told");
        for id in &ids {
            if let Some(file) = self.site.get_mut(id) {
                file.deleted = true;
            }
        }
        if self.stormy && self.chance.one_in(6) {
            return Ok(());
        }
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, _| {
                awake.gone_told(&ids)?;
                Ok(((), Vec::new()))
            })?;
        // As `acts.rs` does it: once more, until there is none.
        if matches!(turn, Turn::Done(())) {
            self.object.letting_go = true;
        }
        self.after(&turn)
    }

    pub(super) fn attached(&mut self, ids: &[String]) {
        if self.stormy && self.chance.one_in(4) {
            return;
        }
        for id in ids {
            if let Some(file) = self.site.get_mut(id) {
                file.attached = true;
            }
        }
    }

    /// Each file hangs on the message that shows it, and on no other; and the site knows of each that is gone, and of no
    /// other.
    pub(super) fn check_files(&mut self) -> Check {
        let held = self.object.files();
        let shown = self.ledger.files();
        if held != shown {
            return Err(format!(
                "messages show {shown:?}, and the room holds {held:?}"
            ));
        }
        for (id, file) in &self.site {
            let was_held = self.ledger.ever_held(id);
            if file.deleted != (was_held && !held.contains_key(id)) {
                return Err(format!(
                    "{id} was held: {was_held}, is held: {:?}, and the site thinks it deleted: {}",
                    held.get(id),
                    file.deleted
                ));
            }
            if file.attached && !was_held {
                return Err(format!("{id} counts as attached, and never was"));
            }
        }
        self.count("files compared with the tables");
        Ok(())
    }
}

/// The ids that a frame attaches.
pub(super) fn attached_by(frame: &str) -> Vec<String> {
    let frame: serde_json::Value = serde_json::from_str(frame).unwrap_or_default();
    let ids = frame["attachments"].as_array().cloned().unwrap_or_default();
    ids.iter()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect()
}

fn media(id: &str) -> Media {
    serde_json::from_value(json!({
        "id": id, "name": "a file", "type": "image/png", "size": 1, "url": format!("/media/{id}/a"),
    }))
    .unwrap()
}
