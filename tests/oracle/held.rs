//! What engines that regroup floats are held to, and whether that holds.
//!
//! In: kernels and their arguments. Out: a [`Hold`], which another engine's run is compared with.
//! Always true: while it is made, the interpreter's bits are compared with those beside the bounds;
//! an element is either compared or counted as undetermined; cells that are no element, and after a
//! trap all cells, must be what they were. The tests run kernels regrouped, contracted, with
//! functions that are an ULP off, and `f32` kernels in `f64`: no bound may be broken, and none may
//! be absurd. Deliberately absent: graphics processors (`gpu`).

use metate::held::{Accuracy, Bounded, Held, Units};
use metate::{Arg, FastMath, Kernel, On, Target};
use metate_lang::math::EXACT_METHODS;
use metate_lang::op::Op;
use metate_lang::value::Value;

use super::arguments;
use super::data::{Data, Fill, Layout, Random, random_arguments};
use super::generate::{self, Choices};
use super::run::{Run, agree, difference, on_engine};
use super::twins::TWINS;

/// Functions within 1 ULP, quotients within 2.5, all else to the nearest.
pub const NEAREST: Accuracy = Accuracy { f32: UNITS, f64: UNITS };
const UNITS: Units = Units { rounding: 0.5, division: 2.5, root: 0.5, function: one };

fn one(_: Op) -> f64 {
    1.0
}

/// How much of a run was compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Compared {
    /// Values that were compared, each within its bound.
    pub values: usize,
    /// Values among them that had to be the same.
    pub exact: usize,
    /// Values of which nothing is said.
    pub undetermined: usize,
    /// Runs of which it is not said whether they trap.
    pub open: usize,
}

impl Compared {
    pub fn add(&mut self, other: Compared) {
        self.values += other.values;
        self.exact += other.exact;
        self.undetermined += other.undetermined;
        self.open += other.open;
    }
}

/// What runs of a kernel on some arguments are held to.
pub struct Hold {
    bounded: Bounded,
    before: Vec<Vec<Value>>,
    positions: Vec<Vec<usize>>,
}

impl Hold {
    /// Interprets the kernel beside its bounds.
    ///
    /// # Errors
    /// If that is not what the interpreter does.
    pub fn of(on: &On<'_>, data: &[Data], accuracy: &Accuracy) -> Result<Hold, String> {
        let before: Vec<_> = data.iter().map(Data::memory).collect();
        let positions = data.iter().map(|data| data.places().unwrap_or_default()).collect();
        let mut own = data.to_vec();
        let bounded = {
            let args: Vec<Arg<'_>> = own.iter_mut().map(Data::arg).collect();
            on.bounded(args, accuracy).map_err(|error| format!("beside bounds: {error}"))?
        };
        let outcome = match &bounded.outcome {
            Ok(values) => Ok(values.iter().map(|held| held.value).collect()),
            Err(error) => Err(error.trap().map(|trap| trap.to_string()).unwrap_or_default()),
        };
        let run = Run::new(outcome, &own);
        let reference = on_engine(on.clone(), data.to_vec());
        match agree(&reference, &run, true) {
            true => Ok(Hold { bounded, before, positions }),
            false => Err(format!("beside bounds:\n{}", difference(&reference, &run))),
        }
    }

    /// Compares a run of another engine, which leaves all memory as it was if it traps.
    ///
    /// # Errors
    /// What is out of bounds.
    pub fn compare(&self, run: &Run) -> Result<Compared, String> {
        let mut compared = Compared::default();
        match (&self.bounded.outcome, &run.outcome) {
            (Ok(wanted), Ok(found)) => compare(wanted, found, "result", &mut compared)?,
            (Err(wanted), Err(found)) => {
                let wanted = wanted.trap().map(|trap| trap.to_string()).unwrap_or_default();
                compared.open += usize::from(self.bounded.may_trap_otherwise);
                if wanted != *found && !self.bounded.may_trap_otherwise {
                    return Err(format!("  trap: {wanted} / {found}"));
                }
            }
            _ if self.bounded.may_trap_otherwise => compared.open += 1,
            (wanted, found) => return Err(format!("  outcome: {wanted:?} / {found:?}")),
        }
        for (number, cells) in run.memory.iter().enumerate() {
            self.compare_cells(number, cells, run.outcome.is_ok(), &mut compared)?;
        }
        Ok(compared)
    }

