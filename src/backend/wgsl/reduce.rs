//! What iterations combine: partial results, how two become one, and where they lie.
//!
//! In: the reductions of a grid or a scan. Out: a [`Part`]: the WGSL type of a partial result, and
//! functions on it, which the entry points in `shaders/` call. Always true: of equal extrema the
//! one of the first iteration wins (of the last, if equal ones replace), whichever invocation found
//! it, as each goes with the number of its iteration; what is combined is combined in an order that the number of iterations alone
//! decides. Deliberately absent: atomic operations on floats, and any assumption on subgroups.

use metate_lang::error::Span;
use metate_lang::ir::order::{self, is_exact};
use metate_lang::ir::{Func, Reduction, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::Refusal;
use super::block::{Emitter, Exit};
use super::memory::{from_words, to_words};
use super::names::Names;
use super::ops::{Needs, operation};
use super::text::Text;
use super::types::{constant, register};
use crate::plan::offload::Reduced;

/// What a sum, product or extremum starts from.
pub(super) fn neutral(op: Op, ty: Scalar) -> Value {
    if is_exact(op, ty) { order::identity(op, ty) } else { order::neutral(op, ty) }
}

/// A reduced value.
struct Field {
    name: String,
    ty: Scalar,
    how: Reduction,
    init: Val,
    to: Val,
    /// Of an extremum with companions: the field with 1 + the number of its iteration, 0 if it is
    /// the initial one.
    mark: Option<String>,
}

/// A partial result.
pub(super) struct Part {
    fields: Vec<Field>,
}

/// A value in front of the loop, as an expression.
pub(super) type Initial<'i> = &'i dyn Fn(Val) -> String;

impl Part {
    /// The partial result of these reductions; none if there are none.
    ///
    /// # Errors
    /// If there is one that depends on the order of iterations.
    pub(super) fn of(
        func: &Func,
        reductions: &[Reduced],
        span: Span,
    ) -> Result<Option<Part>, Refusal> {
        let mut names = Names::default();
        let mut fields = Vec::new();
        for &Reduced { carried, how, to } in reductions {
            let hint = func.values[carried.inner].hint.as_deref().unwrap_or("v");
            let name = names.fresh(hint, carried.inner.number());
            let mark = match how {
                Reduction::Op(_) | Reduction::With(_) => None,
                Reduction::Best(_) => {
                    Some(names.fresh(&format!("{name}_trip"), carried.inner.number()))
                }
                Reduction::InOrder => {
                    let reason = "a value goes from iteration to iteration".to_owned();
                    return Err(Refusal { span, reason });
                }
            };
            let ty = func.ty(carried.inner);
            fields.push(Field { name, ty, how, init: carried.init, to, mark });
        }
        Ok((!fields.is_empty()).then_some(Part { fields }))
    }

    /// Whether it says in which iteration something was found.
    pub(super) fn has_marks(&self) -> bool {
        self.fields.iter().any(|field| field.mark.is_some())
    }

    /// The name of the field of a reduction.
    pub(super) fn field(&self, number: usize) -> String {
        format!("part.{}", self.fields[number].name)
    }

    /// Whether comparing a value with what it was does not tell whether it was replaced.
    pub(super) fn is_followed(&self, number: usize) -> bool {
        matches!(self.fields[number].how, Reduction::Best(Op::Le | Op::Ge))
    }

    /// Values of the registers and the marks, in their order.
    fn all(&self) -> impl Iterator<Item = (&str, Option<&Field>)> {
        let values = self.fields.iter().map(|field| (field.name.as_str(), Some(field)));
        let marks = self.fields.iter().filter_map(|field| Some((field.mark.as_deref()?, None)));
        values.chain(marks)
    }

    /// Slots of the scratch that one takes.
    pub(super) fn slots(&self) -> u64 {
        self.all().count() as u64
    }

    /// Bytes of workgroup memory that one takes, at most.
    pub(super) fn bytes(&self) -> u32 {
        // Aligned to eight.
        let bytes = self.fields.iter().map(|field| field.ty.bytes().max(4)).sum::<u32>();
        let marks = self.fields.iter().filter(|field| field.mark.is_some()).count() as u32;
        (bytes + 8 * self.fields.len() as u32 / 2 + 4 * marks).next_multiple_of(8)
    }

    /// The type and the functions on it: `start`, `initial`, `combine`, `put` and `take`.
    pub(super) fn functions(
        &self,
        initial: Initial<'_>,
        needs: &mut Needs,
    ) -> Result<String, Refusal> {
        let words = needs.words();
        let mut text = Text::default();
        text.open("struct Part");
        for (name, field) in self.all() {
            let ty = field.map_or("u32", |field| register(field.ty, words));
            text.line(format!("{name}: {ty},"));
        }
        text.close();

        let values = |value: &dyn Fn(&Field) -> String| {
            let value = |(_, field): (&str, Option<&Field>)| field.map_or("0u".to_owned(), value);
            self.all().map(value).collect::<Vec<_>>().join(", ")
        };
        let start = |field: &Field| match field.how {
            Reduction::Op(op) => constant(neutral(op, field.ty), words),
            _ => initial(field.init),
        };
        text.blank();
        text.line("// What changes nothing that it is combined with.");
        text.open("fn start() -> Part");
        text.line(format!("return Part({});", values(&start)));
        text.close();
        text.blank();
        text.line("// The values in front of the loop.");
        text.open("fn initial() -> Part");
        let mut inits = Vec::new();
        for (_, field) in self.all() {
            let Some(field) = field else {
                inits.push("0u".to_owned());
                continue;
            };
            let init = initial(field.init);
            inits.push(match field.ty.is_float() {
                // Compilers take `0.0 + x` for `x`, which it is not where that is -0.0.
                true => operation(Op::Keep, &[(init, field.ty)], field.ty, needs)?,
                false => init,
            });
        }
        text.line(format!("return Part({});", inits.join(", ")));
        text.close();
        text.blank();
        self.combine(&mut text, needs)?;

        let slots = self.slots();
        text.blank();
        text.open("fn put(at: u32, part: Part)");
        for (number, (name, field)) in self.all().enumerate() {
            let ty = field.map_or(Scalar::U32, |field| field.ty);
            let pair = to_words(ty, &format!("part.{name}"), words);
            text.line(format!("scratch[at * {slots}u + {number}u] = {pair};"));
        }
        text.close();
        text.blank();
        text.open("fn take(at: u32) -> Part");
        text.line("return Part(");
        for (number, (_, field)) in self.all().enumerate() {
            let ty = field.map_or(Scalar::U32, |field| field.ty);
            let pair = format!("scratch[at * {slots}u + {number}u]");
            text.line(format!("    {},", from_words(ty, &pair, words)));
        }
        text.line(");");
        text.close();
        Ok(text.finish())
    }

    fn combine(&self, text: &mut Text, needs: &mut Needs) -> Result<(), Refusal> {
        text.open("fn combine(a: Part, b: Part) -> Part");
        let mut values = Vec::new();
        for field in &self.fields {
            let name = &field.name;
            let pair = [(format!("a.{name}"), field.ty), (format!("b.{name}"), field.ty)];
            match field.how {
                Reduction::Op(op) => {
                    let combined = operation(op, &pair, field.ty, needs)?;
                    text.line(format!("let {name} = {combined};"));
                    values.push(name.clone());
                }
                Reduction::Best(op) => {
                    let mark = field.mark.as_deref().unwrap_or_default();
                    // Of equal ones the first iteration wins, or the last.
                    let (strictly, sooner) = match op {
                        Op::Le => (Op::Lt, ">"),
                        Op::Ge => (Op::Gt, ">"),
                        op => (op, "<"),
                    };
                    let better = operation(strictly, &reversed(&pair), Scalar::Bool, needs)?;
                    let equal = operation(Op::Eq, &pair, Scalar::Bool, needs)?;
                    text.line(format!("let {name}_better = {better};"));
                    text.line(format!("let {name}_equal = {equal};"));
                    text.line(format!(
                        "let {name}_wins = {name}_better || ({name}_equal && b.{mark} {sooner} a.{mark});"
                    ));
                    values.push(format!("select(a.{name}, b.{name}, {name}_wins)"));
                }
                Reduction::With(best) => {
                    let best = &self.fields[best as usize].name;
                    values.push(format!("select(a.{name}, b.{name}, {best}_wins)"));
                }
                Reduction::InOrder => unreachable!("metate bug: refused"),
            }
        }
        for field in &self.fields {
            let Some(mark) = &field.mark else { continue };
            values.push(format!("select(a.{mark}, b.{mark}, {}_wins)", field.name));
        }
        text.line(format!("return Part({});", values.join(", ")));
        text.close();
        Ok(())
    }

    /// Statements that put the results, a variable `total`, where they are resident.
    pub(super) fn results(
        &self,
        slot: impl Fn(Val) -> Option<u32>,
        needs: &Needs,
        text: &mut Text,
    ) {
        for field in &self.fields {
            let Some(slot) = slot(field.to) else { continue };
            let pair = to_words(field.ty, &format!("total.{}", field.name), needs.words());
            text.line(format!("resident[{slot}u] = {pair};"));
        }
    }
}

/// `b, a` for `a, b`.
fn reversed(pair: &[(String, Scalar); 2]) -> [(String, Scalar); 2] {
    [pair[1].clone(), pair[0].clone()]
}

/// The exit of an iteration.
pub(super) struct Iterated<'p> {
    /// What it combines.
    pub(super) part: Option<&'p Part>,
}

impl Exit for Iterated<'_> {
    fn leave(&self, emitter: &mut Emitter<'_>, values: &[Val]) -> Result<(), Refusal> {
        let Some(part) = self.part else {
            emitter.text.line("return;");
            return Ok(());
        };
        let mut all: Vec<String> = values.iter().map(|&value| emitter.atom(value)).collect();
        for (number, field) in part.fields.iter().enumerate() {
            let (Reduction::Best(op), Some(mark)) = (field.how, &field.mark) else { continue };
            let better = match part.is_followed(number) {
                true => emitter.is_replaced(number, &all[number]),
                false => {
                    let args = [(all[number].clone(), field.ty), (part.field(number), field.ty)];
                    emitter.operation(op, &args, Scalar::Bool, Span::default())?
                }
            };
            all.push(format!("select(part.{mark}, trip + 1u, {better})"));
        }
        emitter.text.line(format!("return Part({});", all.join(", ")));
        Ok(())
    }

    fn abandon(&self) -> String {
        let part = if self.part.is_some() { "return part;" } else { "return;" };
        part.to_owned()
    }
}
