//! The program that runs kernels twice: as rustc compiled them, and in the interpreter.
//!
//! In: kernels with their twins, as the macro `kernels!` lists them. Out: a line for each that
//! disagrees, with what each side found, and the numbers of kernels, runs and traps. Always true:
//! both sides get the same bits and all memory is compared, guard cells included. Deliberately
//! absent: why native code panicked; that is compared with a trap of any kind.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use metate::{Element, Error, Ty};
use metate_lang::value::Value;

use super::data::{Data, random_arguments};

/// How long a kernel may run. A changed loop may be endless.
const PATIENCE: Duration = Duration::from_secs(3);

/// The scalars of a result, or why there is none.
type Outcome = Result<Vec<Value>, String>;

/// A kernel and both ways to run it.
pub struct Judged {
    /// Where it is from.
    pub name: &'static str,
    /// What its arguments are made from.
    pub seed: u64,
    /// Whether it has a `prange`, which native code runs in order.
    pub reorders: bool,
    /// Its parameters.
    pub params: fn() -> Vec<Ty>,
    /// As rustc compiled it.
    pub native: fn(&mut [Data]) -> Outcome,
    /// As the interpreter runs it.
    pub defined: fn(&mut [Data]) -> Outcome,
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

/// What native code gives.
pub fn native<R: Scalars>(data: &mut [Data], call: impl FnOnce(&mut [Data]) -> R) -> Outcome {
    let result = catch_unwind(AssertUnwindSafe(|| call(data).scalars()));
    data.iter_mut().for_each(Data::settle);
    result.map_err(|_| "panicked".to_owned())
}

/// What the interpreter gives.
pub fn defined<R: Scalars>(
    data: &mut [Data],
    call: impl FnOnce(&mut [Data]) -> Result<R, Error>,
) -> Outcome {
    let result = call(data);
    data.iter_mut().for_each(Data::settle);
    match result {
        Ok(result) => Ok(result.scalars()),
        Err(error) => match error.trap() {
            Some(trap) => Err(trap.to_string()),
            None => panic!("{error}"),
        },
    }
}

/// The list of kernels: a module, the kernel in it, its parameters, and what else is known.
macro_rules! kernels {
    ($($module:ident::$kernel:ident($($param:ident),*) $name:literal $seed:literal $reorders:literal;)*) => {
        const KERNELS: &[runner::Judged] = &[$(runner::Judged {
            name: $name,
            seed: $seed,
            reorders: $reorders,
            params: || $module::$kernel::kernel().parameters().iter().map(|param| param.ty).collect(),
            native: |data| runner::native(data, |data| {
                let [$($param),*] = data else { panic!("wrong number of arguments") };
                $module::$kernel::native_exact($(Take::take($param)),*)
            }),
            defined: |data| runner::defined(data, |data| {
                let [$($param),*] = data else { panic!("wrong number of arguments") };
                $module::$kernel::interpret($(Take::take($param)),*)
            }),
        }),*];
    };
}
pub(crate) use kernels;

/// What came of all rounds of a kernel.
#[derive(Default)]
struct Verdict {
    runs: usize,
    traps: usize,
    wrong: Option<String>,
}

/// Runs every kernel and says what came of it.
pub fn report(kernels: &'static [Judged]) {
    set_hook(Box::new(|_| {}));
    let (mut runs, mut traps, mut endless) = (0, 0, 0);
    for kernel in kernels {
        let (sender, receiver) = channel();
        thread::spawn(move || sender.send(judge(kernel)));
        match receiver.recv_timeout(PATIENCE) {
            Ok(verdict) => {
                runs += verdict.runs;
                traps += verdict.traps;
                if let Some(wrong) = verdict.wrong {
                    println!("DIFFERS {}\t{}", kernel.name, wrong.replace('\n', " | "));
                }
            }
            Err(RecvTimeoutError::Timeout) => endless += 1,
            Err(RecvTimeoutError::Disconnected) => println!("DIFFERS {}\tpanicked", kernel.name),
        }
    }
    println!("DONE {} {runs} {traps} {endless}", kernels.len());
    // Endless kernels run on.
    std::process::exit(0);
}

fn judge(kernel: &Judged) -> Verdict {
    let mut verdict = Verdict::default();
    for round in 0..3 {
        let types = (kernel.params)();
        let mut native = random_arguments(types, kernel.seed, round, kernel.reorders);
        let mut defined = native.clone();
        let reference = (kernel.defined)(&mut defined);
        let outcome = (kernel.native)(&mut native);
        verdict.runs += 1;
        verdict.traps += usize::from(reference.is_err());
        // A `prange` that traps promises little about the arrays.
        let memory = !(kernel.reorders && reference.is_err());
        let difference = difference(&reference, &outcome)
            .or_else(|| memory.then(|| cells(&defined, &native)).flatten());
        if let Some(difference) = difference {
            verdict.wrong = Some(format!("round {round}: {difference}"));
            return verdict;
        }
    }
    verdict
}

fn difference(reference: &Outcome, native: &Outcome) -> Option<String> {
    let agree = match (reference, native) {
        (Ok(a), Ok(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b)),
        (Err(_), Err(_)) => true,
        _ => false,
    };
    (!agree).then(|| format!("interpreter: {reference:?}, native: {native:?}"))
}

fn cells(defined: &[Data], native: &[Data]) -> Option<String> {
    for (number, (a, b)) in defined.iter().zip(native).enumerate() {
        let (a, b) = (a.memory(), b.memory());
        if let Some(at) = (0..a.len()).find(|&at| !a[at].same(b[at])) {
            let (a, b) = (a[at], b[at]);
            return Some(format!("argument {number}, cell {at}, interpreter: {a:?}, native: {b:?}"));
        }
    }
    None
}
