//! Random loops, what the checker says of them, and what their iterations do.
//!
//! In: seeds. Out: agreement, or a loop that is accepted though two of its iterations meet at an
//! element. `METATE_RACES` says how many loops are tried, `METATE_SEED` where to begin. What is
//! refused though no run shows a meeting is counted. Always true: every kernel has one `prange`
//! whose induction variable is `it`; it is recorded with a plain loop in its place, so that what
//! is refused runs as well.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;

use metate_lang::error::Code;
use metate_lang::hir::children;
use metate_lang::hir::{ExprKind, Module};
use metate_lang::ty::Layout;
use metate_lang::value::Value;
use metate_lang::{front, lower};

use super::generate::choices::{Choices, shrink};
use super::record::{self, Arg};
use super::xorshift::Random;

/// Runs of each kernel, each on other sizes.
const RUNS: u64 = 8;

/// A kernel as it is made.
struct Writer<'c> {
    choices: &'c mut Choices,
    text: String,
    depth: usize,
    /// Variables of type `usize` that may be used.
    vars: Vec<String>,
    fresh: usize,
    statements: usize,
    /// The place that most accesses are at, if it is one that only the data tells.
    scattered: Option<String>,
}

/// A kernel with one `prange`.
fn kernel(choices: &mut Choices) -> String {
    let vars = ["it", "n", "k"].map(str::to_owned).to_vec();
    let mut writer = Writer {
        choices,
        text: String::new(),
        depth: 1,
        vars,
        fresh: 0,
        statements: 0,
        scattered: None,
    };
    writer.text.push_str(
        "fn f(a: &mut [i64], b: &mut [i64], mut m: ArrayViewMut2<i64>, p: &[usize], \
         n: usize, k: usize, s: i32) {\n    let w = m.ncols();\n    let c = a.len();\n",
    );
    for _ in 0..writer.choices.below(3) {
        writer.outer_let();
    }
    let around = writer.choices.chance(1, 6);
    if around {
        writer.line("for o in 0..k {");
        writer.depth += 1;
        writer.vars.push("o".to_owned());
    }
    let range = writer.range();
    writer.line(&format!("for it in prange({range}) {{"));
    writer.depth += 1;
    if writer.choices.chance(1, 4) {
        writer.scatter();
    }
    let most = 1 + writer.choices.below(3);
    writer.statements_of(most);
    writer.depth -= 1;
    writer.line("}");
    if around {
        writer.depth -= 1;
        writer.line("}");
    }
    writer.text.push_str("}\n");
    writer.text
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{}{line}", "    ".repeat(self.depth));
    }

    fn name(&mut self, stem: &str) -> String {
        self.fresh += 1;
        format!("{stem}{}", self.fresh)
    }

    fn outer_let(&mut self) {
        let values = [
            "n / 2",
            "n - 1",
            "n * k",
            "(n + k - 1) / k",
            "a.len()",
            "m.nrows()",
            "n % 4",
            "k + 2",
        ];
        let value = self.choices.pick(&values).to_owned();
        let name = self.name("h");
        self.line(&format!("let {name} = {value};"));
        self.vars.push(name);
    }

    /// A size that does not depend on the iteration.
    fn size(&mut self) -> String {
        let outer: Vec<String> =
            self.vars.iter().filter(|name| name.starts_with('h')).cloned().collect();
        match self.choices.below(10) {
            0..=2 => "n".to_owned(),
            3 => "k".to_owned(),
            4 => "w".to_owned(),
            5 => "c".to_owned(),
            6 => "n - 1".to_owned(),
            7 => "n * k".to_owned(),
            _ if !outer.is_empty() => self.choices.pick(&outer).clone(),
            _ => format!("{}_usize", 1 + self.choices.below(8)),
        }
    }

    fn range(&mut self) -> String {
        let hi = self.size();
        match self.choices.below(8) {
            0..=4 => format!("0..{hi}"),
            5 => format!("1..{hi}"),
            6 => format!("k..{hi}"),
            _ => format!("0..={hi}"),
        }
    }

    fn inner_range(&mut self) -> String {
        match self.choices.below(14) {
            0..=3 => format!("0..{}", self.size()),
            4 => "0..it".to_owned(),
            5 => format!("it..{}", self.size()),
            6 => format!("it + 1..{}", self.size()),
            7 => "it * k..(it + 1) * k".to_owned(),
            8 => "it * 4..it * 4 + 4".to_owned(),
            9 => "it * 3..(it * 3 + 3).min(n)".to_owned(),
            10 => "it * k..((it + 1) * k).min(n)".to_owned(),
            11 => format!("it..{}", self.index(1)),
            12 => format!("{}..{}", self.index(1), self.index(1)),
            _ => format!("0..{}_usize", 1 + self.choices.below(4)),
        }
    }

    fn var(&mut self) -> String {
        let vars = self.vars.clone();
        self.choices.pick(&vars).clone()
    }

    /// A `usize`.
    fn index(&mut self, depth: usize) -> String {
        let constant = |this: &mut Self| this.choices.below(5);
        let leaves = 4;
        match self.choices.below(if depth == 0 { leaves } else { 30 }) {
            0 | 1 => "it".to_owned(),
            2 => self.var(),
            3 => format!("{}_usize", constant(self)),
            4 | 5 => format!("{} + {}", self.index(depth - 1), constant(self)),
            6 => format!("{} - {}", self.index(depth - 1), constant(self)),
            7 | 8 => format!("{} * it + {}", 1 + constant(self), constant(self)),
            9 => "n - 1 - it".to_owned(),
            10 | 11 => format!("it * {} + {}", self.size().replace(" - ", "_"), self.var())
                .replace("n_1", "(n - 1)"),
            12 => format!("{} * n + it", self.var()),
            13 => format!("{} + {}", self.index(depth - 1), self.index(depth - 1)),
            14 => format!("({}) - ({})", self.index(depth - 1), self.index(depth - 1)),
            15 => format!("({}) / {}", self.index(depth - 1), 1 + constant(self)),
            16 => format!("({}) % {}", self.index(depth - 1), 1 + constant(self)),
            17 => format!("({}).min({})", self.index(depth - 1), self.index(depth - 1)),
            18 => format!("({}).max({})", self.index(depth - 1), self.index(depth - 1)),
            19 => format!("({}).saturating_sub({})", self.index(depth - 1), self.index(depth - 1)),
            20 => format!("(({}) as i32 + s) as usize", self.index(depth - 1)),
            21 => format!("({}) & {}", self.index(depth - 1), [1, 3, 2, 7][self.choices.below(4)]),
            22 => format!("({} << 1) | {}", self.var(), self.choices.below(3)),
            23 => format!("p[{}]", self.index(0)),
            24 => "p[n]".to_owned(),
            25 => "it / k".to_owned(),
            26 => "it % k".to_owned(),
            27 => format!("({}).abs_diff({})", self.index(depth - 1), self.index(depth - 1)),
            28 => format!(
                "if {} {{ {} }} else {{ {} }}",
                self.cond(0),
                self.index(depth - 1),
                self.index(depth - 1)
            ),
            _ => format!("({}) * {}", self.index(depth - 1), self.var()),
        }
    }

    fn cond(&mut self, depth: usize) -> String {
        match self.choices.below(if depth == 0 { 6 } else { 9 }) {
            0 => format!("it < {}", self.var()),
            1 => format!("it != {}", self.var()),
            2 => format!("({}) % 2 == {}", self.var(), self.choices.below(2)),
            3 => format!("{} <= it", self.var()),
            4 | 5 => {
                let op = *self.choices.pick(&["<", "<=", "==", "!=", ">", ">="]);
                format!("({}) {op} ({})", self.index(1), self.index(1))
            }
            6 => format!("({} && {})", self.cond(depth - 1), self.cond(depth - 1)),
            7 => format!("({} || {})", self.cond(depth - 1), self.cond(depth - 1)),
            _ => format!("!({})", self.cond(depth - 1)),
        }
    }

    fn place(&mut self) -> String {
        if let Some(place) = self.scattered.clone().filter(|_| self.choices.chance(4, 5)) {
            return place;
        }
        match self.choices.below(6) {
            0..=2 => format!("a[{}]", self.index(2)),
            3 => format!("b[{}]", self.index(2)),
            _ => format!("m[[{}, {}]]", self.index(1), self.index(1)),
        }
    }

    /// Most accesses are at places that are elements of `p` from here on.
    fn scatter(&mut self) {
        let at = match self.choices.below(5) {
            0..=2 => "p[it]".to_owned(),
            _ => format!("p[{}]", self.index(1)),
        };
        self.scattered = Some(match self.choices.below(8) {
            0..=2 => format!("a[{at}]"),
            3 => format!("a[{at} + 1]"),
            4 => format!("a[{at} * 2 + {}]", self.index(0)),
            5 => format!("m[[{at}, {}]]", self.index(1)),
            6 => format!("m[[{}, {at}]]", self.index(1)),
            _ => format!("m[[{at}, p[{}]]]", self.index(0)),
        });
    }

    fn statements_of(&mut self, most: usize) {
        let known = self.vars.len();
        for _ in 0..most {
            self.statement();
        }
        self.vars.truncate(known);
    }

    fn block(&mut self, head: &str) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
        let most = 1 + self.choices.below(2);
        self.statements_of(most);
        self.depth -= 1;
        self.line("}");
    }

    fn statement(&mut self) {
        self.statements += 1;
        let deep = self.depth > 4 || self.statements > 8;
        match self.choices.below(if deep { 6 } else { 16 }) {
            0..=2 => {
                let (to, from) = (self.place(), self.place());
                match self.choices.below(3) {
                    0 => self.line(&format!("{to} = it as i64;")),
                    _ => self.line(&format!("{to} = {from};")),
                }
            }
            3 => {
                let to = self.place();
                self.line(&format!("{to} = 1;"));
            }
            4 => {
                let (to, op) = (self.place(), *self.choices.pick(&["+=", "-=", "*=", "^="]));
                self.line(&format!("{to} {op} 3;"));
            }
            5 => {
                let (value, name) = (self.index(2), self.name("t"));
                self.line(&format!("let {name} = {value};"));
                self.vars.push(name);
            }
            6..=9 => {
                let (name, range) = (self.name("j"), self.inner_range());
                let adapter = match self.choices.below(8) {
                    7 => ".rev()".to_owned(),
                    6 => format!(".step_by({})", 1 + self.choices.below(3)),
                    5 => ".step_by(k)".to_owned(),
                    _ => String::new(),
                };
                self.vars.push(name.clone());
                self.block(&format!("for {name} in ({range}){adapter}"));
                self.vars.retain(|var| *var != name);
            }
            10 | 11 => {
                let cond = self.cond(1);
                self.block(&format!("if {cond}"));
            }
            12 => {
                let cond = self.cond(1);
                self.block(&format!("if {cond}"));
                self.block("else");
            }
            13 => {
                let cond = self.cond(1);
                self.line(&format!("if {cond} {{ continue; }}"));
            }
            14 => {
                let index = self.index(1);
                self.line(&format!("match ({index}) % 3 {{"));
                for arm in ["0 =>", "1 | 2 if n > 3 =>", "_ =>"] {
                    self.block(arm);
                }
                self.line("}");
            }
            _ => {
                let (name, index) = (self.name("w"), self.index(1));
                self.line(&format!("let mut {name} = {index};"));
                self.vars.push(name.clone());
                self.block(&format!("while {name} < n"));
                self.vars.retain(|var| *var != name);
                // Without it the loop would not end; the run would.
                let at = self.text.trim_end().rfind('}').expect("a block");
                self.text
                    .insert_str(at, &format!("    {name} += {};\n", 1 + self.choices.below(2)));
            }
        }
    }
}

