//! Which variables have a value where: definite assignment, and moves of views.
//!
//! In: the typed tree of one function and the variables worth following, which are those declared
//! without a value and the views that are passed on for good. Out: problems. Always true: what
//! passes here passes rustc's borrow checker; code that control cannot reach has no problems, as
//! there. The time is that of two walks over the tree per [`BATCH`] variables, however deeply
//! loops are nested. Deliberately absent: borrows, which end with the call they are for and are
//! checked as it is read, and parts of variables: a variable has a value as a whole or not at all.
//!
//! Every construct acts on each variable by itself, as one of three functions: what was so stays
//! so, it is so behind it, it is not so behind it. So a loop is walked once to find the function
//! of one iteration, from which that of any number follows; a second walk, which starts each loop
//! from what any number of iterations make of its surroundings, then looks at the uses.

use super::draft::{First, Local};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{
    Adapter, Arm, Block, Element, Expr, ExprKind, Func, LocalId, LoopId, Pattern, Place, Range,
    Stmt,
};
use crate::op::Op;
use crate::ty::Ty;
use crate::util::index::Index;

/// Words of a [`Set`].
const WORDS: usize = 4;

/// How many variables are followed at a time.
const BATCH: usize = WORDS * 64;

/// The variables of a function that [`check`] has to follow.
pub(super) fn tracked(locals: &[Local<'_>]) -> Vec<LocalId> {
    let followed = |local: &Local<'_>| local.first != First::Declared || local.moved;
    let numbered = locals.iter().enumerate().filter(|(_, local)| followed(local));
    numbered.map(|(number, _)| LocalId::new(number)).collect()
}

/// Reports variables that are read where they may have no value or were moved, and immutable
/// ones that may be assigned twice.
pub(super) fn check(func: &Func, tracked: &[LocalId], problems: &mut Vec<Diagnostic>) {
    let mut numbers = vec![None; func.locals.len()];
    for batch in tracked.chunks(BATCH) {
        numbers.fill(None);
        for (number, local) in batch.iter().enumerate() {
            numbers[local.number()] = Some(number as u16);
        }
        let mut walk = Walk {
            func,
            numbers: &numbers,
            seen: vec![Seen::default(); batch.len()],
            state: State::START,
            targets: Vec::new(),
            heads: vec![State::UNREACHED; func.loops.len()],
            repeated_guards: 0,
            problems: None,
        };
        if !func.loops.is_empty() {
            walk.block(&func.body);
            walk.state = State::START;
        }
        walk.problems = Some(&mut *problems);
        walk.block(&func.body);
    }
}

/// A set of variables, by their numbers in the batch.
type Set = [u64; WORDS];

const NONE: Set = [0; WORDS];
const ALL: Set = [u64::MAX; WORDS];

fn with(a: Set, b: Set, op: impl Fn(u64, u64) -> u64) -> Set {
    std::array::from_fn(|word| op(a[word], b[word]))
}

/// What the way to a place does to one fact about each variable.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Effect {
    /// The variables it holds of if it did not hold of them before.
    from_no: Set,
    /// The variables it holds of if it held of them before.
    from_yes: Set,
}

impl Effect {
    const KEEP: Effect = Effect { from_no: NONE, from_yes: ALL };
    const YES: Effect = Effect { from_no: ALL, from_yes: ALL };
    const NO: Effect = Effect { from_no: NONE, from_yes: NONE };

    fn set(&mut self, number: usize, value: bool) {
        let (word, bit) = (number / 64, 1 << (number % 64));
        for set in [&mut self.from_no, &mut self.from_yes] {
            match value {
                true => set[word] |= bit,
                false => set[word] &= !bit,
            }
        }
    }

    /// Whether it holds of a variable of which it held before.
    fn holds(&self, number: usize) -> bool {
        self.from_yes[number / 64] >> (number % 64) & 1 == 1
    }

    fn after(self, first: Effect) -> Effect {
        let then = |set: Set| {
            let kept = with(self.from_yes, set, |yes, set| yes & set);
            with(self.from_no, kept, |no, kept| no | kept)
        };
        Effect { from_no: then(first.from_no), from_yes: then(first.from_yes) }
    }

