//! What a value is in terms of the sizes and scalars that a call brings.
//!
//! In: a function and a value of it. Out: an expression as the kernel's author would write it
//! (`a.nrows() - 1`), and the value itself where the arguments of a call are known. Always true:
//! both take bounded time and stack, however long the chains of a text are; an expression that gets
//! too long to read, or depends on what only a running call knows, is left out. Deliberately absent:
//! ranges and algebra.

use crate::eval::eval;
use crate::ir::{ArrayId, Func, Param, StmtKind, Val};
use crate::op::{Op, Syntax};
use crate::util::index::Index;
use crate::value::Value;

/// The arguments of a call, as far as they are no elements.
pub trait Arguments {
    /// The value of a scalar parameter, by its position.
    fn scalar(&self, parameter: usize) -> Option<Value>;
    /// The extent of an array parameter, by its position, along an axis.
    fn extent(&self, parameter: usize, axis: usize) -> Option<usize>;
}

/// The most parts that an expression may have and still be read.
const MOST_PARTS: usize = 9;

/// The most operations that are evaluated for a value, and how deep they may nest.
const MOST_EVALUATED: usize = 4096;
const DEEPEST: usize = 64;

/// How tightly the text of an expression holds together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    Loose,
    /// A sum or a difference.
    Sum,
    Tight,
}

/// Where every value of a function comes from.
pub struct Definitions<'f> {
    func: &'f Func,
    /// The statement that makes it, by its number.
    made_by: Vec<Option<&'f StmtKind>>,
}

impl<'f> Definitions<'f> {
    /// The definitions of a function.
    pub fn of(func: &'f Func) -> Definitions<'f> {
        let mut made_by = vec![None; func.values.len()];
        for stmt in func.statements() {
            let kind = &stmt.kind;
            if let StmtKind::Const { to, .. }
            | StmtKind::Op { to, .. }
            | StmtKind::Extent { to, .. }
            | StmtKind::Load { to, .. } = kind
            {
                made_by[to.number()] = Some(kind);
            }
        }
        Definitions { func, made_by }
    }

    /// The statement that computes a value from others.
    pub fn made_by(&self, value: Val) -> Option<&'f StmtKind> {
        self.made_by[value.number()]
    }

