//! Keeping order: roles, mutes, kicks, bans, what the room and the site allow.

use super::*;
use confab::wire::text::Reason;
use confab::wire::types::SeatRole;

impl World {
    /// Somebody tries to keep order, whether or not they may.
    pub(super) fn keep_order(&mut self, device: usize) {
        // Once in a while it is somebody who looks after the site.
        let asker = Asker {
            admin: self.chance.one_in(5),
            ..self.asker(device)
        };
        let about = self.people[self.chance.below(self.people.len())].clone();
        let user = about.id.clone();
        let until = match self.chance.below(3) {
            0 => None,
            _ => Some(self.clock.now() + self.chance.between(1, 2_000)),
        };
        let reason = Reason::parse("because").unwrap();
        let request = match self.chance.below(12) {
            0 | 1 => Wish::Kick { user }.by(asker),
            2 | 3 => Wish::Ban {
                person: about,
                until,
                reason,
                remove_last: [0, 3][self.chance.below(2)],
            }
            .by(asker),
            4 => Wish::Unban { user }.by(asker),
            5 | 6 => Wish::Mute {
                user,
                until,
                reason,
            }
            .by(asker),
            7 => Wish::Unmute { user }.by(asker),
            8 | 9 => Wish::SetRole {
                user,
                role: [SeatRole::Owner, SeatRole::Moderator, SeatRole::Member]
                    [self.chance.below(3)],
            }
            .by(asker),
            10 => Wish::Configure {
                changes: Changes {
                    slow_mode_ms: Some([0, 50][self.chance.below(2)]),
                    read_only: Some(self.chance.one_in(4)),
                    locked: Some(self.chance.one_in(4)),
                    ..Changes::default()
                },
            }
            .by(asker),
            _ => RoomRequest::Bar {
                user,
                barred: self.chance.one_in(2),
            },
        };
        self.call(device, Sent::Other, request);
    }

    /// All that was forbidden is allowed again, so that what is still to be said can be.
    pub(super) fn make_peace(&mut self) -> Check {
        let asker = Asker {
            user: UserId("the site".into()),
            session: SessionId("peace".into()),
            admin: true,
            limited: false,
        };
        let changes = Changes {
            slow_mode_ms: Some(0),
            read_only: Some(false),
            locked: Some(false),
            ..Changes::default()
        };
        let mut peace = vec![Wish::Configure { changes }.by(asker.clone())];
        for person in &self.people {
            peace.push(
                Wish::Unmute {
                    user: person.id.clone(),
                }
                .by(asker.clone()),
            );
            peace.push(RoomRequest::Bar {
                user: person.id.clone(),
                barred: false,
            });
        }
        for request in peace {
            self.perform(Call {
                device: 0,
                files: None,
                sent: Sent::Other,
                request,
            })?;
        }
        Ok(())
    }
}
