//! What must be so after every step.

use super::*;
use crate::database::Store;

/// What is held of a room, counted from scratch: from all that was meant, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub version: u64,
    pub seated: bool,
    pub record: String,
    pub shown: InboxRoom,
}

const HELD: &str = "SELECT room, version, seated, record, last, last_at, unread, mentions, favourite, hidden FROM rooms";

impl World {
    pub(super) fn check(&mut self) -> Check {
        let object = &self.object;
        let moment = (object.log.len(), object.store.written(), object.alarm);
        if std::mem::replace(&mut self.checked, moment) != moment {
            self.check_tables()?;
            self.check_errands()?;
            self.check_ended()?;
            self.compared.clear();
        }
        for device in 0..self.devices.len() {
            let link = self.devices[device].link;
            if self.has_caught_up(device) && !self.compared.contains(&link) {
                self.count("device compared with the tables");
                self.compare(device)
                    .map_err(|wrong| format!("device {device}: {wrong}"))?;
                self.compared.insert(link);
            }
        }
        Ok(())
    }

    /// From all the log has, the newest truth and the person's own marks.
    pub(super) fn recount(&mut self) -> &Counted {
        for meant in self.object.log.iter().skip(self.counted.upto) {
            self.counted.count(meant);
        }
        self.counted.upto = self.object.log.len();
        &self.counted
    }

    pub(super) fn check_tables(&mut self) -> Check {
        let held = held(&self.object.store);
        self.recount();
        let meant = &self.counted.held;
        let plain = |held: &&Held| **held != unknown(&held.shown.room);
        let saved = saved(&self.object.store);
        if saved != self.counted.saved {
            let meant = &self.counted.saved;
            return Err(format!("saved are {saved:?}, and meant is {meant:?}"));
        }
        if held.values().filter(plain).eq(meant.values().filter(plain)) {
            Ok(())
        } else {
            Err(format!("the tables hold {held:?}, and meant is {meant:?}"))
        }
    }

    /// What was not yet done is kept, and something will go on with it.
    fn check_errands(&mut self) -> Check {
        let rows = self.errands();
        if !rows.is_empty() && self.object.alarm.is_none() {
            return Err(format!("nothing will go on with {rows:?}"));
        }
        let log = &self.object.log;
        let mut settled = Vec::new();
        for (place, meant) in log.iter().enumerate() {
            if self.settled.contains(&place) {
                continue;
            }
            let (request, rooms) = match meant {
                Meant::Errand(request, rooms) => (RoomRequest::clone(request), rooms),
                Meant::SignOut(session, rooms) => {
                    let (user, session) = (them(), session.clone());
                    (RoomRequest::SignOut { user, session }, rooms)
                }
                _ => continue,
            };
            // A later name will do: an errand takes on the rooms an earlier one in its slot had left.
            let later_names: Vec<&RoomRequest> = match request {
                RoomRequest::Rename { .. } => log.iter().skip(place).filter_map(name).collect(),
                _ => Vec::new(),
            };
            let requests: Vec<String> = later_names
                .into_iter()
                .chain([&request])
                .map(|request| serde_json::to_string(request).unwrap())
                .collect();
            let mut all_done = true;
            for room in rooms {
                let done = self.is_done(room, &requests);
                let kept = rows.iter().any(|(kept, rooms)| {
                    let same = std::mem::discriminant(kept) == std::mem::discriminant(&request);
                    same && rooms.contains(room)
                });
                if !done && !kept {
                    return Err(format!("{room} was never asked {request:?}: {rows:?}"));
                }
                all_done &= done;
            }
            settled.extend(all_done.then_some(place));
        }
        self.settled.extend(settled);
        Ok(())
    }

    fn is_done(&self, room: &RoomId, requests: &[String]) -> bool {
        let room = self.rooms.iter().find(|other| other.id == *room).unwrap();
        room.destroyed || requests.iter().any(|request| room.done.contains(request))
    }

    /// Requests, and the rooms that have not answered them.
    pub(super) fn errands(&self) -> Vec<(RoomRequest, Vec<RoomId>)> {
        if !is_made(&self.object.store) {
            return Vec::new();
        }
        let rows = self
            .object
            .store
            .rows("SELECT request, waiting, failed FROM errands", &[]);
        let list = |text: &str| -> Vec<RoomId> { serde_json::from_str(text).unwrap() };
        rows.iter()
            .map(|row| {
                let mut rooms = list(row.text(1).unwrap());
                rooms.extend(list(row.text(2).unwrap()));
                (confab::json::read(row.text(0).unwrap()).unwrap(), rooms)
            })
            .collect()
    }

    /// No socket outlives its session.
    fn check_ended(&self) -> Check {
        for (link, socket) in &self.object.sockets {
            let since = self.object.log.iter().skip(socket.since);
            let ended = since.filter(|meant| match meant {
                Meant::SignOut(session, _) => session
                    .as_ref()
                    .is_none_or(|session| *session == socket.session),
                Meant::Forgotten => true,
                _ => false,
            });
            if ended.count() > 0 {
                return Err(format!("link {link} is open, and {} ended", socket.session));
            }
        }
        Ok(())
    }

    fn has_caught_up(&self, device: usize) -> bool {
        let key = self.devices[device].link;
        self.object.is_quiet()
            && key.is_some_and(|key| {
                let link = &self.links[&key];
                link.handed_over && link.down.is_empty() && self.object.sockets.contains_key(&key)
            })
    }

