//! Whether two accesses of a `prange` meet at an element in different iterations.
//!
//! In: two sites. Out: that they do not, or where they do. The facts of both are put together,
//! each with its own copy of what is not shared, with the indices equal and the iterations
//! different; the Omega test decides. Where one of several cases holds, the cases are tried that a
//! solution without them contradicts.
//!
//! Always true: [`Meeting::Never`] is proved. Of products of variables it is known how they are
//! ordered: if `i < j` then `n * i + n <= n * j`. Deliberately absent: anything else that is not
//! linear.

use super::sites::Site;
use super::space::{Cases, FAR, Fact, Origin, Space};
use crate::error::Span;
use crate::hir::LocalId;
use crate::util::index::Index;
use crate::util::omega::{Answer, Linear, System, Var};

/// Systems that are solved for one pair of accesses.
const MOST_SYSTEMS: u32 = 150;
/// Products that are compared with each other.
const MOST_PRODUCTS: usize = 6;

/// Whether two accesses meet.
#[derive(Debug)]
pub(super) enum Meeting {
    /// They do not.
    Never,
    /// They do here.
    At(Box<Collision>),
    /// They may, but only where machine integers wrap around.
    Wrapped,
    /// They may, for all that is known; perhaps because nothing is known of this expression.
    Unknown(Option<Span>),
    /// They may, since their indices are elements of two arrays, loaded here.
    TwoArrays([Span; 2]),
    /// They may, even where the elements of the array that is loaded from here are distinct.
    EvenDistinct(Span),
}

/// What is taken for granted of the elements that indices are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Elements {
    /// Nothing.
    Any,
    /// Those of one array differ if they lie at different places, and no index wraps around.
    Distinct,
}

/// An example of two accesses that meet.
#[derive(Debug)]
pub(super) struct Collision {
    /// The iterations of the first and of the second access.
    pub(super) iterations: [i128; 2],
    /// The element.
    pub(super) element: Vec<i128>,
    /// What variables of the surroundings are there.
    pub(super) given: Vec<(LocalId, i128)>,
}

/// Whether two accesses meet; `systems` is what all pairs of the loop may still solve.
pub(super) fn meet(
    space: &Space,
    iteration: Var,
    sites: [&Site; 2],
    elements: Elements,
    systems: &mut u32,
) -> Meeting {
    let mut pair = Pair::new(space, iteration, sites, elements, MOST_SYSTEMS.min(*systems));
    if elements == Elements::Distinct {
        pair.tell_elements_apart();
    }
    let before = pair.systems;
    let answer = pair.solve(pair.system.clone(), 0);
    *systems -= before - pair.systems;
    let point = match answer {
        Answer::Empty => return Meeting::Never,
        Answer::Point(point) => Some(point),
        Answer::Unknown => None,
    };
    if let Some(places) = pair.two_arrays().filter(|_| elements == Elements::Distinct) {
        return Meeting::TwoArrays(places);
    }
    let unknown = pair.unknown();
    if let Some(span) = unknown.filter(|_| elements == Elements::Distinct) {
        return Meeting::EvenDistinct(span);
    }
    if unknown.is_some() {
        return Meeting::Unknown(unknown);
    }
    if let Some(point) = pair.small_example() {
        return pair.collision(&point);
    }
    match point {
        _ if pair.is_apart_without_wraps() => Meeting::Wrapped,
        Some(point) if pair.is_true(&point) => pair.collision(&point),
        _ => Meeting::Unknown(None),
    }
}

/// A variable of the system of a pair.
struct Column {
    /// What it is a copy of.
    var: Var,
    /// The access that it belongs to; shared ones are of the first.
    side: usize,
}

/// A product of variables.
struct Product {
    it: Linear,
    factor: Linear,
    core: Linear,
}

struct Pair<'p> {
    space: &'p Space,
    sites: [&'p Site; 2],
    columns: Vec<Column>,
    iterations: [Var; 2],
    system: System,
    clauses: Vec<Cases>,
    products: Vec<Product>,
    systems: u32,
}

