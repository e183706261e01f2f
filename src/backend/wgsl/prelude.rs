//! Functions in WGSL that operations call.
//!
//! In: names. Out: their texts, with those of what they call. Always true: an item stands behind
//! those that it names. `shaders/prelude.wgsl` is WGSL as it stands; `prelude_int.wgsl` and
//! `prelude_float.wgsl` are written once for all widths, and say in their first lines which words
//! stand for what. Deliberately absent: the mathematical functions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A function or a structure.
struct Item {
    text: String,
    /// The names of others in it.
    uses: Vec<String>,
}

/// Every item by its name.
static ITEMS: LazyLock<BTreeMap<String, Item>> = LazyLock::new(items);

/// What the words of a template stand for, for one width.
type Words = &'static [(&'static str, &'static str)];

const NARROW: Words = &[
    ("F", "f32"),
    ("U", "u32"),
    ("I", "i32"),
    ("WIDTH", "32u"),
    ("HALF", "0xffffu"),
    ("SIGN", "0x80000000u"),
    ("SIZE", "0x7fffffffu"),
    ("INF", "0x7f800000u"),
    ("NAN", "0x7fc00000u"),
    ("FRACTION", "0x007fffffu"),
    ("ONE", "0x00800000u"),
    ("UPPER", "0xfffff000u"),
    ("DIGITS", "23u"),
    ("BIAS", "127u"),
];

const WIDE: Words = &[
    ("F", "f64"),
    ("U", "u64"),
    ("I", "i64"),
    ("WIDTH", "64u"),
    ("HALF", "0xfffffffflu"),
    ("SIGN", "0x8000000000000000lu"),
    ("SIZE", "0x7ffffffffffffffflu"),
    ("INF", "0x7ff0000000000000lu"),
    ("NAN", "0x7ff8000000000000lu"),
    ("FRACTION", "0x000ffffffffffffflu"),
    ("ONE", "0x0010000000000000lu"),
    ("UPPER", "0xfffffffff8000000lu"),
    ("DIGITS", "52u"),
    ("BIAS", "1023u"),
];

/// The texts of items and of all that they use.
pub(super) fn texts<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut done = BTreeSet::new();
    let mut text = String::new();
    for name in names {
        add(name, &mut done, &mut text);
    }
    text
}

/// Items use one another only a few deep.
fn add(name: &str, done: &mut BTreeSet<&'static str>, text: &mut String) {
    let (name, item) = ITEMS.get_key_value(name).expect("operations call what there is");
    if done.insert(name) {
        item.uses.iter().for_each(|other| add(other, done, text));
        text.push_str(&item.text);
        text.push('\n');
    }
}

fn items() -> BTreeMap<String, Item> {
    let plain = include_str!("../../../shaders/prelude.wgsl");
    let int = include_str!("../../../shaders/prelude_int.wgsl");
    let float = include_str!("../../../shaders/prelude_float.wgsl");
    let mut texts = BTreeMap::new();
    split(plain, &mut texts);
    for words in [NARROW, WIDE] {
        split(&instance(int, words), &mut texts);
        split(&instance(float, words), &mut texts);
    }
    let names: BTreeSet<String> = texts.keys().cloned().collect();
    let item = |(name, text): (String, String)| {
        let used: BTreeSet<&str> = words(&text).filter(|word| *word != name).collect();
        let uses = used.into_iter().filter(|word| names.contains(*word)).map(str::to_owned);
        (name, Item { uses: uses.collect(), text })
    };
    texts.into_iter().map(item).collect()
}

/// Cuts a file into items, each with the comment in front of it.
fn split(file: &str, into: &mut BTreeMap<String, String>) {
    for part in file.split("\n\n") {
        let head = part.lines().find(|line| !line.starts_with("//"));
        let Some(head) = head.filter(|line| line.starts_with("fn ") || line.starts_with("struct "))
        else {
            continue;
        };
        let name = words(head).nth(1).expect("a name behind the keyword").to_owned();
        into.entry(name).or_insert_with(|| format!("{}\n", part.trim_end()));
    }
}

/// A template for one width: its words, alone or behind the last `_` of a name, become others.
fn instance(template: &str, with: Words) -> String {
    let find = |word: &str| with.iter().find(|(name, _)| *name == word).map(|(_, other)| *other);
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        text.push_str(&rest[..start]);
        match (find(word), word.rsplit_once('_')) {
            (Some(other), _) => text.push_str(other),
            (None, Some((name, width))) => {
                text.extend([name, "_", find(width).unwrap_or(width)]);
            }
            (None, None) => text.push_str(word),
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The names and numbers of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in() {
        let text = instance("fn f_F(x: F) -> U { return U_of(x) & SIGN; } // I_f32 SIGNED", NARROW);
        assert_eq!(
            text,
            "fn f_f32(x: f32) -> u32 { return U_of(x) & 0x80000000u; } // I_f32 SIGNED"
        );
    }

    #[test]
    fn items_stand_behind_what_they_use() {
        for name in ITEMS.keys() {
            let text = texts([name.as_str()]);
            let last = text.rfind(&format!("{name}(")).or(text.rfind(&format!("struct {name}")));
            assert!(last.is_some(), "{name} in\n{text}");
        }
        assert!(ITEMS.len() > 100, "{}", ITEMS.len());
        // So that names of a kernel are told from them.
        let types = ["i32", "u32", "i64", "u64", "f32", "f64"];
        let typed = |name: &&String| types.iter().any(|ty| name.ends_with(&format!("_{ty}")));
        assert_eq!(ITEMS.keys().find(|name| !typed(name)), None);
        let zero = |name: &str| texts([name]).contains("p.zero");
        assert!(zero("mul_add_near_f64") && !zero("mul_add_f64"));
    }
}
