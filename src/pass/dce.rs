//! Dead code: removes what nobody asks for.
//!
//! In: a function. Out: the same without values, results and carried values that no store, check,
//! branch or return depends on, and without branches and counted loops that do nothing else.
//! Always true: a value is asked for if something that is seen from outside depends on it; that
//! a carried value computes itself is not enough. A `Loop` stays, as it may never end, and so do
//! checks and stores. What a reduction of a parallel loop goes with stays with it.
//! Deliberately absent: stores that nobody reads.
//!
//! A first walk draws up who needs whom; then all that is needed is marked, beginning at what is
//! seen from outside; a second walk removes the rest. Each looks at everything once.

use metate_lang::ir::{Block, End, Func, Label, Reduction, StmtKind, Val};
use metate_lang::util::index::Index;

use super::{Changed, known, take_body};

/// Removes what nobody asks for.
pub fn dce(func: &mut Func) -> Changed {
    let mut body = take_body(func);
    let mut graph = Graph::new(func);
    graph.block(&body, BODY);
    graph.mark();
    let mut removal = Removal { graph: &graph, next: BODY + 1, changed: false };
    removal.block(&mut body, BODY);
    let changed = removal.changed;
    func.body = body;
    changed.into()
}

/// A run of values in [`Graph::pool`].
#[derive(Clone, Copy, Default)]
struct Run {
    from: u32,
    len: u32,
}

/// How a value is defined.
#[derive(Clone, Copy)]
enum Definition {
    /// From outside.
    Given,
    /// By a statement without blocks, from these.
    From(Run),
    /// As this result of a node.
    Result(u32, u32),
    /// As this carried value of a node.
    Carried(u32, u32),
    /// As the induction variable of a node.
    Variable(u32),
}

/// A statement with blocks, or the function itself.
struct Node {
    parent: u32,
    /// The number of the next node that is not inside.
    end: u32,
    /// Whether it is needed.
    kept: bool,
    label: Option<Label>,
    /// Whether results and carried values go together, as in a `For`.
    paired: bool,
    /// A condition or the limits of a range.
    control: Run,
    to: Run,
    inner: Run,
    init: Run,
    /// What the arms of an `If` give.
    gives: [Run; 2],
    /// For each carried value of a parallel loop the one it goes with.
    with: Vec<Option<u32>>,
}

/// The end of a block that continues or leaves a loop or scope.
struct Leaver {
    /// The node whose block it is.
    node: u32,
    is_next: bool,
    values: Run,
    /// The one before it with the same label.
    before: Option<u32>,
}

/// The number of the function's own node.
const BODY: u32 = 0;

struct Graph {
    pool: Vec<Val>,
    definitions: Vec<Definition>,
    nodes: Vec<Node>,
    leavers: Vec<Leaver>,
    /// The node of each label, and its last leaver.
    labels: Vec<(u32, Option<u32>)>,
    live: Vec<bool>,
    /// Values that are live, and whose definition has not been looked at.
    work: Vec<Val>,
    /// Nodes that do something that is seen from outside.
    seen: Vec<u32>,
}

impl Graph {
    fn new(func: &Func) -> Graph {
        let values = func.values.len();
        Graph {
            pool: Vec::with_capacity(2 * values),
            definitions: vec![Definition::Given; values],
            nodes: vec![Node::new(BODY)],
            leavers: Vec::new(),
            labels: vec![(BODY, None); func.labels.len()],
            live: vec![false; values],
            work: Vec::with_capacity(values),
            seen: Vec::new(),
        }
    }

    // The first walk.

    fn run(&mut self, values: impl IntoIterator<Item = Val>) -> Run {
        let from = self.pool.len();
        self.pool.extend(values);
        Run { from: from as u32, len: (self.pool.len() - from) as u32 }
    }

    fn values(&self, run: Run) -> &[Val] {
        &self.pool[run.from as usize..][..run.len as usize]
    }

    fn block(&mut self, block: &Block, node: u32) {
        for stmt in &block.stmts {
            self.statement(&stmt.kind, node);
        }
        match &block.end {
            End::Give(_) | End::Unreachable => {}
            End::Next(label, values) | End::Break(label, values) => {
                let is_next = matches!(block.end, End::Next(..));
                let values = self.run(values.iter().copied());
                let number = self.leavers.len() as u32;
                let before = self.labels[label.number()].1.replace(number);
                self.leavers.push(Leaver { node, is_next, values, before });
            }
            End::Return(values) => {
                values.iter().for_each(|&value| self.need(value));
                self.seen.push(node);
            }
        }
    }

    fn statement(&mut self, kind: &StmtKind, node: u32) {
        match kind {
            StmtKind::Op { op, args, .. } if known::is_opaque(*op) => {
                kind.results().iter().for_each(|&to| self.need(to));
                self.seen.push(node);
                self.define(kind, args);
            }
            StmtKind::Const { .. } | StmtKind::Extent { .. } | StmtKind::Clock { .. } => {
                self.define(kind, &[]);
            }
            StmtKind::Op { args, .. } => self.define(kind, args),
            StmtKind::Load { index, .. } => self.define(kind, index),
            StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. } => {
                kind.operands(|value| self.need(value));
                self.seen.push(node);
            }
            StmtKind::If { .. }
            | StmtKind::For { .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => self.node(kind, node),
        }
    }

