//! Names in WGSL, after those of the source.
//!
//! In: names that the kernel uses. Out: names that a module may use: each stands for one thing, so
//! that nothing shadows anything. Always true: a name is no keyword or reserved word of WGSL, no
//! builtin that the generator writes, and no function of the prelude or of mathematics, all of
//! which end in the name of a type. Deliberately absent: letters beyond ASCII, for which the
//! number of the value stands.

use std::collections::{HashMap, HashSet};

use metate_lang::ty::Scalar;

/// Names that are given out once.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The last number behind a name.
    last: HashMap<String, usize>,
}

impl Names {
    /// `wish`, or if that cannot be, a name made of it and `number` or a number behind that.
    pub(super) fn fresh(&mut self, wish: &str, number: usize) -> String {
        let plain = wish.starts_with(|c: char| c.is_ascii_alphabetic())
            && wish.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !wish.contains("__");
        let wish = if plain { wish.trim_end_matches('_') } else { "v" };
        if wish != "v" && !is_reserved(wish) && self.taken.insert(wish.to_owned()) {
            return wish.to_owned();
        }
        // Where the number of a value is taken there are many of a kind, which are counted.
        let last = self.last.entry(wish.to_owned()).or_insert(number);
        let mut name = format!("{wish}_{number}");
        while !self.taken.insert(name.clone()) {
            *last += 1;
            name = format!("{wish}_{last}");
        }
        name
    }

    /// Names for arrays: none that a function which updates them gives to something else.
    pub(super) fn for_arrays() -> Names {
        let locals = ["at", "value", "before", "upper", "lower", "stride", "all", "number"];
        let more = ["place", "old", "end", "new_value", "launch", "copies"];
        let taken = locals.iter().chain(&more).map(|&name| name.to_owned()).collect();
        Names { taken, last: HashMap::new() }
    }

    /// Nothing else may have this name.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }
}

/// Whether a name means something already.
fn is_reserved(name: &str) -> bool {
    let typed = |ty: &Scalar| name.strip_suffix(ty.name()).is_some_and(|rest| rest.ends_with('_'));
    RESERVED.contains(&name) || OURS.contains(&name) || Scalar::ALL.iter().any(typed)
}

/// What the generator itself names.
const OURS: &[&str] = &[
    "p",
    "Params",
    "Part",
    "part",
    "Traps",
    "Record",
    "traps",
    "resident",
    "scratch",
    "tree",
    "combine",
    "start",
    "put",
    "take",
    "iteration",
    "contribution",
    "serial",
    "run",
    "fill",
    "merge",
    "finish",
    "spread",
    "trip",
    "trips",
    "stop",
    "stopped",
    "spend",
    "report",
    "halted",
    "trap",
    "budget",
    "spent",
    "lowest",
    "words_of",
    "long_of",
    "negated",
    "group_count",
    "gather",
    "THREADS",
    "GROUPS",
    "BINS",
    "launch",
    "copies",
    "initial",
    "chain",
    "prefix",
    "block_size",
    "copy",
    "low",
    "high",
    "zero",
    "id",
    "local",
    "group",
    "begin",
];

