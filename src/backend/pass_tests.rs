//! Passes against the definition: what they leave of a function does what the function did.
//!
//! In: the cases of `tests/pass/`, and functions made at random. Always true: the interpreter
//! runs a function as it stands, behind each pass alone and behind all of them, and so does machine
//! code; results, elements, and the place and the operands of the first failed check must agree,
//! to the bit but for NaN. Deliberately absent: functions that may never end.

use std::fmt::Write;

use metate_lang::error::Span;
use metate_lang::ir::parse::parse;
use metate_lang::ir::walk::{walk, walk_mut};
use metate_lang::ir::{Func, Param, StmtKind, print};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;
use ndarray::{ArrayD, IxDyn};

use super::{Fault, Halt, Program, interp};
use crate::args::Arg;
use crate::interrupt::Metering;
use crate::pass::{ALLOWED, ALWAYS, Changed};
use crate::plan::{Plan, optimized, plan};

/// Numbers in no particular order, the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const FLOATS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.0,
    4.0,
    3.0,
    -2.5,
    0.1,
    5e-324,
    f64::MIN_POSITIVE,
    f64::MAX,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

/// A value of a type at which identities break. Limits of loops are integers: few are large.
fn special(ty: Scalar, random: &mut Random) -> Value {
    match ty {
        Scalar::Bool => Value::Bool(random.one_in(2)),
        // Seldom one of those that make everything NaN.
        Scalar::F64 if random.one_in(3) => Value::F64(random.pick(FLOATS)),
        Scalar::F64 => Value::F64(random.pick(&FLOATS[..10])),
        Scalar::F32 => Value::F32(random.pick(FLOATS) as f32),
        Scalar::Usize => Value::Usize(random.below(5)),
        _ => {
            let number = random.pick(&[0, 1, 2, 3, -1, -2, i128::MIN]);
            let lowest = -1i128 << (ty.bits() - 1);
            let fitting = Value::from_int(ty, number.max(lowest));
            fitting.unwrap_or_else(|| Value::from_bits(ty, number.unsigned_abs() as u64))
        }
    }
}

#[derive(Clone)]
enum Data {
    Scalar(Value),
    Floats(ArrayD<f64>),
    Integers(ArrayD<i64>),
}

/// What a run left: all results, or the check that failed, and then the elements.
type Outcome = (Result<Vec<Value>, Fault>, Vec<Value>);

fn data(func: &Func, random: &mut Random) -> Vec<Data> {
    let mut all = Vec::new();
    for param in &func.params {
        all.push(match *param {
            Param::Scalar(value) => Data::Scalar(special(func.ty(value), random)),
            Param::Array(array) => {
                let shape = IxDyn(&vec![4; usize::from(func.arrays[array].rank)]);
                match func.arrays[array].elem {
                    Scalar::F64 => {
                        let number = |random: &mut Random| match random.one_in(6) {
                            true => random.pick(FLOATS),
                            false => random.below(1000) as f64 / 8.0,
                        };
                        Data::Floats(ArrayD::from_shape_simple_fn(shape, || number(random)))
                    }
                    Scalar::I64 => Data::Integers(ArrayD::zeros(shape)),
                    other => panic!("no array of {other} is needed"),
                }
            }
        });
    }
    all
}

fn arguments(data: &mut [Data]) -> Vec<Arg<'_>> {
    let arg = |data| match data {
        &mut Data::Scalar(value) => Arg::Scalar(value),
        Data::Floats(array) => Arg::from(array),
        Data::Integers(array) => Arg::from(array),
    };
    data.iter_mut().map(arg).collect()
}

fn elements(data: &[Data]) -> Vec<Value> {
    let mut elements = Vec::new();
    for data in data {
        match data {
            Data::Scalar(_) => {}
            Data::Floats(array) => elements.extend(array.iter().map(|&v| Value::F64(v))),
            Data::Integers(array) => elements.extend(array.iter().map(|&v| Value::I64(v))),
        }
    }
    elements
}

fn interpret(plan: &Plan, mut data: Vec<Data>) -> Outcome {
    let result = interp::run(plan, &mut arguments(&mut data), None);
    let result = result.map_err(|halt| match halt {
        Halt::Fault(fault) => fault,
        halt => unreachable!("nothing interrupts: {halt:?}"),
    });
    (result, elements(&data))
}

