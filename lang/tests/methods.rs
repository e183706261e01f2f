//! The definition against Rust: every method gives what the method of its name gives in Rust.
//!
//! In: tables of values at which integers and floats change their behaviour. Out: the first
//! difference. Always true: the operation is looked up by the method's name, so a row of the
//! table that computes something else is found; panics of Rust are left out by the operands
//! chosen. Deliberately absent: operators, mathematical functions (whose bits are ours), and
//! machine code, which is compared with the definition elsewhere.

use metate_lang::eval::eval;
use metate_lang::op::{Op, Syntax};
use metate_lang::value::{Element, Value};

/// The operation that a method of this name stands for, evaluated.
fn method(name: &str, args: &[Value]) -> Value {
    let op = Op::from_associated(name).unwrap_or_else(|| panic!("no operation `{name}`"));
    eval(op, args, op.result(op.scalar(args[0].scalar())))
}

#[track_caller]
fn check<R: Element>(name: &str, args: &[Value], wanted: R) {
    let (found, wanted) = (method(name, args), wanted.to_value());
    assert!(found.same(wanted), "{name} of {args:?}: {found:?}, not {wanted:?}");
}

macro_rules! same {
    ($x:ident: $($name:ident)*) => {$( check(stringify!($name), &[$x.to_value()], $x.$name()); )*};
    ($x:ident, $y:ident: $($name:ident)*) => {$(
        check(stringify!($name), &[$x.to_value(), $y.to_value()], $x.$name($y));
    )*};
}

const COUNTS: [u32; 12] = [0, 1, 2, 3, 7, 8, 15, 31, 33, 63, 64, u32::MAX];

macro_rules! integers {
    ($($int:ident $test:ident $sign:ident;)*) => {$(
        #[test]
        fn $test() {
            const MIDDLE: $int = $int::MAX / 2 + 1;
            let mut values = vec![0, 1, 2, 3, 5, 7, 100, $int::MAX, $int::MIN, MIDDLE, MIDDLE - 1];
            values.extend(values.clone().iter().map(|x| x.wrapping_neg()));
            for &x in &values {
                same!(x: wrapping_neg count_ones count_zeros leading_zeros leading_ones);
                same!(x: trailing_zeros trailing_ones swap_bytes reverse_bits);
                integers!(@$sign x);
                for n in COUNTS {
                    same!(x, n: pow wrapping_pow saturating_pow wrapping_shl wrapping_shr);
                    same!(x, n: rotate_left rotate_right);
                }
                for &y in &values {
                    same!(x, y: wrapping_add wrapping_sub wrapping_mul min max abs_diff);
                    same!(x, y: saturating_add saturating_sub saturating_mul);
                    if y != 0 {
                        same!(x, y: wrapping_div wrapping_rem wrapping_div_euclid);
                        same!(x, y: wrapping_rem_euclid saturating_div);
                        if x.checked_div(y).is_some() {
                            same!(x, y: div_euclid rem_euclid);
                        }
                    }
                    for &z in values.iter().filter(|&&z| y <= z) {
                        check("clamp", &[x, y, z].map(Element::to_value), x.clamp(y, z));
                    }
                }
            }
        }
    )*};
    (@signed $x:ident) => {
        same!($x: signum wrapping_abs saturating_neg saturating_abs unsigned_abs);
        same!($x: is_positive is_negative);
        check("abs", &[$x.to_value()], $x.wrapping_abs());
    };
    (@unsigned $x:ident) => { same!($x: is_power_of_two isqrt); };
}

integers! {
    i8 methods_of_i8 signed;
    i16 methods_of_i16 signed;
    i32 methods_of_i32 signed;
    i64 methods_of_i64 signed;
    isize methods_of_isize signed;
    u8 methods_of_u8 unsigned;
    u16 methods_of_u16 unsigned;
    u32 methods_of_u32 unsigned;
    u64 methods_of_u64 unsigned;
    usize methods_of_usize unsigned;
}

macro_rules! floats {
    ($($float:ident $bits:ident $test:ident $nan:literal;)*) => {$(
        #[test]
        fn $test() {
            const TINY: $float = $float::from_bits(1);
            let mut values = vec![
                0.0, 0.3, 0.5, 1.0, 1.5, 2.5, 7.25, 1e9, TINY, TINY * 3.0, $float::MIN_POSITIVE,
                $float::MIN_POSITIVE.next_down(), $float::MAX, $float::INFINITY, $float::NAN,
            ];
            values.extend(values.clone().iter().map(|x| -x));
            for &x in &values {
                same!(x: abs floor ceil trunc round round_ties_even fract recip sqrt next_up);
                same!(x: next_down to_degrees to_radians is_nan is_finite is_infinite is_normal);
                same!(x: is_subnormal);
                // NaN has neither sign nor payload here.
                let seen = if x.is_nan() { $float::from_bits($nan) } else { x };
                check("to_bits", &[x.to_value()], seen.to_bits());
                check("is_sign_negative", &[x.to_value()], seen.is_sign_negative());
                check("is_sign_positive", &[x.to_value()], seen.is_sign_positive());
                check("from_bits", &[x.to_bits().to_value()], x);
                for &y in &values {
                    same!(x, y: div_euclid rem_euclid);
                    if !y.is_nan() {
                        same!(x, y: copysign);
                    }
                    for &z in &values {
                        check("mul_add", &[x, y, z].map(Element::to_value), x.mul_add(y, z));
                        if y <= z {
                            check("clamp", &[x, y, z].map(Element::to_value), x.clamp(y, z));
                        }
                    }
                }
            }
            assert_eq!(method("to_bits", &[$float::NAN.to_value()]), ($nan as $bits).to_value());
        }
    )*};
}

floats! {
    f32 u32 methods_of_f32 0x7fc0_0000;
    f64 u64 methods_of_f64 0x7ff8_0000_0000_0000;
}

#[test]
fn what_is_kept_is_itself() {
    for value in [Value::Bool(true), Value::I8(-3), Value::Usize(7), Value::F32(-0.0)] {
        assert!(eval(Op::Keep, &[value], value.scalar()).same(value));
    }
    assert_eq!(Op::from_function("keep"), Some(Op::Keep));
    assert_eq!(Op::Keep.row().syntax, Syntax::Function);
}