    /// The name of the variable that a value is a state of.
    pub fn name(&self, value: Val) -> Option<&'f str> {
        self.func.values[value].hint.as_deref().filter(|name| !name.is_empty())
    }

    /// A value as an expression; `None` if it would be too long or has no name.
    pub fn describe(&self, value: Val) -> Option<String> {
        let mut parts = MOST_PARTS;
        Some(self.text(value, &mut parts)?.0)
    }

    /// `hi - lo`, each in brackets where it needs them.
    pub fn difference(&self, hi: Val, lo: Val) -> Option<String> {
        let mut parts = MOST_PARTS;
        let hi = of_sum(self.text(hi, &mut parts)?);
        let mut parts = MOST_PARTS;
        Some(format!("{hi} - {}", bracketed(self.text(lo, &mut parts)?)))
    }

    /// A value as what a sum begins with: in brackets where it needs them.
    pub fn summand(&self, value: Val) -> Option<String> {
        let mut parts = MOST_PARTS;
        Some(of_sum(self.text(value, &mut parts)?))
    }

    fn text(&self, value: Val, parts: &mut usize) -> Option<(String, Hold)> {
        *parts = parts.checked_sub(1)?;
        let Some(kind) = self.made_by(value) else {
            return Some((self.name(value)?.to_owned(), Hold::Tight));
        };
        match kind {
            StmtKind::Const { value, .. } => {
                let text = value.to_string();
                let hold = if text.starts_with('-') { Hold::Sum } else { Hold::Tight };
                Some((text, hold))
            }
            StmtKind::Extent { array, axis, .. } => Some((self.extent(*array, *axis), Hold::Tight)),
            StmtKind::Load { array, index, .. } => {
                let name = &self.func.arrays[*array].name;
                let index: Option<Vec<String>> =
                    index.iter().map(|&index| Some(self.text(index, parts)?.0)).collect();
                let index = index?.join(", ");
                let several = self.func.arrays[*array].rank > 1;
                let index = if several { format!("[{index}]") } else { index };
                Some((format!("{name}[{index}]"), Hold::Tight))
            }
            StmtKind::Op { op, args, .. } => self.operation(*op, args, value, parts),
            _ => None,
        }
    }

    fn extent(&self, array: ArrayId, axis: u8) -> String {
        let row = &self.func.arrays[array];
        match (row.rank, axis) {
            (1, _) => format!("{}.len()", row.name),
            (2, 0) => format!("{}.nrows()", row.name),
            (2, _) => format!("{}.ncols()", row.name),
            _ => format!("{}.shape()[{axis}]", row.name),
        }
    }

    fn operation(
        &self,
        op: Op,
        args: &[Val],
        to: Val,
        parts: &mut usize,
    ) -> Option<(String, Hold)> {
        let sum = matches!(op, Op::Add | Op::Sub);
        let mut texts = Vec::with_capacity(args.len());
        for (number, &arg) in args.iter().enumerate() {
            let text = self.text(arg, parts)?;
            texts.push(if sum && number == 0 { of_sum(text) } else { bracketed(text) });
        }
        Some(match (op, op.row().syntax, texts.as_slice()) {
            (Op::Cast, _, [x]) => (format!("{x} as {}", self.func.ty(to)), Hold::Loose),
            (Op::Select, _, [cond, yes, no]) => {
                (format!("if {cond} {{ {yes} }} else {{ {no} }}"), Hold::Loose)
            }
            (_, Syntax::Operator(symbol), [x]) => (format!("{symbol}{x}"), Hold::Loose),
            (_, Syntax::Operator(symbol), [x, y]) => {
                (format!("{x} {symbol} {y}"), if sum { Hold::Sum } else { Hold::Loose })
            }
            (_, _, [x, rest @ ..]) => {
                (format!("{x}.{}({})", op.row().name, rest.join(", ")), Hold::Tight)
            }
            _ => return None,
        })
    }

    /// What a value is in a call with these arguments, if they alone decide it.
    pub fn evaluate(&self, value: Val, arguments: &dyn Arguments) -> Option<Value> {
        let mut left = MOST_EVALUATED;
        self.value(value, arguments, &mut left, 0)
    }

    fn value(
        &self,
        value: Val,
        arguments: &dyn Arguments,
        left: &mut usize,
        depth: usize,
    ) -> Option<Value> {
        *left = left.checked_sub(1)?;
        if depth > DEEPEST {
            return None;
        }
        let Some(kind) = self.made_by(value) else {
            let is_it = |param: &Param| *param == Param::Scalar(value);
            return arguments.scalar(self.func.params.iter().position(is_it)?);
        };
        match kind {
            StmtKind::Const { value, .. } => Some(*value),
            StmtKind::Extent { array, axis, .. } => {
                let is_it = |param: &Param| *param == Param::Array(*array);
                let parameter = self.func.params.iter().position(is_it)?;
                Some(Value::Usize(arguments.extent(parameter, usize::from(*axis))?))
            }
            StmtKind::Op { op, args, to } => {
                let mut values = Vec::with_capacity(args.len());
                for &arg in args {
                    values.push(self.value(arg, arguments, left, depth + 1)?);
                }
                let guarded = op.is_guarded(self.func.ty(args[0]));
                (!guarded || is_harmless(&values)).then(|| eval(*op, &values, self.func.ty(*to)))
            }
            _ => None,
        }
    }
}

fn bracketed((text, hold): (String, Hold)) -> String {
    if hold == Hold::Tight { text } else { format!("({text})") }
}

/// The same for what a sum begins with.
fn of_sum((text, hold): (String, Hold)) -> String {
    if hold == Hold::Loose { format!("({text})") } else { text }
}

/// Whether a guarded operation on these is defined whatever it is: a check may stand in front of
/// it that fails.
fn is_harmless(values: &[Value]) -> bool {
    values.len() == 2 && values[1].as_int().is_some_and(|divisor| divisor > 0)
}

/// How many iterations a range has, of integers from `lo` to `hi`.
pub fn trips(lo: Value, hi: Value, inclusive: bool) -> Option<u128> {
    let trips = hi.as_int()? - lo.as_int()? + i128::from(inclusive);
    Some(trips.max(0).unsigned_abs())
}
