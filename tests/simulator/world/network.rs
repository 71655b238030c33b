//! What the network does with frames, requests and answers: deliver, double, delay, lose.

use super::files::attached_by;
use super::*;

impl World {
    pub(super) fn deliver_up(&mut self) -> Check {
        let ready: Vec<LinkKey> = self
            .links
            .iter()
            .filter(|(_, link)| !link.up.is_empty())
            .map(|(key, _)| *key)
            .collect();
        let Some(&key) = self.chance.pick(&ready) else {
            return Ok(());
        };
        let doubled = self.stormy && self.chance.one_in(12);
        let at_server = self.is_at_server(key);
        let Some(link) = self.links.get_mut(&key) else {
            return Ok(());
        };
        let ids = link.up.front().map_or(Vec::new(), |f| attached_by(f));
        let device = link.device;
        if !ids.is_empty() && link.files.is_none() && !link.silent && at_server {
            // What comes behind it waits until that is answered.
            let user = self.user(device);
            let files = Some(self.look_up(&user, &ids));
            if let Some(link) = self.links.get_mut(&key) {
                link.files = files;
            }
            return Ok(());
        }
        let Some(link) = self.links.get_mut(&key) else {
            return Ok(());
        };
        let Some(frame) = link.up.pop_front() else {
            return Ok(());
        };
        let files = link.files.take().unwrap_or(Ok(Vec::new()));
        if doubled {
            link.up.push_back(frame.clone());
        }
        let (id, silent) = (link.id, link.silent);
        if silent || !self.is_at_server(key) {
            self.count("frame lost on its way up");
            return Ok(());
        }
        note!(self, "the room hears {frame} on link {key}");
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                Ok(((), awake.frame(id, frame.clone(), files, now)?))
            })?;
        self.after(&turn)
    }

    pub(super) fn deliver_down(&mut self) -> Check {
        let ready: Vec<LinkKey> = self
            .links
            .iter()
            .filter(|(_, link)| !link.down.is_empty())
            .map(|(key, _)| *key)
            .collect();
        let Some(&key) = self.chance.pick(&ready) else {
            return Ok(());
        };
        let Some(link) = self.links.get_mut(&key) else {
            return Ok(());
        };
        let Some(down) = link.down.pop_front() else {
            return Ok(());
        };
        let (device, silent) = (link.device, link.silent);
        if silent || self.devices[device].link != Some(key) {
            self.count("frame lost on its way down");
            return Ok(());
        }
        match down {
            Down::Frame(events) => {
                note!(self, "device {device} hears {events:?}");
                if events.windows(2).any(is_root_left_out) {
                    return Err(format!("a root does not follow its reply: {events:?}"));
                }
                events.iter().try_for_each(|event| {
                    self.hear(device, event)
                        .map_err(|wrong| format!("device {device}: {wrong}"))
                })
            }
            Down::Close(code) => {
                note!(self, "device {device} is closed with {code}");
                self.count(match code {
                    4400 => "closed 4400",
                    4401 => "closed 4401",
                    4403 => "closed 4403",
                    _ => "closed otherwise",
                });
                self.devices[device].link = None;
                Ok(())
            }
        }
    }

    pub(super) fn hear(&mut self, device: usize, event: &Event) -> Check {
        let user = self.user(device);
        let link = self.devices[device]
            .link
            .and_then(|key| self.links.get(&key));
        let cursor = link.and_then(|link| link.cursor);
        self.devices[device].held.hear(event)?;
        match event {
            Event::Ack { id: Some(id), seq } => match self.devices[device].sent.get(id).cloned() {
                Some(Sent::Message(nonce)) => {
                    self.stored(device, &nonce, seq.ok_or("an ack without a seq")?)
                }
                Some(Sent::Deletion(asked)) if *seq == Some(asked) => self.ledger.deleted(asked),
                Some(Sent::Other) => Ok(()),
                sent => Err(format!("{sent:?} was acknowledged by {event:?}")),
            },
            Event::Error { code, .. } => {
                self.count(if code == "too_fast" {
                    "command too fast"
                } else {
                    "command refused"
                });
                Ok(())
            }
            Event::Hello(hello) => {
                self.count(match hello.resume {
                    Resume::Delta if hello.messages.iter().any(|message| message.rev > 0) => {
                        "delta with changes"
                    }
                    Resume::Delta => "delta",
                    Resume::Reset if cursor.is_some_and(|at| at.seq > hello.head.seq) => {
                        "reset from the future"
                    }
                    Resume::Reset if cursor.is_some() => "reset beyond 500",
                    Resume::Reset => "reset without a cursor",
                });
                Ok(())
            }
            Event::Message { message, nonce } => {
                self.ledger.told(&user, message, nonce.as_deref())?;
                match nonce {
                    Some(nonce) => self.stored(device, &Nonce::parse(nonce).unwrap(), message.seq),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    pub(super) fn stored(&mut self, device: usize, nonce: &Nonce, seq: Seq) -> Check {
        self.count("message acknowledged");
        self.devices[device]
            .outbox
            .retain(|draft| draft.nonce.as_ref() != Some(nonce));
        self.ledger
            .acknowledged((self.user(device), nonce.as_str().to_owned()), seq)
    }

    pub(super) fn deliver_call(&mut self) -> Check {
        if self.calls.is_empty() {
            return Ok(());
        }
        let which = self.chance.below(self.calls.len());
        let call = self.calls.swap_remove(which);
        if self.stormy && call.request.is_repeatable() && self.chance.one_in(10) {
            self.calls.push(call.clone());
        }
        self.perform(call)
    }

    pub(super) fn perform(&mut self, mut call: Call) -> Check {
        if let RoomRequest::By {
            asker,
            wish: Wish::Post { draft },
        } = &mut call.request
            && !draft.attachments.is_empty()
        {
            match call.files.take() {
                Some(Ok(files)) => draft.files = files,
                Some(Err(_)) => return Ok(()),
                None => {
                    let (user, ids) = (asker.user.clone(), draft.attachments.clone());
                    call.files = Some(self.look_up(&user, &ids));
                    self.calls.push(call);
                    return Ok(());
                }
            }
        }
        note!(self, "the room is asked {:?}", call.request);
        let request = call.request.clone();
        let asker = asker(&request).cloned();
        let was_seated = asker
            .as_ref()
            .is_none_or(|user| self.object.seated.contains(user));
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                awake.handle(request, now)
            })?;
        if let (Turn::Done(_), RoomRequest::SignOut { session, user }) = (&turn, &call.request) {
            let over = self.revoked.iter().filter(|(over, whose)| match session {
                Some(session) => session == *over,
                None => *whose == user,
            });
            self.object
                .ended
                .extend(over.map(|(session, _)| session.clone()));
        }
        self.after(&turn)?;
        let Call { device, sent, .. } = call.clone();
        let outcome = match turn {
            Turn::Done(reply) if was_seated => {
                self.check_reply(&reply)?;
                Ok(reply)
            }
            Turn::Done(reply) => {
                return Err(format!("{asker:?} has no seat and is answered {reply:?}"));
            }
            Turn::Refused(refused) => {
                self.count("request refused");
                Err(refused)
            }
            Turn::Crashed => {
                // The Worker asks again what may be asked twice.
                if call.request.is_repeatable() {
                    self.calls.push(call);
                }
                return Ok(());
            }
        };
        self.object.reply(Reply {
            device,
            sent,
            outcome,
        });
        self.distribute()
    }

    fn check_reply(&self, reply: &RoomReply) -> Check {
        match reply {
            RoomReply::Messages { messages, .. } if self.object.store.is_durable() => messages
                .iter()
                .try_for_each(|message| self.ledger.shows(message.seq, Some(message))),
            RoomReply::Thread(thread) if self.object.store.is_durable() => self
                .ledger
                .shows_thread(&thread.root, &thread.messages, THREAD_PAGE),
            _ => Ok(()),
        }
    }

    pub(super) fn deliver_reply(&mut self) -> Check {
        if self.replies.is_empty() {
            return Ok(());
        }
        let which = self.chance.below(self.replies.len());
        let Reply {
            device,
            sent,
            outcome,
        } = self.replies.swap_remove(which);
        if self.stormy && self.chance.one_in(8) {
            note!(self, "an answer to device {device} is lost");
            self.count("answer lost");
            return Ok(());
        }
        note!(self, "device {device} is answered {outcome:?}");
        match (sent, outcome) {
            (Sent::Message(nonce), Ok(RoomReply::Message { message })) => {
                self.stored(device, &nonce, message.seq)
            }
            (Sent::Message(_), Ok(other)) => Err(format!("a message was answered with {other:?}")),
            (Sent::Deletion(seq), Ok(_)) => self.ledger.deleted(seq),
            (_, Err(Error::Internal { cause })) => Err(cause),
            _ => Ok(()),
        }
    }
}

/// Whether a new reply comes first, and its root, changed by that, not next.
fn is_root_left_out(pair: &[Event]) -> bool {
    let [Event::Message { message: reply, .. }, next] = pair else {
        return false;
    };
    let Some(root) = reply.thread else {
        return false;
    };
    !matches!(next, Event::Changed { message, .. } if message.seq == root)
}

/// Who must have a seat for this to be answered: all but those who look after the site, and the site itself.
fn asker(request: &RoomRequest) -> Option<&UserId> {
    match request {
        RoomRequest::By { asker, .. } => (!asker.admin).then_some(&asker.user),
        _ => None,
    }
}
