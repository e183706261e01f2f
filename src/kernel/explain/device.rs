//! What becomes of a kernel's loops and arrays on a device, for `explain`.
//!
//! In: an offload. Out: a [`DeviceLoop`] for each loop, a [`Transfer`] for each array. Always true: of
//! a loop that stands there twice, behind a question about its bounds, the copy without checks is
//! told of. Deliberately absent: what a call really moved, which `gpu::last_call` tells.

use std::collections::HashMap;

use metate_lang::ir::walk::walk;
use metate_lang::ir::{ArrayId, Func, Label, Param};

use crate::backend::wgsl::{self, Words};
use crate::plan::offload::{Offload, RegionId, RegionKind, Step, Steps};

/// Where the iterations of a loop run on [`Target::Gpu`](crate::Target::Gpu).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeviceLoop {
    /// All at once: it is an axis of a grid of invocations.
    Grid {
        /// Which axis, from 0, the outermost.
        axis: usize,
        /// How many there are.
        axes: usize,
    },
    /// All at once, as a prefix sum is made: in three launches.
    Scan,
    /// One after the other, within an invocation of a grid.
    Invocation,
    /// One after the other, in the one invocation of a launch, which is refused where it would take
    /// too long.
    Serial,
    /// One after the other: the host goes through them and launches what is inside.
    Host,
    /// Nowhere: the device cannot do it.
    Refused {
        /// Why.
        because: String,
    },
}

impl DeviceLoop {
    /// In words.
    pub(super) fn text(&self) -> String {
        match self {
            DeviceLoop::Grid { axes: 1, .. } => "iterations are invocations of a launch".to_owned(),
            DeviceLoop::Grid { axis, axes } => {
                format!("iterations are invocations of a launch, axis {} of {axes}", axis + 1)
            }
            DeviceLoop::Scan => "iterations run at once, as a scan in three launches".to_owned(),
            DeviceLoop::Invocation => "in order, within each invocation".to_owned(),
            DeviceLoop::Serial => "in order, in one invocation of a launch".to_owned(),
            DeviceLoop::Host => "in order, on the host, which launches what is inside".to_owned(),
            DeviceLoop::Refused { because } => format!("refused: {because}"),
        }
    }
}

/// How an array of the host goes to the device and back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transfer {
    /// The parameter.
    pub array: String,
    /// Whether its elements are uploaded.
    pub up: bool,
    /// Whether they are not where all of them are stored before any is read, as far as sizes tell.
    pub unless_whole: bool,
    /// Whether they are downloaded.
    pub down: bool,
}

impl Transfer {
    /// In words.
    pub(super) fn text(&self) -> String {
        let up = match (self.up, self.unless_whole) {
            (true, true) => "uploaded unless all of it is stored first",
            (true, false) => "uploaded",
            (false, _) => "not uploaded",
        };
        format!("{up}, {}", if self.down { "downloaded" } else { "not downloaded" })
    }
}

/// What becomes of each loop, by its label in the text.
pub(super) fn loops(offload: &Offload, source: &str) -> HashMap<Label, DeviceLoop> {
    let mut finder = Finder { offload, source, found: HashMap::new() };
    finder.steps(&offload.steps);
    finder.found
}

struct Finder<'o> {
    offload: &'o Offload,
    source: &'o str,
    found: HashMap<Label, DeviceLoop>,
}

impl Finder<'_> {
    fn note(&mut self, label: Label, what: DeviceLoop) {
        self.found.entry(origin(&self.offload.func, label)).or_insert(what);
    }

    fn steps(&mut self, steps: &Steps) {
        for step in &steps.steps {
            match step {
                Step::Host(_) | Step::Allocate { .. } | Step::Fetch(_) => {}
                Step::Launch(region) => self.region(*region),
                Step::If { then, otherwise, .. } => {
                    self.steps(then);
                    self.steps(otherwise);
                }
                Step::For { label, body, .. } | Step::Loop { label, body, .. } => {
                    self.note(*label, DeviceLoop::Host);
                    self.steps(body);
                }
                Step::Scope { body, .. } => self.steps(body),
            }
        }
    }

    fn region(&mut self, id: RegionId) {
        let region = &self.offload.regions[id];
        let words = Words::Narrow;
        let made = wgsl::shader(self.offload, id, self.source, &wgsl::caps(), words, &[]);
        let refused = made.err().map(|refusal| DeviceLoop::Refused { because: refusal.reason });
        let axes = region.axes().len();
        for (axis, row) in region.axes().iter().enumerate() {
            let what = match region.kind {
                RegionKind::Scan { .. } => DeviceLoop::Scan,
                _ => DeviceLoop::Grid { axis, axes },
            };
            self.note(row.label, refused.clone().unwrap_or(what));
        }
        let inside = if axes == 0 { DeviceLoop::Serial } else { DeviceLoop::Invocation };
        let mut labels = Vec::new();
        walk(&region.body, &mut |stmt| labels.extend(stmt.kind.label()));
        for label in labels {
            let what = refused.clone().filter(|_| axes == 0).unwrap_or(inside.clone());
            self.note(label, what);
        }
    }
}

/// The loop of the text that a loop is, or is a copy of.
fn origin(func: &Func, label: Label) -> Label {
    let mut label = label;
    while let Some(of) = func.labels[label].of {
        label = of;
    }
    label
}

/// How each array goes to the device and back.
pub(super) fn transfers(offload: &Offload) -> Vec<Transfer> {
    let mut order = Vec::new();
    launches(&offload.steps, &mut order);
    let arrays = offload.func.params.iter().filter_map(|param| match param {
        Param::Array(array) => Some(*array),
        Param::Scalar(_) => None,
    });
    arrays.map(|array| transfer(offload, &order, array)).collect()
}

fn launches(steps: &Steps, order: &mut Vec<RegionId>) {
    for step in &steps.steps {
        match step {
            Step::Host(_) | Step::Allocate { .. } | Step::Fetch(_) => {}
            Step::Launch(region) => order.push(*region),
            Step::If { then, otherwise, .. } => {
                launches(then, order);
                launches(otherwise, order);
            }
            Step::For { body, .. } | Step::Loop { body, .. } | Step::Scope { body, .. } => {
                launches(body, order);
            }
        }
    }
}

fn transfer(offload: &Offload, order: &[RegionId], array: ArrayId) -> Transfer {
    let touched = order.iter().filter_map(|&region| {
        let region = &offload.regions[region];
        region.arrays.iter().find(|touched| touched.array == array)
    });
    let touched: Vec<_> = touched.collect();
    Transfer {
        array: offload.func.arrays[array].name.clone(),
        up: !touched.is_empty(),
        unless_whole: touched.first().is_some_and(|touched| touched.whole.is_some()),
        down: touched.iter().any(|touched| touched.writes),
    }
}
