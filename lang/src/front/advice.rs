//! What to write instead: names and habits from Python, C, NumPy and the rest of Rust.
//!
//! In: something that was refused. Out: the nearest form that a kernel supports, as a sentence
//! for a help text, or nothing. Always true: every form named here is accepted. Deliberately
//! absent: misspelt names, for which the caller searches the names it knows.

use super::infer::{Type, conversion};
use crate::op::{self, Op};
use crate::ty::{ArrayTy, Scalar};

/// Help for `a[low..high]`.
pub(super) const SLICES: &str =
    "pass the whole array on with the limits, and index: `for i in low..high { .. a[i] .. }`";

/// What is known about a method that arrays do not have in a kernel.
pub(super) struct ArrayAdvice {
    /// Whether the method exists in Rust or NumPy.
    pub(super) is_known: bool,
    /// What to write.
    pub(super) help: Option<String>,
}

/// Whether the name is a module of another language that has numeric functions.
pub(super) fn is_module(name: &str) -> bool {
    matches!(name, "np" | "numpy" | "math" | "Math" | "cmath" | "scipy" | "jnp" | "torch" | "std")
}

/// Help for a name that is no variable.
pub(super) fn unknown_name(name: &str) -> Option<String> {
    let meant = match name {
        "PI" | "pi" | "M_PI" => "std::f64::consts::PI",
        "TAU" | "tau" => "std::f64::consts::TAU",
        "E" | "M_E" => "std::f64::consts::E",
        "SQRT_2" | "LN_2" | "LN_10" | "FRAC_PI_2" | "FRAC_PI_4" => {
            return Some(format!("write `std::f64::consts::{name}`"));
        }
        "inf" | "Inf" | "INFINITY" | "Infinity" => "f64::INFINITY",
        "nan" | "NaN" | "NAN" => "f64::NAN",
        "EPSILON" | "eps" | "DBL_EPSILON" => "f64::EPSILON",
        "True" => "true",
        "False" => "false",
        "None" | "null" | "NULL" | "nil" | "undefined" => {
            return Some(
                "every variable of a kernel has a value: use one that tells, such as `f64::NAN`"
                    .to_owned(),
            );
        }
        "pass" => return Some("leave it out: a block may be empty".to_owned()),
        "self" | "this" => {
            return Some("a kernel is a free function: name its parameters".to_owned());
        }
        _ => return None,
    };
    Some(format!("write `{meant}`"))
}

/// Help for an operator on a type that does not have it.
pub(super) fn bad_operand(op: Op, ty: Type, text: &str) -> Option<String> {
    match (op, ty) {
        (Op::Neg, Type::Scalar(scalar)) if scalar.is_int() => {
            Some(format!("convert it to a signed type first: `-({text} as i64)`"))
        }
        (Op::Neg, _) if ty == Type::BOOL => Some(format!("write `!{text}`")),
        (Op::Not, _) if ty.is_float() => Some(format!("write `-{text}` or `{text} == 0.0`")),
        (Op::Xor, _) if ty.is_float() => {
            Some("for a power write `x.powf(y)`, or `x.powi(n)` for an integer `n`".to_owned())
        }
        (Op::And | Op::Or, _) if ty.is_float() => Some(format!("compare first: `{text} != 0.0`")),
        (Op::Shl | Op::Shr, _) if ty.is_float() => {
            Some("multiply or divide by a power of two".to_owned())
        }
        _ if ty == Type::BOOL => {
            conversion(text, ty, Scalar::I32).map(|converted| format!("convert it: `{converted}`"))
        }
        _ => None,
    }
}

/// The operation that other languages call by this name.
fn alias(name: &str) -> Option<Op> {
    Some(match name {
        "fabs" | "absolute" | "labs" | "fabsf" => Op::Abs,
        "sqrtf" | "sqrtl" => Op::Sqrt,
        "sign" | "sgn" => Op::Signum,
        "fmin" | "minimum" | "fminf" | "minf" => Op::Min,
        "fmax" | "maximum" | "fmaxf" | "maxf" => Op::Max,
        "arcsin" => Op::Asin,
        "arccos" => Op::Acos,
        "arctan" => Op::Atan,
        "arctan2" => Op::Atan2,
        "arcsinh" | "arsinh" => Op::Asinh,
        "arccosh" | "arcosh" => Op::Acosh,
        "arctanh" | "artanh" => Op::Atanh,
        "expm1" => Op::ExpM1,
        "log1p" | "ln1p" => Op::Ln1p,
        "loge" | "logf" => Op::Ln,
        "expf" => Op::Exp,
        "power" => Op::Powf,
        "fma" => Op::MulAdd,
        "rint" | "nearbyint" | "round_even" => Op::RoundTiesEven,
        "ceiling" => Op::Ceil,
        "fix" => Op::Trunc,
        "isnan" => Op::IsNan,
        "isfinite" => Op::IsFinite,
        "isinf" => Op::IsInfinite,
        "reciprocal" => Op::Recip,
        _ => return None,
    })
}

