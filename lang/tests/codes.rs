//! The pages that explain the codes: each is complete, and its examples are what they claim.
//!
//! In: `src/codes/*.md`. Always true: a page's wrong text has the problem of its code, and its
//! right text is a kernel. Deliberately absent: the other problems that a wrong text may have.

use metate_lang::error::Code;
use metate_lang::front;

/// Codes that no text of a few lines can show.
const WITHOUT_EXAMPLES: &[Code] = &[Code::TooLong, Code::NotUtf8, Code::TooManyAxes];

/// The text between the fence that opens with this line and the one that closes it.
fn example<'a>(page: &'a str, fence: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\n```rust {fence}\n"))?;
    rest.split_once("\n```\n").map(|(text, _)| text)
}

#[test]
fn every_code_has_a_page() {
    for &code in Code::ALL {
        let page = code.explanation();
        let heading = format!("# {code}: {}\n\n", code.title());
        assert!(page.starts_with(&heading), "{code} opens with another heading");
        assert!(page.ends_with('\n') && page.len() > heading.len() + 80, "{code} says too little");
        let prose = page.split("\n```").step_by(2).flat_map(str::lines);
        assert!(prose.into_iter().all(|line| line.len() <= 120), "{code} has a long line");
        for fence in ["wrong", "right"] {
            let wanted = !WITHOUT_EXAMPLES.contains(&code);
            assert_eq!(example(page, fence).is_some(), wanted, "{code}: the {fence} example");
        }
        assert_eq!(Code::from_name(code.as_str()), Some(code));
    }
    assert_eq!(Code::from_name("M0000"), None);
}

#[test]
fn wrong_examples_are_wrong_and_right_ones_right() {
    let mut faults = String::new();
    for &code in Code::ALL {
        let page = code.explanation();
        let Some((wrong, right)) = example(page, "wrong").zip(example(page, "right")) else {
            continue;
        };
        match front::load(wrong, None) {
            Ok(_) => faults += &format!("{code}: its wrong example is accepted\n"),
            Err(found) if found.list().iter().any(|problem| problem.code == code) => {}
            Err(found) => faults += &format!("{code}: its wrong example has\n{found}\n"),
        }
        if let Err(found) = front::load(right, None) {
            faults += &format!("{code}: its right example has\n{found}\n");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
