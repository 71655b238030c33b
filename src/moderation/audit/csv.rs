//! The audit log as a file for spreadsheets (RFC 4180).

use crate::calendar::stamp;
use crate::wire::moderation::AuditEntry;
use crate::wire::types::RoomId;

/// The names of the columns.
pub const HEADING: &str = "id,at,actor,actor_name,action,target,target_name,room,reason\r\n";

/// Adds a line.
pub fn add(file: &mut String, entry: &AuditEntry) {
    let at = stamp(entry.at);
    let cells = [
        entry.id.as_str(),
        &at,
        entry.actor.as_str(),
        &entry.actor_name,
        &entry.action,
        &entry.target,
        &entry.target_name,
        entry.room.as_ref().map_or("", RoomId::as_str),
        &entry.reason,
    ];
    for (column, cell) in cells.into_iter().enumerate() {
        if column > 0 {
            file.push(',');
        }
        push(file, cell);
    }
    file.push_str("\r\n");
}

/// A cell. One that a spreadsheet would run as a formula begins with an apostrophe: a name is what its owner chose.
fn push(file: &mut String, cell: &str) {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if !runs && !cell.contains([',', '"', '\r', '\n']) {
        file.push_str(cell);
        return;
    }
    file.push('"');
    if runs {
        file.push('\'');
    }
    file.push_str(&cell.replace('"', "\"\""));
    file.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::types::UserId;
    use proptest::prelude::*;

    fn line(name: &str, reason: &str) -> String {
        let mut file = String::new();
        let entry = AuditEntry {
            id: "1".into(),
            at: 0,
            actor: UserId("u".into()),
            actor_name: name.into(),
            action: "site.ban".into(),
            target: String::new(),
            target_name: String::new(),
            room: None,
            reason: reason.into(),
        };
        add(&mut file, &entry);
        file
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(
            line("Ada", "said \"no\", twice"),
            "1,1970-01-01T00:00:00Z,u,Ada,site.ban,,,,\"said \"\"no\"\", twice\"\r\n"
        );
        assert_eq!(
            HEADING.matches(',').count(),
            line("", "").matches(',').count()
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            let line = line(name, "");
            assert!(line.contains(&format!(",\"'{name}\",")), "{line}");
        }
    }

    /// Reads a line as RFC 4180 says.
    fn read(line: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        let mut rest = line.strip_suffix("\r\n").unwrap().chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' if quoted && rest.peek() == Some(&'"') => {
                    rest.next();
                    cells.last_mut().unwrap().push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cells.last_mut().unwrap().push(c),
            }
        }
        cells
    }

    proptest! {
        // A failure is printed whole: no file of it is kept.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_was_written_is_read(name in "[ -~\r\n\täΣ🙂]{0,12}", reason in any::<String>()) {
            let cells = read(&line(&name, &reason));
            prop_assert_eq!(cells.len(), 9);
            for (cell, was) in [(&cells[3], &name), (&cells[8], &reason)] {
                prop_assert_eq!(cell.strip_prefix('\'').filter(|rest| rest == was).unwrap_or(cell), was);
            }
        }
    }
}