/// Keywords, reserved words, types and builtin functions of WGSL.
const RESERVED: &[&str] = &[
    "NULL",
    "Self",
    "abs",
    "abstract",
    "acos",
    "acosh",
    "active",
    "alias",
    "alignas",
    "alignof",
    "all",
    "any",
    "array",
    "arrayLength",
    "as",
    "asin",
    "asinh",
    "asm",
    "asm_fragment",
    "async",
    "atan",
    "atan2",
    "atanh",
    "atomic",
    "atomicAdd",
    "atomicAnd",
    "atomicCompareExchangeWeak",
    "atomicExchange",
    "atomicLoad",
    "atomicMax",
    "atomicMin",
    "atomicOr",
    "atomicStore",
    "atomicSub",
    "atomicXor",
    "attribute",
    "auto",
    "await",
    "become",
    "binding_array",
    "bitcast",
    "bool",
    "break",
    "case",
    "cast",
    "catch",
    "ceil",
    "clamp",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "coherent",
    "column_major",
    "common",
    "compile",
    "compile_fragment",
    "concept",
    "const",
    "const_assert",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "continuing",
    "cos",
    "cosh",
    "countLeadingZeros",
    "countOneBits",
    "countTrailingZeros",
    "crate",
    "cross",
    "debugger",
    "decltype",
    "default",
    "degrees",
    "delete",
    "demote",
    "demote_to_helper",
    "determinant",
    "diagnostic",
    "discard",
    "distance",
    "do",
    "dot",
    "dynamic_cast",
    "else",
    "enable",
    "enum",
    "exp",
    "exp2",
    "explicit",
    "export",
    "extends",
    "extern",
    "external",
    "extractBits",
    "f16",
    "f32",
    "f64",
    "faceForward",
    "fallthrough",
    "false",
    "filter",
    "final",
    "finally",
    "firstLeadingBit",
    "firstTrailingBit",
    "floor",
    "fma",
    "fn",
    "for",
    "fract",
    "frexp",
    "friend",
    "from",
    "function",
    "fxgroup",
    "get",
    "goto",
    "groupshared",
    "highp",
    "i32",
    "i64",
    "if",
    "immediate",
    "impl",
    "implements",
    "import",
    "inline",
    "insertBits",
    "instanceof",
    "interface",
    "inverseSqrt",
    "ldexp",
    "layout",
    "length",
    "let",
    "log",
    "log2",
    "loop",
    "lowp",
    "macro",
    "macro_rules",
    "match",
    "max",
    "mediump",
    "meta",
    "min",
    "mix",
    "mod",
    "modf",
    "module",
    "move",
    "mut",
    "mutable",
    "namespace",
    "new",
    "nil",
    "noexcept",
    "noinline",
    "nointerpolation",
    "noperspective",
    "normalize",
    "null",
    "nullptr",
    "of",
    "operator",
    "outerProduct",
    "override",
    "package",
    "packoffset",
    "pass",
    "patch",
    "pixelfragment",
    "pow",
    "precise",
    "precision",
    "premerge",
    "priv",
    "private",
    "protected",
    "ptr",
    "pub",
    "public",
    "push_constant",
    "radians",
    "read",
    "read_write",
    "readonly",
    "ref",
    "reflect",
    "refract",
    "regardless",
    "register",
    "reinterpret_cast",
    "require",
    "requires",
    "resource",
    "restrict",
    "return",
    "reverseBits",
    "round",
    "sampler",
    "saturate",
    "select",
    "self",
    "set",
    "shared",
    "sign",
    "sin",
    "sinh",
    "sizeof",
    "smooth",
    "smoothstep",
    "snorm",
    "sqrt",
    "static",
    "static_assert",
    "static_cast",
    "std",
    "step",
    "storage",
    "storageBarrier",
    "struct",
    "subroutine",
    "super",
    "switch",
    "tan",
    "tanh",
    "target",
    "template",
    "this",
    "thread_local",
    "throw",
    "trait",
    "transpose",
    "true",
    "trunc",
    "try",
    "type",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "u32",
    "u64",
    "uniform",
    "union",
    "unless",
    "unorm",
    "unsafe",
    "unsized",
    "use",
    "using",
    "var",
    "varying",
    "vec2",
    "vec3",
    "vec4",
    "virtual",
    "volatile",
    "wgsl",
    "where",
    "while",
    "with",
    "workgroup",
    "workgroupBarrier",
    "workgroupUniformLoad",
    "write",
    "writeonly",
    "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_out_once_and_means_nothing_else() {
        let mut names = Names::default();
        assert_eq!(names.fresh("sum", 3), "sum");
        assert_eq!(names.fresh("sum", 5), "sum_5");
        assert_eq!(names.fresh("sum", 5), "sum_6");
        assert_eq!(names.fresh("tanh_f32", 1), "tanh_f32_1");
        assert_eq!(names.fresh("p", 1), "p_1");
        assert_eq!(names.fresh("größe", 4), "v_4");
        assert_eq!(names.fresh("__x", 4), "v_5");
        for word in naga::keywords::wgsl::RESERVED {
            assert_ne!(Names::default().fresh(word, 0), *word);
        }
    }
}
