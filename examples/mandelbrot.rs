//! The Mandelbrot set on every engine: a PNG, and how long each took.
//!
//! In: a size in pixels. Out: `mandelbrot.png`, drawn by the fastest engine, and a table: the time of
//! a call, the ratio to the interpreter, and how many pixels differ from its picture. Always true: all
//! engines of the CPU draw the same picture, or the program fails. Deliberately absent: statistics;
//! see `compare mandelbrot`.
//!
//! ```text
//! cargo run --release --example mandelbrot -- --size 1000 --output mandelbrot.png
//! ```

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use metate::prelude::*;
use ndarray::Array2;

/// How many steps each pixel's orbit takes, at most `limit`, until it leaves the circle of radius 2.
#[kernel]
fn escape_counts(limit: i32, mut counts: ArrayViewMut2<i32>) {
    let step_im = 2.5 / counts.nrows() as f64;
    let step_re = 3.0 / counts.ncols() as f64;
    for row in prange(0..counts.nrows()) {
        let c_im = row as f64 * step_im - 1.25;
        for column in 0..counts.ncols() {
            let c_re = column as f64 * step_re - 2.1;
            let mut re = 0.0;
            let mut im = 0.0;
            let mut count = 0;
            while count < limit && re * re + im * im <= 4.0 {
                let next_re = re * re - im * im + c_re;
                im = 2.0 * re * im + c_im;
                re = next_re;
                count += 1;
            }
            counts[[row, column]] = count;
        }
    }
}

/// Draw the Mandelbrot set on every engine.
#[derive(Parser)]
struct Cli {
    /// Height in pixels; the width is six fifths of it
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    size: u32,

    /// Steps per pixel at most
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(i32).range(1..))]
    limit: i32,

    /// Where the picture goes
    #[arg(long, default_value = "mandelbrot.png")]
    output: PathBuf,
}

/// Calls of each engine; the fastest counts.
const ROUNDS: usize = 3;

const ENGINES: &[Target] = &[Target::Interpreter, Target::Jit, Target::Threads, Target::Gpu];

fn main() -> Result<(), Box<dyn Error>> {
    let cli = Cli::parse();
    let (height, width) = (cli.size as usize, cli.size as usize * 6 / 5);
    let bar = ProgressBar::new(ENGINES.len() as u64 + 1);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);

    let blank = || Array2::<i32>::zeros((height, width.max(1)));
    let mut reference: Option<(Array2<i32>, Duration)> = None;
    let mut best: Option<(Array2<i32>, Duration)> = None;
    let mut table = format!(
        "{:<12} {:>12} {:>16} {:>18}\n",
        "engine", "a call", "x interpreter", "pixels that differ"
    );
    for &engine in ENGINES {
        bar.set_message(engine.name());
        let mut counts = blank();
        // The first call compiles. The interpreter is slow, and its time does not vary much.
        let rounds = if engine == Target::Interpreter { 1 } else { ROUNDS };
        let on = escape_counts::kernel().on(engine);
        let called = (0..rounds + usize::from(rounds > 1))
            .map(|_| timed(|| on.call::<()>(args![cli.limit, &mut counts])))
            .collect::<Result<Vec<_>, _>>();
        let took = match called {
            Ok(times) => times.into_iter().min().expect("it was called"),
            Err(error) if engine == Target::Gpu => {
                // Not every machine has one, and not every one computes with f64.
                table.push_str(&format!("{:<12} {error}\n", engine.name()));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let (picture, slow) = reference.get_or_insert_with(|| (counts.clone(), took));
        let differing = picture.iter().zip(&counts).filter(|(a, b)| a != b).count();
        if differing > 0 && engine != Target::Gpu {
            return Err(format!("{engine} draws {differing} pixels another way").into());
        }
        let ratio = slow.as_secs_f64() / took.as_secs_f64();
        let name = engine.name();
        table.push_str(&format!("{name:<12} {took:>12.2?} {ratio:>16.1} {differing:>18}\n"));
        if best.as_ref().is_none_or(|(_, fastest)| took < *fastest) {
            best = Some((counts, took));
        }
        bar.inc(1);
    }

    bar.set_message("rustc");
    let mut counts = blank();
    let native = timed(|| {
        escape_counts(cli.limit, counts.view_mut());
        Ok::<_, metate::Error>(())
    })?;
    if let Some((_, slow)) = &reference {
        let ratio = slow.as_secs_f64() / native.as_secs_f64();
        table.push_str(&format!("{:<12} {native:>12.2?} {ratio:>16.1} {:>18}\n", "rustc", "-"));
    }
    bar.finish_and_clear();
    print!("{table}");

    let (picture, _) = best.ok_or("no engine drew a picture")?;
    draw(&cli.output, &picture, cli.limit)?;
    println!(
        "\n{height} by {width} pixels of at most {} steps: {}",
        cli.limit,
        cli.output.display()
    );
    Ok(())
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<Duration, E> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

/// Writes the counts as a picture: the set itself black, what leaves early dark.
fn draw(path: &Path, counts: &Array2<i32>, limit: i32) -> Result<(), Box<dyn Error>> {
    let (height, width) = counts.dim();
    let mut encoder =
        png::Encoder::new(BufWriter::new(File::create(path)?), width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels: Vec<u8> = counts.iter().flat_map(|&count| colour(count, limit)).collect();
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(())
}

/// Bernstein polynomials over the share of the limit: blue, then orange, then white.
fn colour(count: i32, limit: i32) -> [u8; 3] {
    let t = (f64::from(count) / f64::from(limit)).sqrt();
    if count >= limit {
        return [0, 0, 0];
    }
    let channel = |x: f64| (255.0 * x.clamp(0.0, 1.0)) as u8;
    let u = 1.0 - t;
    [channel(9.0 * u * t * t * t), channel(15.0 * u * u * t * t), channel(8.5 * u * u * u * t)]
}
