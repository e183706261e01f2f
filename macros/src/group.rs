//! `#[kernels]` from end to end: a module whose public functions are kernels.
//!
//! In: an attribute's arguments and a module. Out: the module as written, and inside it the twin
//! of every function with a visibility, all with the module's content as their text. Always true:
//! a problem that several kernels share is reported once. Deliberately absent: what an item other
//! than a function means, which the front end says.

use metate_lang::error::Diagnostic;
use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::expand::{Options, check, head_only, loops_are_fine, options, place};
use crate::lexeme::Written;
use crate::report::{self, Complaint};
use crate::signature::Function;
use crate::template::{fill, is_punct, is_word, regroup, string};
use crate::twin::Twin;

/// `#[kernels]`
pub(crate) fn kernels(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let (options, mut problems) = options("kernels", arguments);
    let Some(content) = module_content(&item) else {
        let span = item.clone().into_iter().next().map_or_else(Span::call_site, |t| t.span());
        let complaint = Complaint::at(span, "`#[kernels]` goes on a module with its content");
        return [item, problems, complaint.into_tokens()].into_iter().collect();
    };
    let written = Written::new(content.stream());
    let group = ItemGroup::new(content.stream(), options);
    problems.extend(group.complaints(&content));
    let found = group.check(&written);
    let refused = !found.is_empty();
    problems.extend(found.iter().map(|diagnostic| report::refusal(diagnostic, &written)));
    let added = [group.twins(&written, refused), problems].into_iter().collect();
    let shown = if refused { group.heads_only() } else { content.stream() };
    let module = replace_content(item, |_| [shown, added].into_iter().collect());
    [loops_are_fine(), module].into_iter().collect()
}

/// The braces of `mod name { .. }`.
fn module_content(item: &TokenStream) -> Option<Group> {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    match &tokens[..] {
        [.., keyword, TokenTree::Ident(_), TokenTree::Group(content)]
            if is_word(Some(keyword), "mod") =>
        {
            Some(content.clone())
        }
        _ => None,
    }
}

/// The module with something else in its braces.
fn replace_content(
    item: TokenStream,
    content: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(braces)) = tokens.pop() {
        tokens.push(regroup(&braces, content));
    }
    tokens.into_iter().collect()
}

/// The items of a module of kernels.
struct ItemGroup {
    items: Vec<(TokenStream, Option<Function>)>,
    complaints: Vec<Complaint>,
    options: Options,
}

impl ItemGroup {
    fn new(content: TokenStream, options: Options) -> ItemGroup {
        let mut complaints = Vec::new();
        let items = split_items(content).into_iter().map(|item| {
            let function = match Function::parse(item.clone()) {
                Ok(function) => Some(function),
                Err(complaint) => {
                    complaints.extend(is_function(&item).then_some(complaint));
                    None
                }
            };
            (item, function)
        });
        let items = items.collect();
        ItemGroup { items, complaints, options }
    }

    /// The functions that others may call.
    fn kernels(&self) -> impl Iterator<Item = &Function> {
        let functions = self.items.iter().filter_map(|(_, function)| function.as_ref());
        functions.filter(|function| !function.visibility.is_empty())
    }

    /// What the front end finds wrong with any of them.
    fn check(&self, written: &Written) -> Vec<Diagnostic> {
        let text = written.text();
        let mut found: Vec<Diagnostic> = Vec::new();
        for function in self.kernels() {
            let entry = function.name.to_string();
            for diagnostic in check(text, Some(&entry)) {
                // Every entry finds the problems of what they share.
                if !found.contains(&diagnostic) {
                    found.push(diagnostic);
                }
            }
        }
        found
    }

    /// What is wrong with the module itself.
    fn complaints(&self, content: &Group) -> TokenStream {
        let nothing = self.kernels().next().is_none().then(|| {
            let message = "there is no kernel in this module\nhelp: make those functions `pub` \
                           that are kernels rather than helpers";
            Complaint::new(content.span_open(), content.span_close(), message)
        });
        let given = self.complaints.iter().cloned();
        given.chain(nothing).map(Complaint::into_tokens).collect()
    }

    fn twins(&self, written: &Written, refused: bool) -> TokenStream {
        let [file, line] = place(written);
        let mut out = fill(
            "#[allow(dead_code)] const __METATE_SOURCE: &str = $text;",
            &[("text", string(written.text()))],
        );
        for function in self.kernels() {
            let name = ("name", string(&function.name.to_string()));
            let twin = Twin {
                function,
                source: fill("__METATE_SOURCE", &[]),
                handle: fill(
                    "::metate::__private::kernel_entry(Self::SOURCE, $name, $file, $line)",
                    &[name, file.clone(), line.clone()],
                ),
                exact_helpers: self.options.native_exact.then(|| self.others(function)),
                refused,
            };
            out.extend(twin.into_tokens());
        }
        out
    }

    /// The functions that `kernel` may call, to stand inside its body: there they hide those of
    /// the module, which call the standard library's mathematical functions.
    fn others(&self, kernel: &Function) -> TokenStream {
        let functions = self.items.iter().filter_map(|(item, function)| {
            let function = function.as_ref()?;
            (function.name.to_string() != kernel.name.to_string()).then(|| {
                fill("#[allow(dead_code, unreachable_pub)] $item", &[("item", item.clone())])
            })
        });
        functions.collect()
    }

    /// The items with the bodies of functions left out.
    fn heads_only(&self) -> TokenStream {
        let items = self.items.iter().map(|(item, function)| match function {
            Some(function) => head_only(function),
            // What the bodies used is not to be called unused.
            None => fill("#[allow(unused)] $item", &[("item", item.clone())]),
        });
        items.collect()
    }
}

/// Whether the item is a function, if perhaps none that can be a kernel. What else may be wrong
/// with a module's items the front end says.
fn is_function(item: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let braces = tokens.last().is_some_and(|token| matches!(token, TokenTree::Group(_)));
    braces && tokens.iter().any(|token| is_word(Some(token), "fn"))
}

/// Cuts the content of a module into items.
fn split_items(content: TokenStream) -> Vec<TokenStream> {
    let mut items = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    for token in content {
        let braces = matches!(&token, TokenTree::Group(group)
            if group.delimiter() == Delimiter::Brace);
        let ends = is_punct(Some(&token), ';') || braces && ends_with_braces(&item);
        item.push(token);
        if ends {
            items.push(std::mem::take(&mut item).into_iter().collect());
        }
    }
    items.extend((!item.is_empty()).then(|| item.into_iter().collect()));
    items
}

/// Whether braces end the item that starts with these tokens; others end with a semicolon.
fn ends_with_braces(item: &[TokenTree]) -> bool {
    let has = |word| item.iter().any(|token| is_word(Some(token), word));
    has("fn") || !["use", "const", "static", "type"].into_iter().any(has)
}