fn execute(program: &Program, mut data: Vec<Data>) -> Outcome {
    let result = program.run(&mut arguments(&mut data));
    (result.map(|value| value.into_iter().collect()), elements(&data))
}

fn same((a, a_elements): &Outcome, (b, b_elements): &Outcome) -> bool {
    let all_same =
        |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b));
    let results = match (a, b) {
        (Ok(a), Ok(b)) => all_same(a, b),
        (Err(a), Err(b)) => a == b,
        _ => false,
    };
    results && all_same(a_elements, b_elements)
}

/// The function, each statement with a place of its own.
fn placed(text: &str) -> Func {
    let mut func = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut place = 0;
    walk_mut(&mut func.body, &mut |stmt| {
        place += 1;
        stmt.span = Span::new(place, place + 1);
    });
    func
}

/// Runs the function on `draws` sets of arguments in every way; counts runs that trapped.
fn check(text: &str, draws: usize, compiled: bool) -> usize {
    let func = placed(text);
    // What is allowed to change a function's floats changes what the others are compared with.
    for allowed in [&ALLOWED[..1], &ALLOWED[1..], ALLOWED] {
        let mut relaxed = func.clone();
        let changes = allowed.iter().map(|pass| (pass.run)(&mut relaxed));
        if changes.collect::<Vec<_>>().contains(&Changed::Yes) {
            check_function(&relaxed, &print::print(&relaxed), draws.div_ceil(3), compiled);
        }
    }
    check_function(&func, text, draws, compiled)
}

fn check_function(func: &Func, text: &str, draws: usize, compiled: bool) -> usize {
    let raw = plan(func.clone());
    let mut ways: Vec<(&str, Plan)> = Vec::new();
    for pass in ALWAYS {
        let mut func = func.clone();
        (pass.run)(&mut func);
        ways.push((pass.name, plan(func)));
    }
    let all = optimized(func.clone());
    // Machine code gives one result at most.
    let code = (compiled && func.results.len() < 2).then(|| Program::compile(&all, Metering::NONE));
    ways.push(("all passes", all));
    let mut random = Random(text.len() as u64 | 1 << 40);
    let mut trapped = 0;
    for _ in 0..draws {
        let data = data(func, &mut random);
        let wanted = interpret(&raw, data.clone());
        trapped += usize::from(wanted.0.is_err());
        for (name, way) in &ways {
            let got = interpret(way, data.clone());
            if !same(&got, &wanted) {
                let left = print::print(way.func());
                panic!("{name}: {got:?}\nnot {wanted:?}\n{text}\nbecame {left}");
            }
        }
        if let Some(code) = &code {
            let code = code.as_ref().expect("a small function");
            let got = execute(code, data);
            assert!(same(&got, &wanted), "code: {got:?}\nnot {wanted:?}\n{text}");
        }
    }
    trapped
}

fn may_never_end(text: &str) -> bool {
    let mut found = false;
    let func = parse(text).expect("the passes' own tests read it");
    walk(&func.body, &mut |stmt| found |= matches!(stmt.kind, StmtKind::Loop { .. }));
    found
}

#[test]
fn cases_of_the_passes_do_what_they_did() {
    let files = [
        include_str!("../../tests/pass/reassoc.txt"),
        include_str!("../../tests/pass/contract.txt"),
        include_str!("../../tests/pass/fold.txt"),
        include_str!("../../tests/pass/simplify.txt"),
        include_str!("../../tests/pass/cse.txt"),
        include_str!("../../tests/pass/hoist.txt"),
        include_str!("../../tests/pass/dce.txt"),
        include_str!("../../tests/pass/kernels.txt"),
    ];
    let mut checked = 0;
    for case in files.iter().flat_map(|file| file.split("//~ case: ").skip(1)) {
        let (_, rest) = case.split_once('\n').expect("a title");
        let text = rest.split("//~ ").next().expect("a function");
        if !may_never_end(text) {
            check(text, 60, true);
            checked += 1;
        }
    }
    assert!(checked > 40, "the cases moved");
}

#[test]
fn functions_made_at_random_do_what_they_did() {
    let operations = operations();
    let mut trapped = 0;
    for seed in 0..600u64 {
        let mut writer = Writer::new(seed, &operations);
        writer.function();
        trapped += check(&writer.text, 4, seed % 8 == 0);
    }
    println!("{trapped} of 2400 runs trapped");
    assert!((50..1600).contains(&trapped), "{trapped} of 2400 runs trapped");
}

