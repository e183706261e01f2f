//! What stops a call on the device: failed checks, and loops that run on and on.
//!
//! In: checks of a region. Out: text that tests them, and on the host what the buffer of traps says
//! afterwards. The buffer has a header and a record per workgroup:
//!
//! ```text
//! launch   the launch that stopped the call, 0 if none did
//! first    the complement of the lowest iteration that trapped, 0 if none did
//! spent    1 if an invocation has used up its budget of iterations
//! (unused)
//! records  iteration, site, first operand (2), second operand (2), launch, (unused)
//! ```
//!
//! Always true: of several iterations of a launch that trap the lowest is told; launches behind do
//! nothing. Deliberately absent: what a site stands for, which [`Site`](super::Site) says.

use metate_lang::error::Span;
use metate_lang::eval;
use metate_lang::ir::{Check, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::block::Emitter;
use super::memory::to_words;
use super::types::constant;
use super::{Refusal, Site, Words};

/// Words in front of the records.
pub const HEADER_WORDS: usize = 4;

/// Words of a record.
pub const RECORD_WORDS: usize = 8;

/// The most workgroups of a launch that may trap, each of which has a record.
pub const MOST_GROUPS: u32 = 1024;

/// Bytes of the buffer of traps.
pub const BYTES: u64 = 4 * (HEADER_WORDS + RECORD_WORDS * MOST_GROUPS as usize) as u64;

/// What stopped a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A check failed.
    Trap {
        /// The number of the launch.
        launch: u32,
        /// The number of the check among the shader's.
        site: u32,
        /// The bits of its first operand. In narrow words those of a `usize` are 32, of which
        /// nothing tells whether a borrow went beyond them.
        first: u64,
        /// The bits of the second, or the extent.
        second: u64,
    },
    /// A loop without a known end has used up the budget.
    Spent {
        /// The number of the launch.
        launch: u32,
    },
}

/// What the words of the buffer say: nothing, if all launches ran to their end.
pub fn read(words: &[u32]) -> Option<Stop> {
    let &[launch, first, spent, _] = words.first_chunk::<HEADER_WORDS>()?;
    if launch == 0 {
        return None;
    }
    let records = words[HEADER_WORDS..].chunks_exact(RECORD_WORDS);
    let lowest = !first;
    let is_first = |record: &&[u32]| first != 0 && record[0] == lowest && record[6] == launch;
    let mut of_lowest = records.filter(is_first);
    if let Some(record) = of_lowest.next() {
        let operand = |at: usize| u64::from(record[at]) | u64::from(record[at + 1]) << 32;
        return Some(Stop::Trap { launch, site: record[1], first: operand(2), second: operand(4) });
    }
    (spent != 0).then_some(Stop::Spent { launch })
}