/// Sizes and elements of a run: small ones mostly, and now and then enormous parameters.
fn arguments(seed: u64, run: u64) -> Vec<Arg> {
    let mut random = Random::new(seed.wrapping_mul(1009).wrapping_add(run));
    random.next();
    let mut size = |most: u64| random.below(most) as usize;
    let (mut n, mut k, s) = (size(9), size(6), size(7) as i32 - 3);
    let enormous = [1 << 63, usize::MAX, (1 << 62) + 1, 1 << 32, usize::MAX - 1, (1 << 63) + 1];
    match size(8) {
        0 => n = enormous[size(6)],
        1 => k = enormous[size(6)],
        _ => {}
    }
    let mut array = |extents: Vec<usize>, is_index: bool| {
        let len = extents.iter().product();
        let element = |at: usize| match is_index {
            // A permutation in every other run, so that places are distinct.
            true if run.is_multiple_of(2) => Value::Usize((at * 7 + run as usize) % len),
            true => Value::Usize(size([40, 6, 6][at % 3])),
            false => Value::I64(size(20) as i64),
        };
        Arg::Array { elements: (0..len).map(element).collect(), extents }
    };
    let sides = [[12, 12], [8, 30], [3, 3], [40, 5]][(run % 4) as usize];
    let lengths = [64, 200, 20, n.min(80)];
    let (first, second) = ((run % 4) as usize, (run / 2 % 4) as usize);
    vec![
        array(vec![lengths[first]], false),
        array(vec![lengths[second]], false),
        array(sides.to_vec(), false),
        array(vec![50], true),
        Arg::Scalar(Value::Usize(n)),
        Arg::Scalar(Value::Usize(k)),
        Arg::Scalar(Value::I32(s)),
    ]
}

