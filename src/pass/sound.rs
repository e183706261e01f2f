//! What plain loops are proved to be is what they are, behind the passes too.
//!
//! In: random kernels with plain loops, each as `independent` sees it: behind `bounds_split`, in
//! front of `strip`. Out: agreement, or the smallest kernel found that is judged wrongly. Always
//! true: what is looked at, and how, is what `lang/tests/sound.rs` has of functions as they were
//! lowered; a `proved_..` statement that does not hold is a fault as well.

#[path = "../../lang/tests/sound/arguments.rs"]
mod arguments;
#[path = "../../lang/tests/races/generate.rs"]
mod generate;
#[path = "../../lang/tests/sound/judge.rs"]
mod judge;
#[path = "../../lang/tests/sound/kernel.rs"]
mod kernel;
#[path = "../../lang/tests/sound/machine.rs"]
mod machine;
#[path = "../../lang/tests/sound/search.rs"]
mod search;
#[path = "../../tests/oracle/xorshift.rs"]
mod xorshift;

use metate_lang::ir::Func;

use super::{Changed, always_then};

/// The function that `independent` is given.
fn in_front_of_independent(mut func: Func) -> Func {
    let mut seen = None;
    always_then(&mut func, |func| {
        seen = Some(func.clone());
        Changed::No
    });
    seen.expect("it is called once")
}

#[test]
fn loops_are_what_they_are_proved_to_be() {
    search::search(100, in_front_of_independent);
}
