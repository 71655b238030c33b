//! The hourly clean-up of files.

use worker::Env;

use super::{
    ASKED_MOST, BATCH, COUNT, DELETED, FORGET, KEEP, KEPT_MS, KNOWN, LOOSE, LOOSE_MS, UNUSED, keys,
    object_of,
};
use crate::error::Error;
use crate::json::FromJson;
use crate::map::{Map, Set};
use crate::media::attach;
use crate::media::attach::store::list;
use crate::media::record::key;
use crate::platform::d1::D1;
use crate::platform::r2::R2;
use crate::respond;
use crate::values;
use crate::wire::types::{Millis, RoomId, UserId};

/// A file that may go.
#[derive(FromJson)]
struct Candidate {
    id: String,
    room_id: Option<RoomId>,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    r2_upload: Option<String>,
    #[serde(default)]
    ownerless: u8,
}

#[derive(FromJson)]
struct Object {
    object: String,
}

/// What the clean-up works with.
struct Broom<'a> {
    env: &'a Env,
    database: D1,
    now: Millis,
    /// Questions that may still be asked in this event.
    left: usize,
}

/// Puts out of reach what no message holds, and deletes the bytes of what has been out of reach for a while.
///
/// # Errors
/// `internal`; what is left is done in an hour.
pub async fn clean(env: &Env, now: Millis) -> Result<(), Error> {
    let mut broom = Broom {
        env,
        database: D1::open(env)?,
        now,
        left: ASKED_MOST,
    };
    while broom.delete_some().await? {}
    while broom.put_some_out_of_reach().await? {}
    Ok(())
}

impl Broom<'_> {
    /// One batch of loose files. False when there is no other, or no more may be asked.
    async fn put_some_out_of_reach(&mut self) -> Result<bool, Error> {
        let found = self.batch(LOOSE, self.now - LOOSE_MS).await?;
        let (held, loose) = self.by_rooms(&found).await;
        let done = held.len() + loose.len();
        self.left = self.left.saturating_sub(2);
        attach::store::attached(&self.database, &ids(&held), self.now).await?;
        attach::store::gone(&self.database, &ids(&loose), self.now).await?;
        Ok(found.len() == BATCH && done == BATCH && self.left > 0)
    }

    /// One batch of deleted files.
    async fn delete_some(&mut self) -> Result<bool, Error> {
        let found = self.batch(DELETED, self.now - KEPT_MS).await?;
        if found.is_empty() {
            return Ok(false);
        }
        let (held, mut gone) = self.by_rooms(&found).await;
        let done = held.len() + gone.len();
        let (ownerless, kept): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|file| file.ownerless != 0);
        gone.extend(self.let_go_of(ownerless).await);
        if !kept.is_empty() {
            self.left = self.left.saturating_sub(1);
            let values = values![list(&ids(&kept))?, self.now];
            self.database.run(KEEP, &values).await?;
        }
        self.delete(&gone).await?;
        Ok(found.len() == BATCH && done == BATCH && self.left > 0)
    }

    async fn batch(&mut self, sql: &str, before: Millis) -> Result<Vec<Candidate>, Error> {
        self.left = self.left.saturating_sub(1);
        let values = values![before, BATCH as u64];
        self.database.all(sql, &values).await
    }

    /// Those that messages hold, and those that none does. Files of rooms that could not be asked are in neither.
    async fn by_rooms<'c>(
        &mut self,
        found: &'c [Candidate],
    ) -> (Vec<&'c Candidate>, Vec<&'c Candidate>) {
        let mut rooms: Map<Option<&RoomId>, Vec<&Candidate>> = Map::new();
        for file in found {
            rooms.entry(file.room_id.as_ref()).or_default().push(file);
        }
        let (mut held, mut loose) = (Vec::new(), Vec::new());
        for (room, files) in rooms {
            // A picture of a person or a room is attached with the statement that shows it.
            let Some(room) = room else {
                loose.extend(files);
                continue;
            };
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            match attach::client::held(self.env, room, &ids(&files)).await {
                Ok(those) => {
                    let those: Set<String> = those.into_iter().collect();
                    let (here, gone): (Vec<_>, Vec<_>) =
                        files.into_iter().partition(|file| those.contains(&file.id));
                    held.extend(here);
                    loose.extend(gone);
                }
                Err(failed) => respond::log_failure("scheduled", &failed),
            }
        }
        (held, loose)
    }

    /// What messages hold of people who have no account any more: the rooms let go of it. Those of which they have.
    async fn let_go_of<'c>(&mut self, held: Vec<&'c Candidate>) -> Vec<&'c Candidate> {
        let mut asked: Map<(RoomId, UserId), Vec<&Candidate>> = Map::new();
        for file in held {
            if let Some(room) = file.room_id.clone() {
                let whose = (room, UserId(file.owner.clone()));
                asked.entry(whose).or_default().push(file);
            }
        }
        let mut gone = Vec::new();
        for ((room, owner), files) in asked {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            match attach::client::drop_all_of(self.env, &room, &owner).await {
                Ok(()) => gone.extend(files),
                Err(failed) => respond::log_failure("scheduled", &failed),
            }
        }
        gone
    }

    /// Deletes the bytes, where no other row has them, and the rows.
    async fn delete(&mut self, files: &[&Candidate]) -> Result<(), Error> {
        if files.is_empty() {
            return Ok(());
        }
        let ids = list(&ids(files))?;
        let bucket = R2::open(self.env)?;
        for file in files {
            if let Some(upload) = &file.r2_upload {
                self.left = self.left.saturating_sub(1);
                // The bucket forgets it by itself after a week.
                if let Err(refusal) = bucket.abort(&key(&file.object), upload).await {
                    respond::log_failure("scheduled", &refusal.into());
                }
            }
        }
        self.left = self.left.saturating_sub(3);
        let unused: Vec<Object> = self.database.all(UNUSED, &values![ids.as_str()]).await?;
        let unused: Set<String> = unused.into_iter().map(|row| row.object).collect();
        let doomed: Set<String> = files
            .iter()
            .filter(|file| unused.contains(&file.object))
            .flat_map(|file| keys(&file.object, file.room_id.is_none()))
            .collect();
        let doomed: Vec<String> = doomed.into_iter().collect();
        bucket.delete(&doomed).await?;
        self.database.run(FORGET, &values![ids]).await?;
        Ok(())
    }
}