/// Help for a method that a number does not have in a kernel.
pub(super) fn scalar_method(name: &str, ty: Type, receiver: &str) -> Option<String> {
    let float = ty.is_float();
    let written = receiver;
    let receiver = &postfix(written);
    let text = match name {
        "pow" if float => {
            format!("write `{receiver}.powi(n)` for an integer `n`, or `{receiver}.powf(y)`")
        }
        "powi" | "powf" if ty.is_int() => {
            format!("write `{receiver}.pow(2)`; the exponent is a `u32`")
        }
        "clip" => format!("write `{receiver}.clamp(low, high)`"),
        "sin_cos" => {
            let converted = conversion(receiver, ty, Scalar::F64)?;
            format!("write `({converted}).sin_cos()`")
        }
        "square" | "sqr" | "sq" => format!("write `{receiver} * {receiver}`"),
        "abs" | "wrapping_abs" | "saturating_abs" | "unsigned_abs" if ty.is_int() => {
            format!("`{receiver}` is never negative: leave `{name}` out")
        }
        "saturating_neg" if ty.is_int() => {
            format!("`{receiver}` is never negative: what is left is `0`")
        }
        "modulo" | "mod" => format!("write `{receiver}.rem_euclid(y)`"),
        "rem" => format!("write `{receiver} % y`"),
        "abs_diff" if float => format!("write `({receiver} - y).abs()`"),
        "isqrt" if ty.is_int() => return signed_isqrt(ty, written),
        "ilog2" => return ilog2(ty, receiver),
        "is_positive" if float => format!("write `{receiver}.is_sign_positive()`"),
        "is_negative" if float => format!("write `{receiver}.is_sign_negative()`"),
        "is_power_of_two" if ty.is_int() => format!("write `{receiver}.count_ones() == 1`"),
        "total_cmp" | "partial_cmp" | "cmp" => {
            format!("compare with `<`, `<=` and `==`: `{receiver} < y`")
        }
        "exp10" if float => format!("write `10.0_f64.powf({receiver})`"),
        "into" | "try_into" | "try_from" => {
            format!("conversions are written with `as`: `{written} as f64`")
        }
        "clone" | "to_owned" => "leave it out: numbers are copied".to_owned(),
        "popcount" | "popcnt" | "bit_count" => format!("write `{receiver}.count_ones()`"),
        "clz" => format!("write `{receiver}.leading_zeros()`"),
        "ctz" => format!("write `{receiver}.trailing_zeros()`"),
        "rotl" => format!("write `{receiver}.rotate_left(n)`"),
        "rotr" => format!("write `{receiver}.rotate_right(n)`"),
        "signbit" => format!("write `{receiver}.is_sign_negative()`"),
        "from_bits" => format!("write `f64::from_bits({written})`"),
        "keep" => format!("write `keep({written})`"),
        _ => return checked(name, ty, receiver).or_else(|| method_of_class(name, ty, written)),
    };
    Some(text)
}

/// Help for `checked_add`, `overflowing_add` and the like, whose results are no plain numbers.
fn checked(name: &str, ty: Type, receiver: &str) -> Option<String> {
    let plain = name.strip_prefix("checked_").or_else(|| name.strip_prefix("overflowing_"))?;
    let args = if matches!(plain, "neg" | "abs") { "" } else { "y" };
    let known = ["saturating", "wrapping"].map(|how| {
        let op = Op::from_method(&format!("{how}_{plain}"))?;
        ty.may_be(op.row().class).then(|| format!("`{receiver}.{}({args})`", op.row().name))
    });
    let known: Vec<String> = known.into_iter().flatten().collect();
    let why = if name.starts_with("checked_") { "kernels have no `Option`: " } else { "" };
    Some(match known.is_empty() {
        true => format!("{why}test the operands first"),
        false => format!("{why}write {}, or test the operands first", known.join(" or ")),
    })
}

/// A square root of an integer that is not negative.
fn signed_isqrt(ty: Type, receiver: &str) -> Option<String> {
    let Type::Scalar(scalar) = ty else { return None };
    let converted = conversion(receiver, ty, op::unsigned(scalar))?;
    Some(format!("where `{receiver}` is not negative, write `({converted}).isqrt() as {scalar}`"))
}

