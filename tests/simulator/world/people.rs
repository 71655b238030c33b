//! What people do: write, change, come, go.

use super::*;

impl World {
    pub(super) fn say(&mut self, device: usize) {
        let nonce = Nonce::parse(&format!("nonce-{}", self.number())).unwrap();
        let head = self.ledger.head().seq;
        let named = &self.people[self.chance.below(self.people.len())].id;
        let mention = match self.chance.below(20) {
            0..4 => format!(" <@{named}>"),
            4 => " <@everyone>".into(),
            5 => " <@here>".into(),
            _ => String::new(),
        };
        let text = format!("text {} \"of\" {device} 🙂{mention}", self.numbers);
        let (attachments, taken) = self.some_files(device);
        let draft = Draft {
            text: Text::parse(&text).unwrap(),
            reply_to: match self.chance.below(9) {
                0 | 1 if head > 0 => Some(head),
                2 if head > 0 => Some(head - self.chance.below(head.min(20) as usize) as Seq),
                _ => None,
            },
            nonce: Some(nonce.clone()),
            attachments,
            files: Vec::new(),
            forwarded: None,
        };
        let key = (self.user(device), nonce.as_str().to_owned());
        self.ledger
            .sends(key, draft.text.as_str(), &draft.attachments);
        let author = &self.people[self.devices[device].person];
        if author.kind == UserKind::Guest && mention.contains("e>") {
            self.count("call by a guest");
        } else if taken {
            self.devices[device].outbox.push(draft.clone());
        }
        self.post(device, draft);
    }

    /// Sends again what is not known to be stored, by whichever door.
    pub(super) fn retry(&mut self, device: usize) {
        if let Some(draft) = self.chance.pick(&self.devices[device].outbox).cloned() {
            self.post(device, draft);
        }
    }

    pub(super) fn post(&mut self, device: usize, draft: Draft) {
        let Some(nonce) = draft.nonce.clone() else {
            return;
        };
        let sent = Sent::Message(nonce.clone());
        if self.devices[device].link.is_some() && !self.chance.one_in(4) {
            let command = json!({
                "type": "send", "nonce": nonce.as_str(), "text": draft.text.as_str(), "reply_to": draft.reply_to,
                "attachments": draft.attachments,
            });
            self.frame(device, command, sent);
        } else {
            let asker = self.asker(device);
            self.call(device, sent, Wish::Post { draft }.by(asker));
        }
    }

    pub(super) fn command(&mut self, device: usize) {
        let head = self.ledger.head().seq.max(1) as usize;
        let newer = head.saturating_sub(20);
        let mut seq = (newer + 1 + self.chance.below(head - newer)) as Seq;
        let own = self.ledger.seqs_of(&self.user(device));
        let emoji = EMOJI[self.chance.below(EMOJI.len())];
        let kind = self.chance.below(12);
        if kind < 5 {
            // Others' messages too, now and then: that is refused.
            seq = self.chance.pick(&own).copied().unwrap_or(seq);
        }
        let on = !self.chance.one_in(3);
        let (command, sent) = match kind {
            0..4 => {
                let text = self.new_text();
                (
                    json!({ "type": "edit", "seq": seq, "text": text }),
                    Sent::Other,
                )
            }
            4 => (json!({ "type": "delete", "seq": seq }), Sent::Deletion(seq)),
            5..7 => (
                json!({ "type": "react", "seq": seq, "emoji": emoji, "on": on }),
                Sent::Other,
            ),
            7 => (json!({ "type": "read", "seq": seq }), Sent::Other),
            8 => (json!({ "type": "typing" }), Sent::Other),
            9 => {
                self.count("idle");
                (json!({ "type": "idle", "on": on }), Sent::Other)
            }
            10 => {
                self.count("follow");
                let asker = self.asker(device);
                return self.call(device, Sent::Other, Wish::Follow { seq, on }.by(asker));
            }
            _ => {
                let asker = self.asker(device);
                return self.call(device, Sent::Other, Wish::Pin { seq, on }.by(asker));
            }
        };
        if self.devices[device].link.is_some() && !self.chance.one_in(5) {
            return self.frame(device, command, sent);
        }
        let asker = self.asker(device);
        let request = match kind {
            0..4 => {
                let text = Text::parse(&self.new_text()).unwrap();
                Wish::Edit { seq, text }.by(asker)
            }
            4 => Wish::Delete { seq }.by(asker),
            5..7 => Wish::React {
                seq,
                emoji: Emoji::parse(emoji).unwrap(),
                on,
            }
            .by(asker),
            _ => Wish::Read { seq }.by(asker),
        };
        self.call(device, sent, request);
    }