    fn define(&mut self, kind: &StmtKind, from: &[Val]) {
        let run = self.run(from.iter().copied());
        for to in kind.results() {
            self.definitions[to.number()] = Definition::From(run);
        }
    }

    /// A statement with blocks.
    fn node(&mut self, kind: &StmtKind, parent: u32) {
        let number = self.nodes.len() as u32;
        let mut node = Node::new(parent);
        node.label = kind.label();
        node.to = self.run(kind.results().iter().copied());
        match kind {
            StmtKind::If { cond, then, otherwise, .. } => {
                node.control = self.run([*cond]);
                node.gives = [then, otherwise].map(|arm| match &arm.end {
                    End::Give(values) => self.run(values.iter().copied()),
                    _ => Run::default(),
                });
            }
            StmtKind::For { var, range, carried, parallel, .. } => {
                let work = parallel.as_ref().and_then(|parallel| parallel.fork.as_ref());
                let work = work.map(|fork| fork.work);
                node.control = self.run([range.lo, range.hi].into_iter().chain(work));
                node.paired = true;
                node.inner = self.run(carried.iter().map(|carried| carried.inner));
                node.init = self.run(carried.iter().map(|carried| carried.init));
                let goes_with = |reduction: &Reduction| match *reduction {
                    Reduction::With(best) => Some(best),
                    Reduction::Op(_) | Reduction::Best(_) | Reduction::InOrder => None,
                };
                node.with = parallel
                    .iter()
                    .flat_map(|parallel| parallel.reductions.iter().map(goes_with))
                    .collect();
                self.definitions[var.number()] = Definition::Variable(number);
            }
            StmtKind::Loop { carried, .. } => {
                node.inner = self.run(carried.iter().map(|carried| carried.inner));
                node.init = self.run(carried.iter().map(|carried| carried.init));
                self.seen.push(number);
            }
            StmtKind::Scope { .. }
            | StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. } => {}
        }
        for at in 0..node.to.len {
            let value = self.values(node.to)[at as usize];
            self.definitions[value.number()] = Definition::Result(number, at);
        }
        for at in 0..node.inner.len {
            let value = self.values(node.inner)[at as usize];
            self.definitions[value.number()] = Definition::Carried(number, at);
        }
        if let Some(label) = node.label {
            self.labels[label.number()].0 = number;
        }
        self.nodes.push(node);
        kind.blocks().for_each(|block| self.block(block, number));
        self.nodes[number as usize].end = self.nodes.len() as u32;
    }

    // Marking.

    fn mark(&mut self) {
        self.keep(BODY);
        while let Some(value) = self.work.pop() {
            match self.definitions[value.number()] {
                Definition::Given => {}
                Definition::From(run) => self.need_all(run),
                Definition::Variable(node) => self.keep(node),
                Definition::Result(node, at) => self.result(node, at),
                Definition::Carried(node, at) => self.carried(node, at),
            }
        }
    }

    fn need(&mut self, value: Val) {
        if !std::mem::replace(&mut self.live[value.number()], true) {
            self.work.push(value);
        }
    }

    fn need_all(&mut self, run: Run) {
        for at in 0..run.len {
            self.need_one(run, at);
        }
    }

    /// A value of a run, if the run has as many.
    fn need_one(&mut self, run: Run, at: u32) {
        if at < run.len {
            self.need(self.pool[(run.from + at) as usize]);
        }
    }

    /// A node is needed, and with it those around it and whatever decides when it is left.
    fn keep(&mut self, node: u32) {
        self.seen.push(node);
        while let Some(mut around) = self.seen.pop() {
            while !std::mem::replace(&mut self.nodes[around as usize].kept, true) {
                self.need_all(self.nodes[around as usize].control);
                let mut leaver = self.last_leaver(around);
                while let Some(number) = leaver {
                    let Leaver { node, before, .. } = self.leavers[number as usize];
                    self.seen.push(node);
                    leaver = before;
                }
                around = self.nodes[around as usize].parent;
            }
        }
    }

    fn last_leaver(&self, node: u32) -> Option<u32> {
        self.nodes[node as usize].label.and_then(|label| self.labels[label.number()].1)
    }

    fn result(&mut self, node: u32, at: u32) {
        self.keep(node);
        let Node { gives, inner, paired, .. } = self.nodes[node as usize];
        if paired {
            return self.need_one(inner, at);
        }
        gives.into_iter().for_each(|run| self.need_one(run, at));
        self.leave_with(node, at, |is_next| !is_next);
    }

    fn carried(&mut self, node: u32, at: u32) {
        self.keep(node);
        let Node { init, inner, paired, ref with, .. } = self.nodes[node as usize];
        let best = with.get(at as usize).copied().flatten();
        self.need_one(init, at);
        if let Some(best) = best {
            self.need_one(inner, best);
        }
        self.leave_with(node, at, |is_next| is_next || paired);
    }

    /// What the ends that continue or leave a loop or scope take along is needed.
    fn leave_with(&mut self, node: u32, at: u32, wanted: impl Fn(bool) -> bool) {
        let mut leaver = self.last_leaver(node);
        while let Some(number) = leaver {
            let Leaver { is_next, values, before, .. } = self.leavers[number as usize];
            if wanted(is_next) {
                self.need_one(values, at);
            }
            leaver = before;
        }
    }

    // What the second walk asks.

    fn is_live(&self, value: Val) -> bool {
        self.live[value.number()]
    }

    /// Whether a result of a node is needed.
    fn has_result(&self, node: u32, at: usize) -> bool {
        let Node { to, inner, paired, .. } = self.nodes[node as usize];
        self.is_live(self.values(if paired { inner } else { to })[at])
    }

    fn has_carried(&self, node: u32, at: usize) -> bool {
        self.is_live(self.values(self.nodes[node as usize].inner)[at])
    }
}

