//! Ratios as bars: one group of bars per kernel, on a logarithmic axis around 1.
//!
//! In: names and ratios; a name without ratios heads those below it. Out: an SVG file. Always true:
//! a bar to the right of the line at 1 means that metate is faster. Deliberately absent: everything that is not a ratio.

use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::Failure;

/// Height of a bar in pixels, and between the bars of two kernels.
const BAR: i32 = 8;
const GAP: i32 = 8;

/// Around the bars: names to the left, the title and the key above, the axis below.
const LEFT: i32 = 130;
const RIGHT: i32 = 60;
const ABOVE: i32 = 70;
const BELOW: i32 = 40;
const WIDTH: i32 = 900;

const COLOURS: &[RGBColor] = &[RGBColor(31, 119, 180), RGBColor(255, 127, 14)];

/// Where a ratio is across.
struct Axis {
    lowest: f64,
    highest: f64,
}

impl Axis {
    /// Powers of two around all ratios.
    fn around(rows: &[(String, Vec<f64>)]) -> Axis {
        let all = || rows.iter().flat_map(|(_, ratios)| ratios.iter().map(|ratio| ratio.log2()));
        Axis {
            lowest: all().fold(-1.0, f64::min).floor(),
            highest: all().fold(1.0, f64::max).ceil(),
        }
    }

    fn x(&self, ratio: f64) -> i32 {
        let part = (ratio.log2() - self.lowest) / (self.highest - self.lowest);
        LEFT + (part * (WIDTH - LEFT - RIGHT) as f64).round() as i32
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (self.lowest as i32..=self.highest as i32).map(|power| 2_f64.powi(power))
    }
}

/// Draws the ratios of each row, one colour per series.
pub(crate) fn draw(
    path: &Path,
    title: &str,
    series: &[&str],
    rows: &[(String, Vec<f64>)],
) -> Result<(), Failure> {
    let row_height = BAR * series.len() as i32 + GAP;
    let height = ABOVE + BELOW + row_height * rows.len() as i32;
    let area = SVGBackend::new(path, (WIDTH as u32, height as u32)).into_drawing_area();
    let draw = || {
        area.fill(&WHITE)?;
        let axis = Axis::around(rows);
        frame(&area, &axis, title, series, height)?;
        for (number, (name, ratios)) in rows.iter().enumerate() {
            bars(&area, &axis, name, ratios, ABOVE + row_height * number as i32)?;
        }
        area.present()
    };
    draw().map_err(|error| Failure(format!("{}: {error}", path.display())))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Drawn<'a> = Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>>;

/// The title, the key, the axis and its lines.
fn frame<'a>(area: &Area<'a>, axis: &Axis, title: &str, series: &[&str], height: i32) -> Drawn<'a> {
    text(area, title, (LEFT, 12), 16.0, HPos::Left)?;
    for (number, name) in series.iter().enumerate() {
        let x = LEFT + 260 * number as i32;
        area.draw(&Rectangle::new([(x, 40), (x + 12, 52)], COLOURS[number].filled()))?;
        text(area, name, (x + 18, 40), 13.0, HPos::Left)?;
    }
    for tick in axis.ticks() {
        let x = axis.x(tick);
        let colour = if tick == 1.0 { BLACK.to_rgba() } else { BLACK.mix(0.15) };
        area.draw(&PathElement::new(vec![(x, ABOVE - 6), (x, height - BELOW)], colour))?;
        text(area, &tick.to_string(), (x, height - BELOW + 6), 12.0, HPos::Center)?;
    }
    Ok(())
}

/// A kernel's name and bars, from the line at 1 to each ratio.
fn bars<'a>(area: &Area<'a>, axis: &Axis, name: &str, ratios: &[f64], top: i32) -> Drawn<'a> {
    if ratios.is_empty() {
        return text(area, name, (LEFT - 8, top), 14.0, HPos::Right);
    }
    let middle = top + BAR * ratios.len() as i32 / 2;
    text(area, name, (LEFT - 8, middle - 6), 12.0, HPos::Right)?;
    for (number, &ratio) in ratios.iter().enumerate() {
        let y = top + BAR * number as i32;
        let corners = [(axis.x(1.0), y), (axis.x(ratio), y + BAR - 1)];
        area.draw(&Rectangle::new(corners, COLOURS[number].filled()))?;
        let beside = axis.x(ratio.max(1.0)) + 4;
        text(area, &format!("{ratio:.2}"), (beside, y - 1), 9.0, HPos::Left)?;
    }
    Ok(())
}

fn text<'a>(area: &Area<'a>, what: &str, at: (i32, i32), size: f64, across: HPos) -> Drawn<'a> {
    let style = TextStyle::from(("sans-serif", size).into_font()).pos(Pos::new(across, VPos::Top));
    area.draw(&Text::new(what.to_owned(), at, style))
}