    fn new_text(&mut self) -> String {
        let number = self.number();
        match self.chance.below(20) {
            0 => format!("edit {number} <@everyone>"),
            1 => format!("edit {number} <@{}>", self.people[0].id),
            _ => format!("edit {number}"),
        }
    }

    pub(super) fn join(&mut self, device: usize) {
        let author = self.people[self.devices[device].person].clone();
        self.call(
            device,
            Sent::Other,
            RoomRequest::Join {
                author,
                as_owner: false,
                // The Worker lets nobody in here who is not meant to be.
                invited: true,
                admin: false,
            },
        );
    }

    pub(super) fn leave(&mut self, device: usize) {
        let user = self.user(device);
        self.call(device, Sent::Other, RoomRequest::Leave { user });
    }

    pub(super) fn sign_out(&mut self, device: usize) {
        let (user, ended) = (self.user(device), self.devices[device].session.clone());
        let session = (!self.chance.one_in(4)).then_some(ended);
        for (other, signed_in) in self.devices.iter().enumerate() {
            if other == device || (session.is_none() && self.user(other) == user) {
                self.revoked.insert(signed_in.session.clone(), user.clone());
            }
        }
        self.call(device, Sent::Other, RoomRequest::SignOut { user, session });
    }

    pub(super) fn rename(&mut self, device: usize) {
        let person = self.devices[device].person;
        let times = self.number();
        self.people[person] = author(person, times);
        let author = self.people[person].clone();
        self.call(device, Sent::Other, RoomRequest::Rename { author });
    }

    pub(super) fn describe(&mut self, device: usize) {
        let asker = self.asker(device);
        let name = RoomName::parse(&format!("room {}", self.number())).ok();
        self.call(
            device,
            Sent::Other,
            Wish::Configure {
                changes: Changes {
                    name,
                    ..Changes::default()
                },
            }
            .by(asker),
        );
    }

    /// Reads what only those with a seat may.
    pub(super) fn look_back(&mut self, device: usize) {
        let asker = self.asker(device);
        let newest = self.ledger.head().seq;
        let seq = (newest - self.chance.below(newest.min(20) as usize + 1) as Seq).max(1);
        let request = match self.chance.below(6) {
            4 => Wish::Thread {
                seq,
                before: None,
                limit: THREAD_PAGE as u32,
            }
            .by(asker),
            5 => Wish::Edits { seq }.by(asker),
            0 => Wish::Pins.by(asker),
            1 => Wish::Members {
                sought: String::new(),
                after: None,
                limit: 10,
            }
            .by(asker),
            2 => Wish::Seat.by(asker),
            _ => Wish::History {
                page: Page::Newest,
                limit: 5,
            }
            .by(asker),
        };
        self.call(device, Sent::Other, request);
    }

    /// Says what is no command.
    pub(super) fn babble(&mut self, device: usize) {
        let babble = [
            "{",
            "[]",
            "",
            "\"send\"",
            r#"{"type":"sing"}"#,
            r#"{"type":"send","text":7}"#,
            r#"{"type":"send"}"#,
        ];
        let text = babble[self.chance.below(babble.len())];
        if let Some(link) = self.devices[device]
            .link
            .and_then(|key| self.links.get_mut(&key))
        {
            link.up.push_back(text.to_owned());
        }
    }

    pub(super) fn frame(&mut self, device: usize, mut command: serde_json::Value, sent: Sent) {
        let id = self.number();
        command["id"] = json!(id);
        let Some(link) = self.devices[device]
            .link
            .and_then(|key| self.links.get_mut(&key))
        else {
            return;
        };
        link.up.push_back(command.to_string());
        note!(self, "device {device} sends {command}");
        self.devices[device].sent.insert(id, sent);
    }

    pub(super) fn call(&mut self, device: usize, sent: Sent, request: RoomRequest) {
        note!(self, "device {device} asks {request:?}");
        self.calls.push(Call {
            device,
            sent,
            request,
            files: None,
        });
    }

    /// So much at once that nobody who was away can be told all of it.
    pub(super) fn flood(&mut self) -> Check {
        let asker = Asker {
            user: self.people[0].id.clone(),
            session: SessionId("flood".into()),
            admin: false,
            limited: false,
        };
        note!(self, "a flood, while some are away");
        for device in 0..self.devices.len() {
            if self.chance.one_in(3) {
                self.cut(device);
            }
        }
        for _ in 0..520 {
            let draft = Draft {
                nonce: None,
                text: Text::parse("flood").unwrap(),
                reply_to: None,
                attachments: Vec::new(),
                files: Vec::new(),
                forwarded: None,
            };
            let asker = asker.clone();
            let call = Call {
                device: 0,
                sent: Sent::Other,
                request: Wish::Post { draft }.by(asker),
                files: None,
            };
            self.perform(call)?;
            self.clock.steady += 5;
        }
        Ok(())
    }
}
