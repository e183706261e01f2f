//! The library of the programs that run kernels as rustc compiled them.
//!
//! In: a batch's list of kernels. Out: on standard output a line for each with the digests of its
//! rounds, or, for a kernel and a round that the command line names, everything the round did.
//! Always true: arguments are made from the same numbers as the judge's; what panics has
//! trapped, and nothing of a batch but its kernels is compiled more than once. Deliberately absent:
//! metate's engines, which the judge runs itself.

#[path = "../oracle/xorshift.rs"]
mod xorshift;
#[path = "../oracle/data.rs"]
mod data;
#[path = "../oracle/run.rs"]
mod run;
mod digest;
pub mod instances;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::process::exit;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use metate_lang::ty::ArrayTy;

pub use data::{Data, Take};
pub use metate_lang::ty::{Container, Scalar, Ty};
pub use metate_lang::value::{Element, Value};

use data::random_arguments;
use digest::{ROUNDS, digest, lines};
use run::Run;

/// How long a kernel may run that the interpreter has seen the end of.
const PATIENCE: Duration = Duration::from_secs(60);

/// A kernel as rustc compiled it.
pub struct Native {
    /// What its arguments are made from.
    pub seed: u64,
    /// Its parameters.
    pub types: &'static [Ty],
    /// Takes arguments of these types to the scalars of the result.
    pub call: fn(&mut [Data]) -> Vec<Value>,
}

/// The type of an array parameter.
pub const fn array(elem: Scalar, rank: u8, container: Container) -> Ty {
    Ty::Array(ArrayTy { elem, rank, container })
}

/// A result as a list of scalars.
pub trait Scalars {
    /// The scalars.
    fn scalars(self) -> Vec<Value>;
}

impl Scalars for () {
    fn scalars(self) -> Vec<Value> {
        Vec::new()
    }
}

macro_rules! scalars {
    ($($rust:ident)*) => {$(
        impl Scalars for $rust {
            fn scalars(self) -> Vec<Value> {
                vec![self.to_value()]
            }
        }
    )*};
}

scalars! { bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }

macro_rules! tuples {
    ($($($part:ident $number:tt),*;)*) => {$(
        impl<$($part: Element),*> Scalars for ($($part,)*) {
            fn scalars(self) -> Vec<Value> {
                vec![$(self.$number.to_value()),*]
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}

/// Runs every kernel, or in full the one that the command line names with a round.
pub fn report(kernels: &'static [Native]) {
    set_hook(Box::new(|_| {}));
    let named: Vec<u64> = env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    if let [number, round] = named[..] {
        let kernel = &kernels[number as usize];
        println!("{}", lines(&run(kernel, round)).join("\n"));
        exit(0);
    }
    for (number, kernel) in kernels.iter().enumerate() {
        let (sender, receiver) = channel();
        thread::spawn(move || sender.send(rounds(kernel)));
        let found = receiver.recv_timeout(PATIENCE).unwrap_or_else(|_| "does not end".to_owned());
        println!("{number} {found}");
    }
    // Endless kernels run on.
    exit(0);
}

fn rounds(kernel: &Native) -> String {
    let digests = (0..ROUNDS).map(|round| digest(&run(kernel, round)));
    digests.collect::<Vec<_>>().join(" ")
}

fn run(kernel: &Native, round: u64) -> Run {
    let types = kernel.types.iter().copied();
    let mut data = random_arguments(types, kernel.seed, round, false);
    let result = catch_unwind(AssertUnwindSafe(|| (kernel.call)(&mut data)));
    data.iter_mut().for_each(Data::settle);
    Run::new(result.map_err(|_| "panicked".to_owned()), &data)
}