    fn join(self, other: Effect, op: impl Fn(u64, u64) -> u64) -> Effect {
        Effect {
            from_no: with(self.from_no, other.from_no, &op),
            from_yes: with(self.from_yes, other.from_yes, &op),
        }
    }
}

/// What is known at a place, as the effect of the ways that lead there.
#[derive(Clone, Copy, Debug, PartialEq)]
struct State {
    /// Whether there is such a way.
    reached: bool,
    /// Whether each variable has a value, whichever way was taken.
    definite: Effect,
    /// Whether each variable has a value by some way.
    possible: Effect,
}

impl State {
    /// Nothing happened.
    const SAME: State = State { reached: true, definite: Effect::KEEP, possible: Effect::KEEP };
    /// The start of a function: parameters have values. What a variable has before its
    /// declaration does not matter.
    const START: State = State { reached: true, definite: Effect::YES, possible: Effect::YES };
    /// Control does not get there.
    const UNREACHED: State = State { reached: false, definite: Effect::YES, possible: Effect::NO };

    /// Either of two ways.
    fn join(self, other: State) -> State {
        match (self.reached, other.reached) {
            (_, false) => self,
            (false, true) => other,
            (true, true) => State {
                reached: true,
                definite: self.definite.join(other.definite, |a, b| a & b),
                possible: self.possible.join(other.possible, |a, b| a | b),
            },
        }
    }

    /// This way behind that of `first`.
    fn after(self, first: State) -> State {
        match self.reached && first.reached {
            false => State::UNREACHED,
            true => State {
                reached: true,
                definite: self.definite.after(first.definite),
                possible: self.possible.after(first.possible),
            },
        }
    }
}

/// Where a jump goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Jump {
    Break(LoopId),
    Continue(LoopId),
}

/// A loop or labelled block around the place of the walk.
struct Target {
    id: LoopId,
    /// Whether it is a loop, whose states within are effects since the start of an iteration as
    /// long as those of any number of iterations are not known.
    repeats: bool,
    breaks: State,
    continues: State,
    /// Jumps from within a loop to targets around it.
    beyond: Vec<(Jump, State)>,
}

/// What the walk saw of one variable.
#[derive(Clone, Default)]
struct Seen {
    /// Where it is first assigned or moved.
    changed: Option<Span>,
    /// Whether a problem with it was reported.
    reported: bool,
}

struct Walk<'h> {
    func: &'h Func,
    /// Numbers in the batch, by variable.
    numbers: &'h [Option<u16>],
    /// By number.
    seen: Vec<Seen>,
    state: State,
    /// Innermost last.
    targets: Vec<Target>,
    /// What any number of iterations do, by loop.
    heads: Vec<State>,
    /// How many guards around this place may be evaluated several times.
    repeated_guards: u32,
    /// Where problems go, on the second walk.
    problems: Option<&'h mut Vec<Diagnostic>>,
}