/// Types that random functions compute with.
const TYPES: &[Scalar] = &[Scalar::F64, Scalar::I64, Scalar::Usize, Scalar::Bool];

type Operation = (Op, Vec<Scalar>, Scalar);

/// Every operation on these types that needs no check.
fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for &op in Op::ALL.iter().filter(|op| op.row().cost < 30) {
        for number in 0..TYPES.len().pow(op.arity() as u32) {
            let digit = |place: u32| TYPES[number / TYPES.len().pow(place) % TYPES.len()];
            let operands: Vec<Scalar> = (0..op.arity() as u32).map(digit).collect();
            for &result in TYPES {
                if op.accepts(&operands, result) && !op.is_guarded(operands[0]) {
                    found.push((op, operands.clone(), result));
                }
            }
        }
    }
    found
}

/// A value that may be used, and whether it is a small number, good for an index or a limit.
#[derive(Clone)]
struct Visible {
    name: String,
    ty: Scalar,
    small: bool,
}

/// A loop or scope around the place being written.
#[derive(Clone)]
struct Around {
    label: String,
    /// What it carries; nothing for a scope.
    carried: Option<Vec<Scalar>>,
    /// What it is left with.
    to: Vec<Scalar>,
    /// Counts the iterations of a `Loop`.
    counter: Option<String>,
}

/// Writes a random function as text.
struct Writer<'o> {
    text: String,
    random: Random,
    operations: &'o [Operation],
    /// Those that seldom make NaN, under which all that went wrong before is buried.
    calm: Vec<&'o Operation>,
    visible: Vec<Visible>,
    around: Vec<Around>,
    next: usize,
    depth: usize,
}