/// A logarithm of an integer that is positive.
fn ilog2(ty: Type, receiver: &str) -> Option<String> {
    match ty {
        Type::Scalar(scalar) if scalar.is_int() => {
            let last = scalar.bits() - 1;
            Some(format!(
                "where `{receiver}` is positive, write `{last} - {receiver}.leading_zeros()`"
            ))
        }
        _ => Some(format!("write `{receiver}.log2().floor()`")),
    }
}

/// Help for a method that another type has, or that is called otherwise elsewhere.
fn method_of_class(name: &str, ty: Type, receiver: &str) -> Option<String> {
    let op = alias(name).or_else(|| Op::from_method(name))?;
    if ty.may_be(op.row().class) {
        return Some(format!("write `{}`", call_of(op, &[receiver])));
    }
    let needs = op.row().class.words();
    if op.row().class.holds(Scalar::F64) && ty.is_int() {
        let converted = conversion(receiver, ty, Scalar::F64)?;
        return Some(format!(
            "`{}` works on {needs}: `{}`",
            op.row().name,
            call_of(op, &[&converted])
        ));
    }
    Some(format!("`{}` works on {needs}", op.row().name))
}

/// The call of an operation as a method, on arguments as far as they are given.
fn call_of(op: Op, args: &[&str]) -> String {
    let names = ["x", "y", "z"];
    let part = |number: usize| args.get(number).copied().unwrap_or(names[number.min(2)]);
    let rest: Vec<&str> = (1..op.arity()).map(part).collect();
    format!("{}.{}({})", postfix(part(0)), op.row().name, rest.join(", "))
}

/// The text as a method can be called on it: in brackets unless it is one name, call or element.
fn postfix(text: &str) -> String {
    let simple = text.chars().all(|letter| letter.is_alphanumeric() || "_.[]()".contains(letter));
    if simple && !text.starts_with('(') { text.to_owned() } else { format!("({text})") }
}

/// Help for a function that does not exist.
pub(super) fn function(name: &str, args: &[&str]) -> Option<String> {
    let first = args.first().copied().unwrap_or("x");
    let text = match name {
        "float" | "double" | "float64" => format!("write `{first} as f64`"),
        "int" => format!("write `{first} as i64`"),
        "len" => format!("write `{first}.len()`"),
        "range" | "arange" => "write `for i in 0..n { .. }`".to_owned(),
        "pow" | "power" => {
            format!("write `{first}.powi(n)` for an integer `n`, or `{first}.powf(y)`")
        }
        "log" if args.len() < 2 => format!("write `{}`", call_of(Op::Ln, args)),
        "clip" | "clamp" => format!("write `{first}.clamp(low, high)`"),
        "print" | "printf" | "println" | "input" => {
            "kernels do no input or output: return the value, or store it in an array".to_owned()
        }
        "Some" | "Ok" | "Err" => {
            "kernels have no `Option` and no `Result`: return the value itself".to_owned()
        }
        "zeros" | "ones" | "empty" | "array" | "from_vec" | "from_elem" | "with_capacity" => {
            "write a fixed array, `[0.0; 8]`, or pass the array as a parameter".to_owned()
        }
        "rand" | "random" | "randn" => {
            "kernels have no random numbers: pass them in as an array".to_owned()
        }
        "min" | "max" if args.len() == 1 => {
            "write a loop: `for i in 0..a.len() { most = most.max(a[i]); }`".to_owned()
        }
        "sum" | "mean" | "prod" | "dot" => {
            "write a loop: `for i in 0..a.len() { total += a[i]; }`".to_owned()
        }
        _ => match Scalar::from_name(name) {
            Some(scalar) => format!("write `{first} as {scalar}`"),
            None => {
                let op = alias(name).or_else(|| Op::from_method(name))?;
                format!("write `{}`", call_of(op, args))
            }
        },
    };
    Some(text)
}

/// Help for a call with the wrong number of arguments.
pub(super) fn count(name: &str, wanted: usize) -> Option<String> {
    match (name, wanted) {
        ("log", 1) => Some("for the natural logarithm write `ln()`".to_owned()),
        ("sqrt" | "exp" | "sin" | "cos" | "tanh" | "abs", 0) => {
            Some(format!("the number stands in front: `x.{name}()`"))
        }
        _ => None,
    }
}

