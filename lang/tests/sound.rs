//! What plain loops are proved to be is what they are.
//!
//! In: random kernels with plain loops (`METATE_RACES` says how many, `METATE_SEED` where to
//! begin). Out: agreement, or the smallest kernel found of which a loop does what `analysis` says
//! it does not; and how many loops of each kind there were. Always true: a wrong proof shows in the
//! first run in which iterations meet, whatever threads would have done. Here functions are as they
//! were lowered; `src/pass/sound.rs` has what the passes make of them.

#[path = "sound/arguments.rs"]
mod arguments;
#[path = "races/generate.rs"]
mod generate;
#[path = "sound/judge.rs"]
mod judge;
#[path = "sound/kernel.rs"]
mod kernel;
#[path = "sound/machine.rs"]
mod machine;
#[path = "sound/search.rs"]
mod search;
#[path = "../../tests/oracle/xorshift.rs"]
mod xorshift;

#[test]
fn loops_are_what_they_are_proved_to_be() {
    search::search(300, |func| func);
}
