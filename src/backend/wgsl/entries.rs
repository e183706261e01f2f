//! Entry points: how invocations go through the iterations of a grid or a scan.
//!
//! In: a module whose functions are written. Out: its entry points, and the passes that the host
//! launches. Always true: barriers stand where all invocations of a workgroup come, also where some
//! of them have ended early. Deliberately absent: what an iteration does.

use super::reduce::Part;
use super::shader::Module;
use super::text::Text;
use super::types::register;
use super::update::How;
use super::{Groups, MOST_COPY_GROUPS, Param, SCAN_ITEMS, trap};
use crate::plan::offload::Axis;

/// Invocations of a workgroup.
pub(super) const THREADS: u32 = 256;

/// Invocations of a workgroup of a grid with several axes, along x, y and z.
const TILE: [u32; 3] = [64, 4, 1];

/// The most workgroups of a reduction, each of which has a partial result: as many invocations as
/// the largest devices have at a time.
pub(super) const MOST_PARTS: u32 = trap::MOST_GROUPS;

/// The most workgroups of what goes through all elements of an array.
const MOST_FILLING: u32 = 1024;

impl Module<'_> {
    /// The entry point of a grid in which an invocation does one iteration.
    pub(super) fn map(&mut self, axes: &[Axis]) {
        let mut text = Text::default();
        let tile = if axes.len() == 1 { [THREADS, 1, 1] } else { TILE };
        let size = tile.map(|size| size.to_string());
        let size = if axes.len() == 1 { size[0].clone() } else { size.join(", ") };
        text.line(format!("@compute @workgroup_size({size})"));
        text.open("fn run(@builtin(global_invocation_id) id: vec3<u32>)");
        if self.watches {
            text.line("if (stopped()) { return; }");
        }
        let mut args = Vec::new();
        for (number, axis) in axes.iter().enumerate() {
            let dimension = ["x", "y", "z"][axes.len() - 1 - number];
            let base = self.p(Param::Base(number));
            let trips = match self.sliced && number == 0 {
                true => self.p(Param::End),
                false => self.p(Param::Trips(number)),
            };
            let trip = if axes.len() == 1 { "trip".to_owned() } else { format!("trip_{number}") };
            text.line(format!("let {trip} = {base} + id.{dimension};"));
            text.line(format!("if ({trip} >= {trips}) {{ return; }}"));
            args.push(self.along(number, axis, &trip));
        }
        self.pay(&mut text);
        text.line(format!("iteration({});", args.join(", ")));
        text.close();
        self.functions.push(text.finish());
        let groups = match axes.len() {
            1 => Groups::Linear { threads: THREADS },
            _ => Groups::Tiled { tile: TILE },
        };
        self.pass("run", groups);
    }

    pub(super) fn p(&self, param: Param) -> String {
        self.fields.scalar(param).unwrap_or_else(|| panic!("metate bug: no parameter {param:?}"))
    }

    /// The induction variable of an axis in its iteration `trip`.
    fn along(&self, number: usize, axis: &Axis, trip: &str) -> String {
        let first = self.p(Param::First(number));
        match register(self.func().ty(axis.var), self.words) {
            "u32" => format!("{first} + {trip}"),
            register => format!("{first} + {register}({trip})"),
        }
    }

    /// The iterations of all axes together.
    fn trips(&self, axes: usize) -> String {
        (0..axes).map(|axis| self.p(Param::Trips(axis))).collect::<Vec<_>>().join(" * ")
    }

    /// The iterations of as many rows of the outermost axis as a parameter says.
    fn of_rows(&self, rows: Param, axes: usize) -> String {
        let inner = (1..axes).map(|axis| self.p(Param::Trips(axis)));
        std::iter::once(self.p(rows)).chain(inner).collect::<Vec<_>>().join(" * ")
    }

    /// Statements that find the place of iteration `trip`, and the arguments for it.
    fn place(&self, axes: &[Axis], text: &mut Text) -> Vec<String> {
        if let [axis] = axes {
            return vec![self.along(0, axis, "trip")];
        }
        let mut args = Vec::new();
        let mut left = "trip".to_owned();
        for (number, axis) in axes.iter().enumerate().rev() {
            if number == 0 {
                args.push(self.along(0, axis, &left));
                break;
            }
            let trips = self.p(Param::Trips(number));
            text.line(format!("let trip_{number} = {left} % {trips};"));
            text.line(format!("let left_{number} = {left} / {trips};"));
            args.push(self.along(number, axis, &format!("trip_{number}")));
            left = format!("left_{number}");
        }
        args.reverse();
        args
    }

    /// The entry point of a grid in which an invocation does one iteration after the other.
    pub(super) fn strided(
        &mut self,
        axes: &[Axis],
        part: Option<&Part>,
        counts: bool,
        threads: u32,
    ) {
        let mut text = Text::default();
        let copies = self.updates.any_copies();
        let staged: Vec<String> = self
            .updated()
            .into_iter()
            .filter(|&(array, ..)| self.is_staged(array))
            .map(|(array, ..)| self.memory.arrays[&array].name.clone())
            .collect();
        text.line(format!("@compute @workgroup_size({threads})"));
        text.open(
            "fn run(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32)",
        );
        staged.iter().for_each(|name| text.line(format!("begin_{name}(local);")));
        if !staged.is_empty() {
            text.line("workgroupBarrier();");
        }
        self.pay(&mut text);
        let begin = match self.sliced {
            true => {
                text.line(format!("let begin = {};", self.of_rows(Param::Base(0), axes.len())));
                "begin + "
            }
            false => "",
        };
        let trips = match self.sliced {
            true => self.of_rows(Param::End, axes.len()),
            false => self.trips(axes.len()),
        };
        let trips = if self.watches { format!("select({trips}, 0u, stopped())") } else { trips };
        text.line(format!("let trips = {trips};"));
        if part.is_some() {
            text.line("var all = start();");
        }
        let (first, stride) = match copies {
            true => {
                text.line("copy = group.x * THREADS + local;");
                text.line("let copies = min(p.copies, groups.x * THREADS);");
                (format!("select(trips, {begin}copy, copy < copies)"), "copies")
            }
            false => (format!("{begin}group.x * THREADS + local"), "groups.x * THREADS"),
        };
        let going = if self.halts() { " && !halted" } else { "" };
        text.open(format!("for (var trip = {first}; trip < trips{going}; trip += {stride})"));
        let mut args = self.place(axes, &mut text);
        if counts {
            args.insert(0, "trip".to_owned());
        }
        match part {
            Some(_) => {
                args.push("all".to_owned());
                text.line(format!("all = iteration({});", args.join(", ")));
            }
            None => text.line(format!("iteration({});", args.join(", "))),
        }
        text.close();
        if !staged.is_empty() {
            text.line("workgroupBarrier();");
        }
        staged.iter().for_each(|name| text.line(format!("spread_{name}(local);")));
        if part.is_some() {
            text.line("gather(all, local);");
            let at = if self.sliced { "p.slice_parts + group.x" } else { "group.x" };
            text.line(format!("if (local == 0u) {{ put({at}, tree[0]); }}"));
        }
        if self.traps {
            text.line("report(group.x, local);");
        }
        text.close();
        self.functions.push(text.finish());
        let most = match (copies, part.is_some()) {
            (true, _) => MOST_COPY_GROUPS,
            (false, true) => MOST_PARTS,
            (false, false) => trap::MOST_GROUPS,
        };
        self.pass("run", Groups::Strided { threads, most, parts: part.is_some() });
    }

    /// The entry point that combines what all workgroups have.
    pub(super) fn finishing(&mut self, axes: &[Axis], part: &Part, threads: u32) {
        let mut text = Text::default();
        text.line(format!("@compute @workgroup_size({threads})"));
        text.open("fn finish(@builtin(local_invocation_index) local: u32)");
        match self.sliced {
            true => text.line("let groups = p.slice_parts;"),
            false => text.line(format!("let groups = group_count({});", self.trips(axes.len()))),
        }
        text.line("var all = start();");
        text.open("for (var group = local; group < groups; group += THREADS)");
        text.line("all = combine(all, take(group));");
        text.close();
        text.line("gather(all, local);");
        text.open("if (local == 0u)");
        text.line("let total = combine(initial(), tree[0]);");
        part.results(|value| self.offload.slot(value), &self.needs, &mut text);
        text.close();
        text.close();
        self.functions.push(text.finish());
        self.pass("finish", Groups::One);
    }

    /// An entry point that goes through arrays of which there are copies, or through all `copies`.
    pub(super) fn filling(&mut self, entry: &'static str, copies: bool, threads: u32) {
        let mut text = Text::default();
        text.line(format!("@compute @workgroup_size({threads})"));
        text.open(format!(
            "fn {entry}(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>)"
        ));
        let mut largest = None;
        for (array, _, how) in self.updated() {
            if how == How::Copies {
                let name = &self.memory.arrays[&array].name;
                text.line(format!("{entry}_{name}(id.x, groups.x * THREADS);"));
                largest.get_or_insert(array);
            }
        }
        text.close();
        self.functions.push(text.finish());
        if let Some(array) = largest {
            self.pass(entry, Groups::Elements { array, threads, most: MOST_FILLING, copies });
        }
    }

    /// The entry points of a scan.
    pub(super) fn scanning(&self, axis: Axis, part: &Part, threads: u32) -> String {
        let mut results = Text::default();
        part.results(|value| self.offload.slot(value), &self.needs, &mut results);
        let results = results.finish().trim_end().replace('\n', "\n        ");
        let place = self.along(0, &axis, "trip");
        let trip = if self.traps { "trip, " } else { "" };
        let pay = if self.region.unbounded { "budget = p.budget;" } else { "" };
        include_str!("../../../shaders/scan.wgsl")
            .replace("!STOPPED", if self.watches { "!stopped()" } else { "true" })
            .replace("!HALTED", if self.halts() { "!halted" } else { "true" })
            .replace("    budget_of_all();\n", &indented(pay))
            .replace(
                "    REPORT\n",
                &indented(if self.traps { "report(group.x, local);" } else { "" }),
            )
            .replace("        RESULTS\n", &format!("        {results}\n"))
            .replace("ITERATION", &format!("iteration({trip}{place}, sum);"))
            .replace("AXIS", &format!("{place}, start()"))
            .replace("TRIPS", &self.trips(1))
            .replace("ITEM_COUNT", &format!("{SCAN_ITEMS}u"))
            .replace("SIZE", &threads.to_string())
    }
}

fn indented(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("    {line}\n") }
}
