//! Rules apart from bindings: what can be decided without Cloudflare names nothing of it, so that all of it runs and is
//! tested natively. And no file, its own tests aside, outgrows what can be read in one sitting.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Files that bind to Cloudflare, by name, in whichever domain they stand.
const BINDINGS: [&str; 10] = [
    "acts.rs",
    "app.rs",
    "client.rs",
    "dispatch.rs",
    "gate.rs",
    "http.rs",
    "lib.rs",
    "object.rs",
    "respond.rs",
    "store.rs",
];
/// The folder that is nothing but bindings.
const PLATFORM: &str = "platform";
/// What only they may name; and the clocks, which panic on the Worker's target: time is passed in.
const FOREIGN: [&str; 7] = [
    "worker::",
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "SystemTime",
    "Instant",
    "thread::sleep",
];
const LINES: usize = 400;

#[test]
fn pure_files_name_nothing_of_the_platform() {
    let mut named = Vec::new();
    for file in sources() {
        let name = file.file_name().unwrap().to_str().unwrap();
        let in_platform = file.components().any(|part| part.as_os_str() == PLATFORM);
        if in_platform || BINDINGS.contains(&name) {
            continue;
        }
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(foreign) = FOREIGN.iter().find(|foreign| code.contains(**foreign)) {
                named.push(format!("{}:{} names {foreign}", file.display(), number + 1));
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