impl Node {
    fn new(parent: u32) -> Node {
        Node {
            parent,
            end: 0,
            kept: false,
            label: None,
            paired: false,
            control: Run::default(),
            to: Run::default(),
            inner: Run::default(),
            init: Run::default(),
            gives: [Run::default(); 2],
            with: Vec::new(),
        }
    }
}

/// The second walk: numbers nodes as the first one did.
struct Removal<'g> {
    graph: &'g Graph,
    next: u32,
    changed: bool,
}

impl Removal<'_> {
    fn block(&mut self, block: &mut Block, node: u32) {
        block.stmts.retain_mut(|stmt| {
            let stays = self.stays(&mut stmt.kind);
            self.changed |= !stays;
            stays
        });
        let graph = self.graph;
        match &mut block.end {
            End::Give(values) => self.filter(values, |at| graph.has_result(node, at)),
            End::Next(label, values) => {
                let node = graph.labels[label.number()].0;
                self.filter(values, |at| graph.has_carried(node, at));
            }
            End::Break(label, values) => {
                let node = graph.labels[label.number()].0;
                self.filter(values, |at| graph.has_result(node, at));
            }
            End::Return(_) | End::Unreachable => {}
        }
    }

    /// Whether the statement is needed, without what is not needed of it.
    fn stays(&mut self, kind: &mut StmtKind) -> bool {
        match kind {
            StmtKind::Const { to, .. }
            | StmtKind::Op { to, .. }
            | StmtKind::Extent { to, .. }
            | StmtKind::Load { to, .. }
            | StmtKind::Clock { to } => self.graph.is_live(*to),
            StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. } => true,
            StmtKind::If { .. }
            | StmtKind::For { .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => self.structure(kind),
        }
    }

    fn structure(&mut self, kind: &mut StmtKind) -> bool {
        let (number, graph) = (self.next, self.graph);
        let node = &graph.nodes[number as usize];
        if !node.kept {
            self.next = node.end;
            return false;
        }
        self.next += 1;
        match kind {
            StmtKind::If { to, .. } | StmtKind::Scope { to, .. } => {
                self.filter(to, |at| graph.has_result(number, at));
            }
            StmtKind::For { to, carried, parallel, .. } => {
                self.filter(to, |at| graph.has_result(number, at));
                self.filter(carried, |at| graph.has_carried(number, at));
                if let Some(parallel) = parallel {
                    let kept = |at: usize| graph.has_carried(number, at);
                    renumber(&mut parallel.reductions, kept);
                    self.filter(&mut parallel.reductions, kept);
                }
            }
            StmtKind::Loop { to, carried, .. } => {
                self.filter(to, |at| graph.has_result(number, at));
                self.filter(carried, |at| graph.has_carried(number, at));
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. } => {}
        }
        kind.blocks_mut().for_each(|block| self.block(block, number));
        true
    }

    /// Removes what is not kept from a list of results or carried values.
    fn filter<T>(&mut self, list: &mut Vec<T>, kept: impl Fn(usize) -> bool) {
        let before = list.len();
        let mut at = 0;
        list.retain(|_| {
            at += 1;
            kept(at - 1)
        });
        self.changed |= list.len() < before;
    }
}

/// Lets each reduction name the one it goes with by the number that this one will have.
fn renumber(reductions: &mut [Reduction], kept: impl Fn(usize) -> bool) {
    let mut numbers = Vec::with_capacity(reductions.len());
    let mut next = 0;
    for at in 0..reductions.len() {
        numbers.push(next);
        next += u32::from(kept(at));
    }
    for reduction in reductions {
        if let Reduction::With(best) = reduction {
            *best = numbers[*best as usize];
        }
    }
}
