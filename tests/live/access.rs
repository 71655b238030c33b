//! Every route and every command, asked as everybody, against the tables of docs/PERMISSIONS.md. A route without a row,
//! or a row without a route, fails.
//!
//! After a change that is meant: `CONFAB_WRITE=1 npm test -- live`, and read what has become different in the tables.

mod files;
mod people;
mod rooms;
mod site;

use std::collections::BTreeMap;

use confab::route::{Pattern, Route};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/PERMISSIONS.md");

/// A table: its rows by name, in the order of the document.
type Table = Vec<(String, Vec<String>)>;

fn name(pattern: &Pattern) -> String {
    format!("`{} {}`", pattern.method.as_str(), pattern.path)
}

/// The table under a heading.
fn read(heading: &str) -> BTreeMap<String, Vec<String>> {
    let document = std::fs::read_to_string(DOCUMENT).unwrap();
    let section = document
        .split(&format!("\n## {heading}\n"))
        .nth(1)
        .unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let mut cells = line
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned());
            (cells.next().unwrap(), cells.collect())
        })
        .collect()
}

/// Puts what was found in the place of the rows under a heading.
fn write(heading: &str, columns: &[&str], found: &Table) {
    let document = std::fs::read_to_string(DOCUMENT).unwrap();
    let mut table = format!(
        "| | {} |\n|---{}|\n",
        columns.join(" | "),
        "|---".repeat(columns.len())
    );
    for (row, cells) in found {
        table.push_str(&format!("| {row} | {} |\n", cells.join(" | ")));
    }
    let mark = format!("\n## {heading}\n");
    let (before, rest) = document.split_once(&mark).unwrap();
    let (section, after) = match rest.find("\n## ") {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let text: Vec<&str> = section
        .lines()
        .filter(|line| !line.starts_with('|'))
        .collect();
    let text = text.join("\n");
    let text = text.trim_end();
    std::fs::write(DOCUMENT, format!("{before}{mark}{text}\n\n{table}{after}")).unwrap();
}

/// Holds what was found against the document, or writes it there when that is wanted.
fn settle(heading: &str, columns: &[&str], found: &Table) {
    if std::env::var_os("CONFAB_WRITE").is_some() {
        return write(heading, columns, found);
    }
    let said = read(heading);
    let mut wrong = Vec::new();
    for (row, cells) in found {
        match said.get(row) {
            Some(cells_said) if cells_said == cells => {}
            said => wrong.push(format!("{row}\n  is    {cells:?}\n  said  {said:?}")),
        }
    }
    for row in said.keys() {
        if !found.iter().any(|(found, _)| found == row) {
            wrong.push(format!("{row} is in the document and nowhere else"));
        }
    }
    assert!(wrong.is_empty(), "{heading}:\n{}", wrong.join("\n"));
}

fn about_a_room(pattern: &Pattern) -> bool {
    pattern.path.contains("{room}") && !pattern.path.starts_with("/api/me/")
}

/// A file hangs on a message, or is somebody's own: who may have it depends on the room.
fn about_a_file(pattern: &Pattern) -> bool {
    pattern.path.contains("{media}") && !pattern.path.starts_with("/media/pictures/")
}

fn routes(about_rooms: bool) -> impl Iterator<Item = &'static Pattern> {
    Route::ALL
        .iter()
        .filter(move |pattern| about_a_room(pattern) == about_rooms && !about_a_file(pattern))
}
