//! Refuses functions that call themselves, directly or through others.
//!
//! In: who calls whom. Out: one problem per cycle found, which names its functions in order.
//! Always true: every text with a cycle is refused, so calls can be inlined. The walk keeps its
//! own stack and looks at every call once. Deliberately absent: all cycles of a knot of them.

use super::Checker;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::FuncId;
use crate::util::index::Index;

/// How far the walk is with a function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Reports each cycle among the calls.
pub(super) fn refuse(checker: &mut Checker<'_>) {
    if checker.calls.is_empty() {
        return;
    }
    let mut callees: Vec<Vec<(FuncId, Span)>> = vec![Vec::new(); checker.heads.len()];
    for &(caller, callee, span) in &checker.calls {
        callees[caller.number()].push((callee, span));
    }
    let mut states = vec![State::New; callees.len()];
    for start in 0..callees.len() {
        if states[start] == State::New {
            walk(checker, &callees, &mut states, start);
        }
    }
}

/// Follows all calls from `start`; a call of a function that is still open closes a cycle.
fn walk(
    checker: &mut Checker<'_>,
    callees: &[Vec<(FuncId, Span)>],
    states: &mut [State],
    start: usize,
) {
    // The functions from `start` to here, each with the number of its calls already followed.
    let mut path = vec![(start, 0)];
    states[start] = State::Open;
    while let Some((func, next)) = path.last_mut() {
        let Some(&(callee, span)) = callees[*func].get(*next) else {
            states[*func] = State::Done;
            path.pop();
            continue;
        };
        *next += 1;
        let callee = callee.number();
        match states[callee] {
            State::New => {
                states[callee] = State::Open;
                path.push((callee, 0));
            }
            State::Open => {
                let from = path.iter().position(|&(func, _)| func == callee).unwrap_or(0);
                let cycle: Vec<usize> = path[from..].iter().map(|&(func, _)| func).collect();
                report(checker, &cycle, span);
            }
            State::Done => {}
        }
    }
}

fn report(checker: &mut Checker<'_>, cycle: &[usize], span: Span) {
    let name = |&func: &usize| format!("`{}`", checker.heads[func].source.name.text);
    let mut names: Vec<String> = cycle.iter().take(8).map(name).collect();
    if names.len() < cycle.len() {
        names.push("..".to_owned());
    }
    names.extend(cycle.first().map(name));
    let message = match cycle {
        [func] => format!("the function {} calls itself", name(func)),
        _ => format!("functions call each other in a circle: {}", names.join(" -> ")),
    };
    let mut problem = Diagnostic::new(Code::Recursion, span, message);
    for &func in cycle.iter().take(8) {
        let source = checker.heads[func].source;
        problem = problem.context(source.name.span, "part of the cycle");
    }
    checker.report(problem.help("write a loop instead: calls in a kernel are inlined"));
}