impl<'p> Pair<'p> {
    fn new(
        space: &'p Space,
        iteration: Var,
        sites: [&'p Site; 2],
        elements: Elements,
        systems: u32,
    ) -> Pair<'p> {
        let mut pair = Pair {
            space,
            sites,
            columns: Vec::new(),
            iterations: [Var::new(0); 2],
            system: System::default(),
            clauses: Vec::new(),
            products: Vec::new(),
            systems,
        };
        pair.iterations = [0, 1].map(|side| pair.column(side, iteration));
        for side in [0, 1] {
            pair.add_site(side);
        }
        let index = |site: &'p Site| match elements {
            Elements::Any => site.index.as_ref(),
            Elements::Distinct => site.plain.as_ref(),
        };
        if let [Some(left), Some(right)] = sites.map(index) {
            for (left, right) in left.iter().zip(right) {
                let (left, right) = (pair.renamed(0, left), pair.renamed(1, right));
                // Without it the system is larger, so that nothing is proved that is not so.
                pair.system.equations.extend(left.minus(&right));
            }
        }
        let [first, second] = pair.iterations.map(Linear::var);
        let order =
            [(&first, &second), (&second, &first)].into_iter().filter_map(|(less, more)| {
                Some(vec![Fact::NotNegative(more.minus(less)?.shifted(-1)?)])
            });
        let order: Cases = order.collect();
        // Of an access and itself both orders are the same.
        match std::ptr::eq(sites[0], sites[1]) {
            true => pair
                .system
                .inequalities
                .extend(order.iter().flatten().take(1).map(|it| it.linear().clone())),
            // In front, as most proofs need it and not what remainders and choices may be.
            false => pair.clauses.insert(0, order),
        }
        pair.order_products();
        pair
    }

    /// The copy of a variable for one of the accesses.
    fn column(&mut self, side: usize, var: Var) -> Var {
        let side = if self.space.row(var).shared { 0 } else { side };
        let known = self.columns.iter().position(|it| it.var == var && it.side == side);
        Var::new(known.unwrap_or_else(|| {
            self.columns.push(Column { var, side });
            self.columns.len() - 1
        }))
    }

    fn renamed(&mut self, side: usize, linear: &Linear) -> Linear {
        linear.renamed(&mut |var| self.column(side, var))
    }

    fn add(&mut self, fact: Fact) {
        match fact {
            Fact::Zero(linear) => self.system.equal(linear),
            Fact::NotNegative(linear) => self.system.at_least_zero(linear),
        }
    }

    fn add_site(&mut self, side: usize) {
        let (site, space) = (self.sites[side], self.space);
        for fact in &site.facts {
            let fact = fact.renamed(&mut |var| self.column(side, var));
            self.add(fact);
        }
        for cases in &site.clauses {
            let cases = cases.iter().map(|case| {
                case.iter().map(|fact| fact.renamed(&mut |var| self.column(side, var))).collect()
            });
            let cases = cases.collect();
            self.clauses.push(cases);
        }
        for &var in &site.vars {
            let row = space.row(var);
            if row.shared && side == 1 && self.sites[0].vars.contains(&var) {
                continue;
            }
            let it = Linear::var(self.column(side, var));
            let (least, most) = row.range;
            if least > -FAR {
                self.system.inequalities.extend(it.shifted(-least));
            }
            if most < FAR {
                self.system.inequalities.extend(it.times(-1).and_then(|it| it.shifted(most)));
            }
            for (factor, core) in &row.products {
                let (factor, core) = (self.renamed(side, factor), self.renamed(side, core));
                self.products.push(Product { it: it.clone(), factor, core });
            }
        }
    }

    /// Adds how products with the same factor are ordered, and on which side of 0 they are.
    fn order_products(&mut self) {
        let products = &self.products[..self.products.len().min(MOST_PRODUCTS)];
        let nothing = Linear::default();
        let mut clauses = Vec::new();
        for (number, product) in products.iter().enumerate() {
            let others = products[number + 1..].iter().filter(|it| it.factor == product.factor);
            let others = others.map(|other| (&other.it, &other.core));
            for (other, core) in others.chain([(&nothing, &nothing)]) {
                clauses.extend(ordered(product, other, core));
            }
        }
        self.clauses.extend(clauses);
    }

    /// A solution of a system and of the clauses from number `next` on.
    fn solve(&mut self, system: System, next: usize) -> Answer {
        let Some(left) = self.systems.checked_sub(1) else { return Answer::Unknown };
        self.systems = left;
        let answer = system.solve();
        let point = match answer {
            Answer::Point(point) => point,
            other => return other,
        };
        let holds =
            |cases: &Cases| cases.iter().any(|case| case.iter().all(|fact| fact.holds_at(&point)));
        let Some(at) = (next..self.clauses.len()).find(|&at| !holds(&self.clauses[at])) else {
            return Answer::Point(point);
        };
        self.clauses.swap(next, at);
        let cases = self.clauses[next].clone();
        let mut answer = Answer::Empty;
        for case in cases {
            let mut narrower = system.clone();
            for fact in case {
                match fact {
                    Fact::Zero(linear) => narrower.equal(linear),
                    Fact::NotNegative(linear) => narrower.at_least_zero(linear),
                }
            }
            match self.solve(narrower, next + 1) {
                Answer::Empty => {}
                Answer::Unknown => answer = Answer::Unknown,
                point => return point,
            }
        }
        answer
    }

    /// Elements of one array are the same only if they are one element. Where that depends on
    /// something unknown it is taken for another one.
    fn tell_elements_apart(&mut self) {
        let sites = self.sites;
        let space = self.space;
        let loads = |side: usize| {
            let vars = sites[side].vars.iter().copied();
            vars.filter_map(move |var| Some((var, space.row(var).load.as_ref()?)))
        };
        for (first, (array, index)) in loads(0) {
            for (second, _) in loads(1).filter(|(_, (other, _))| other == array) {
                let at = space.row(second).load.as_ref().map_or(&[][..], |(_, at)| at);
                let sides = [(0, first), (1, second)];
                let [one, other] = sides.map(|(side, var)| Linear::var(self.column(side, var)));
                let mut cases = Cases::new();
                for (less, more) in [(&one, &other), (&other, &one)] {
                    let apart = more.minus(less).and_then(|apart| apart.shifted(-1));
                    cases.extend(apart.map(|apart| vec![Fact::NotNegative(apart)]));
                }
                if index.iter().chain(at).all(|form| self.is_plain(form)) {
                    let mut same = vec![(one, other)];
                    for (left, right) in index.iter().zip(at) {
                        same.push((self.renamed(0, left), self.renamed(1, right)));
                    }
                    let same: Option<Vec<Fact>> =
                        same.iter().map(|(a, b)| Some(Fact::Zero(a.minus(b)?))).collect();
                    cases.push(same.unwrap_or_default());
                }
                // In front, for the same reason as the order of the iterations.
                self.clauses.insert(0, cases);
            }
        }
    }

    /// Whether the place of an element depends on nothing unknown.
    fn is_plain(&self, form: &Linear) -> bool {
        let row = |var| self.space.row(var);
        let is_unknown = |var| !row(var).shared && matches!(row(var).origin, Origin::Unknown(_));
        let is_load = |var| !row(var).shared && row(var).load.is_some();
        let terms = |form: &Linear| form.terms().iter().map(|term| term.0).collect::<Vec<_>>();
        terms(form).into_iter().all(|var| {
            let limits = row(var).facts.iter().flat_map(|fact| terms(fact.linear()));
            !is_unknown(var) && !limits.into_iter().any(|var| is_unknown(var) || is_load(var))
        })
    }

    /// Where the accesses load their indices from, if that is two arrays.
    fn two_arrays(&self) -> Option<[Span; 2]> {
        let sources = self.sites.map(|site| {
            let forms = site.plain.iter().flatten();
            let mut rows = forms.flat_map(|form| form.terms()).map(|term| self.space.row(term.0));
            rows.find_map(|row| match (row.origin, &row.load) {
                (Origin::Load(span), Some((array, _))) => Some((span, *array)),
                _ => None,
            })
        });
        match sources {
            [Some((first, one)), Some((second, other))] if one != other => Some([first, second]),
            _ => None,
        }
    }

    /// An expression that an index depends on and that nothing is known of.
    fn unknown(&self) -> Option<Span> {
        let indices = self.sites.iter().flat_map(|site| [&site.index, &site.plain]);
        let indices = indices.flatten().flatten();
        let mut rows = indices.flat_map(|index| index.terms()).map(|term| self.space.row(term.0));
        rows.find_map(|row| match row.origin {
            Origin::Unknown(span) | Origin::Load(span) if !row.shared => Some(span),
            _ => None,
        })
    }

    /// What a solution says.
    fn collision(&mut self, point: &[i128]) -> Meeting {
        let value = |var: Var| point.get(var.number()).copied().unwrap_or(0);
        let iterations = self.iterations.map(value);
        let sites = self.sites;
        let (side, index) = match sites.map(|site| site.index.as_ref()) {
            [Some(index), _] => (0, index),
            [_, Some(index)] => (1, index),
            _ => return Meeting::Unknown(None),
        };
        let element: Option<Vec<i128>> =
            index.iter().map(|index| self.renamed(side, index).at(point)).collect();
        let Some(element) = element else { return Meeting::Unknown(None) };
        let mut given = Vec::new();
        for (number, column) in self.columns.iter().enumerate() {
            let row = self.space.row(column.var);
            if let (true, Origin::Local(local)) = (row.shared, row.origin) {
                given.push((local, value(Var::new(number))));
            }
        }
        Meeting::At(Box::new(Collision { iterations, element, given }))
    }

    /// Whether the accesses are apart where no integer wraps around.
    fn is_apart_without_wraps(&mut self) -> bool {
        let mut system = self.system.clone();
        for (number, column) in self.columns.iter().enumerate() {
            if self.space.row(column.var).origin == Origin::Wraps {
                system.equal(Linear::var(Var::new(number)));
            }
        }
        self.systems = MOST_SYSTEMS;
        system.equations.len() > self.system.equations.len()
            && self.solve(system, 0) == Answer::Empty
    }

    /// Whether products are what their factors make.
    fn is_true(&self, point: &[i128]) -> bool {
        self.products.iter().all(|Product { it, factor, core }| {
            let of = |linear: &Linear| linear.at(point);
            of(factor).zip(of(core)).and_then(|(a, b)| a.checked_mul(b)) == of(it)
        })
    }

    /// A solution in small numbers, with products of what their factors are.
    fn small_example(&mut self) -> Option<Vec<i128>> {
        let factors: Vec<Linear> = self.products.iter().map(|it| it.factor.clone()).collect();
        let numbers: &[i128] = if factors.is_empty() { &[0] } else { &[2, 3, 1, 4, 0] };
        for (most, &number) in
            [6, 40].into_iter().flat_map(|most| numbers.iter().map(move |it| (most, it)))
        {
            let mut system = self.system.clone();
            for number in 0..self.columns.len() {
                let column = &self.columns[number];
                let row = self.space.row(column.var);
                if matches!(row.origin, Origin::Local(_)) {
                    let it = Linear::var(Var::new(number));
                    system.inequalities.extend(it.times(-1).and_then(|it| it.shifted(most)));
                }
            }
            for Product { it, factor, core } in &self.products {
                system.equations.extend(factor.shifted(-number));
                system.equations.extend(it.plus(core, -number));
            }
            self.systems = 20;
            if let Answer::Point(point) = self.solve(system, 0)
                && self.is_true(&point)
            {
                return Some(point);
            }
        }
        None
    }
}

/// How a product and another one with the same factor are ordered.
fn ordered(product: &Product, other: &Linear, core: &Linear) -> Option<Cases> {
    let apart = product.it.minus(other)?;
    let cores = product.core.minus(core)?;
    let factor = &product.factor;
    let below = [cores.times(-1)?.shifted(-1)?, apart.times(-1)?.minus(factor)?];
    let above = [cores.shifted(-1)?, apart.minus(factor)?];
    Some(vec![
        vec![Fact::Zero(cores), Fact::Zero(apart)],
        below.map(Fact::NotNegative).to_vec(),
        above.map(Fact::NotNegative).to_vec(),
    ])
}