impl Emitter<'_> {
    /// Leaves the function if a check fails.
    pub(super) fn check(&mut self, span: Span, check: Check, args: &[Val]) -> Result<(), Refusal> {
        let fails = self.fails(span, check, args)?;
        if fails == "false" {
            return Ok(());
        }
        if self.around.slice.is_some() {
            let abandon = self.around.exit.abandon();
            self.text.line(format!("if ({fails}) {{ {abandon} }}"));
            return Ok(());
        }
        let types = types_of(check, |number| args.get(number).map(|&arg| self.ty(arg)));
        let site = self.sites.len();
        self.sites.push(Site { check, span, types });
        let words = self.words();
        let pair = |value: Val| to_words(self.ty(value), &self.atom(value), words);
        let (first, second) = match check {
            Check::Bounds { array, axis } => {
                let extent = self.extent_of(array, axis);
                (pair(args[0]), format!("vec2<u32>({extent}, 0u)"))
            }
            Check::Clamp => ("vec2<u32>()".to_owned(), "vec2<u32>()".to_owned()),
            Check::Distinct { .. } => (pair(args[2]), pair(args[3])),
            _ => {
                let second = args.get(1).map(|&second| pair(second));
                (pair(args[0]), second.unwrap_or_else(|| "vec2<u32>()".to_owned()))
            }
        };
        self.text.open(format!("if ({fails})"));
        self.text.line(format!("stop(trip, {site}u, {first}, {second});"));
        self.abandon();
        self.text.close();
        Ok(())
    }

    /// An expression that says whether a check fails.
    fn fails(&mut self, span: Span, check: Check, args: &[Val]) -> Result<String, Refusal> {
        let first = self.atom(args[0]);
        let ty = self.ty(args[0]);
        let zero = constant(Value::zero(ty), self.words());
        Ok(match check {
            Check::Bounds { array, axis } => {
                let extent = self.extent_of(array, axis);
                match (self.words(), self.constant(args[0])) {
                    (Words::Narrow, _) => format!("{first} >= {extent}"),
                    (Words::Wide, Some(Value::Usize(index))) if index <= u32::MAX as usize => {
                        format!("{index}u >= {extent}")
                    }
                    (Words::Wide, _) => format!("{first} >= u64({extent})"),
                }
            }
            Check::Divisor | Check::RemDivisor | Check::Step => format!("{first} == {zero}"),
            Check::Quotient | Check::RemQuotient => {
                let second = self.atom(args[1]);
                match least(ty, self.words()) {
                    Some(least) => {
                        let minus = constant(integer(ty, -1), self.words());
                        format!("{first} == {least} && {second} == {minus}")
                    }
                    None => "false".to_owned(),
                }
            }
            Check::Clamp => {
                let args: Vec<_> = args.iter().map(|&arg| (self.atom(arg), ty)).collect();
                let holds = self.operation(Op::Le, &args, Scalar::Bool, span)?;
                format!("!({holds})")
            }
            Check::Overflow(op) => return self.overflows(span, op, args),
            Check::Distinct { .. } => {
                format!("{first} != {zero} && {first} != {}", self.atom(args[1]))
            }
        })
    }

    /// An expression that says whether an operation on integers overflows its type.
    fn overflows(&mut self, span: Span, op: Op, args: &[Val]) -> Result<String, Refusal> {
        let ty = self.ty(args[0]);
        let words = self.words();
        let a = self.atom(args[0]);
        let wide_in_narrow = matches!(ty, Scalar::Usize | Scalar::Isize) && words == Words::Narrow;
        let zero = constant(Value::zero(ty), words);
        match op {
            Op::Neg | Op::Abs => {
                return Ok(match least(ty, words) {
                    Some(least) => format!("{a} == {least}"),
                    // Its 64 bits hold the negative of any 32.
                    None => "false".to_owned(),
                });
            }
            Op::Shl | Op::Shr => {
                let (b, amount) = (self.atom(args[1]), self.ty(args[1]));
                if let Some(value) = self.constant(args[1]) {
                    let fits = value.as_int().is_some_and(|v| (0..ty.bits().into()).contains(&v));
                    return Ok((!fits).to_string());
                }
                let bits = constant(integer(amount, ty.bits().into()), words);
                let zero = constant(Value::zero(amount), words);
                return Ok(match amount.is_signed() {
                    true => format!("{b} < {zero} || {b} >= {bits}"),
                    false => format!("{b} >= {bits}"),
                });
            }
            // Numbers of 32 bits, whose sums and products fit 64; see `Words::Narrow`.
            Op::Add | Op::Mul if wide_in_narrow => return Ok("false".to_owned()),
            Op::Sub if wide_in_narrow && ty == Scalar::Isize => return Ok("false".to_owned()),
            Op::Add | Op::Sub | Op::Mul => {}
            Op::Pow if !wide_in_narrow => return Ok(self.power_overflows(args)),
            _ => {
                let reason = format!("the device cannot check `{}` for overflow", op.row().name);
                return Err(Refusal { span, reason });
            }
        }
        let b = self.atom(args[1]);
        if op == Op::Sub && !ty.is_signed() {
            return Ok(format!("{a} < {b}"));
        }
        if self.constant(args[0]).is_some() && self.constant(args[1]).is_some() {
            let values = [self.constant(args[0]), self.constant(args[1])].map(Option::unwrap);
            return Ok(eval::overflows(op, &values).to_string());
        }
        if ty.bits() < 32 {
            // The registers hold the exact result.
            let symbol = match op {
                Op::Add => "+",
                Op::Sub => "-",
                _ => "*",
            };
            let exact = self.fresh("exact", args[0].number());
            self.text.line(format!("let {exact} = {a} {symbol} {b};"));
            let most = (1i64 << (ty.bits() - u32::from(ty.is_signed()))) - 1;
            return Ok(match least(ty, words) {
                Some(least) => format!("{exact} < {least} || {exact} > {most}i"),
                None => format!("{exact} > {most}u"),
            });
        }
        let wrapping = match op {
            Op::Add => Op::WrappingAdd,
            Op::Sub => Op::WrappingSub,
            _ => Op::WrappingMul,
        };
        let operands = [(a.clone(), ty), (b.clone(), ty)];
        let result = self.operation(wrapping, &operands, ty, span)?;
        let wrapped = self.fresh("wrapped", args[0].number());
        self.text.line(format!("let {wrapped} = {result};"));
        Ok(match (op, least(ty, words)) {
            (Op::Add, None) => format!("{wrapped} < {a}"),
            (Op::Add, Some(_)) => format!("(({a} ^ {wrapped}) & ({b} ^ {wrapped})) < {zero}"),
            (Op::Sub, _) => format!("(({a} ^ {b}) & ({a} ^ {wrapped})) < {zero}"),
            (_, None) => format!("{a} != {zero} && {wrapped} / {a} != {b}"),
            (_, Some(least)) => {
                let minus = constant(integer(ty, -1), words);
                format!(
                    "{a} == {minus} && {b} == {least} || {a} != {zero} && {a} != {minus} && {wrapped} / {a} != {b}"
                )
            }
        })
    }
}