    /// A device shows what the tables hold; a room that it does not show yet is about to be asked.
    pub(super) fn compare(&self, device: usize) -> Check {
        let shown = &self.devices[device].shown;
        let held = held(&self.object.store);
        for (id, room) in &shown.rooms {
            match held.get(id) {
                Some(held) if held.seated && held.shown == *room => {}
                other => return Err(format!("it shows {room:?}, and held is {other:?}")),
            }
        }
        for (id, record) in &shown.records {
            let record = serde_json::to_string(record).unwrap();
            if held.get(id).is_none_or(|held| held.record != record) {
                return Err(format!("it has {record}, and held is {:?}", held.get(id)));
            }
        }
        let saved: BTreeSet<MessageId> = saved(&self.object.store).into_iter().collect();
        if shown.saved != saved {
            return Err(format!(
                "it marks {:?}, and saved are {saved:?}",
                shown.saved
            ));
        }
        let errands = self.errands();
        for (id, held) in held.iter().filter(|(_, held)| held.seated) {
            let asked = errands.iter().any(|(request, rooms)| {
                matches!(request, RoomRequest::News { .. }) && rooms.contains(id)
            });
            if !shown.rooms.contains_key(id) && !asked {
                return Err(format!("it does not show {held:?}"));
            }
        }
        Ok(())
    }
}

fn name(meant: &Meant) -> Option<&RoomRequest> {
    match meant {
        Meant::Errand(request, _) => {
            matches!(**request, RoomRequest::Rename { .. }).then_some(&**request)
        }
        _ => None,
    }
}

/// What the tables should hold.
#[derive(Default)]
pub(super) struct Counted {
    /// How much of the log is in it.
    pub upto: usize,
    pub held: BTreeMap<RoomId, Held>,
    pub shown_again: usize,
    /// In the order they were saved.
    pub saved: Vec<MessageId>,
}

impl Counted {
    fn count(&mut self, meant: &Meant) {
        let id = match meant {
            Meant::News(news) => &news.room.id,
            Meant::Gone(id) | Meant::Favour(id, _) | Meant::Hide(id, _) => id,
            Meant::Save(message, on) => {
                let had = self.saved.iter().position(|saved| saved == message);
                match (had, on) {
                    (None, true) => self.saved.push(message.clone()),
                    (Some(place), false) => drop(self.saved.remove(place)),
                    _ => {}
                }
                return;
            }
            Meant::Forgotten => {
                self.saved.clear();
                return self.held.clear();
            }
            _ => return,
        };
        let held = self.held.entry(id.clone()).or_insert_with(|| unknown(id));
        let without_seat = |version| Held {
            version,
            ..unknown(id)
        };
        match meant {
            Meant::Favour(_, on) => held.shown.favourite = *on,
            Meant::Hide(_, on) => held.shown.hidden = *on,
            Meant::Gone(_) if held.seated => *held = without_seat(held.version),
            Meant::News(news) if news.version > held.version && news.seated => {
                let stirs = news.unread > 0 && news.last != held.shown.last;
                self.shown_again += usize::from(held.shown.hidden && stirs);
                held.version = news.version;
                held.seated = true;
                held.record = serde_json::to_string(&news.room).unwrap();
                held.shown = InboxRoom {
                    room: id.clone(),
                    unread: news.unread,
                    mentions: news.mentions,
                    last: news.last,
                    last_at: news.last_at,
                    favourite: held.shown.favourite,
                    hidden: held.shown.hidden && !stirs,
                };
            }
            Meant::News(news) if news.version > held.version => *held = without_seat(news.version),
            _ => {}
        }
    }
}

fn unknown(room: &RoomId) -> Held {
    Held {
        version: 0,
        seated: false,
        record: String::new(),
        shown: InboxRoom {
            room: room.clone(),
            unread: 0,
            mentions: 0,
            last: 0,
            last_at: 0,
            favourite: false,
            hidden: false,
        },
    }
}

pub(super) fn is_made(store: &Store) -> bool {
    let sql = "SELECT 1 FROM sqlite_master WHERE name = 'errands'";
    !store.rows(sql, &[]).is_empty()
}

/// What is saved, in order, read apart from the engine.
fn saved(store: &Store) -> Vec<MessageId> {
    if !is_made(store) {
        return Vec::new();
    }
    let rows = store.rows("SELECT room, seq FROM saved ORDER BY at", &[]);
    let read = |row: &confab::database::Row| MessageId {
        room: RoomId(row.text(0).unwrap().to_owned()),
        seq: row.count(1).unwrap(),
    };
    rows.iter().map(read).collect()
}

/// What the tables hold, read apart from the engine.
pub(super) fn held(store: &Store) -> BTreeMap<RoomId, Held> {
    if !is_made(store) {
        return BTreeMap::new();
    }
    let rows = store.rows(HELD, &[]);
    let read = |row: &confab::database::Row| {
        let number = |column| row.integer(column).unwrap();
        let room = RoomId(row.text(0).unwrap().to_owned());
        Held {
            version: row.count(1).unwrap(),
            seated: number(2) != 0,
            record: row.text(3).unwrap().to_owned(),
            shown: InboxRoom {
                room,
                last: row.count(4).unwrap(),
                last_at: number(5),
                unread: u32::try_from(number(6)).unwrap(),
                mentions: u32::try_from(number(7)).unwrap(),
                favourite: number(8) != 0,
                hidden: number(9) != 0,
            },
        }
    };
    rows.iter()
        .map(read)
        .map(|held| (held.shown.room.clone(), held))
        .collect()
}
