//! What the compiler does not see to: rules are given the time, and no file, its own tests aside, outgrows what can be read in one
//! sitting. That rules name nothing of Cloudflare it does: natively there is none.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// They panic on the Worker's target: time is passed in.
const CLOCKS: [&str; 3] = ["SystemTime", "Instant", "thread::sleep"];
const LINES: usize = 400;

#[test]
fn nothing_looks_at_a_clock_of_its_own() {
    let mut named = Vec::new();
    for file in sources() {
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(clock) = CLOCKS.iter().find(|clock| code.contains(**clock)) {
                named.push(format!("{}:{} names {clock}", file.display(), number + 1));
            }
        }
    }
    assert!(named.is_empty(), "{}", named.join("\n"));
}

#[test]
fn no_file_is_longer_than_can_be_read_in_one_sitting() {
    let lengths = sources().into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        let rules = text.split("#[cfg(test)]\nmod tests").next();
        let lines = rules.unwrap_or_default().lines().count();
        (lines, file)
    });
    let long: Vec<String> = lengths
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, file)| format!("{} has {lines} lines, over {LINES}", file.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 20, "the sources are not where they were");
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
