//! The requests of the Worker, each to the rule it asks for.

use super::people::Door;
use super::*;
use crate::room::requests::{RoomReply, RoomRequest, Wish};
use crate::wire::types::Sanction;

impl<D: Database> Engine<D> {
    /// Does what is asked of the room.
    ///
    /// # Errors
    /// Those of the rule asked for.
    pub fn handle(
        &mut self,
        request: RoomRequest,
        now: Millis,
    ) -> Result<(RoomReply, Vec<Effect>), Error> {
        Ok(match request {
            RoomRequest::By { asker, wish } => return self.grant(&asker, wish, now),
            RoomRequest::Create { .. } => quietly(RoomReply::Done), // Made long ago.
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
            RoomRequest::News { user } => {
                let news = Box::new(self.tell_now(&user)?);
                quietly(RoomReply::News { news })
            }
            RoomRequest::Previewed { seq, preview } => {
                (RoomReply::Done, self.previewed(seq, preview)?)
            }
            RoomRequest::Held { ids } => {
                let ids = self.held(&ids)?;
                quietly(RoomReply::Files { ids })
            }
            RoomRequest::DropFiles { user } => (RoomReply::Done, self.drop_files(&user, now)?),
        })
    }

    /// Does what somebody wishes, if they may.
    fn grant(
        &mut self,
        asker: &Asker,
        wish: Wish,
        now: Millis,
    ) -> Result<(RoomReply, Vec<Effect>), Error> {
        if wish.is_command() {
            self.rated(asker, now)?;
        }
        Ok(match wish {
            // Not by this door: sockets are opened by the object itself.
            Wish::Socket { .. } => quietly(RoomReply::Done),
            Wish::Seat => {
                let seat = self.seat(asker, now)?;
                quietly(self.seat_reply(seat))
            }
            Wish::Members {
                sought,
                after,
                limit,
            } => {
                let members = self.members(asker, &sought, after.as_ref(), limit, now)?;
                quietly(RoomReply::Members { members })
            }
            Wish::Configure { changes } => {
                let (room, effects) = self.configure(asker, changes, now)?;
                (RoomReply::Room { room }, effects)
            }
            Wish::May { action } => {
                self.allowed(asker, action, now)?;
                quietly(RoomReply::Room {
                    room: self.room.clone(),
                })
            }
            Wish::SetRole { user, role } => {
                let (seat, effects) = self.set_role(asker, &user, role, now)?;
                (self.seat_reply(seat), effects)
            }
            Wish::Kick { user } => (RoomReply::Done, self.kick(asker, &user, now)?),
            Wish::Ban {
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
                (RoomReply::Done, self.ban(asker, ban, remove_last, now)?)
            }
            Wish::Unban { user } => {
                self.unban(asker, &user, now)?;
                quietly(RoomReply::Done)
            }
            Wish::Bans => {
                let sanctions = self.bans(asker, now)?;
                quietly(RoomReply::Sanctions { sanctions })
            }
            Wish::Mute {
                user,
                until,
                reason,
            } => {
                let effects = self.mute(asker, &user, Some((until, &reason)), now)?;
                (RoomReply::Done, effects)
            }
            Wish::Unmute { user } => (RoomReply::Done, self.mute(asker, &user, None, now)?),
            Wish::Mutes => {
                let sanctions = self.mutes(asker, now)?;
                quietly(RoomReply::Sanctions { sanctions })
            }
            Wish::Context { seq } => {
                let (message, around) = self.context(asker, seq, now)?;
                quietly(RoomReply::Context {
                    room: self.room.clone(),
                    message: Box::new(message),
                    around,
                })
            }
            Wish::Destroy => (RoomReply::Done, self.destroy(asker, now)?),
            Wish::Post { draft } => message(self.post(asker, draft, now)?),
            Wish::Edit { seq, text } => message(self.edit(asker, seq, text, now)?),
            Wish::Delete { seq } => (RoomReply::Done, self.delete(asker, seq, now)?),
            Wish::Bare { seq } => (RoomReply::Done, self.bare(asker, seq, now)?),
            Wish::React { seq, emoji, on } => {
                (RoomReply::Done, self.react(asker, seq, &emoji, on, now)?)
            }
            Wish::Pin { seq, on } => message(self.pin(asker, seq, on, now)?),
            Wish::Pins => {
                let messages = self.pins(asker, now)?;
                (
                    RoomReply::Messages {
                        messages,
                        head: self.head,
                    },
                    Vec::new(),
                )
            }
            Wish::Thread { seq, before, limit } => {
                let thread = self.thread(asker, seq, before, limit, now)?;
                quietly(RoomReply::Thread(Box::new(thread)))
            }
            Wish::Follow { seq, on } => (RoomReply::Done, self.follow(asker, seq, on, now)?),
            Wish::Edits { seq } => {
                let edits = self.edits(asker, seq, now)?;
                quietly(RoomReply::Edits { edits })
            }
            Wish::Read { seq } => (RoomReply::Done, self.read(asker, seq, now)?),
            Wish::Media {
                kind,
                before,
                limit,
            } => {
                let messages = self.media(asker, kind, before, limit, now)?;
                let head = self.head;
                quietly(RoomReply::Messages { messages, head })
            }
            Wish::Holds { id } => {
                let held = self.holds(asker, &id, now)?;
                let ids = held.then_some(id).into_iter().collect();
                quietly(RoomReply::Files { ids })
            }
            Wish::Messages { seqs } => {
                let messages = self.some(asker, &seqs, now)?;
                quietly(RoomReply::Found {
                    room: self.room.clone(),
                    messages,
                })
            }
            Wish::Posted { nonce } => {
                let found = self.posted_with(asker, &nonce, now)?;
                message((found, Vec::new()))
            }
            Wish::Search {
                text,
                authors,
                before,
                limit,
                commands,
            } => {
                let most = (limit, commands);
                let found = self.search(asker, &text, &authors, before, most, now)?;
                quietly(RoomReply::Hits { found })
            }
            Wish::History { page, limit } => {
                let (messages, head) = self.history(asker, page, limit, now)?;
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
