//! Operations on integers.
//!
//! In: an operation and the texts of its operands. Out: an expression. Always true: a result of 8
//! or 16 bits is extended to 32 by its sign again. Deliberately absent: conversions.

use metate_lang::op::Op;
use metate_lang::ty::Scalar;

use super::super::{Refusal, Words};
use super::{Narrow, Needs, comparison, narrow, no_such, refuse};

/// How an integer type stands in a register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Register {
    /// Bits that count.
    pub bits: u32,
    /// Whether it is signed.
    pub signed: bool,
    /// Whether the type has 64 bits and the register 32 of them.
    pub narrow: bool,
}

impl Register {
    /// That of an integer type.
    pub fn of(ty: Scalar, words: Words) -> Register {
        let narrow = matches!(ty, Scalar::Usize | Scalar::Isize) && words == Words::Narrow;
        let bits = match ty {
            Scalar::I8 | Scalar::U8 => 8,
            Scalar::I16 | Scalar::U16 => 16,
            Scalar::I32 | Scalar::U32 => 32,
            _ if narrow => 32,
            _ => 64,
        };
        Register { bits, signed: ty.is_signed(), narrow }
    }

    /// Whether the register has 64 bits.
    pub fn is_long(self) -> bool {
        self.bits == 64
    }

    /// The unsigned type as wide as the register.
    pub fn unsigned(self) -> &'static str {
        if self.is_long() { "u64" } else { "u32" }
    }

    /// The signed one.
    pub fn signed(self) -> &'static str {
        if self.is_long() { "i64" } else { "i32" }
    }

    /// The type of the register.
    pub fn ty(self) -> &'static str {
        if self.signed { self.signed() } else { self.unsigned() }
    }

    /// A small number.
    pub fn number(self, value: u32) -> String {
        let sign = if self.signed { "i" } else { "u" };
        let long = if self.is_long() { "l" } else { "" };
        format!("{value}{long}{sign}")
    }

    /// An expression whose upper bits may be wrong, put right.
    pub fn normal(self, expr: String) -> String {
        match (self.bits, self.signed) {
            (32 | 64, _) => expr,
            (bits, false) => format!("({expr}) & {:#x}u", (1u32 << bits) - 1),
            (bits, true) => format!("(({expr}) << {0}u) >> {0}u", 32 - bits),
        }
    }

    /// The largest and the smallest number of a type of fewer bits than its register.
    fn limits(self) -> (String, String) {
        let half = 1i64 << (self.bits - 1);
        if self.signed {
            (format!("(-{half}i)"), format!("{}i", half - 1))
        } else {
            ("0u".to_owned(), format!("{}u", 2 * half - 1))
        }
    }

    /// The bits of an operand, unsigned; the upper ones may be those of the sign.
    fn bits_of(self, a: &str) -> String {
        if self.signed { format!("bitcast<{}>({a})", self.unsigned()) } else { a.to_owned() }
    }

    /// The same with the upper ones zero.
    fn own_bits_of(self, a: &str) -> String {
        if self.signed && self.bits < 32 {
            format!("({} & {:#x}u)", self.bits_of(a), (1u32 << self.bits) - 1)
        } else {
            self.bits_of(a)
        }
    }

    /// An unsigned expression as what the register holds.
    fn holding(self, bits: String) -> String {
        self.normal(if self.signed { format!("bitcast<{}>({bits})", self.signed()) } else { bits })
    }

    /// A number of places to shift by, from an operand of the same type.
    fn places(self, by: &str) -> String {
        if self.is_long() { format!("u32({})", self.bits_of(by)) } else { self.bits_of(by) }
    }
}

/// An expression for an operation on integers of type `ty`.
pub(super) fn int(op: Op, args: &[&str], ty: Scalar, needs: &mut Needs) -> Result<String, Refusal> {
    let register = Register::of(ty, needs.words);
    if register.narrow && narrow(op) == Narrow::Never {
        return refuse(format!("`{}` of `{ty}` needs all 64 bits", op.row().name));
    }
    if let Some(operator) = comparison(op) {
        return Ok(format!("{} {operator} {}", args[0], args[1]));
    }
    Ok(arithmetic(op, args, register, needs)
        .or_else(|| saturating(op, args, register, needs))
        .or_else(|| bits(op, args, register, needs))
        .unwrap_or_else(|| no_such(op, ty)))
}