impl<'o> Writer<'o> {
    fn new(seed: u64, operations: &'o [Operation]) -> Writer<'o> {
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let calm = |(op, operands, _): &&Operation| {
            matches!(op, Op::Add | Op::Sub | Op::Mul | Op::Neg | Op::Not | Op::And | Op::Lt)
                || *op == Op::Select && operands[1] == Scalar::F64
        };
        Writer {
            text: String::new(),
            random,
            operations,
            calm: operations.iter().filter(calm).collect(),
            visible: Vec::new(),
            around: Vec::new(),
            next: 0,
            depth: 0,
        }
    }

    fn function(&mut self) {
        self.text.push_str(
            "fn f(a: ArrayView1<f64, contiguous>, b: ArrayViewMut1<f64, contiguous>, \
             c: ArrayViewMut1<f64, contiguous>, x: f64, y: f64, m: i64, n: usize, t: bool) -> f64 {\n",
        );
        for (name, ty) in [
            ("x", Scalar::F64),
            ("y", Scalar::F64),
            ("m", Scalar::I64),
            ("n", Scalar::Usize),
            ("t", Scalar::Bool),
        ] {
            self.visible.push(Visible { name: name.into(), ty, small: ty == Scalar::Usize });
        }
        for number in ["0", "1"] {
            self.define(Scalar::Usize, number);
            self.visible.last_mut().expect("just defined").small = true;
        }
        self.statements(8);
        let result = self.value(Scalar::F64);
        writeln!(self.text, "return {result};\n}}").unwrap();
    }

    fn fresh(&mut self) -> String {
        self.next += 1;
        format!("v{}", self.next)
    }

    fn define(&mut self, ty: Scalar, text: &str) -> String {
        let name = self.fresh();
        writeln!(self.text, "let {name}: {ty} = {text};").unwrap();
        self.visible.push(Visible { name: name.clone(), ty, small: false });
        name
    }

    fn constant(&mut self, ty: Scalar) -> String {
        let value = special(ty, &mut self.random);
        let name = self.define(ty, &value.to_string());
        self.visible.last_mut().expect("just defined").small = ty == Scalar::Usize;
        name
    }

    fn value(&mut self, ty: Scalar) -> String {
        self.choose(ty, |_| true)
    }

    /// A small number, most of the time; often the same one, so that elements
    /// meet again.
    fn index(&mut self) -> String {
        if !self.random.one_in(4) {
            return self.random.pick(&["v1", "v1", "v1", "v2"]).to_owned();
        }
        let any = self.random.one_in(24);
        self.choose(Scalar::Usize, |visible| visible.small || any)
    }

    fn choose(&mut self, ty: Scalar, wanted: impl Fn(&Visible) -> bool) -> String {
        let fits = |visible: &&Visible| visible.ty == ty && wanted(visible);
        let fitting: Vec<String> =
            self.visible.iter().filter(fits).map(|visible| visible.name.clone()).collect();
        // Late values are chosen more often: they are what the block is about.
        let skipped = match self.random.below(3) {
            0 => 0,
            1 => fitting.len() / 2,
            _ => fitting.len().saturating_sub(2),
        };
        match fitting.len() - skipped {
            0 => self.constant(ty),
            count => fitting[skipped + self.random.below(count)].clone(),
        }
    }

    fn values(&mut self, types: &[Scalar]) -> Vec<String> {
        types.iter().map(|&ty| self.value(ty)).collect()
    }

    fn types(&mut self, most: usize) -> Vec<Scalar> {
        (0..self.random.below(most + 1)).map(|_| self.random.pick(TYPES)).collect()
    }

    fn statements(&mut self, most: usize) {
        for _ in 0..1 + self.random.below(most) {
            match self.random.below(if self.depth < 4 { 20 } else { 15 }) {
                0..5 => self.operation(),
                5 => {
                    let ty = self.random.pick(TYPES);
                    self.constant(ty);
                }
                6 => self.division(),
                7..11 => self.load(),
                11..14 => self.store(),
                14 => drop(self.define(Scalar::Usize, "extent(b, 0)")),
                15 | 16 => self.branch(),
                17 | 18 => self.repetition(),
                _ => self.scope(),
            }
        }
    }

    fn operation(&mut self) {
        let (op, operands, result) = match self.random.one_in(4) {
            true => &self.operations[self.random.below(self.operations.len())],
            false => self.random.pick(&self.calm),
        };
        let args = self.values(operands).join(", ");
        self.define(*result, &format!("{}({args})", op.row().name));
    }

    fn division(&mut self) {
        let dividend = self.value(Scalar::I64);
        let divisor = match self.random.one_in(8) {
            true => self.value(Scalar::I64),
            false => self.define(Scalar::I64, "-3"),
        };
        let (kind, name) = self.random.pick(&[("", "div"), ("rem_", "rem")]);
        writeln!(self.text, "check_{kind}divisor({divisor});").unwrap();
        writeln!(self.text, "check_{kind}quotient({dividend}, {divisor});").unwrap();
        self.define(Scalar::I64, &format!("{name}({dividend}, {divisor})"));
    }

    fn load(&mut self) {
        let (array, index) = (self.random.pick(&["a", "b", "b", "b", "c"]), self.index());
        writeln!(self.text, "check_bounds({array}, 0, {index});").unwrap();
        self.define(Scalar::F64, &format!("load({array}, {index})"));
    }

    fn store(&mut self) {
        let (array, index) = (self.random.pick(&["b", "b", "c"]), self.index());
        let value = self.value(Scalar::F64);
        writeln!(self.text, "check_bounds({array}, 0, {index});").unwrap();
        writeln!(self.text, "store({array}, {index}, {value});").unwrap();
    }

    /// A block without its braces: what it defines is not visible behind it.
    fn block(&mut self, work: impl FnOnce(&mut Self)) {
        let visible = self.visible.len();
        self.depth += 1;
        work(self);
        self.depth -= 1;
        self.visible.truncate(visible);
    }

    /// `let (..): (..) = ` for results of these types, and their names.
    fn results(&mut self, types: &[Scalar]) -> Vec<String> {
        let names: Vec<String> = types.iter().map(|_| self.fresh()).collect();
        if !types.is_empty() {
            let types: Vec<&str> = types.iter().map(|ty| ty.name()).collect();
            write!(self.text, "let ({}): ({}) = ", names.join(", "), types.join(", ")).unwrap();
        }
        names
    }

    fn show(&mut self, names: Vec<String>, types: &[Scalar]) {
        self.text.push_str(if names.is_empty() { "\n" } else { ";\n" });
        for (name, &ty) in names.into_iter().zip(types) {
            self.visible.push(Visible { name, ty, small: false });
        }
    }

    fn branch(&mut self) {
        let cond = self.value(Scalar::Bool);
        let types = self.types(2);
        let names = self.results(&types);
        writeln!(self.text, "if {cond} {{").unwrap();
        let leaves = self.random.one_in(4);
        self.block(|this| this.arm(&types, leaves));
        self.text.push_str("} else {\n");
        self.block(|this| this.arm(&types, false));
        self.text.push('}');
        self.show(names, &types);
    }

    fn arm(&mut self, types: &[Scalar], leaves: bool) {
        self.statements(3);
        if leaves {
            return self.leave();
        }
        let values = self.values(types);
        if !values.is_empty() {
            writeln!(self.text, "({})", values.join(", ")).unwrap();
        }
    }

    /// Leaves or continues something around here, or the function.
    fn leave(&mut self) {
        if self.around.is_empty() || self.random.one_in(6) {
            let value = self.value(Scalar::F64);
            return writeln!(self.text, "return {value};").unwrap();
        }
        let around = self.around[self.random.below(self.around.len())].clone();
        match &around.carried {
            Some(_) if self.random.one_in(2) => self.continue_with(&around),
            _ => self.break_with(&around),
        }
    }

    fn continue_with(&mut self, around: &Around) {
        let mut values = Vec::new();
        if let Some(counter) = &around.counter {
            let one = self.define(Scalar::Usize, "1");
            values.push(self.define(Scalar::Usize, &format!("add({counter}, {one})")));
        }
        values.extend(self.values(around.carried.as_deref().unwrap_or(&[])));
        let values: String = values.iter().map(|value| format!(", {value}")).collect();
        writeln!(self.text, "next!({}{values})", around.label).unwrap();
    }

    fn break_with(&mut self, around: &Around) {
        let values = self.values(&around.to);
        let values = if values.is_empty() { "".into() } else { format!("({})", values.join(", ")) };
        writeln!(self.text, "break {} {values};", around.label).unwrap();
    }

    fn label(&mut self) -> String {
        self.next += 1;
        format!("'l{}", self.next)
    }

    fn repetition(&mut self) {
        let counted = !self.random.one_in(3);
        let (label, carried) = (self.label(), self.types(3));
        let to = if counted { carried.clone() } else { self.types(2) };
        let inits = self.values(&carried);
        let (lo, hi) = match self.random.one_in(4) {
            true => (self.index(), self.choose(Scalar::Usize, |visible| visible.small)),
            false => ("v1".to_owned(), self.define(Scalar::Usize, "3")),
        };
        let zero = self.define(Scalar::Usize, "0");
        let names = self.results(&to);
        let (var, inner) = (self.fresh(), carried.iter().map(|_| self.fresh()).collect::<Vec<_>>());
        let head: String = inner.iter().map(|name| format!(" {name},")).collect();
        let first: String = inits.iter().map(|name| format!(", {name}")).collect();
        let range = if counted { format!("{lo}..{hi}") } else { zero };
        writeln!(self.text, "{label}: for ({var},{head}) in carry({range}{first}) {{").unwrap();
        let counter = (!counted).then(|| var.clone());
        let around = Around { label, carried: Some(carried.clone()), to: to.clone(), counter };
        self.around.push(around.clone());
        self.block(|this| {
            this.visible.push(Visible { name: var.clone(), ty: Scalar::Usize, small: true });
            for (name, &ty) in inner.into_iter().zip(&carried) {
                this.visible.push(Visible { name, ty, small: false });
            }
            if !counted {
                this.way_out(&var, &around);
            }
            this.statements(7);
            this.continue_with(&around);
        });
        self.around.pop();
        self.text.push('}');
        self.show(names, &to);
    }

    /// Leaves a `Loop` after three iterations.
    fn way_out(&mut self, counter: &str, around: &Around) {
        let three = self.define(Scalar::Usize, "3");
        let enough = self.define(Scalar::Bool, &format!("ge({counter}, {three})"));
        writeln!(self.text, "if {enough} {{").unwrap();
        self.block(|this| this.break_with(around));
        self.text.push_str("}\n");
    }

    fn scope(&mut self) {
        let (label, to) = (self.label(), self.types(2));
        let names = self.results(&to);
        writeln!(self.text, "{label}: {{").unwrap();
        let around = Around { label, carried: None, to: to.clone(), counter: None };
        self.around.push(around.clone());
        self.block(|this| {
            this.statements(4);
            this.break_with(&around);
        });
        self.around.pop();
        self.text.push('}');
        self.show(names, &to);
    }
}