impl Walk<'_> {
    fn block(&mut self, block: &Block) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { local, init: None } => self.set(*local, false),
                Stmt::Let { init: Some(init), .. } | Stmt::LetTuple { init, .. } => self.expr(init),
                Stmt::Expr(expr) => self.expr(expr),
            }
        }
        block.value.iter().for_each(|value| self.expr(value));
    }

    fn exprs(&mut self, exprs: &[Expr]) {
        exprs.iter().for_each(|expr| self.expr(expr));
    }

    /// Follows control through an expression, in the order of evaluation.
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Unit | ExprKind::Const(_) => {}
            ExprKind::Local(local) => self.read(*local, expr.span),
            ExprKind::Extent { array, .. } | ExprKind::Len { array } => {
                self.read(*array, expr.span);
            }
            ExprKind::Move(array) => self.take(*array, expr.span),
            ExprKind::Tuple(parts) | ExprKind::List(parts) => self.exprs(parts),
            ExprKind::Op(_, operands) => self.exprs(operands),
            ExprKind::Call { args, .. } => self.exprs(args),
            ExprKind::Part(operand, _) | ExprKind::Repeat(operand) | ExprKind::Cast(operand) => {
                self.expr(operand);
            }
            ExprKind::Index(element) => self.element(element),
            ExprKind::Assign { place, value } => {
                self.expr(value);
                self.assign(place);
            }
            ExprKind::AssignOp { place, value, .. } => {
                self.expr(value);
                if let Place::Local(local, span) = place {
                    self.read(*local, *span);
                }
                self.assign(place);
            }
            ExprKind::Fill { array, value } => {
                self.read(*array, expr.span);
                self.expr(value);
                self.read(*array, expr.span);
            }
            ExprKind::AndThen(left, right) => {
                let (holds, short) = self.condition(left);
                self.either(holds, right, short);
            }
            ExprKind::OrElse(left, right) => {
                let (short, fails) = self.condition(left);
                self.either(fails, right, short);
            }
            ExprKind::Block(block) => self.block(block),
            ExprKind::If { cond, then, otherwise } => self.if_expr(cond, then, otherwise.as_ref()),
            ExprKind::Match { scrutinee, arms } => self.match_expr(scrutinee, arms),
            ExprKind::For { id, range, body, .. } => self.for_loop(*id, range, body),
            ExprKind::While { id, cond, body } => self.while_loop(*id, cond, body),
            ExprKind::Loop { id, body } => self.repeat(*id, |this| this.block(body)),
            ExprKind::Labelled { id, body } => self.labelled(*id, body),
            ExprKind::Break(id, value) => self.leave(Some(Jump::Break(*id)), value.as_deref()),
            ExprKind::Continue(id) => self.leave(Some(Jump::Continue(*id)), None),
            ExprKind::Return(value) => self.leave(None, value.as_deref()),
        }
    }

    /// The second operand of `&&` or `||`, or neither its value nor its effects.
    fn either(&mut self, evaluated: State, right: &Expr, short: State) {
        self.state = evaluated;
        self.expr(right);
        self.state = self.state.join(short);
    }

    fn if_expr(&mut self, cond: &Expr, then: &Block, otherwise: Option<&Block>) {
        let (holds, fails) = self.condition(cond);
        self.state = holds;
        self.block(then);
        let after = std::mem::replace(&mut self.state, fails);
        otherwise.iter().for_each(|block| self.block(block));
        self.state = self.state.join(after);
    }

    /// Follows control through a condition; the states where it holds and where it does not.
    ///
    /// rustc branches on the parts of a condition, not on its value: behind `a && b` both hold.
    fn condition(&mut self, cond: &Expr) -> (State, State) {
        match &cond.kind {
            ExprKind::AndThen(left, right) => {
                let (holds, short) = self.condition(left);
                self.state = holds;
                let (holds, fails) = self.condition(right);
                (holds, fails.join(short))
            }
            ExprKind::OrElse(left, right) => {
                let (short, fails) = self.condition(left);
                self.state = fails;
                let (holds, fails) = self.condition(right);
                (holds.join(short), fails)
            }
            ExprKind::Op(Op::Not, operands) if operands.len() == 1 => {
                let (holds, fails) = self.condition(&operands[0]);
                (fails, holds)
            }
            _ => {
                self.expr(cond);
                (self.state, self.state)
            }
        }
    }

    /// Every arm may be tried, whatever its pattern: so rustc has it.
    fn match_expr(&mut self, scrutinee: &Expr, arms: &[Arm]) {
        self.expr(scrutinee);
        let mut next = self.state;
        let mut after = State::UNREACHED;
        for arm in arms {
            self.state = next;
            if let Some(guard) = &arm.guard {
                // With alternatives rustc has the guard once for each of them.
                let repeated = u32::from(has_alternatives(&arm.pattern));
                self.repeated_guards += repeated;
                let (holds, fails) = self.condition(guard);
                self.repeated_guards -= repeated;
                next = next.join(fails);
                self.state = if repeated == 0 { holds } else { holds.join(fails) };
            }
            self.expr(&arm.body);
            after = after.join(self.state);
        }
        self.state = after;
    }

    fn while_loop(&mut self, id: LoopId, cond: &Expr, body: &Block) {
        self.repeat(id, |this| {
            let (holds, fails) = this.condition(cond);
            this.jump(Jump::Break(id), fails);
            this.state = holds;
            this.block(body);
        });
    }

    fn for_loop(&mut self, id: LoopId, range: &Range, body: &Block) {
        self.expr(&range.lo);
        self.expr(&range.hi);
        for adapter in &range.adapters {
            match adapter {
                Adapter::Rev => {}
                Adapter::StepBy(step) => self.expr(step),
            }
        }
        self.repeat(id, |this| {
            this.jump(Jump::Break(id), this.state);
            this.block(body);
        });
    }

    /// Any number of iterations. What leaves the loop does so by a break, also at its end.
    fn repeat(&mut self, id: LoopId, iteration: impl FnOnce(&mut Self)) {
        let entry = self.state;
        let known = self.problems.is_some();
        self.state = if known { self.heads[id.number()].after(entry) } else { State::SAME };
        self.targets.push(Target::new(id, !known));
        iteration(self);
        let Some(target) = self.targets.pop() else { return };
        if known {
            self.state = target.breaks;
            return;
        }
        // One iteration more changes nothing: each variable's fact is kept, or is what an
        // iteration makes of it whatever it was.
        let head = State::SAME.join(self.state).join(target.continues);
        self.heads[id.number()] = head;
        let before = head.after(entry);
        for (jump, state) in target.beyond {
            self.jump(jump, state.after(before));
        }
        self.state = target.breaks.after(before);
    }

    fn labelled(&mut self, id: LoopId, body: &Block) {
        self.targets.push(Target::new(id, false));
        self.block(body);
        if let Some(target) = self.targets.pop() {
            self.state = self.state.join(target.breaks);
        }
    }

    /// Control goes elsewhere, out of the function if `jump` is none, with a value or without.
    fn leave(&mut self, jump: Option<Jump>, value: Option<&Expr>) {
        value.iter().for_each(|value| self.expr(value));
        if let Some(jump) = jump {
            self.jump(jump, self.state);
        }
        self.state = State::UNREACHED;
    }

    /// Notes that control jumps in this state.
    fn jump(&mut self, jump: Jump, state: State) {
        let (Jump::Break(id) | Jump::Continue(id)) = jump;
        for target in self.targets.iter_mut().rev() {
            let known = match jump {
                _ if target.id != id && !target.repeats => continue,
                _ if target.id != id => target.beyond(jump),
                Jump::Break(_) => &mut target.breaks,
                Jump::Continue(_) => &mut target.continues,
            };
            *known = known.join(state);
            return;
        }
    }

    fn element(&mut self, element: &Element) {
        self.read(element.array, element.span);
        self.exprs(&element.index);
    }

    fn number(&self, local: LocalId) -> Option<usize> {
        self.numbers[local.number()].map(usize::from)
    }

    /// Whether the variable has a value from here on.
    fn set(&mut self, local: LocalId, value: bool) {
        if let Some(number) = self.number(local) {
            self.state.definite.set(number, value);
            self.state.possible.set(number, value);
        }
    }

    /// A use that needs a value.
    fn read(&mut self, local: LocalId, span: Span) {
        if let Some(number) = self.number(local)
            && self.state.reached
            && !self.state.definite.holds(number)
        {
            match self.func.locals[local].ty {
                Ty::Array(_) => self.refuse_moved(number, local, span),
                _ => self.refuse_uninitialized(number, local, span),
            }
        }
    }

    /// A view is passed on for good.
    fn take(&mut self, array: LocalId, span: Span) {
        let Some(number) = self.number(array) else { return };
        self.read(array, span);
        self.seen[number].changed.get_or_insert(span);
        if self.state.reached && self.repeated_guards > 0 {
            self.refuse_moved(number, array, span);
        }
        self.set(array, false);
    }

    fn assign(&mut self, place: &Place) {
        let (local, span) = match place {
            Place::Local(local, span) => (*local, *span),
            Place::Part(local, _, span) => {
                self.read(*local, *span);
                (*local, *span)
            }
            Place::Element(element) => {
                self.element(element);
                (element.array, element.span)
            }
        };
        let Some(number) = self.number(local) else { return };
        let declared = &self.func.locals[local];
        if let Ty::Array(_) = declared.ty {
            return;
        }
        let again = self.repeated_guards > 0 || self.state.possible.holds(number);
        if !declared.mutable && self.state.reached && again {
            self.refuse_second(number, local, span);
        }
        self.seen[number].changed.get_or_insert(span);
        self.set(local, true);
    }

    // Problems.

    /// Reports one problem per variable, as what follows from it is not worth reading.
    fn report(&mut self, number: usize, problem: impl FnOnce() -> Diagnostic) {
        if let Some(problems) = &mut self.problems
            && !std::mem::replace(&mut self.seen[number].reported, true)
        {
            problems.push(problem());
        }
    }

    fn refuse_uninitialized(&mut self, number: usize, local: LocalId, span: Span) {
        let possible = self.state.possible.holds(number);
        let (declared, changed) = (&self.func.locals[local], self.seen[number].changed);
        self.report(number, || {
            let name = &declared.name;
            let words = if possible { "may be" } else { "is" };
            let message = format!("`{name}` {words} used before it has a value");
            let mut problem = Diagnostic::new(Code::Uninitialized, span, message)
                .context(declared.span, "declared here without a value");
            if let Some(changed) = changed.filter(|_| possible) {
                problem = problem.context(changed, "it gets one here, but not on every path");
            }
            problem.help(match possible {
                true => format!("assign `{name}` on every path to here, or where it is declared"),
                false => format!("assign it first: `{name} = ..;`"),
            })
        });
    }

    fn refuse_moved(&mut self, number: usize, array: LocalId, span: Span) {
        let (declared, moved) = (&self.func.locals[array], self.seen[number].changed);
        self.report(number, || {
            let name = &declared.name;
            let message = format!("`{name}` is used after it was moved");
            let mut problem = Diagnostic::new(Code::Moved, span, message);
            problem = match moved {
                Some(moved) if moved >= span => {
                    problem.context(moved, "moved here, in an earlier iteration")
                }
                Some(moved) => problem.context(moved, "moved here"),
                None => problem,
            };
            let lend = match declared.mutable {
                true => format!("lend it: `{name}.view_mut()`"),
                false => {
                    format!(
                        "declare it `mut {name}: {}` and lend it: `{name}.view_mut()`",
                        declared.ty
                    )
                }
            };
            problem.note("a mutable view that is passed by its name alone is given away").help(lend)
        });
    }

    fn refuse_second(&mut self, number: usize, local: LocalId, span: Span) {
        let (declared, changed) = (&self.func.locals[local], self.seen[number].changed);
        self.report(number, || {
            let name = &declared.name;
            let message = format!("cannot assign twice to the immutable variable `{name}`");
            let mut problem = Diagnostic::new(Code::Immutable, span, message)
                .context(declared.span, "declared here without `mut`");
            match changed {
                Some(changed) if changed < span => {
                    problem = problem.context(changed, "it may have a value from here");
                }
                _ => problem.label = "it may have a value from an earlier iteration".to_owned(),
            }
            problem.help(format!("declare it as `let mut {name}`"))
        });
    }
}

impl Target {
    fn new(id: LoopId, repeats: bool) -> Target {
        let (breaks, continues) = (State::UNREACHED, State::UNREACHED);
        Target { id, repeats, breaks, continues, beyond: Vec::new() }
    }

    /// The state of a jump from within to a target around it.
    fn beyond(&mut self, jump: Jump) -> &mut State {
        let at = self.beyond.iter().position(|&(known, _)| known == jump).unwrap_or_else(|| {
            self.beyond.push((jump, State::UNREACHED));
            self.beyond.len() - 1
        });
        &mut self.beyond[at].1
    }
}

fn has_alternatives(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Any | Pattern::Const(_) | Pattern::Range(..) => false,
        Pattern::Bind(_, sub) => sub.as_deref().is_some_and(has_alternatives),
        Pattern::Or(_) => true,
        Pattern::Tuple(parts) => parts.iter().any(has_alternatives),
    }
}