/// What wraps around.
fn arithmetic(op: Op, args: &[&str], register: Register, needs: &mut Needs) -> Option<String> {
    let a = args[0];
    let b = args.get(1).copied().unwrap_or_default();
    let infix = |operator: &str| format!("{a} {operator} {b}");
    let Register { signed, .. } = register;
    let own = |name: &str| format!("{name}_{}", register.ty());
    Some(match op {
        Op::Add | Op::WrappingAdd => register.normal(infix("+")),
        Op::Sub | Op::WrappingSub => register.normal(infix("-")),
        Op::Mul | Op::WrappingMul => register.normal(infix("*")),
        // A check stands in front of what these two do not say.
        Op::Div if signed => register.normal(infix("/")),
        Op::Rem if signed => infix("%"),
        // Below 32 bits there is nothing that does not fit.
        Op::WrappingDiv if signed && register.bits < 32 => register.normal(infix("/")),
        Op::WrappingDiv if signed => needs.call(own("wrapping_div"), args),
        Op::WrappingRem if signed && register.bits >= 32 => needs.call(own("wrapping_rem"), args),
        Op::DivEuclid | Op::WrappingDivEuclid if signed => {
            register.normal(needs.call(own("div_euclid"), args))
        }
        Op::RemEuclid | Op::WrappingRemEuclid if signed => needs.call(own("rem_euclid"), args),
        Op::Div | Op::WrappingDiv | Op::DivEuclid | Op::WrappingDivEuclid => infix("/"),
        Op::Rem | Op::WrappingRem | Op::RemEuclid | Op::WrappingRemEuclid => infix("%"),
        Op::Neg | Op::WrappingNeg if signed => register.normal(format!("-{a}")),
        Op::Neg | Op::WrappingNeg => register.normal(format!("{} - {a}", register.number(0))),
        Op::Abs | Op::WrappingAbs => register.normal(format!("abs({a})")),
        Op::Signum => needs.call(own("signum"), args),
        Op::Min => format!("min({a}, {b})"),
        Op::Max => format!("max({a}, {b})"),
        Op::Clamp => format!("min(max({a}, {b}), {})", args[2]),
        Op::Pow | Op::WrappingPow => {
            let power = format!("pow_{}", register.unsigned());
            register.holding(needs.call(power, &[&register.bits_of(a), b]))
        }
        Op::AbsDiff => needs.call(own("abs_diff"), args),
        Op::UnsignedAbs => format!("bitcast<{}>(abs({a}))", register.unsigned()),
        Op::IsPositive => format!("{a} > {}", register.number(0)),
        Op::IsNegative => format!("{a} < {}", register.number(0)),
        Op::IsPowerOfTwo => needs.call(own("is_power_of_two"), args),
        Op::Isqrt => needs.call(own("isqrt"), args),
        _ => return None,
    })
}

/// What stops at the limits.
fn saturating(op: Op, args: &[&str], register: Register, needs: &mut Needs) -> Option<String> {
    let a = args[0];
    let b = args.get(1).copied().unwrap_or_default();
    let Register { bits, signed, narrow } = register;
    let own = |name: &str| format!("{name}_{}", register.ty());
    if narrow {
        // In range operands do not get to limits of 64 bits, but zero.
        return Some(match op {
            Op::SaturatingAdd => format!("{a} + {b}"),
            Op::SaturatingSub if signed => format!("{a} - {b}"),
            Op::SaturatingSub => needs.call(own("saturating_sub"), args),
            Op::SaturatingMul => format!("{a} * {b}"),
            Op::SaturatingDiv if signed => needs.call(own("wrapping_div"), args),
            Op::SaturatingDiv => format!("{a} / {b}"),
            Op::SaturatingNeg => format!("-{a}"),
            Op::SaturatingAbs => format!("abs({a})"),
            _ => return None,
        });
    }
    let expr = match op {
        Op::SaturatingDiv if !signed => return Some(format!("{a} / {b}")),
        Op::SaturatingPow => needs.call(own("saturating_pow"), args),
        Op::SaturatingSub if !signed => return Some(needs.call(own("saturating_sub"), args)),
        Op::SaturatingAdd if bits < 32 => format!("{a} + {b}"),
        Op::SaturatingSub if bits < 32 => format!("{a} - {b}"),
        Op::SaturatingMul if bits < 32 => format!("{a} * {b}"),
        Op::SaturatingDiv if bits < 32 => format!("{a} / {b}"),
        Op::SaturatingNeg if bits < 32 => format!("-{a}"),
        Op::SaturatingAbs if bits < 32 => format!("abs({a})"),
        Op::SaturatingAdd => needs.call(own("saturating_add"), args),
        Op::SaturatingSub => needs.call(own("saturating_sub"), args),
        Op::SaturatingMul => needs.call(own("saturating_mul"), args),
        Op::SaturatingDiv => needs.call(own("saturating_div"), args),
        Op::SaturatingNeg => needs.call(own("saturating_neg"), args),
        Op::SaturatingAbs => needs.call(own("saturating_abs"), args),
        _ => return None,
    };
    if bits >= 32 {
        return Some(expr);
    }
    let (low, high) = register.limits();
    Some(if signed {
        format!("clamp({expr}, {low}, {high})")
    } else {
        format!("min({expr}, {high})")
    })
}

