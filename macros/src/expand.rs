//! `#[kernel]` from end to end: take apart, write as text, check, emit.
//!
//! In: an attribute's arguments and its item. Out: the item as written, its twin, and a
//! `compile_error!` for every problem. Always true: the item is emitted whatever happens; where
//! the front end refused it, the compiler sees only its head, for it would report most of the
//! same problems again, while rust-analyzer, which completes code as it is typed, still sees all
//! of it. Deliberately absent: knowledge of the kernel language, which is the front end's.

use metate_lang::error::Diagnostic;
use metate_lang::front;
use proc_macro::{TokenStream, TokenTree};

use crate::lexeme::Written;
use crate::report::{self, Complaint};
use crate::signature::Function;
use crate::template::{fill, integer, is_punct, is_word, string};
use crate::twin::Twin;

/// What the attribute's arguments ask for.
#[derive(Default)]
pub(crate) struct Options {
    /// Whether to compile an exact twin natively.
    pub(crate) native_exact: bool,
}

/// `#[kernel]`
pub(crate) fn kernel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let (options, mut problems) = options("kernel", arguments);
    let function = match Function::parse(item.clone()) {
        Ok(function) => function,
        Err(complaint) => return [item, problems, complaint.into_tokens()].into_iter().collect(),
    };
    let written = Written::new(item.clone());
    let text = written.text();
    let found = check(text, None);
    let refused = !found.is_empty();
    problems.extend(found.iter().map(|diagnostic| report::refusal(diagnostic, &written)));
    let twin = Twin {
        function: &function,
        source: string(written.text()),
        handle: fill("::metate::__private::kernel(Self::SOURCE, $file, $line)", &place(&written)),
        exact_helpers: options.native_exact.then(TokenStream::new),
        refused,
    };
    let item = if refused { head_only(&function) } else { item };
    [loops_are_fine(), item, twin.into_tokens(), problems].into_iter().collect()
}

/// Kernels are loops over indices, whatever Clippy thinks of those.
pub(crate) fn loops_are_fine() -> TokenStream {
    fill("#[allow(clippy::needless_range_loop)]", &[])
}

/// Reads the attribute's arguments; what is wrong with them comes as errors to emit.
pub(crate) fn options(attribute: &str, arguments: TokenStream) -> (Options, TokenStream) {
    let mut options = Options::default();
    let mut problems = TokenStream::new();
    let tokens: Vec<TokenTree> = arguments.into_iter().collect();
    for option in tokens.split(|token| is_punct(Some(token), ',')) {
        let ([first, ..], [.., last]) = (option, option) else { continue };
        let known = option.len() == 1 && is_word(Some(first), "native_exact");
        let message = if !known {
            let written: TokenStream = option.iter().cloned().collect();
            let help = format!("help: the only option is `#[{attribute}(native_exact)]`");
            format!("`#[{attribute}]` has no option `{written}`\n{help}")
        } else if options.native_exact {
            "`native_exact` is given twice".into()
        } else {
            options.native_exact = true;
            continue;
        };
        problems.extend(Complaint::new(first.span(), last.span(), message).into_tokens());
    }
    (options, problems)
}

/// What the front end finds wrong with the text, whose kernel is `entry` or its only function.
pub(crate) fn check(text: &str, entry: Option<&str>) -> Vec<Diagnostic> {
    match front::load(text, entry) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.list().to_vec(),
    }
}

/// Expressions for the file and the line that the text's first line stands on. For a text in one
/// line both are those of the outermost macro call, which is where rustc reports it too.
pub(crate) fn place(written: &Written) -> [(&'static str, TokenStream); 2] {
    match (written.file(), written.layout.first_line) {
        (Some(file), Some(line)) => [("file", string(&file)), ("line", integer(line))],
        _ => [("file", fill("::core::file!()", &[])), ("line", fill("::core::line!()", &[]))],
    }
}

/// The function without its body, except in rust-analyzer.
pub(crate) fn head_only(function: &Function) -> TokenStream {
    fill(
        "#[allow(unused, unexpected_cfgs, clippy::all)]
         $head { #[cfg(rust_analyzer)] return $body; ::core::unreachable!() }",
        &[("head", function.head.clone()), ("body", function.body_in_braces())],
    )
}
