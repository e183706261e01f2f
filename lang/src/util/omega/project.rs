//! Inequalities are projected along one variable after the other.
//!
//! In: inequalities that [`super::normalize`] went over. Out: a solution, or that there is none.
//! Always true: a variable whose projection is exact goes first, so that the other kinds of
//! shadows are rare. Deliberately absent: equations.

use super::{Found, Linear, MOST_INEQUALITIES, Solver, System, TooLarge, Var, set};

/// The splinters that are looked at of one variable.
const MOST_SPLINTERS: i128 = 64;

/// What bounds a variable: `by * var >= at` from below, `by * var <= at` from above; `by > 0`.
struct Bound {
    by: i128,
    at: Linear,
}

/// The inequalities of a system, seen from one variable.
struct View {
    var: Var,
    lower: Vec<Bound>,
    upper: Vec<Bound>,
    others: Vec<Linear>,
}

impl View {
    fn new(inequalities: &[Linear], var: Var) -> Result<View, TooLarge> {
        let (mut lower, mut upper, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for linear in inequalities {
            let rest = || linear.without(var);
            match linear.coefficient(var) {
                0 => others.push(linear.clone()),
                by if by > 0 => {
                    lower.push(Bound { by, at: rest().times(-1).ok_or(TooLarge)? });
                }
                by => upper.push(Bound { by: by.checked_neg().ok_or(TooLarge)?, at: rest() }),
            }
        }
        Ok(View { var, lower, upper, others })
    }

    /// Whether each point of the projection is that of a solution.
    fn is_exact(&self) -> bool {
        self.lower.iter().all(|bound| bound.by == 1) || self.upper.iter().all(|bound| bound.by == 1)
    }

    /// The inequalities of the projection; of the dark shadow, those that leave room for an
    /// integer.
    fn shadow(&self, dark: bool) -> Result<Vec<Linear>, TooLarge> {
        let mut shadow = self.others.clone();
        for lower in &self.lower {
            for upper in &self.upper {
                let common = super::gcd(lower.by, upper.by);
                let (up, down) = (upper.by / common, lower.by / common);
                let difference = upper.at.times(down).and_then(|at| at.plus(&lower.at, -up));
                let mut room = difference.ok_or(TooLarge)?;
                if dark {
                    // (a - 1)(b - 1), over the common divisor.
                    let gap = (lower.by - 1).checked_mul(upper.by - 1).ok_or(TooLarge)?;
                    let gap = gap.checked_add(common - 1).ok_or(TooLarge)? / common;
                    room = room.shifted(-gap).ok_or(TooLarge)?;
                }
                shadow.push(room);
                if shadow.len() > MOST_INEQUALITIES {
                    return Err(TooLarge);
                }
            }
        }
        Ok(shadow)
    }

    /// The integer between the bounds at a point of the projection that is nearest to 0.
    fn between(&self, point: &[i128]) -> Result<Option<i128>, TooLarge> {
        let (mut low, mut high) = (i128::MIN, i128::MAX);
        for bound in &self.lower {
            let at = bound.at.at(point).ok_or(TooLarge)?;
            let quotient = at.div_euclid(bound.by) + i128::from(at.rem_euclid(bound.by) != 0);
            low = low.max(quotient);
        }
        for bound in &self.upper {
            high = high.min(bound.at.at(point).ok_or(TooLarge)?.div_euclid(bound.by));
        }
        Ok((low <= high).then(|| 0.clamp(low, high)))
    }
}

impl Solver {
    /// A solution of inequalities.
    pub(super) fn project(&mut self, inequalities: Vec<Linear>) -> Found {
        self.step()?;
        let Some(view) = easiest(&inequalities)? else { return Ok(Some(Vec::new())) };
        let exact = view.is_exact();
        let real = System { inequalities: view.shadow(false)?, ..System::default() };
        let Some(mut point) = self.solve(real)? else { return Ok(None) };
        if let Some(value) = view.between(&point)? {
            set(&mut point, view.var, value);
            return Ok(Some(point));
        }
        if exact {
            // Cannot be: an exact projection has a solution above each of its points.
            return Err(TooLarge);
        }
        let dark = System { inequalities: view.shadow(true)?, ..System::default() };
        if let Some(mut point) = self.solve(dark)?
            && let Some(value) = view.between(&point)?
        {
            set(&mut point, view.var, value);
            return Ok(Some(point));
        }
        self.splinters(&view, &inequalities)
    }

    /// A solution outside of the dark shadow lies close above one of the lower bounds.
    fn splinters(&mut self, view: &View, inequalities: &[Linear]) -> Found {
        let Some(steepest) = view.upper.iter().map(|bound| bound.by).max() else {
            return Ok(None);
        };
        for lower in &view.lower {
            let area = lower.by.checked_mul(steepest).ok_or(TooLarge)?;
            let last = (area - lower.by - steepest).div_euclid(steepest);
            if last > MOST_SPLINTERS {
                return Err(TooLarge);
            }
            for above in 0..=last {
                let at = lower.at.shifted(above).ok_or(TooLarge)?;
                let equation = at.plus(&Linear::var(view.var), -lower.by).ok_or(TooLarge)?;
                let inequalities = inequalities.to_vec();
                let splinter = System { equations: vec![equation], inequalities };
                if let Some(point) = self.solve(splinter)? {
                    return Ok(Some(point));
                }
            }
        }
        Ok(None)
    }
}

/// The variable whose projection costs least: an exact one before others, then the one that
/// leaves the fewest inequalities.
fn easiest(inequalities: &[Linear]) -> Result<Option<View>, TooLarge> {
    let mut vars: Vec<Var> =
        inequalities.iter().flat_map(|linear| linear.terms()).map(|term| term.0).collect();
    vars.sort_unstable();
    vars.dedup();
    let cost = |&var: &Var| {
        let (mut lower, mut upper, mut plain) = (0usize, 0usize, [true, true]);
        for linear in inequalities {
            let by = linear.coefficient(var);
            lower += usize::from(by > 0);
            upper += usize::from(by < 0);
            plain[0] &= by <= 1;
            plain[1] &= by >= -1;
        }
        (!(plain[0] || plain[1]), lower * upper)
    };
    // Of equals the last one, which is likely to be one that was made on the way.
    let best = vars.into_iter().rev().min_by_key(cost);
    best.map(|var| View::new(inequalities, var)).transpose()
}
