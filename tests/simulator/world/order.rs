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
            0 | 1 => RoomRequest::Kick { asker, user },
            2 | 3 => RoomRequest::Ban {
                asker,
                person: about,
                until,
                reason,
                remove_last: [0, 3][self.chance.below(2)],
            },
            4 => RoomRequest::Unban { asker, user },
            5 | 6 => RoomRequest::Mute {
                asker,
                user,
                until,
                reason,
            },
            7 => RoomRequest::Unmute { asker, user },
            8 | 9 => RoomRequest::SetRole {
                asker,
                user,
                role: [SeatRole::Owner, SeatRole::Moderator, SeatRole::Member]
                    [self.chance.below(3)],
            },
            10 => RoomRequest::Configure {
                asker,
                changes: Changes {
                    slow_mode_ms: Some([0, 50][self.chance.below(2)]),
                    read_only: Some(self.chance.one_in(4)),
                    locked: Some(self.chance.one_in(4)),
                    ..Changes::default()
                },
            },
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
        let mut peace = vec![RoomRequest::Configure {
            asker: asker.clone(),
            changes,
        }];
        for person in &self.people {
            peace.push(RoomRequest::Unmute {
                asker: asker.clone(),
                user: person.id.clone(),
            });
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