/// What became of a kernel.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// Accepted, and iterations never meet.
    Legal,
    /// Accepted under a check, which stops all iterations that would meet; in some of the runs.
    Checked(bool),
    /// Accepted, and they do, at elements of this array.
    Wrong(String),
    /// Refused, and they do.
    Racy,
    /// Refused, and no run shows why.
    Unseen,
    /// Not a kernel for another reason: an operation that always traps.
    Other,
}

fn judge(text: &str, seed: u64) -> Verdict {
    let checked = front::load(text, None);
    let (accepted, (reduced, scattered)) = match &checked {
        Ok(module) => (true, shared(module)),
        Err(problems) => {
            let races = problems.list().iter().all(|it| it.code == Code::NotIndependent);
            if !races {
                if env::var_os("METATE_SHOW").is_some() {
                    println!("{problems}");
                }
                return Verdict::Other;
            }
            (false, Default::default())
        }
    };
    let plain = text.replace("prange(", "(");
    let module = front::load(plain.as_str(), None).unwrap_or_else(|error| panic!("{error}"));
    let lowered = |module: &Module| {
        lower::lower(module, &module.signature(Layout::Contiguous)).expect("a small kernel")
    };
    let func = lowered(&module);
    let with_checks = checked.ok().filter(|_| !scattered.is_empty()).map(|module| lowered(&module));
    let mut stopped = false;
    for run in 0..RUNS {
        let arguments = arguments(seed, run);
        let plain = record::run(&func, &arguments).races;
        let found = match &with_checks {
            Some(func) => record::run(func, &arguments),
            None => {
                record::Found { races: plain.clone(), repeats: BTreeSet::new(), is_whole: true }
            }
        };
        stopped |= !found.repeats.is_empty();
        let missed = |array: &&String| !found.repeats.contains(*array);
        let unseen = scattered.intersection(&plain).find(missed);
        // With checks an iteration has more statements, and may not get as far as to the repeat.
        let is_known = found.is_whole && found.repeats.is_empty();
        if let Some(array) = unseen.filter(|_| is_known) {
            return Verdict::Wrong(array.clone());
        }
        match found.races.iter().find(|array| !reduced.contains(*array)) {
            Some(array) if accepted => return Verdict::Wrong(array.clone()),
            Some(_) => return Verdict::Racy,
            None => {}
        }
    }
    match (accepted, with_checks) {
        (false, _) => Verdict::Unseen,
        (true, None) => Verdict::Legal,
        (true, Some(_)) => Verdict::Checked(stopped),
    }
}

