//! The requests of the Worker, each to the rule it asks for.

use super::*;
use crate::room::requests::{RoomReply, RoomRequest};

impl<D: Database> Engine<D> {
    /// Does what the Worker asks.
    ///
    /// # Errors
    /// Those of the rule asked for.
    pub fn handle(
        &mut self,
        request: RoomRequest,
        now: Millis,
    ) -> Result<(RoomReply, Vec<Effect>), Error> {
        Ok(match request {
            // Made long ago, or not by this door: sockets are opened by the object itself.
            RoomRequest::Create { .. } | RoomRequest::Socket { .. } => {
                (RoomReply::Done, Vec::new())
            }
            RoomRequest::Join {
                author, as_owner, ..
            } => {
                let (seat, effects) = self.join(&author, as_owner, now)?;
                (self.seat_reply(seat), effects)
            }
            RoomRequest::Leave { user } => (RoomReply::Done, self.leave(&user)?),
            RoomRequest::SignOut { user, session } => {
                (RoomReply::Done, self.sign_out(&user, session.as_ref()))
            }
            RoomRequest::Rename { author } => (RoomReply::Done, self.rename(&author)?),
            RoomRequest::Seat { asker } => {
                let seat = self.seat(&asker.user)?;
                (self.seat_reply(seat), Vec::new())
            }
            RoomRequest::Members {
                asker,
                after,
                limit,
            } => {
                let members = self.members(&asker, after.as_ref(), limit)?;
                (RoomReply::Members { members }, Vec::new())
            }
            RoomRequest::Configure { asker, changes } => {
                let (room, effects) = self.describe(&asker, changes.name, changes.topic)?;
                (RoomReply::Room { room }, effects)
            }
            RoomRequest::Destroy { asker } => (RoomReply::Done, self.destroy(&asker, asker.admin)?),
            RoomRequest::Post { asker, draft } => message(self.post(&asker, draft, now)?),
            RoomRequest::Edit { asker, seq, text } => {
                self.rated(&asker, now)?;
                message(self.edit(&asker, seq, text, now)?)
            }
            RoomRequest::Delete { asker, seq } => {
                self.rated(&asker, now)?;
                (RoomReply::Done, self.delete(&asker, seq, now)?)
            }
            RoomRequest::React {
                asker,
                seq,
                emoji,
                on,
            } => {
                self.rated(&asker, now)?;
                (RoomReply::Done, self.react(&asker, seq, &emoji, on, now)?)
            }
            RoomRequest::Pin { asker, seq, on } => {
                self.rated(&asker, now)?;
                message(self.pin(&asker, seq, on)?)
            }
            RoomRequest::Pins { asker } => {
                let messages = self.pins(&asker)?;
                (
                    RoomReply::Messages {
                        messages,
                        head: self.head,
                    },
                    Vec::new(),
                )
            }
            RoomRequest::Read { asker, seq } => {
                self.rated(&asker, now)?;
                (RoomReply::Done, self.read(&asker, seq)?)
            }
            RoomRequest::History { asker, page, limit } => {
                let (messages, head) = self.history(&asker, page, limit)?;
                (RoomReply::Messages { messages, head }, Vec::new())
            }
            _ => return Err(Error::conflict("A room cannot do this yet.")),
        })
    }

    fn seat_reply(&self, seat: Seat) -> RoomReply {
        RoomReply::Seat {
            room: self.room.clone(),
            seat,
            head: self.head,
        }
    }
}

fn message((message, effects): (Message, Vec<Effect>)) -> (RoomReply, Vec<Effect>) {
    (
        RoomReply::Message {
            message: Box::new(message),
        },
        effects,
    )
}
