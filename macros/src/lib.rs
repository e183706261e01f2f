//! `#[kernel]` and `#[kernels]`: Rust functions that are also metate kernels.
//!
//! In: the tokens of a function or of a module of functions. Out: the same tokens, untouched, and
//! beside each kernel an item of the same name in the type namespace, through which the kernel is
//! compiled, interpreted or handed on as a value.
//!
//! Always true: what rustc compiles natively is exactly what was written, and a kernel that the
//! front end refuses is a compiler error at the tokens concerned, all problems at once.
//! Deliberately absent: syn, quote and proc-macro2. The front end parses the *text* of the
//! function on a thread of its own with proc-macro2's fallback, which only works as long as this
//! crate never touches proc-macro2 on the compiler's thread; so everything here is `proc_macro`.

use proc_macro::TokenStream;

mod layout;
mod lexeme;
mod report;
mod template;
mod signature;
mod lifetime;
mod exact;
mod twin;
mod expand;
mod group;

/// Makes a function a kernel as well.
///
/// The function stays exactly as written. Beside it appears an item of the same name and
/// visibility, so that for `fn go_fast(a: ArrayView2<f64>) -> f64` there are also
///
/// - `go_fast::SOURCE`, the text of the kernel,
/// - `go_fast::kernel()`, the kernel as a value, parsed at the first call,
/// - `go_fast::jit(a)`, the kernel compiled by metate at the first call,
/// - `go_fast::threads(a)`, the same with the iterations of a `prange` on all cores,
/// - `go_fast::gpu(a)`, the kernel on the graphics processor,
/// - `go_fast::interpret(a)`, the kernel run by the interpreter, which defines what it means,
/// - with `#[kernel(native_exact)]`, `go_fast::native_exact(a)`: the function compiled by rustc
///   with the mathematical functions replaced by metate's, to compare bits with.
///
/// `jit`, `threads`, `gpu` and `interpret` take the function's parameters and return a `Result` of its value; those of
/// a generic function are generic as well, and make a kernel for the types of each call.
/// Functions inside the kernel's body come along. What a kernel may not contain is reported by
/// the compiler where it stands.
#[proc_macro_attribute]
pub fn kernel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::kernel(arguments, item)
}

/// Makes every public function of a module a kernel; the others are helpers they share.
///
/// The module stays exactly as written. Every function in it with a visibility of its own gets
/// what [`macro@kernel`] gives, inside the module; functions without one can be called from all of
/// them. The option `native_exact` holds for all kernels of the module.
#[proc_macro_attribute]
pub fn kernels(arguments: TokenStream, item: TokenStream) -> TokenStream {
    group::kernels(arguments, item)
}
