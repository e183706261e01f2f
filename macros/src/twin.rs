//! The item beside a kernel: an empty type of the kernel's name with the ways to run it.
//!
//! In: a function taken apart and where its text and its handle come from. Out: the tokens of an
//! `enum` and its inherent methods. Always true: every method has the kernel's visibility and
//! parameters; names that could meet the user's start with `__metate`; everything else is named
//! by its full path. An `enum` works in modules, in function bodies and in tests, where a module
//! of that name would not see what stands around it. Deliberately absent: running anything, which
//! is the crate `metate`'s.

use proc_macro::TokenStream;

use crate::exact;
use crate::signature::{Function, separated};
use crate::template::{fill, one, string};

/// A kernel and what its item is made from.
pub(crate) struct Twin<'a> {
    /// The function.
    pub(crate) function: &'a Function,
    /// An expression: the text.
    pub(crate) source: TokenStream,
    /// An expression: the `Kernel`.
    pub(crate) handle: TokenStream,
    /// With `native_exact`, the items that the body may name, to be compiled the same way.
    pub(crate) exact_helpers: Option<TokenStream>,
    /// Whether the front end refused the text: then everything is there, so that uses of it are
    /// no further errors, and nothing runs.
    pub(crate) refused: bool,
}

const ITEM: &str = "
    #[doc = $summary]
    #[allow(non_camel_case_types, dead_code)]
    $visibility enum $name {}

    #[allow(dead_code, unused_variables, unused_mut, unused_imports, unused_lifetimes)]
    #[allow(elided_lifetimes_in_paths, single_use_lifetimes, clippy::all, clippy::pedantic)]
    impl $name {
        /// The text of the kernel.
        $visibility const SOURCE: &'static str = $source;

        /// The kernel as a value, parsed at the first call.
        $visibility fn kernel() -> &'static ::metate::Kernel {
            $used
            static KERNEL: ::std::sync::OnceLock<::metate::Kernel> = ::std::sync::OnceLock::new();
            KERNEL.get_or_init(|| $handle)
        }

        $methods
    }
";

const METHOD: &str = "
    #[doc = $summary]
    ///
    /// # Errors
    /// If the kernel cannot be compiled on this machine, or if it traps.
    $visibility fn $method $generics ($parameters)
        -> ::core::result::Result<$output, ::metate::Error> $where_clause
    {
        $body
    }
";

const RUN: &str = "
    static __METATE_BOUND: ::std::sync::OnceLock<::metate::Bound<$pointer>> =
        ::std::sync::OnceLock::new();
    let __metate_bound = match __METATE_BOUND.get() {
        ::core::option::Option::Some(__metate_bound) => __metate_bound,
        ::core::option::Option::None => {
            let __metate_bound =
                Self::kernel().on(::metate::Target::$target).bind::<$pointer>()?;
            __METATE_BOUND.get_or_init(|| __metate_bound)
        }
    };
    __metate_bound.call(($arguments))
";

/// The same for a function with type parameters, which is another function for each of their types.
const RUN_GENERIC: &str = "
    let _ = $name::<$types>;
    ::metate::__private::call_generic(
        Self::kernel(),
        ::metate::Target::$target,
        &mut [$arguments],
    )
";

const EXACT: &str = "
    /// The function compiled by rustc with metate's mathematical functions.
    $visibility fn native_exact $generics ($parameters) -> $output $where_clause {
        use ::metate::__private::{Exact as _, ExactBits as _, ExactInt as _};
        $helpers
        $body
    }
";

/// The methods that run the kernel: name, target and summary.
const METHODS: [(&str, &str, &str); 4] = [
    ("jit", "Jit", "Runs the kernel compiled by metate, which happens at the first call."),
    (
        "threads",
        "Threads",
        "Runs the kernel compiled by metate, the iterations of a `prange` on all cores.",
    ),
    ("gpu", "Gpu", "Runs the kernel on the graphics processor."),
    ("interpret", "Interpreter", "Runs the kernel in the interpreter, which defines its meaning."),
];

impl Twin<'_> {
    /// The item.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let name = &self.function.name;
        let summary = format!("The kernel `{name}`: its text, its handle and the ways to run it.");
        let mut methods = TokenStream::new();
        let mut used = TokenStream::new();
        // One over type parameters is no function that could be named without them.
        if !self.function.is_generic() {
            // A function that is only run as a kernel is not dead code.
            used = fill("let _ = $name;", &[("name", one(name.clone()))]);
        }
        methods.extend(METHODS.iter().map(|row| self.method(*row)));
        if let Some(helpers) = &self.exact_helpers
            && !self.refused
        {
            methods.extend(self.native_exact(helpers));
        }
        fill(
            ITEM,
            &[
                ("summary", string(&summary)),
                ("visibility", self.function.visibility.clone()),
                ("name", one(name.clone())),
                ("source", self.source),
                ("handle", self.handle),
                ("used", used),
                ("methods", methods),
            ],
        )
    }

    fn method(&self, (method, target, summary): (&str, &str, &str)) -> TokenStream {
        let function = self.function;
        let parameters = function.parameters.iter().map(|parameter| {
            let (name, ty) = (one(parameter.name.clone()), parameter.ty.clone());
            fill("$name: $ty", &[("name", name), ("ty", ty)])
        });
        fill(
            METHOD,
            &[
                ("summary", string(summary)),
                ("visibility", function.visibility.clone()),
                ("method", fill(method, &[])),
                ("generics", function.generics.clone()),
                ("parameters", separated(parameters)),
                ("output", function.output.clone()),
                ("where_clause", function.where_clause.clone()),
                ("body", self.run(target)),
            ],
        )
    }

    /// The body of a method that runs the kernel on `target`.
    fn run(&self, target: &str) -> TokenStream {
        if self.refused {
            return fill("::core::unreachable!()", &[]);
        }
        if self.function.is_generic() {
            return self.run_generic(target);
        }
        let arguments =
            self.function.parameters.iter().map(|parameter| one(parameter.name.clone()));
        fill(
            RUN,
            &[
                ("pointer", self.function.pointer()),
                ("target", fill(target, &[])),
                ("arguments", separated(arguments)),
            ],
        )
    }

    fn run_generic(&self, target: &str) -> TokenStream {
        let arguments = self.function.parameters.iter().map(|parameter| {
            let argument = match parameter.is_scalar() {
                true => "::metate::Arg::scalar($name)",
                false => "::metate::Arg::from($name)",
            };
            fill(argument, &[("name", one(parameter.name.clone()))])
        });
        let types = self.function.type_parameters().into_iter().map(one);
        fill(
            RUN_GENERIC,
            &[
                ("name", one(self.function.name.clone())),
                ("types", separated(types)),
                ("target", fill(target, &[])),
                ("arguments", separated(arguments)),
            ],
        )
    }

    fn native_exact(&self, helpers: &TokenStream) -> TokenStream {
        let function = self.function;
        fill(
            EXACT,
            &[
                ("visibility", function.visibility.clone()),
                ("generics", function.generics.clone()),
                ("parameters", function.written_parameters.clone()),
                ("output", function.output.clone()),
                ("where_clause", function.where_clause.clone()),
                ("helpers", exact::rename_calls(helpers.clone())),
                ("body", exact::rename_calls(function.body.stream())),
            ],
        )
    }
}
