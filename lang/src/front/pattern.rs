//! `match` and the patterns of its arms.
//!
//! In: [`ast::Arm`] and [`ast::Pattern`]. Out: their drafts. Always true: types are found in
//! rustc's order: the scrutinee, the patterns of all arms, then each arm's guard and value; a
//! guard assigns to nothing that its `match` looks at. Names of a pattern are known in their own
//! arm only. Deliberately absent: values of literals and whether the arms cover every value, which
//! need final types (`finish`, `cover`); floats, strings and enums in patterns; names in
//! alternatives.

use super::Checker;
use super::array::Access;
use super::draft::{Arm, Expr, Kind, Origin, Pattern};
use super::expr::{Because, bare};
use super::infer::{Part, TupleType, Type};
use super::names::Meaning;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::LocalId;
use crate::syntax::ast::{self, ExprKind, PatternKind};
use crate::value::Value;

/// What is known of the pattern of one arm.
struct Context<'a> {
    /// What is matched.
    scrutinee: Span,
    /// The names it binds so far.
    names: Vec<(&'a ast::Name, LocalId)>,
    /// Whether this is one of several alternatives.
    alternative: bool,
}

impl<'a> Checker<'a> {
    /// `match scrutinee { arms }`
    pub(super) fn match_expr(
        &mut self,
        scrutinee: &'a ast::Expr,
        arms: &'a [ast::Arm],
        span: Span,
    ) -> Expr<'a> {
        let scrutinee = self.scrutinee(scrutinee);
        if arms.is_empty() {
            let message = "non-exhaustive patterns: a `match` needs an arm";
            let problem = Diagnostic::new(Code::NotExhaustive, scrutinee.span, message);
            self.report(problem.help("add an arm for every value: `_ => ..`"));
            return Expr::refused(span);
        }
        let patterns: Vec<_> = arms.iter().map(|arm| self.arm_pattern(arm, &scrutinee)).collect();
        let before = self.body.diverges;
        let mut all_diverge = true;
        let mut drafted = Vec::with_capacity(arms.len());
        for (arm, (pattern, names)) in arms.iter().zip(patterns) {
            drafted.push(self.arm(arm, pattern, &names, &scrutinee));
            all_diverge &= self.body.diverges;
        }
        self.body.diverges = before || all_diverge;
        let ty = self.arms_type(&drafted);
        Expr { kind: Kind::Match(Box::new(scrutinee), drafted), ty, span }
    }

    /// What is matched: a scalar or a tuple.
    fn scrutinee(&mut self, source: &'a ast::Expr) -> Expr<'a> {
        let drafted = self.value(source, None);
        match drafted.ty {
            Type::Fixed(_) => self.refuse(
                drafted.span,
                "an array cannot be matched",
                "match a tuple of its elements: `match (a[0], a[1]) { .. }`",
            ),
            _ => drafted,
        }
    }

    /// The pattern of an arm and the names it binds, which are not in scope yet.
    fn arm_pattern(
        &mut self,
        arm: &'a ast::Arm,
        scrutinee: &Expr<'a>,
    ) -> (Pattern<'a>, Vec<(&'a ast::Name, LocalId)>) {
        let mut context =
            Context { scrutinee: scrutinee.span, names: Vec::new(), alternative: false };
        let mark = self.names.open();
        let pattern = self.pattern(&arm.pattern, scrutinee.ty, &mut context);
        self.names.close(mark);
        (pattern, context.names)
    }

    /// The guard and the value of an arm.
    fn arm(
        &mut self,
        source: &'a ast::Arm,
        pattern: Pattern<'a>,
        names: &[(&'a ast::Name, LocalId)],
        scrutinee: &Expr<'a>,
    ) -> Arm<'a> {
        let mark = self.names.open();
        for &(name, local) in names {
            self.names.declare(&name.text, Meaning::Local(local, self.body.depth));
        }
        self.body.diverges = false;
        let guard = source.guard.as_ref().map(|guard| self.guard(guard, names, scrutinee));
        self.body.diverges = false;
        let body = self.expr(&source.body, None);
        self.names.close(mark);
        Arm { pattern, guard, body }
    }

    /// A guard, during which nothing changes that the patterns look at (rustc's E0510).
    fn guard(
        &mut self,
        source: &'a ast::Expr,
        names: &[(&'a ast::Name, LocalId)],
        scrutinee: &Expr<'a>,
    ) -> Expr<'a> {
        let frozen = self.body.frozen.len();
        let mark = self.loans();
        if let Some((local, array)) = place_of(scrutinee) {
            self.body.frozen.push(local);
            if array {
                self.lend(local, Access::Shared, scrutinee.span);
            }
        }
        self.body.frozen.extend(names.iter().map(|&(_, local)| local));
        let guard = self.condition(source);
        self.end_loans(mark);
        self.body.frozen.truncate(frozen);
        guard
    }

    /// The type of the first arm that has one, which the others must have too.
    fn arms_type(&mut self, arms: &[Arm<'a>]) -> Type {
        let typed = |arm: &&Arm<'a>| !matches!(arm.body.ty, Type::Never | Type::Error);
        let Some(first) = arms.iter().find(typed) else {
            let refused = arms.iter().any(|arm| arm.body.ty == Type::Error);
            return if refused { Type::Error } else { Type::Never };
        };
        let because = Because::Arm(match &first.body.kind {
            Kind::Block(block) => block.value_span(),
            _ => first.body.span,
        });
        let wanted = first.body.ty;
        let mut joined = wanted;
        for arm in arms.iter().filter(typed).skip(1) {
            let ty = match &arm.body.kind {
                Kind::Block(block) => self.expect_block(block, wanted, because),
                _ => self.expect(&arm.body, wanted, because),
            };
            if joined != Type::Error {
                joined = ty;
            }
        }
        joined
    }

    /// A pattern of values of the type `ty`.
    fn pattern(
        &mut self,
        source: &'a ast::Pattern,
        ty: Type,
        context: &mut Context<'a>,
    ) -> Pattern<'a> {
        let span = source.span;
        match &source.kind {
            PatternKind::Any => Pattern::Any,
            PatternKind::Bind { mutable, name, sub } => {
                self.named(*mutable, name, sub.as_deref(), ty, context)
            }
            PatternKind::Literal(literal) => {
                let literal = self.expr(literal, None);
                self.constant_pattern(literal, ty, context)
            }
            PatternKind::Path(segments) => {
                let constant = self.constant(segments, span);
                self.constant_pattern(constant, ty, context)
            }
            PatternKind::Range(low, high, inclusive) => {
                let limits = (low.as_deref(), high.as_deref(), *inclusive);
                self.range_pattern(limits, ty, span, context)
            }
            PatternKind::Or(cases) => match cases.as_slice() {
                // A bar in front of the only case.
                [only] => self.pattern(only, ty, context),
                cases => {
                    let outer = std::mem::replace(&mut context.alternative, true);
                    let cases = cases.iter().map(|case| self.pattern(case, ty, context)).collect();
                    context.alternative = outer;
                    Pattern::Or(cases)
                }
            },
            PatternKind::Tuple(parts) => self.tuple_pattern(parts, ty, span, context),
            PatternKind::Refused => Pattern::Refused,
        }
    }

    /// The constant that a name means in a pattern; `None` if the name is free to be bound.
    fn constant_called(&mut self, name: &'a ast::Name) -> Option<Expr<'a>> {
        match self.names.get(&name.text)? {
            // A pattern hides variables and functions of the same name.
            Meaning::Local(..) | Meaning::Func(_) => None,
            Meaning::Const(_) => Some(match self.const_value(name) {
                Some(value) => Expr {
                    kind: Kind::Const(value),
                    ty: Type::Scalar(value.scalar()),
                    span: name.span,
                },
                None => {
                    let message = format!("the constant `{}` cannot be matched", name.text);
                    let problem = Diagnostic::new(Code::UnsupportedPattern, name.span, message);
                    self.report(problem.help("match a scalar constant, or compare with `if`"));
                    Expr::refused(name.span)
                }
            }),
        }
    }

    /// `mut name @ sub`: a constant, or a new variable.
    fn named(
        &mut self,
        mutable: bool,
        name: &'a ast::Name,
        sub: Option<&'a ast::Pattern>,
        ty: Type,
        context: &mut Context<'a>,
    ) -> Pattern<'a> {
        if let Some(constant) = self.constant_called(name) {
            if !mutable && sub.is_none() {
                return self.constant_pattern(constant, ty, context);
            }
            let message = format!("`{}` is a constant, so a pattern cannot bind it", name.text);
            let problem = Diagnostic::new(Code::DuplicateName, name.span, message);
            self.report(problem.help("choose another name"));
            return Pattern::Refused;
        }
        let bound = context.names.iter().find(|(known, _)| known.text == name.text);
        match bound.map(|(first, _)| first.span) {
            Some(first) if !context.alternative => {
                self.refuse_bound_twice(name, first);
                return Pattern::Refused;
            }
            Some(_) => {}
            None => {
                let local = self.declare_local(name, mutable, ty, Origin::Pattern);
                context.names.push((name, local));
            }
        }
        let sub = sub.map(|sub| Box::new(self.pattern(sub, ty, context)));
        match context.names.iter().find(|(known, _)| known.text == name.text) {
            Some(&(_, local)) if !context.alternative => Pattern::Bind(local, sub),
            _ => self.refuse_alternative(name),
        }
    }

    /// Reports a name in one of several alternatives.
    fn refuse_alternative(&mut self, name: &ast::Name) -> Pattern<'a> {
        let message = format!("an alternative of a pattern cannot bind `{}`", name.text);
        let problem = Diagnostic::new(Code::UnsupportedPattern, name.span, message);
        self.report(problem.help(format!(
            "bind the whole, `{} @ (1 | 2)`, or write one arm for each alternative",
            name.text
        )));
        Pattern::Refused
    }

    /// Reports a name that a pattern binds for the second time.
    pub(super) fn refuse_bound_twice(&mut self, name: &ast::Name, first: Span) {
        let message = format!("a pattern binds `{}` twice", name.text);
        let problem = Diagnostic::new(Code::DuplicateName, name.span, message);
        self.report(problem.context(first, "the first one").help("choose another name"));
    }

    /// A literal or a constant.
    fn constant_pattern(
        &mut self,
        constant: Expr<'a>,
        ty: Type,
        context: &Context<'a>,
    ) -> Pattern<'a> {
        match self.pattern_value(constant, ty, context) {
            Some(constant) => Pattern::Const(Box::new(constant)),
            None => Pattern::Refused,
        }
    }

    /// A constant of a pattern, made to have the type of what it is compared with.
    fn pattern_value(
        &mut self,
        constant: Expr<'a>,
        ty: Type,
        context: &Context<'a>,
    ) -> Option<Expr<'a>> {
        let wanted = self.body.infer.resolve(ty);
        if constant.ty == Type::Error {
            return None;
        }
        if constant.ty.is_float() || wanted.is_float() && constant.ty.is_int() {
            let message = "a float cannot be compared in a pattern";
            let problem = Diagnostic::new(Code::UnsupportedPattern, constant.span, message);
            self.report(problem.help("use `if` and `else if`: compare floats with `<`"));
            return None;
        }
        if self.body.infer.unify(wanted, constant.ty).is_none() {
            self.refuse_constant(&constant, wanted, context.scrutinee);
            return None;
        }
        Some(constant)
    }

    /// Reports a constant that has another type than what it is compared with.
    fn refuse_constant(&mut self, constant: &Expr<'a>, wanted: Type, scrutinee: Span) {
        let found = self.body.infer.resolve(constant.ty);
        let message = format!("mismatched types: expected {wanted}, found {found}");
        let mut problem = Diagnostic::new(Code::Mismatch, constant.span, message)
            .label(format!("expected {wanted}, found {found}"))
            .context(scrutinee, "expected because of what is matched");
        problem.help = match (&constant.kind, wanted) {
            (Kind::Int { magnitude, negative }, Type::Scalar(scalar)) if scalar.is_int() => {
                let sign = if *negative { "-" } else { "" };
                Some(format!("write `{sign}{magnitude}`: it takes the type that is wanted"))
            }
            (Kind::Int { .. }, Type::BOOL) => Some("write `true` or `false`".to_owned()),
            (Kind::Const(Value::Bool(_)), _) if wanted.is_int() => {
                Some("write an integer".to_owned())
            }
            (_, Type::Tuple(_)) => Some("write a pattern for each part: `(a, b)`".to_owned()),
            _ => None,
        };
        self.report(problem);
    }

    /// `a..=b`, `a..b`, `a..`, `..=b`, `..b`
    fn range_pattern(
        &mut self,
        (low, high, inclusive): (Option<&'a ast::Expr>, Option<&'a ast::Expr>, bool),
        ty: Type,
        span: Span,
        context: &Context<'a>,
    ) -> Pattern<'a> {
        if high.is_none() && (inclusive || low.is_none()) {
            let message = "a range in a pattern needs an end";
            let problem = Diagnostic::new(Code::UnsupportedPattern, span, message);
            self.report(problem.help("write `a..` for all values from `a` on, or `_` for any"));
            return Pattern::Refused;
        }
        let mut limits = (None, None);
        for (limit, source) in [(&mut limits.0, low), (&mut limits.1, high)] {
            let Some(source) = source else { continue };
            *limit = self.range_limit(source, ty, context);
            if limit.is_none() {
                return Pattern::Refused;
            }
        }
        Pattern::Range { limits: Box::new(limits), inclusive, span }
    }

    /// A limit of a range: an integer literal or constant.
    fn range_limit(
        &mut self,
        source: &'a ast::Expr,
        ty: Type,
        context: &Context<'a>,
    ) -> Option<Expr<'a>> {
        let limit = match &source.kind {
            ExprKind::Path(segments) => match segments.as_slice() {
                [name] => self.constant_called(name),
                _ => Some(self.constant(segments, source.span)),
            },
            ExprKind::Refused => return None,
            kind if is_literal(kind) => Some(self.expr(source, None)),
            _ => None,
        };
        let Some(limit) = limit else {
            let message = "a limit of a range in a pattern is a literal or a constant";
            let problem = Diagnostic::new(Code::UnsupportedPattern, source.span, message);
            let text = self.quote(source.span);
            self.report(
                problem.help(format!("compare in a guard: `value if value < {text} => ..`")),
            );
            return None;
        };
        if limit.ty == Type::BOOL {
            let message = "only integers have ranges in a pattern";
            let problem = Diagnostic::new(Code::UnsupportedPattern, limit.span, message);
            self.report(problem.help("write `true`, `false` or `_`"));
            return None;
        }
        self.pattern_value(limit, ty, context)
    }

    /// `(a, b, ..)`
    fn tuple_pattern(
        &mut self,
        parts: &'a [Option<ast::Pattern>],
        ty: Type,
        span: Span,
        context: &mut Context<'a>,
    ) -> Pattern<'a> {
        let tuple = self.tuple_of(ty, parts, span, context.scrutinee);
        let count = tuple.map_or(parts.len(), |tuple| tuple.parts().len());
        let written = parts.iter().flatten().count();
        let mut drafted = Vec::with_capacity(count);
        for part in parts {
            match part {
                Some(part) => {
                    let ty = tuple.and_then(|tuple| tuple.parts().get(drafted.len()).copied());
                    let ty = ty.map_or(Type::Error, Part::ty);
                    drafted.push(self.pattern(part, ty, context));
                }
                None => drafted.extend((written..count).map(|_| Pattern::Any)),
            }
        }
        if tuple.is_some() { Pattern::Tuple(drafted) } else { Pattern::Refused }
    }

    /// The tuple type that a tuple pattern is for; reported if its parts do not fit the pattern.
    fn tuple_of(
        &mut self,
        ty: Type,
        parts: &[Option<ast::Pattern>],
        span: Span,
        scrutinee: Span,
    ) -> Option<TupleType> {
        let rests = parts.iter().filter(|part| part.is_none()).count();
        let written = parts.len() - rests;
        if rests > 1 {
            let message = "`..` can stand only once in a tuple pattern";
            let problem = Diagnostic::new(Code::UnsupportedPattern, span, message);
            self.report(problem.help("write `_` for each part that does not matter"));
            return None;
        }
        let tuple = match self.body.infer.resolve(ty) {
            Type::Error => return None,
            Type::Tuple(tuple) => tuple,
            other => {
                let message = format!("mismatched types: expected {other}, found a tuple pattern");
                let problem = Diagnostic::new(Code::Mismatch, span, message);
                self.report(problem.context(scrutinee, "expected because of what is matched"));
                return None;
            }
        };
        let count = tuple.parts().len();
        if rests == 0 && written != count || written > count {
            let message = format!("the tuple has {count} parts, but the pattern is for {written}");
            let problem = Diagnostic::new(Code::Mismatch, span, message);
            self.report(problem.help("write a pattern, or `_`, for each part; `..` skips several"));
            return None;
        }
        Some(tuple)
    }

    /// Reports a pattern that a `let` cannot have, and declares its names all the same.
    pub(super) fn refuse_in_let(&mut self, pattern: &'a ast::Pattern) {
        let (message, help) = match &pattern.kind {
            PatternKind::Literal(_) | PatternKind::Path(_) | PatternKind::Range(..) => (
                "the pattern of a `let` must fit every value",
                "to compare values, write `if` or `match`",
            ),
            PatternKind::Or(_) => (
                "a pattern with alternatives is not supported in a `let`",
                "write one name; to compare values, write `if` or `match`",
            ),
            PatternKind::Bind { .. } => (
                "`name @ pattern` is not supported in a `let`",
                "write one `let` for the name and one for the pattern",
            ),
            PatternKind::Tuple(_) => (
                "a tuple inside of a tuple is not supported in a kernel",
                "write one name, or `_`, for each part",
            ),
            PatternKind::Any | PatternKind::Refused => return,
        };
        let problem = Diagnostic::new(Code::UnsupportedPattern, pattern.span, message);
        self.report(problem.help(help));
        self.declare_refused(pattern);
    }

    /// Declares the names of a refused pattern, so that their uses are no problems of their own.
    fn declare_refused(&mut self, pattern: &'a ast::Pattern) {
        match &pattern.kind {
            PatternKind::Bind { name, sub, .. } => {
                self.declare_local(name, true, Type::Error, Origin::Let);
                sub.iter().for_each(|sub| self.declare_refused(sub));
            }
            PatternKind::Or(cases) => cases.iter().for_each(|case| self.declare_refused(case)),
            PatternKind::Tuple(parts) => {
                parts.iter().flatten().for_each(|part| self.declare_refused(part));
            }
            PatternKind::Any
            | PatternKind::Literal(_)
            | PatternKind::Path(_)
            | PatternKind::Range(..)
            | PatternKind::Refused => {}
        }
    }
}

/// The variable that a scrutinee lies in, and whether it is an array; `None` for a fresh value.
fn place_of(scrutinee: &Expr) -> Option<(LocalId, bool)> {
    match &scrutinee.kind {
        Kind::Local(local) => Some((*local, false)),
        Kind::Part(tuple, _) => place_of(tuple),
        Kind::Index(element) => Some((element.array, true)),
        _ => None,
    }
}

/// Whether an expression is a number or a truth value as it is written.
fn is_literal(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Int(..) | ExprKind::Float(..) | ExprKind::Bool(_) => true,
        ExprKind::Unary(crate::op::Op::Neg, number) => {
            matches!(bare(number).kind, ExprKind::Int(..) | ExprKind::Float(..))
        }
        _ => false,
    }
}
