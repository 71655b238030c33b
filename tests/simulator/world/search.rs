//! Search: what the index helps to find is what reading everything finds.

use super::*;

/// Hits in a page.
const PAGE: usize = 50;

impl World {
    /// Somebody looks for words that were said, and for some that were not or are gone.
    pub(super) fn check_search(&mut self) -> Check {
        let Some(user) = self.object.seated.first().cloned() else {
            return Ok(());
        };
        let number = self.chance.below(self.numbers as usize + 1).to_string();
        for word in ["text", "edit", "flood", &number] {
            let request = Wish::Search {
                text: format!("\"{word}\""),
                authors: Vec::new(),
                before: None,
                limit: PAGE as u32,
                commands: 1,
            }
            .by(Asker {
                user: user.clone(),
                session: SessionId("searching".into()),
                admin: false,
                limited: false,
            });
            let turn = self
                .object
                .turn(&mut self.chance, self.clock, |awake, _, now| {
                    awake.handle(request, now)
                })?;
            let Turn::Done(RoomReply::Hits { found }) = turn else {
                return Err(format!("{user} may not search for {word:?}"));
            };
            let found: Vec<Seq> = found.hits.iter().map(|hit| hit.message.seq).collect();
            let said = self.ledger.said(word, PAGE);
            if found != said {
                return Err(format!(
                    "{word:?} is found in {found:?}, and stands in {said:?}"
                ));
            }
            if !found.is_empty() {
                self.count("search compared with the tables");
            }
        }
        Ok(())
    }
}