/// The arrays that iterations may update together, and those that they scatter into.
fn shared(module: &Module) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut names, mut scattered) = (BTreeSet::new(), BTreeSet::new());
    let func = &module.funcs[module.entry];
    children::all_of_block(&func.body, &mut |expr| {
        if let ExprKind::For { parallel: Some(parallel), .. } = &expr.kind {
            let name = |array: &metate_lang::hir::LocalId| func.locals[*array].name.clone();
            names.extend(parallel.arrays.iter().map(|(array, _)| name(array)));
            scattered.extend(parallel.scattered.iter().map(|it| name(&it.array)));
        }
    });
    (names, scattered)
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

#[test]
fn no_random_loop_is_accepted_whose_iterations_meet() {
    let (count, first) =
        (number("METATE_RACES").unwrap_or(300), number("METATE_SEED").unwrap_or(1));
    let (mut legal, mut racy, mut unseen, mut other) = (0u64, 0, 0, 0);
    let mut checked = [0u64; 2];
    let mut wrong = Vec::new();
    for seed in first..first + count {
        let mut choices = Choices::random(seed);
        let text = kernel(&mut choices);
        let verdict = judge(&text, seed);
        match verdict {
            Verdict::Legal => legal += 1,
            Verdict::Checked(stopped) => checked[usize::from(stopped)] += 1,
            Verdict::Racy => racy += 1,
            Verdict::Other => other += 1,
            Verdict::Unseen => {
                unseen += 1;
                if env::var_os("METATE_SHOW").is_some() {
                    let why = front::load(text.as_str(), None).err();
                    println!("// refused, seed {seed}\n{text}{}", why.expect("refused"));
                }
            }
            Verdict::Wrong(_) => {
                let fails = |choices: &[u32]| {
                    let text = kernel(&mut Choices::replay(choices));
                    matches!(judge(&text, seed), Verdict::Wrong(_))
                };
                let small = shrink(choices.taken(), 2000, fails);
                let text = kernel(&mut Choices::replay(&small));
                wrong.push(format!("seed {seed}: {:?}\n{text}", judge(&text, seed)));
                if wrong.len() == 3 {
                    break;
                }
            }
        }
    }
    println!(
        "{count} loops: {legal} accepted, {checked:?} under a check (never stopped, stopped), {racy} refused that meet, {unseen} refused that were \
         not seen to meet, {other} not kernels; {} accepted that meet",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(legal * 20 > count && racy * 20 > count, "too few of one kind");
    assert!(checked[1] * 100 > count, "too few under a check");
    assert!(other * 8 < count, "too many are no kernels");
}