    /// Puts infinities of the interpreter where another run has numbers.
    fn keep_infinities(&self, run: &mut Run) {
        let infinite = |held: &Held| match held.value {
            Value::F32(v) => v.is_infinite(),
            Value::F64(v) => v.is_infinite(),
            _ => false,
        };
        if let (Ok(wanted), Ok(found)) = (&self.bounded.outcome, &mut run.outcome) {
            let pairs = wanted.iter().zip(found).filter(|(held, _)| infinite(held));
            pairs.for_each(|(held, found)| *found = held.value);
        }
        for (number, held) in self.bounded.arrays.iter().enumerate() {
            let pairs = held.iter().zip(&self.positions[number]).filter(|(held, _)| infinite(held));
            pairs.for_each(|(held, &position)| run.memory[number][position] = held.value);
        }
    }

    fn compare_cells(
        &self,
        number: usize,
        cells: &[Value],
        ran: bool,
        compared: &mut Compared,
    ) -> Result<(), String> {
        let (before, positions) = (&self.before[number], &self.positions[number]);
        let mut is_element = vec![false; cells.len()];
        if ran {
            positions.iter().for_each(|&position| is_element[position] = true);
        }
        let changed =
            (0..cells.len()).find(|&cell| !is_element[cell] && !before[cell].same(cells[cell]));
        if let Some(cell) = changed {
            let (before, after) = (before[cell], cells[cell]);
            return Err(format!("  argument {number}, cell {cell}: {before:?} became {after:?}"));
        }
        match (ran, &self.bounded.outcome) {
            (true, Ok(_)) => {
                let found: Vec<Value> = positions.iter().map(|&position| cells[position]).collect();
                let place = format!("argument {number}");
                compare(&self.bounded.arrays[number], &found, &place, compared)
            }
            _ => Ok(()),
        }
    }
}

/// Compares values with what they are held to.
pub fn compare(
    wanted: &[Held],
    found: &[Value],
    place: &str,
    compared: &mut Compared,
) -> Result<(), String> {
    if wanted.len() != found.len() {
        return Err(format!("  {place}: {} values / {}", wanted.len(), found.len()));
    }
    for (number, (wanted, &found)) in wanted.iter().zip(found).enumerate() {
        if !wanted.admits(found) {
            let Held { value, bound, .. } = wanted;
            return Err(format!("  {place}, {number}: {value:?} +- {bound:e} / {found:?}"));
        }
        match wanted.is_undetermined() {
            true => compared.undetermined += 1,
            false => compared.values += 1,
        }
        compared.exact += usize::from(wanted.bound == 0.0);
    }
    Ok(())
}

/// Compares a run on the CPU, of which only results count: engines there may leave anything behind a trap.
fn check_run(hold: &Hold, run: &Run, engine: &str, compared: &mut Compared) -> Result<(), String> {
    if run.outcome.is_err() || hold.bounded.outcome.is_err() {
        return Ok(());
    }
    compared.add(hold.compare(run).map_err(|wrong| format!("{engine}:\n{wrong}"))?);
    Ok(())
}

