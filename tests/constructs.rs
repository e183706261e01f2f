//! The table of constructs is true: each has a golden kernel, an oracle run and an example.
//!
//! In: `tests/constructs.txt`, one construct per line. Always true: the golden file exists and
//! shows the construct above its stages, the oracle runs that file on every engine, and the
//! section of the language reference has an example that is compiled and run as a test.

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Whether the section of the reference has an example that runs.
fn has_example(reference: &str, section: &str) -> bool {
    let head = format!("\n## {section}\n");
    let Some((_, rest)) = reference.split_once(&head) else { return false };
    let body = rest.split("\n## ").next().unwrap_or(rest);
    body.contains("\n```\nuse metate::prelude::*;")
}

#[test]
fn every_construct_is_shown_run_and_explained() {
    let (table, reference) = (read("tests/constructs.txt"), read("docs/language.md"));
    let twins = read("tests/oracle/twins.rs");
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let row: Vec<&str> = line.split(" | ").collect();
        let [construct, golden, looks_like, section] = row[..] else {
            panic!("a row has four columns: {line}")
        };
        let file = read(&format!("tests/golden/{golden}.rs"));
        let text = file.split("\n//~ ").next().unwrap_or(&file);
        let checks = [
            (text.contains(looks_like), format!("{golden}.rs does not show `{looks_like}`")),
            (twins.contains(&format!("\n    {golden} ")), format!("the oracle lacks {golden}")),
            (has_example(&reference, section), format!("no example in section {section}")),
        ];
        wrong.extend(
            checks
                .into_iter()
                .filter(|(holds, _)| !holds)
                .map(|(_, why)| format!("{construct}: {why}")),
        );
        println!("{construct:<48} {golden:<18} {section}");
        rows += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(rows > 70, "the table lost rows");
    for section in reference.lines().filter_map(|line| line.strip_prefix("## ")) {
        assert!(table.contains(&format!(" | {section}\n")), "no construct in section {section}");
    }
}
