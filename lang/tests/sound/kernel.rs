//! Random kernels with plain loops.
//!
//! In: choices. Out: the text of a kernel: one to three nests of counted loops over slices, a
//! matrix and scalars, with the indices, conditions and sums that numeric code has. Always true:
//! literals carry their type; most indices are in bounds of arrays of 160 elements or 20 rows, for
//! parameters below 9. Deliberately absent: `prange`, helpers, and everything that has nothing to
//! do with what loops are called; arguments.

use std::fmt::Write;

use super::generate::choices::Choices;

struct Writer<'c> {
    choices: &'c mut Choices,
    text: String,
    depth: usize,
    /// Induction variables around, the outermost first.
    loops: Vec<String>,
    /// Other variables of type `usize`.
    sizes: Vec<String>,
    /// Arrays of the function itself, of four elements.
    locals: Vec<String>,
    fresh: usize,
    statements: usize,
}

/// The name of every kernel.
#[allow(dead_code)]
pub const NAME: &str = "plain";

/// A kernel.
pub fn kernel(choices: &mut Choices) -> String {
    let mut writer = Writer {
        choices,
        text: String::new(),
        depth: 1,
        loops: Vec::new(),
        sizes: ["n", "k", "w"].map(str::to_owned).to_vec(),
        locals: Vec::new(),
        fresh: 0,
        statements: 0,
    };
    writer.text.push_str(
        "fn plain(a: &mut [i64], b: &mut [i64], mut m: ArrayViewMut2<i64>, x: &mut [f64], \
         u: &mut [u8], p: &[usize], q: &[i64], n: usize, k: usize, s: i32) \
         -> (i64, i64, f64, u8, bool) {\n    let w = m.ncols();\n    let h = m.nrows();\n    \
         let mut t = 0_i64;\n    let mut g = 3_i64;\n    let mut f = 1.0_f64;\n    \
         let mut c = 0_u8;\n    let mut ok = true;\n",
    );
    if writer.choices.chance(1, 4) {
        let value = *writer.choices.pick(&["n / 2", "n + 1", "n * k", "h.min(n)", "n % 4"]);
        writer.line(&format!("let z = {value};"));
        writer.sizes.push("z".to_owned());
    }
    if writer.choices.chance(1, 6) {
        writer.local();
    }
    for _ in 0..1 + writer.choices.below(3) {
        writer.counted_loop();
    }
    writer.text.push_str("    (t, g, f, c, ok)\n}\n");
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

    fn local(&mut self) {
        let (name, value) = (self.name("l"), self.value(0));
        self.line(&format!("let mut {name} = [{value}; 4];"));
        self.locals.push(name);
    }

    /// A size that does not change in loops.
    fn size(&mut self) -> String {
        match self.choices.below(12) {
            0..=4 => "n".to_owned(),
            5 => "k".to_owned(),
            6 => "w".to_owned(),
            7 => "h".to_owned(),
            8 => "p.len()".to_owned(),
            9 => "n - 1".to_owned(),
            10 => self.choices.pick(&self.sizes.clone()).clone(),
            _ => format!("{}_usize", 2 + self.choices.below(8)),
        }
    }

    fn range(&mut self) -> String {
        let size = self.size();
        let Some(outer) = self.loops.last().cloned() else {
            return match self.choices.below(10) {
                0..=5 => format!("0..{size}"),
                6 => format!("1..{size}"),
                7 => format!("2..{size} - 1"),
                8 => format!("k..{size}"),
                _ => format!("0..={size}"),
            };
        };
        match self.choices.below(16) {
            0..=5 => format!("0..{size}"),
            6 => format!("1..{size}"),
            7 => format!("0..{outer}"),
            8 => format!("0..={outer}"),
            9 => format!("{outer} + 1..{size}"),
            10 => format!("{outer}..{size}"),
            11 => format!("{outer} * 4..{outer} * 4 + 4"),
            12 => format!("{outer} * 3..({outer} * 3 + 3).min(n)"),
            13 => format!("{outer} * k..({outer} + 1) * k"),
            14 => format!("{}..{}", self.index(0), self.index(0)),
            _ => format!("0..{}_usize", 1 + self.choices.below(4)),
        }
    }

    fn counted_loop(&mut self) {
        let (name, range) = (self.name("i"), self.range());
        let head = match self.choices.below(14) {
            0..=8 => format!("for {name} in {range}"),
            9 | 10 => format!("for {name} in ({range}).rev()"),
            11 => format!("for {name} in ({range}).step_by({})", 1 + self.choices.below(4)),
            12 => format!("for {name} in ({range}).rev().step_by({})", 1 + self.choices.below(3)),
            _ => format!("for {name} in ({range}).step_by(k)"),
        };
        self.loops.push(name);
        let most = 1 + self.choices.below(3);
        self.block(&head, most);
        self.loops.pop();
    }

    fn block(&mut self, head: &str, most: usize) {
        self.line(&format!("{head} {{"));
        self.body(most);
        self.line("}");
    }

    fn body(&mut self, most: usize) {
        let known = (self.sizes.len(), self.locals.len());
        self.depth += 1;
        for _ in 0..most {
            self.statement();
        }
        self.depth -= 1;
        self.sizes.truncate(known.0);
        self.locals.truncate(known.1);
    }

    /// The induction variable of a loop, mostly of the innermost one.
    fn counter(&mut self) -> String {
        let Some(inner) = self.loops.last().cloned() else { return "0_usize".to_owned() };
        match self.choices.below(3) {
            2 => self.choices.pick(&self.loops.clone()).clone(),
            _ => inner,
        }
    }

    fn outer(&mut self) -> String {
        self.loops.first().cloned().unwrap_or_else(|| "1_usize".to_owned())
    }

    /// A `usize`.
    fn index(&mut self, depth: usize) -> String {
        let (i, o) = (self.counter(), self.outer());
        let few = self.choices.below(4);
        match self.choices.below(if depth == 0 { 9 } else { 36 }) {
            0..=4 => i,
            5 => format!("{i} + {few}"),
            6 => o,
            7 => self.choices.pick(&self.sizes.clone()).clone(),
            8 => format!("{few}_usize"),
            9 | 10 => format!("{i} - {few}"),
            11 => format!("{} * {i} + {few}", few + 1),
            12..=14 => format!("{o} * {} + {i}", self.choices.pick(&["n", "w", "k", "8", "16"])),
            15 => format!("{i} * {} + {o}", self.choices.pick(&["n", "w", "k", "8"])),
            16 => format!("{o} + {i}"),
            17 => format!("{o} + n - {i}"),
            18 => format!("{i} - {o}"),
            19 => format!("n - 1 - {i}"),
            20 => format!("({i} << 1) + {few}"),
            21 => format!("({i} << 2) | {few}"),
            22 => format!("{i} >> {}", few + 1),
            23 => format!("{i} / {}", few + 1),
            24 => format!("{i} % {}", few + 2),
            25 => format!("({o} * 8 + {i}) % 8"),
            26 => format!("({o} * 8 + {i}) / 8"),
            27 => format!("{i} & {}", [1, 3, 7, 6][few]),
            28 => format!("{i} ^ 1"),
            29 => format!("p[{i}]"),
            30 => format!("{o} * ({o} + 1) / 2 + {i}"),
            31 => format!("({}).min({})", self.index(depth - 1), self.index(depth - 1)),
            32 => format!("({}).max({})", self.index(depth - 1), self.index(depth - 1)),
            33 => format!("({i} as i32 + s) as usize"),
            34 => format!("({}) + ({})", self.index(depth - 1), self.index(depth - 1)),
            _ => format!(
                "if {} {{ {} }} else {{ {} }}",
                self.cond(),
                self.index(depth - 1),
                self.index(depth - 1)
            ),
        }
    }

    fn cond(&mut self) -> String {
        let (i, o) = (self.counter(), self.outer());
        match self.choices.below(9) {
            0 => format!("{i} < {}", self.choices.pick(&["n", "k", "3"])),
            1 => format!("{i} != {o}"),
            2 => format!("{i} % 2 == {}", self.choices.below(2)),
            3 => format!("{i} > {}", self.choices.pick(&["k", "2", "n / 2"])),
            4 => format!("q[{i}] > 3"),
            5 => format!("a[{}] < 5", self.index(0)),
            6 => format!("{i} == {}", self.choices.pick(&["k", "0", "n - 1"])),
            7 => format!("{o} <= {i}"),
            _ => "s > 0".to_owned(),
        }
    }

    /// A place of type `i64`.
    fn place(&mut self) -> String {
        match self.choices.below(9) {
            0..=3 => format!("a[{}]", self.index(1)),
            4 => format!("b[{}]", self.index(1)),
            5 if !self.locals.is_empty() => {
                let name = self.choices.pick(&self.locals.clone()).clone();
                format!("{name}[({}) % 4]", self.index(0))
            }
            5..=7 => {
                let (i, o) = (self.counter(), self.outer());
                match self.choices.below(4) {
                    0 => format!("m[[{o}, {i}]]"),
                    1 => format!("m[[{i}, {o}]]"),
                    _ => format!("m[[{}, {}]]", self.index(0), self.index(0)),
                }
            }
            _ => format!("b[{}]", self.counter()),
        }
    }

    /// An `i64`.
    fn value(&mut self, depth: usize) -> String {
        let i = self.counter();
        match self.choices.below(if depth == 0 { 5 } else { 10 }) {
            0 => format!("{i} as i64"),
            1 => format!("q[{i}]"),
            2 => format!("{}_i64", self.choices.below(5)),
            3 | 4 => format!("a[{}]", self.index(0)),
            5 | 6 => self.place(),
            7 => format!("({} + {})", self.value(depth - 1), self.value(depth - 1)),
            8 => ["t", "g"][self.choices.below(2)].to_owned(),
            _ => format!("if {} {{ {} }} else {{ 1_i64 }}", self.cond(), self.value(depth - 1)),
        }
    }

    fn statement(&mut self) {
        self.statements += 1;
        let deep = self.loops.len() > 2 || self.depth > 6 || self.statements > 12;
        match self.choices.below(if deep { 18 } else { 30 }) {
            0..=3 => {
                let (to, value) = (self.place(), self.value(1));
                self.line(&format!("{to} = {value};"));
            }
            4 => {
                let (array, i) = (*self.choices.pick(&["a", "b"]), self.counter());
                let (before, behind) = (self.choices.below(3), self.choices.below(3));
                self.line(&format!(
                    "{array}[{i} + 1] = {array}[{i} + {before}] + {array}[{i} + {behind}];"
                ));
            }
            5 | 6 => {
                let (to, value) = (self.place(), self.value(0));
                let op = *self.choices.pick(&["+=", "-=", "*=", "^=", "|=", "&="]);
                self.line(&format!("{to} {op} {value};"));
            }
            7 => {
                let (to, from) = (self.index(1), self.index(0));
                let op = *self.choices.pick(&["=", "+=", "-="]);
                self.line(&format!("x[{to}] {op} x[{from}] + 1.0_f64;"));
            }
            8 => {
                let (to, from) = (self.index(1), self.counter());
                let op = *self.choices.pick(&["=", "+=", "*=", "^="]);
                self.line(&format!("u[{to}] {op} {from} as u8;"));
            }
            9 => {
                let (to, value) = (self.place(), self.value(0));
                let method = *self.choices.pick(&["min", "max"]);
                let name = self.name("e");
                self.line(&format!("let {name} = {value};"));
                self.line(&format!("{to} = {to}.{method}({name});"));
            }
            10..=16 => self.update(),
            17 => {
                let (value, name) = (self.index(1), self.name("j"));
                self.line(&format!("let {name} = {value};"));
                self.sizes.push(name);
            }
            18..=23 => self.counted_loop(),
            24 | 25 => {
                let cond = self.cond();
                let most = 1 + self.choices.below(2);
                self.block(&format!("if {cond}"), most);
                if self.choices.chance(1, 3) {
                    self.block("else", 1);
                }
            }
            26 => self.local(),
            27 => {
                let cond = self.cond();
                let jump = if self.choices.chance(1, 5) { "break" } else { "continue" };
                match self.loops.is_empty() {
                    true => self.update(),
                    false => self.line(&format!("if {cond} {{ {jump}; }}")),
                }
            }
            28 => {
                let (name, start) = (self.name("v"), self.index(0));
                self.line(&format!("let mut {name} = {start};"));
                self.sizes.push(name.clone());
                // First, so that the loop ends whatever stands in it.
                self.line(&format!("while {name} < n {{"));
                self.line(&format!("    {name} += 1;"));
                self.body(1);
                self.line("}");
                self.sizes.retain(|size| *size != name);
            }
            _ => {
                let (to, from, i) = (self.choices.below(3), self.choices.below(3), self.counter());
                self.line(&format!("m[[{i} + {to}, k]] = m[[{i} + {from}, k]] + m[[{i}, 0]];"));
            }
        }
    }

    /// Changes variables of outside.
    fn update(&mut self) {
        let value = self.value(1);
        let name = ["t", "g"][self.choices.below(2)];
        match self.choices.below(18) {
            0..=2 => self.line(&format!("{name} += {value};")),
            3 => self.line(&format!("{name} -= {value};")),
            4 => self.line(&format!("{name} *= {value};")),
            5 => self.line(&format!("{name} = {name}.min({value});")),
            6 => self.line(&format!("{name} = ({value}).max({name});")),
            7 => {
                let op = *self.choices.pick(&["^=", "|=", "&="]);
                self.line(&format!("{name} {op} {value};"));
            }
            8 => self.line(&format!("{name} = {value};")),
            9 => {
                let to = self.place();
                self.line(&format!("{name} += {value};"));
                self.line(&format!("{to} = {name};"));
            }
            10 => {
                let cond = self.cond();
                self.line(&format!("if {cond} {{ {name} += {value}; }}"));
            }
            11 => {
                let (i, op) = (self.counter(), *self.choices.pick(&["<", "<=", ">", ">="]));
                self.line(&format!("if q[{i}] {op} t {{ t = q[{i}]; g = {i} as i64; }}"));
            }
            12 => self.line(&format!("{name} = {value} - {name};")),
            13 => match self.choices.below(5) {
                0 => self.line("t += g; g += t;"),
                1 => self.line("let e = t; t += g; g += e;"),
                2 => self.line("t += q[(t & 7) as usize];"),
                3 => self.line("t += if t > 3 { 1 } else { 2 };"),
                _ => self.line(&format!("if t > 3 {{ {name} += {value}; }}")),
            },
            14 => {
                let i = self.counter();
                let op = *self.choices.pick(&["+=", "-=", "*="]);
                self.line(&format!("f {op} x[{i}];"));
            }
            15 => {
                let (i, method) = (self.counter(), *self.choices.pick(&["min", "max"]));
                self.line(&format!("f = f.{method}(x[{i}]);"));
            }
            16 => {
                let (i, op) = (self.counter(), *self.choices.pick(&["+=", "*=", "^="]));
                self.line(&format!("c {op} {i} as u8;"));
            }
            _ => {
                let (cond, op) = (self.cond(), *self.choices.pick(&["&=", "|=", "^="]));
                self.line(&format!("ok {op} {cond};"));
            }
        }
    }
}