/// The same text with every function of mathematics an ULP off, up or down in turns.
fn perturbed(text: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(dot) = rest.find('.') {
        let (before, after) = rest.split_at(dot + 1);
        out.push_str(before);
        rest = after;
        let is_math = |name: &str| {
            let op = Op::from_method(name);
            op.is_some_and(|op| op.row().math)
        };
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if !is_math(&name) || !rest[name.len()..].starts_with('(') {
            continue;
        }
        let (call, behind) = rest.split_at(name.len() + closing(&rest[name.len()..]));
        // Arguments may have functions as well.
        out.push_str(&name);
        out.push_str(&perturbed(&call[name.len()..], random));
        out.push_str([".next_up()", ".next_down()"][random.below(2) as usize]);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The length of what is in parentheses from the start of the text on.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

/// Every way to compute otherwise that the CPU has, each within its bound.
fn check(
    kernel: &Kernel,
    off: Option<&Kernel>,
    data: &[Data],
    compared: &mut Compared,
) -> Result<(), String> {
    let on = kernel.on(Target::Interpreter);
    let hold = Hold::of(&on, data, &NEAREST)?;
    let (reassoc, contract) = (FastMath::NONE.reassoc(true), FastMath::NONE.contract(true));
    for (name, allowed) in
        [("regrouped", reassoc), ("contracted", contract), ("both", reassoc.contract(true))]
    {
        let run = on_engine(on.clone().fast_math(allowed), data.to_vec());
        check_run(&hold, &run, name, compared)?;
        // What is in another order is analysed in that order.
        let other = Hold::of(&on.clone().fast_math(allowed), data, &NEAREST)?;
        let run = on_engine(on.clone(), data.to_vec());
        check_run(&other, &run, name, compared)?;
    }
    if let Some(off) = off {
        let mut run = on_engine(off.on(Target::Interpreter), data.to_vec());
        // The number next to an infinity is no ULP away from it.
        hold.keep_infinities(&mut run);
        check_run(&hold, &run, "functions an ULP off", compared)?;
    }
    // Itself is always within.
    check_run(&hold, &on_engine(on, data.to_vec()), "interpreter", compared)
}

#[test]
fn bounds_hold_on_golden_kernels() {
    let mut compared = Compared::default();
    let mut wrong = Vec::new();
    for twin in TWINS {
        let kernel = Kernel::parse(twin.golden).unwrap_or_else(|error| panic!("{error}"));
        let off = perturbed(twin.golden, &mut Random::new(7));
        let off = (off != twin.golden).then(|| Kernel::parse(&off)).and_then(Result::ok);
        for layout in [Layout::Plain, Layout::Reversed] {
            for fill in Fill::ALL {
                for length in [1, 4, 8] {
                    let data = arguments(&kernel, length, 1, layout, fill);
                    if let Err(why) = check(&kernel, off.as_ref(), &data, &mut compared) {
                        wrong.push(format!("{} {layout:?} {fill:?} {length}: {why}", twin.name));
                    }
                }
            }
        }
    }
    println!("{compared:?}");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
    assert!(compared.undetermined * 10 < compared.values, "hardly anything is determined");
}

#[test]
fn bounds_hold_on_random_kernels() {
    let count = std::env::var("METATE_HELD").map_or(40, |count| count.parse().expect("a number"));
    let first = std::env::var("METATE_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    let mut compared = Compared::default();
    let mut wrong = Vec::new();
    let (mut kernels, mut off_kernels) = (0, 0);
    for seed in first..first + count {
        let text = generate::kernel(&mut Choices::random(seed)).text;
        let Ok(kernel) = Kernel::parse(&text) else { continue };
        let off = perturbed(&text, &mut Random::new(seed));
        let off = (off != text).then(|| Kernel::parse(&off)).and_then(Result::ok);
        kernels += 1;
        off_kernels += usize::from(off.is_some());
        for round in 0..3 {
            let types = kernel.parameters().iter().map(|param| param.ty);
            let data = random_arguments(types, seed, round, false);
            if let Err(why) = check(&kernel, off.as_ref(), &data, &mut compared) {
                wrong.push(format!("METATE_SEED={seed} round {round}\n{text}\n{why}"));
                break;
            }
        }
    }
    println!("{kernels} kernels, {off_kernels} of them with functions: {compared:?}");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
}

/// Kernels in single precision without constants that double precision rounds otherwise.
const SINGLE: &[(&str, &str)] = &[
    ("dot", "fn k(x: &[f32], y: &[f32]) -> f32 {
        let mut s = 0.0; for i in 0..x.len() { s += x[i] * y[i]; } s }"),
    ("variance", "fn k(x: &[f32]) -> f32 {
        let n = x.len() as f32;
        let mut s = 0.0; for i in 0..x.len() { s += x[i]; }
        let mut v = 0.0; for i in 0..x.len() { v += (x[i] - s / n) * (x[i] - s / n); }
        (v / n).sqrt() }"),
    ("softmax", "fn k(x: &[f32], y: &mut [f32]) {
        let mut s = 0.0;
        for i in 0..x.len() { y[i] = (x[i] * 0.25).exp(); s += y[i]; }
        for i in 0..x.len() { y[i] /= s; } }"),
    ("polynomial", "fn k(x: &[f32], c: &[f32], y: &mut [f32]) {
        for i in prange(0..x.len()) {
            let mut p = 0.0; for j in 0..c.len() { p = p * x[i] + c[j]; }
            y[i] = p; } }"),
    ("distances", "fn k(x: &[f32], y: &[f32], d: &mut [f32]) {
        for i in prange(0..x.len()) {
            let mut s = 0.0;
            for j in 0..x.len() {
                let (dx, dy) = (x[i] - x[j], y[i] - y[j]);
                s += dx / (dx * dx + dy * dy + 0.5).sqrt(); }
            d[i] = s; } }"),
    ("recurrence", "fn k(x: &[f32], y: &mut [f32]) {
        let mut a = 0.5; for i in 0..x.len() { a = (a * x[i]).tanh() + 0.25 * a; y[i] = a; } }"),
    ("waves", "fn k(x: &[f32], y: &[f32], z: &mut [f32]) {
        for i in 0..x.len() { z[i] = (x[i] * y[i]).sin() * (x[i] - y[i]).cos() + x[i].atan2(y[i]); } }"),
    ("rounded", "fn k(x: &[f32], y: &mut [f32]) {
        for i in 0..x.len() { y[i] = (x[i] * x[i] * 0.125).floor() + x[i].abs().ln_1p().max(x[i]); } }"),
];

/// What single precision rounds is within the bounds: double precision is an engine that hardly
/// rounds.
#[test]
fn bounds_hold_against_double_precision() {
    let (mut ratios, mut undetermined) = (Vec::new(), 0);
    for &(name, text) in SINGLE {
        let [single, double] = [text.to_owned(), text.replace("f32", "f64")]
            .map(|text| Kernel::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}")));
        let mut own = Vec::new();
        for (length, fill) in
            [1, 4, 17, 100].into_iter().flat_map(|n| Fill::ALL.map(|fill| (n, fill)))
        {
            let data = arguments(&single, length, 1, Layout::Plain, fill);
            let hold = Hold::of(&single.on(Target::Interpreter), &data, &NEAREST)
                .unwrap_or_else(|why| panic!("{name}: {why}"));
            let wide = data.iter().map(Data::widened).collect();
            let run = on_engine(double.on(Target::Interpreter), wide);
            let (Ok(results), Ok(found)) = (&hold.bounded.outcome, run.outcome) else {
                panic!("{name} traps");
            };
            let mut pairs: Vec<(Held, Value)> = results.iter().copied().zip(found).collect();
            for (number, held) in hold.bounded.arrays.iter().enumerate() {
                let cells = hold.positions[number].iter().map(|&at| run.memory[number][at]);
                pairs.extend(held.iter().copied().zip(cells));
            }
            for (held, found) in pairs {
                let (Value::F32(value), Value::F64(truth)) = (held.value, found) else { continue };
                undetermined += usize::from(held.is_undetermined());
                // Numbers that only single precision has no room for are past the bounds' end.
                if held.is_undetermined() || !value.is_finite() {
                    continue;
                }
                let off = (f64::from(value) - truth).abs();
                assert!(
                    off <= held.bound + 1e-14 * truth.abs(),
                    "{name} {fill:?} {length}: {held:?} / {truth:e}"
                );
                if off > 0.0 {
                    own.push(held.bound / off);
                }
            }
        }
        own.sort_by(f64::total_cmp);
        println!("{name:>12}: bound / error {:.1}", own.get(own.len() / 2).copied().unwrap_or(0.0));
        ratios.extend(own);
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    println!("median of {} ratios: {median:.1}; {undetermined} undetermined", ratios.len());
    assert!(median < 100.0 && ratios.len() > 500);
}

#[test]
fn functions_are_perturbed() {
    let text = "fn f(x: f64) -> f64 { (x.sin() + 1.0).powf(x.exp()).max(0.5) }";
    let off = perturbed(text, &mut Random::new(1)).replace("next_down", "next_up");
    assert_eq!(
        off,
        "fn f(x: f64) -> f64 { (x.sin().next_up() + 1.0).powf(x.exp().next_up()).next_up().max(0.5) }"
    );
    assert!(EXACT_METHODS.contains(&"sin"));
}