/// Help for a `for` over an array.
pub(super) fn run_over(array: &str, ty: ArrayTy) -> String {
    match ty.rank {
        0 => format!("`{array}` has one element: `{array}[()]`"),
        1 => format!("run over the indices: `for i in 0..{array}.len() {{ .. {array}[i] .. }}`"),
        2 => format!(
            "run over the indices: `for i in 0..{array}.nrows() {{ for j in 0..{array}.ncols() \
             {{ .. {array}[[i, j]] .. }} }}`"
        ),
        _ => format!(
            "run over the indices, one loop for each axis: `for i in 0..{array}.shape()[0] {{ .. }}`"
        ),
    }
}

/// Help for a `for` over a fixed array.
pub(super) fn run_over_fixed(array: &str, rank: usize) -> String {
    let (mut open, mut close, mut element) = (String::new(), String::new(), array.to_owned());
    for index in ["i", "j", "k"].into_iter().take(rank) {
        open.push_str(&format!("for {index} in 0..{element}.len() {{ "));
        close.push_str(" }");
        element.push_str(&format!("[{}]", index));
    }
    format!("run over the indices: `{open}.. {element} ..{close}`")
}

/// Help for a method of an array.
pub(super) fn array_method(name: &str, array: &str, ty: ArrayTy) -> ArrayAdvice {
    let element = match ty.rank {
        0 => format!("{array}[()]"),
        1 => format!("{array}[i]"),
        2 => format!("{array}[[i, j]]"),
        _ => format!("{array}[[i, j, ..]]"),
    };
    let help = match name {
        "iter" | "iter_mut" | "into_iter" | "indexed_iter" | "enumerate" | "for_each" => {
            format!("run over the indices and use `{element}`")
        }
        "sum" | "product" | "mean" | "fold" | "dot" | "std" | "var" | "min" | "max" | "norm" => {
            format!("write a loop over `{element}`")
        }
        "get" | "get_mut" | "uget" | "at" | "item" | "get_unchecked" => {
            format!("index it: `{element}`")
        }
        "row" | "column" | "slice" | "slice_mut" | "t" | "diag" | "index_axis"
        | "reversed_axes" | "swap_axes" | "rows" | "columns" | "outer_iter" | "axis_iter"
        | "windows" | "chunks" => {
            format!("index the array itself: `{element}`")
        }
        "swap" if ty.rank == 1 => {
            format!("write `let old = {array}[i]; {array}[i] = {array}[j]; {array}[j] = old;`")
        }
        "map" | "mapv" | "mapv_inplace" | "map_inplace" | "assign" if ty.rank == 0 => {
            format!("assign its element: `{element} = ..`")
        }
        "map" | "mapv" | "mapv_inplace" | "map_inplace" | "assign" | "swap" | "copy" => {
            format!("assign in a loop: `{element} = ..`")
        }
        "view" | "view_mut" => {
            "a view can only be passed to a function that takes one, as its argument".to_owned()
        }
        "shape" | "raw_dim" | "into_scalar" | "first" | "first_mut" if ty.rank == 0 => {
            format!("use its element: `{element}`")
        }
        "shape" if !ty.is_slice() => format!("take one extent: `{array}.shape()[0]`"),
        "raw_dim" if !ty.is_slice() => {
            format!("take one extent: `{array}.shape()[0]`")
        }
        "shape" | "dim" | "nrows" | "size" | "length" | "count" => {
            format!("write `{array}.len()`")
        }
        "ncols" if ty.rank > 1 => format!("write `{array}.shape()[1]`"),
        "ndim" => format!("`{array}` has rank {}: write the number", ty.rank),
        _ => return ArrayAdvice { is_known: false, help: nearest_query(name, array, ty) },
    };
    ArrayAdvice { is_known: true, help: Some(help) }
}

/// The query of an array that is most like the name.
fn nearest_query(name: &str, array: &str, ty: ArrayTy) -> Option<String> {
    let known: &[&str] = match (ty.is_slice(), ty.rank) {
        (true, _) => &["len", "is_empty"],
        (false, 0) => &["len", "is_empty", "dim"],
        (false, 1) => &["len", "is_empty", "dim", "shape", "len_of"],
        (false, 2) => &["len", "is_empty", "nrows", "ncols", "dim", "shape", "len_of"],
        (false, _) => &["len", "is_empty", "dim", "shape", "len_of"],
    };
    let meant = super::names::nearest(name, known.iter().copied())?;
    Some(match meant {
        "shape" => format!("did you mean `{array}.shape()[0]`?"),
        "len_of" => format!("did you mean `{array}.len_of(Axis(0))`?"),
        _ => format!("did you mean `{array}.{meant}()`?"),
    })
}
