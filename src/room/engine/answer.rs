//! The requests of the Worker, each to the rule it asks for.

use super::people::Door;
use super::*;
use crate::room::requests::{RoomReply, RoomRequest};
use crate::wire::types::Sanction;

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
                author,
                as_owner,
                invited,
                admin,
            } => {
                let door = Door {
                    as_owner,
                    invited,
                    admin,
                };
                let (seat, effects) = self.join(&author, door, now)?;
                (self.seat_reply(seat), effects)
            }
            RoomRequest::Leave { user } => (RoomReply::Done, self.leave(&user, now)?),
            RoomRequest::SignOut { user, session } => {
                let effects = self.sign_out(&user, session.as_ref(), now)?;
                (RoomReply::Done, effects)
            }
            RoomRequest::Bar { user, barred } => (RoomReply::Done, self.bar(&user, barred)?),
            RoomRequest::Rename { author } => (RoomReply::Done, self.rename(&author, now)?),
            RoomRequest::Words { words } => {
                record::set_words(&self.db, &words)?;
                self.words = words;
                quietly(RoomReply::Done)
            }
            RoomRequest::Seat { asker } => {
                let seat = self.seat(&asker, now)?;
                quietly(self.seat_reply(seat))
            }
            RoomRequest::News { user } => {
                let news = Box::new(self.tell_now(&user)?);
                quietly(RoomReply::News { news })
            }
            RoomRequest::Members {
                asker,
                sought,
                after,
                limit,
            } => {
                let members = self.members(&asker, &sought, after.as_ref(), limit, now)?;
                quietly(RoomReply::Members { members })
            }
            RoomRequest::Configure { asker, changes } => {
                let (room, effects) = self.configure(&asker, changes, now)?;
                (RoomReply::Room { room }, effects)
            }
            RoomRequest::May { asker, action } => {
                self.allowed(&asker, action, now)?;
                quietly(RoomReply::Room {
                    room: self.room.clone(),
                })
            }
            RoomRequest::SetRole { asker, user, role } => {
                let (seat, effects) = self.set_role(&asker, &user, role, now)?;
                (self.seat_reply(seat), effects)
            }
            RoomRequest::Kick { asker, user } => (RoomReply::Done, self.kick(&asker, &user, now)?),
            RoomRequest::Ban {
                asker,
                person,
                until,
                reason,
                remove_last,
            } => {
                let ban = Sanction {
                    user: person,
                    by: asker.user.clone(),
                    by_user: None,
                    at: now,
                    until,
                    reason: reason.into_string(),
                };
                (RoomReply::Done, self.ban(&asker, ban, remove_last, now)?)
            }
            RoomRequest::Unban { asker, user } => {
                self.unban(&asker, &user, now)?;
                quietly(RoomReply::Done)
            }
            RoomRequest::Bans { asker } => {
                let sanctions = self.bans(&asker, now)?;
                quietly(RoomReply::Sanctions { sanctions })
            }
            RoomRequest::Mute {
                asker,
                user,
                until,
                reason,
            } => {
                let effects = self.mute(&asker, &user, Some((until, &reason)), now)?;
                (RoomReply::Done, effects)
            }
            RoomRequest::Unmute { asker, user } => {
                (RoomReply::Done, self.mute(&asker, &user, None, now)?)
            }
            RoomRequest::Mutes { asker } => {
                let sanctions = self.mutes(&asker, now)?;
                quietly(RoomReply::Sanctions { sanctions })
            }
            RoomRequest::Context { asker, seq } => {
                let (message, around) = self.context(&asker, seq, now)?;
                quietly(RoomReply::Context {
                    room: self.room.clone(),
                    message: Box::new(message),
                    around,
                })
            }
            RoomRequest::Destroy { asker } => (RoomReply::Done, self.destroy(&asker, now)?),
            RoomRequest::Post { asker, draft } => message(self.post(&asker, draft, now)?),
            RoomRequest::Edit { asker, seq, text } => {
                self.rated(&asker, now)?;
                message(self.edit(&asker, seq, text, now)?)
            }
            RoomRequest::Delete { asker, seq } => {
                self.rated(&asker, now)?;
                (RoomReply::Done, self.delete(&asker, seq, now)?)
            }
            RoomRequest::Bare { asker, seq } => {
                self.rated(&asker, now)?;
                (RoomReply::Done, self.bare(&asker, seq, now)?)
            }
            RoomRequest::Previewed { seq, preview } => {
                (RoomReply::Done, self.previewed(seq, preview)?)
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
                message(self.pin(&asker, seq, on, now)?)
            }
            RoomRequest::Pins { asker } => {
                let messages = self.pins(&asker, now)?;
                (
                    RoomReply::Messages {
                        messages,
                        head: self.head,
                    },
                    Vec::new(),
                )
            }
            RoomRequest::Thread {
                asker,
                seq,
                before,
                limit,
            } => {
                let thread = self.thread(&asker, seq, before, limit, now)?;
                quietly(RoomReply::Thread(Box::new(thread)))
            }
            RoomRequest::Follow { asker, seq, on } => {
                self.rated(&asker, now)?;
                (RoomReply::Done, self.follow(&asker, seq, on, now)?)
            }
            RoomRequest::Edits { asker, seq } => {
                let edits = self.edits(&asker, seq, now)?;
                quietly(RoomReply::Edits { edits })
            }
            RoomRequest::Read { asker, seq } => {
                self.rated(&asker, now)?;
                (RoomReply::Done, self.read(&asker, seq, now)?)
            }
            RoomRequest::Media {
                asker,
                kind,
                before,
                limit,
            } => {
                let messages = self.media(&asker, kind, before, limit, now)?;
                let head = self.head;
                quietly(RoomReply::Messages { messages, head })
            }
            RoomRequest::Holds { asker, id } => {
                let held = self.holds(&asker, &id, now)?;
                let ids = held.then_some(id).into_iter().collect();
                quietly(RoomReply::Files { ids })
            }
            RoomRequest::Held { ids } => {
                let ids = self.held(&ids)?;
                quietly(RoomReply::Files { ids })
            }
            RoomRequest::DropFiles { user } => (RoomReply::Done, self.drop_files(&user, now)?),
            RoomRequest::Messages { asker, seqs } => {
                let messages = self.some(&asker, &seqs, now)?;
                quietly(RoomReply::Found {
                    room: self.room.clone(),
                    messages,
                })
            }
            RoomRequest::Posted { asker, nonce } => {
                let found = self.posted_with(&asker, &nonce, now)?;
                message((found, Vec::new()))
            }
            RoomRequest::Search {
                asker,
                text,
                authors,
                before,
                limit,
                commands,
            } => {
                let most = (limit, commands);
                let found = self.search(&asker, &text, &authors, before, most, now)?;
                quietly(RoomReply::Hits { found })
            }
            RoomRequest::History { asker, page, limit } => {
                let (messages, head) = self.history(&asker, page, limit, now)?;
                (RoomReply::Messages { messages, head }, Vec::new())
            }
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

/// An answer that nobody else is told of.
fn quietly(reply: RoomReply) -> (RoomReply, Vec<Effect>) {
    (reply, Vec::new())
}

fn message((message, effects): (Message, Vec<Effect>)) -> (RoomReply, Vec<Effect>) {
    (
        RoomReply::Message {
            message: Box::new(message),
        },
        effects,
    )
}
