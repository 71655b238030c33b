//! What can be decided without Cloudflare is decided in files that do not name it, and so runs natively.

use std::path::{Path, PathBuf};

/// Names of the files that may touch the platform, wherever they are.
const BINDINGS: [&str; 8] = [
    "app.rs",
    "client.rs",
    "gate.rs",
    "http.rs",
    "lib.rs",
    "object.rs",
    "respond.rs",
    "store.rs",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn rules_do_not_name_the_platform() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "the sources have moved");
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let thin = file.starts_with(root.join("platform"));
        if thin || BINDINGS.contains(&name) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for binding in ["worker::", "wasm_bindgen", "js_sys", "web_sys"] {
            assert!(
                !text.contains(binding),
                "{} names {binding}",
                file.display()
            );
        }
    }
}
