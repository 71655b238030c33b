//! The description of the API says neither less nor more than the Worker does.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use confab::route::Route;
use serde_json::Value;

fn description() -> Value {
    serde_json::from_str(include_str!("../docs/openapi.json")).unwrap()
}

#[test]
fn every_route_is_described_and_nothing_else_is() {
    let routes: BTreeSet<(String, String)> = Route::ALL
        .iter()
        .map(|route| {
            let method = route.method.as_str().to_ascii_lowercase();
            (route.path.to_owned(), method)
        })
        .collect();
    let description = description();
    let described: BTreeSet<(String, String)> = description["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| (path.clone(), method.clone()))
        })
        .collect();
    assert_eq!(routes, described);
}

#[test]
fn every_part_of_an_address_is_described() {
    let description = description();
    for route in Route::ALL {
        let method = route.method.as_str().to_ascii_lowercase();
        let parameters = &description["paths"][route.path][method]["parameters"];
        let described: Vec<&str> = parameters
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let parts: Vec<&str> = route
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        assert_eq!(described, parts, "{}", route.path);
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn check(value: &Value, whole: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref") {
                    let pointer = reference.as_str().unwrap().trim_start_matches('#');
                    assert!(whole.pointer(pointer).is_some(), "{reference}");
                }
                fields.values().for_each(|field| check(field, whole));
            }
            Value::Array(items) => items.iter().for_each(|item| check(item, whole)),
            _ => {}
        }
    }
    let description = description();
    check(&description, &description);
}

#[test]
fn it_is_of_this_version() {
    assert_eq!(description()["info"]["version"], env!("CARGO_PKG_VERSION"));
}
