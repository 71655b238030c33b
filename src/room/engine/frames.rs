//! Text frames of sockets: each to the rule it asks for, and the answer to it.

use super::*;
use crate::wire::types::Media;

impl<D: Database> Engine<D> {
    /// A text frame came in; `files` are those it attaches, as far as there are such. What is refused is answered; the
    /// rest is done and acknowledged.
    ///
    /// # Errors
    /// `internal` only: see the module.
    pub fn frame(
        &mut self,
        from: ConnectionId,
        frame: &str,
        files: Result<Vec<Media>, Error>,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        let Some(open) = self.open.get(&from) else {
            return Ok(Vec::new());
        };
        let asker = open.connection.asker();
        let frame = match Frame::parse(frame) {
            Ok(frame) => frame,
            Err(_) => return self.close(from, CloseCode::Unreadable),
        };
        let done = match frame.command {
            Ok(Command::Send(mut draft)) => match files {
                Ok(files) => {
                    draft.files = files;
                    self.command(from, &asker, frame.id, Command::Send(draft), now)
                }
                // Not this room's fault: nothing of it is doubtful, and whoever sends tries again.
                Err(unknown) => return self.refuse(from, frame.id, &unknown),
            },
            Ok(command) => self.command(from, &asker, frame.id, command, now),
            Err(refused) => self.rated(&asker, now).and(Err(refused)),
        };
        match done {
            Ok(effects) => {
                if let Some(open) = self.open.get_mut(&from) {
                    open.refusals = 0;
                }
                Ok(effects)
            }
            Err(Error::Internal { cause }) => Err(Error::Internal { cause }),
            Err(refused) => self.refuse(from, frame.id, &refused),
        }
    }

    fn command(
        &mut self,
        from: ConnectionId,
        asker: &Asker,
        id: Option<u64>,
        command: Command,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        if !matches!(command, Command::Send(_)) {
            self.rated(asker, now)?;
        }
        let (seq, mut effects) = match command {
            Command::Send(draft) => {
                let (posted, effects) = self.post(asker, draft, now)?;
                (Some(posted.seq), effects)
            }
            Command::Edit { seq, text } => (Some(seq), self.edit(asker, seq, text, now)?.1),
            Command::Delete { seq } => (Some(seq), self.delete(asker, seq, now)?),
            Command::React { seq, emoji, on } => {
                (Some(seq), self.react(asker, seq, &emoji, on, now)?)
            }
            Command::Read { seq } => {
                let effects = self.read(asker, seq, now)?;
                return Ok(acknowledged(from, id, Some(seq), effects));
            }
            Command::Idle { on } => {
                let effects = self.idle(from, asker, on, now)?;
                return Ok(acknowledged(from, id, None, effects));
            }
            Command::Typing => {
                let effects = self.typing(from, asker, now)?;
                return Ok(acknowledged(from, id, None, effects));
            }
        };
        effects.insert(
            0,
            Effect::Tell {
                to: from,
                event: Event::Ack { id, seq },
            },
        );
        Ok(effects)
    }

    fn refuse(
        &mut self,
        from: ConnectionId,
        id: Option<u64>,
        refused: &Error,
    ) -> Result<Vec<Effect>, Error> {
        let mut effects = vec![Effect::Tell {
            to: from,
            event: Event::Error {
                id,
                code: refused.code().to_owned(),
                detail: refused.detail(),
                retry_after_ms: refused.retry_after_ms(),
            },
        }];
        let Some(open) = self.open.get_mut(&from) else {
            return Ok(effects);
        };
        open.refusals += 1;
        if open.refusals >= limits::REFUSALS_BEFORE_CLOSE {
            effects.extend(self.close(from, CloseCode::TooFast)?);
        }
        Ok(effects)
    }
}

/// `read`, `typing` and `idle` are sent without an id as a rule, and then not answered.
fn acknowledged(
    from: ConnectionId,
    id: Option<u64>,
    seq: Option<Seq>,
    mut effects: Vec<Effect>,
) -> Vec<Effect> {
    if id.is_some() {
        effects.insert(
            0,
            Effect::Tell {
                to: from,
                event: Event::Ack { id, seq },
            },
        );
    }
    effects
}