fn ids(files: &[&Candidate]) -> Vec<String> {
    files.iter().map(|file| file.id.clone()).collect()
}

/// Files in numbers.
#[derive(Default, FromJson)]
pub struct Counts {
    /// Bytes in the bucket, as the limits count them.
    pub used_bytes: u64,
    /// Rows.
    pub files: u64,
    /// That no message is known to hold.
    pub unattached: u64,
    /// That are out of reach, and whose bytes are to go.
    pub waiting: u64,
}

/// Files in numbers, now.
///
/// # Errors
/// `internal`.
pub async fn counts(database: &D1) -> Result<Counts, Error> {
    let counts = database.first(COUNT, &[]).await?;
    Ok(counts.unwrap_or_default())
}

/// What lies in the bucket and belongs to no file: the keys, how many objects were looked at, and where to go on.
///
/// # Errors
/// `internal`.
pub async fn orphans(
    env: &Env,
    database: &D1,
    from: Option<&str>,
) -> Result<(Vec<String>, usize, Option<String>), Error> {
    let (there, next) = R2::open(env)?.list("media/", from).await?;
    let objects: Set<&str> = there.iter().map(|one| object_of(&one.key)).collect();
    let objects = serde_json::to_string(&objects).map_err(Error::internal)?;
    let known: Vec<Object> = database.all(KNOWN, &values![objects]).await?;
    let known: Set<String> = known.into_iter().map(|row| row.object).collect();
    let looked_at = there.len();
    let orphans = there
        .into_iter()
        .filter(|one| !known.contains(object_of(&one.key)))
        .map(|one| one.key)
        .collect();
    Ok((orphans, looked_at, next))
}
