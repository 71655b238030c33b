//! The book of what was said and who has heard it: checks that every client gets each message exactly once, all in one order,
//! and keeps the times from sending to hearing.

use std::{
    cell::{Cell, RefCell},
    time::Instant,
};

use anyhow::{Result, bail};
use hdrhistogram::Histogram;

use crate::wire::Delivery;

pub struct Ledger {
    /// When each sender's messages left, by sender and count.
    sent: RefCell<Vec<Vec<Instant>>>,
    /// What was heard first under each number; every other client must hear the same.
    order: RefCell<Vec<(usize, usize)>>,
    /// How many of each sender's messages stand in `order`.
    ordered: RefCell<Vec<usize>>,
    /// How many messages each client has heard.
    heard: RefCell<Vec<usize>>,
    measuring: Cell<bool>,
    times: RefCell<Histogram<u64>>,
    fault: RefCell<Option<String>>,
}

const HIGHEST_MICROSECONDS: u64 = 60_000_000;
const SIGNIFICANT_DIGITS: u8 = 3;

impl Ledger {
    #[expect(clippy::expect_used, reason = "the bounds are constants")]
    pub fn new(clients: usize) -> Self {
        Self {
            sent: RefCell::new(vec![Vec::new(); clients]),
            order: RefCell::default(),
            ordered: RefCell::new(vec![0; clients]),
            heard: RefCell::new(vec![0; clients]),
            measuring: Cell::new(false),
            times: RefCell::new(
                Histogram::new_with_bounds(1, HIGHEST_MICROSECONDS, SIGNIFICANT_DIGITS)
                    .expect("valid bounds"),
            ),
            fault: RefCell::default(),
        }
    }

    /// Books a message of `sender` as sent now, and says which of theirs it is.
    pub fn send(&self, sender: usize) -> usize {
        let mut sent = self.sent.borrow_mut();
        sent[sender].push(Instant::now());
        sent[sender].len() - 1
    }

    /// Books messages as heard by `client`, whose numbers start above `base`.
    pub fn hear(&self, client: usize, base: u64, deliveries: &[Delivery]) {
        let now = Instant::now();
        let sent = self.sent.borrow();
        let mut heard = self.heard.borrow_mut();
        for delivery in deliveries {
            let expected = base + heard[client] as u64 + 1;
            if delivery.number != expected {
                return self.fail(format!(
                    "client {client} heard message {} where {expected} was next",
                    delivery.number
                ));
            }
            if let Err(fault) = self.place(heard[client], delivery) {
                return self.fail(format!(
                    "client {client}, message {}: {fault}",
                    delivery.number
                ));
            }
            heard[client] += 1;
            if self.measuring.get() {
                let waited = now.duration_since(sent[delivery.sender][delivery.count]);
                self.times
                    .borrow_mut()
                    .saturating_record(waited.as_micros() as u64);
            }
        }
    }

    fn place(&self, position: usize, delivery: &Delivery) -> Result<()> {
        let mut order = self.order.borrow_mut();
        if let Some(&(sender, count)) = order.get(position) {
            if (sender, count) != (delivery.sender, delivery.count) {
                bail!(
                    "others heard {sender}'s {count} here, not {}'s {}",
                    delivery.sender,
                    delivery.count
                );
            }
            return Ok(());
        }
        let ordered = &mut self.ordered.borrow_mut()[delivery.sender];
        if delivery.count != *ordered {
            bail!(
                "{}'s {} came where their {ordered} was next",
                delivery.sender,
                delivery.count
            );
        }
        *ordered += 1;
        order.push((delivery.sender, delivery.count));
        Ok(())
    }

    pub fn fail(&self, fault: String) {
        self.fault.borrow_mut().get_or_insert(fault);
    }

    pub fn verdict(&self) -> Result<()> {
        match &*self.fault.borrow() {
            Some(fault) => bail!("{fault}"),
            None => Ok(()),
        }
    }

    pub fn measure(&self, on: bool) {
        self.measuring.set(on);
    }

    pub fn times(&self) -> Histogram<u64> {
        self.times.borrow().clone()
    }

    pub fn sent(&self) -> u64 {
        self.sent.borrow().iter().map(Vec::len).sum::<usize>() as u64
    }

    pub fn all_delivered(&self) -> bool {
        let sent = self.sent() as usize;
        self.heard.borrow().iter().all(|&heard| heard == sent)
    }

    pub fn missing(&self) -> String {
        let sent = self.sent() as usize;
        let heard = self.heard.borrow();
        let behind = heard.iter().filter(|&&heard| heard < sent).count();
        format!(
            "{behind} of {} clients have not heard all {sent} messages, the worst {:?}",
            heard.len(),
            heard.iter().min()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(number: u64, sender: usize, count: usize) -> Delivery {
        Delivery {
            number,
            sender,
            count,
        }
    }

    fn two_clients_after_two_messages() -> Ledger {
        let ledger = Ledger::new(2);
        ledger.send(0);
        ledger.send(1);
        ledger.hear(0, 7, &[delivery(8, 0, 0), delivery(9, 1, 0)]);
        ledger
    }

    #[test]
    fn the_same_for_all_is_right() {
        let ledger = two_clients_after_two_messages();
        assert!(!ledger.all_delivered());
        ledger.hear(1, 7, &[delivery(8, 0, 0), delivery(9, 1, 0)]);
        assert!(ledger.verdict().is_ok() && ledger.all_delivered());
    }

    #[test]
    fn lost_doubled_swapped_and_foreign_messages_are_caught() {
        for wrong in [
            vec![delivery(9, 1, 0)],
            vec![delivery(8, 0, 0), delivery(8, 0, 0)],
            vec![delivery(8, 1, 0), delivery(9, 0, 0)],
            vec![delivery(8, 0, 0), delivery(9, 1, 0), delivery(10, 0, 0)],
        ] {
            let ledger = two_clients_after_two_messages();
            ledger.hear(1, 7, &wrong);
            assert!(ledger.verdict().is_err());
        }
    }

    #[test]
    fn what_nobody_heard_is_missing() {
        let ledger = two_clients_after_two_messages();
        assert!(ledger.verdict().is_ok() && !ledger.all_delivered());
    }
}