/// Bit by bit.
fn bits(op: Op, args: &[&str], register: Register, needs: &mut Needs) -> Option<String> {
    let a = args[0];
    let b = args.get(1).copied().unwrap_or_default();
    Some(match op {
        Op::And => format!("{a} & {b}"),
        Op::Or => format!("{a} | {b}"),
        Op::Xor => format!("{a} ^ {b}"),
        Op::Not => register.normal(format!("~{a}")),
        Op::Shl => shift(true, a, register.places(b), register, needs),
        Op::Shr => shift(false, a, register.places(b), register, needs),
        Op::WrappingShl => shift(true, a, b.to_owned(), register, needs),
        Op::WrappingShr => shift(false, a, b.to_owned(), register, needs),
        Op::RotateLeft => rotate(a, b.to_owned(), register, needs),
        Op::RotateRight => rotate(a, format!("(0u - {b})"), register, needs),
        Op::SwapBytes if register.bits == 8 => a.to_owned(),
        Op::SwapBytes => {
            let swap = format!("swap_bytes_{}", register.unsigned());
            let swapped = needs.call(swap, &[&register.bits_of(a)]);
            register.holding(upper(swapped, register))
        }
        Op::ReverseBits => {
            let bits = register.bits_of(a);
            let reversed = if register.is_long() {
                needs.call("reverse_bits_u64", &[&bits])
            } else {
                format!("reverseBits({bits})")
            };
            register.holding(upper(reversed, register))
        }
        _ => return count(op, a, register, needs),
    })
}

/// What came to the upper end of 32 bits, back at the lower one.
fn upper(expr: String, register: Register) -> String {
    if register.bits < 32 { format!("{expr} >> {}u", 32 - register.bits) } else { expr }
}

/// Shifts by as many places as the lowest bits of `by` say, as Rust's do.
fn shift(left: bool, a: &str, by: String, register: Register, needs: &mut Needs) -> String {
    if register.narrow {
        return match (left, register.signed) {
            (true, false) => needs.call("shl_narrow_u32", &[a, &by]),
            (true, true) => {
                register.holding(needs.call("shl_narrow_u32", &[&register.bits_of(a), &by]))
            }
            (false, _) => needs.call(format!("shr_narrow_{}", register.ty()), &[a, &by]),
        };
    }
    let places = format!("({by} & {}u)", register.bits - 1);
    if left { register.normal(format!("{a} << {places}")) } else { format!("{a} >> {places}") }
}

fn rotate(a: &str, by: String, register: Register, needs: &mut Needs) -> String {
    let name = format!("rotate_left_{}", register.unsigned());
    let bits = register.own_bits_of(a);
    if register.bits >= 32 {
        return register.holding(needs.call(name, &[&bits, &by]));
    }
    // All 32 bits are copies, which turn as the one would.
    let copies = if register.bits == 8 { "0x01010101u" } else { "0x00010001u" };
    register.holding(needs.call(name, &[&format!("{bits} * {copies}"), &by]))
}

/// Numbers of bits.
fn count(op: Op, a: &str, register: Register, needs: &mut Needs) -> Option<String> {
    let bits = register.own_bits_of(a);
    let flipped = if register.bits < 32 {
        format!("({bits} ^ {:#x}u)", (1u32 << register.bits) - 1)
    } else {
        format!("~{bits}")
    };
    let mut ones = |bits: &str| match register.is_long() {
        true => needs.call("count_ones_u64", &[bits]),
        false => format!("countOneBits({bits})"),
    };
    Some(match op {
        // The upper 32 bits are those of the sign.
        Op::CountOnes if register.narrow && register.signed => {
            format!("countOneBits({bits}) + select(0u, 32u, {a} < 0i)")
        }
        Op::CountOnes => ones(&bits),
        Op::CountZeros => ones(&flipped),
        Op::LeadingZeros => leading(&bits, register, needs),
        Op::LeadingOnes => leading(&flipped, register, needs),
        Op::TrailingZeros => trailing(&bits, register, needs),
        Op::TrailingOnes => trailing(&flipped, register, needs),
        _ => return None,
    })
}

fn leading(bits: &str, register: Register, needs: &mut Needs) -> String {
    match register.bits {
        64 => needs.call("leading_zeros_u64", &[bits]),
        32 => format!("countLeadingZeros({bits})"),
        own => format!("countLeadingZeros({bits}) - {}u", 32 - own),
    }
}

fn trailing(bits: &str, register: Register, needs: &mut Needs) -> String {
    match register.bits {
        64 => needs.call("trailing_zeros_u64", &[bits]),
        32 => format!("countTrailingZeros({bits})"),
        own => format!("min(countTrailingZeros({bits}), {own}u)"),
    }
}
