//! Direct rooms: the same people get the same room.
//!
//! Which room that is stands in `direct_rooms`, under the sorted list of their ids: whoever comes second, be it in the
//! same moment, finds what the first wrote. All further steps may be taken twice.

#[cfg(target_arch = "wasm32")]
pub mod http;

use crate::error::Error;
use crate::map::Set;
use crate::room::engine::PEOPLE_OF_DIRECT;
use crate::wire::types::UserId;

/// Everybody in a direct room, each once, in the order that makes the same people the same list.
///
/// # Errors
/// `bad_request` for nobody, or too many.
pub fn company(caller: &UserId, others: Vec<UserId>) -> Result<Vec<UserId>, Error> {
    let mut people: Set<UserId> = others.into_iter().collect();
    people.insert(caller.clone());
    match people.len() {
        0 | 1 => Err(Error::bad_request("Name somebody else to talk to.")),
        number if number > PEOPLE_OF_DIRECT as usize => Err(Error::too_large(format!(
            "A direct room has at most {PEOPLE_OF_DIRECT} people; these are {number}. Make a private room for more."
        ))),
        _ => Ok(people.into_iter().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<UserId> {
        ids.iter().map(|id| UserId((*id).into())).collect()
    }

    #[test]
    fn the_same_people_are_the_same_list_whoever_asks() {
        let ann = company(&UserId("ann".into()), ids(&["cleo", "ben"])).unwrap();
        let ben = company(&UserId("ben".into()), ids(&["ann", "cleo", "ann", "ben"])).unwrap();
        assert_eq!(ann, ben);
    }

    #[test]
    fn a_direct_room_has_two_to_twelve_people() {
        let own = UserId("ann".into());
        for few in [vec![], ids(&["ann"])] {
            assert_eq!(company(&own, few).unwrap_err().code(), "bad_request");
        }
        let eleven: Vec<UserId> = (0..11).map(|n| UserId(n.to_string())).collect();
        assert_eq!(company(&own, eleven.clone()).unwrap().len(), 12);
        let twelve = [eleven, ids(&["zoe"])].concat();
        assert_eq!(company(&own, twelve).unwrap_err().code(), "too_large");
    }
}