impl Emitter<'_> {
    /// Multiplies step by step, which after 64 steps is done, and gives an expression that says
    /// whether a product does not fit.
    fn power_overflows(&mut self, args: &[Val]) -> String {
        let (base, exponent) = (self.atom(args[0]), self.atom(args[1]));
        let (ty, words) = (self.ty(args[0]), self.words());
        let number = args[0].number();
        let constant = |value: i128| constant(integer(ty, value), words);
        let names = ["power", "left", "too_large"].map(|name| self.fresh(name, number));
        let [power, left, too_large] = &names;
        let mut moves = format!("{base} != {} && {base} != {}", constant(0), constant(1));
        if ty.is_signed() {
            moves += &format!(" && {base} != {}", constant(-1));
        }
        self.text.line(format!("var {power} = {};", constant(1)));
        self.text.line(format!("var {left} = select(0u, {exponent}, {moves});"));
        self.text.line(format!("var {too_large} = false;"));
        self.text.open(format!("while ({left} > 0u && !{too_large})"));
        let next = self.fresh("next", number);
        self.text.line(format!("let {next} = {power} * {base};"));
        let fits = match ty.bits() < 32 {
            true => {
                let most = (1i128 << (ty.bits() - u32::from(ty.is_signed()))) - 1;
                let least = if ty.is_signed() { -most - 1 } else { 0 };
                format!("{next} >= {} && {next} <= {}", constant(least), constant(most))
            }
            false => format!("{next} / {base} == {power}"),
        };
        self.text.line(format!("{too_large} = !({fits});"));
        self.text.line(format!("{power} = {next};"));
        self.text.line(format!("{left} -= 1u;"));
        self.text.close();
        too_large.clone()
    }
}

/// The types of the operands that a trap shows, as the interpreter has them.
fn types_of(check: Check, ty: impl Fn(usize) -> Option<Scalar>) -> [Scalar; 2] {
    let first = ty(0).unwrap_or(Scalar::Usize);
    match check {
        Check::Bounds { .. } => [Scalar::Usize; 2],
        Check::Distinct { .. } => [Scalar::Usize, ty(3).unwrap_or(first)],
        _ => [first, ty(1).unwrap_or(first)],
    }
}

/// The least number of a signed type that a register of its own bits holds.
fn least(ty: Scalar, words: Words) -> Option<String> {
    let narrow = ty == Scalar::Isize && words == Words::Narrow;
    if !ty.is_signed() || narrow {
        return None;
    }
    Some(constant(integer(ty, -(1i128 << (ty.bits() - 1))), words))
}

fn integer(ty: Scalar, number: i128) -> Value {
    Value::from_int(ty, number).unwrap_or_else(|| panic!("metate bug: {number} as {ty}"))
}
