//! How fast kernels run on the graphics processor, beside what the device can do at most.
//!
//! In: names of kernels. Out: a table, or with `--json` one object a line: for each kernel what the
//! device's own clock says that a call's launches took, what the caller waited, and what of the
//! measured limit that is: the bandwidth of a copy, or the rate of fused multiply-adds. Always true:
//! the data are resident before the clock runs; at a small size the results agree with the machine
//! code's, else the program fails. Deliberately absent: transfers (the bench `gpu`), and peers, which
//! `benches/peers/gpu.py` measures and joins.
//!
//! ```text
//! cargo run --release --example gpu_speed
//! cargo run --release --example gpu_speed -- --json > ours.json
//! python3 benches/peers/gpu.py --ours ours.json
//! METATE_ADAPTER=llvmpipe cargo run --release --example gpu_speed -- --quick saxpy gemm
//! ```

use std::fmt;
use std::io::{self, Write};

use clap::Parser;
use clap::builder::PossibleValuesParser;
use metate::{Error, Stage, Target, gpu};

#[path = "../benches/suite/mod.rs"]
mod suite;

#[path = "../benches/device/mod.rs"]
mod device;

#[path = "gpu_speed/limits.rs"]
mod limits;
#[path = "gpu_speed/measure.rs"]
mod measure;
#[path = "gpu_speed/report.rs"]
mod report;

use device::{Float, Sizes, WORKS, Work};
use measure::{Effort, Measured};
use suite::TINY;

/// Measure kernels on the graphics processor against what it can do at most.
#[derive(Parser)]
struct Cli {
    /// Kernels to run [default: all]
    #[arg(value_parser = PossibleValuesParser::new(WORKS.iter().map(|work| work.name)))]
    kernels: Vec<String>,

    /// Floats of 32 bits alone [default: also of 64, where the device has them]
    #[arg(long)]
    f32: bool,

    /// Show the shaders, and measure nothing
    #[arg(long)]
    wgsl: bool,

    /// Print one JSON object a line instead of a table
    #[arg(long)]
    json: bool,

    /// Measure little, on small data: to see that everything runs
    #[arg(long)]
    quick: bool,
}

impl Cli {
    fn works(&self) -> impl Iterator<Item = &'static Work> {
        let wanted = |work: &&Work| {
            self.kernels.is_empty() || self.kernels.iter().any(|name| name == work.name)
        };
        WORKS.iter().filter(wanted)
    }

    fn show_json(&self, line: &str) {
        if self.json {
            show(line);
        }
    }
}

/// Why the program failed. Its `Debug` form, which `main` shows, is the message itself.
struct Failure(String);

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(error.into().to_string())
    }
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    if cli.wgsl {
        return cli.works().try_for_each(shaders);
    }
    let adapter = match gpu::adapter() {
        Ok(adapter) => adapter,
        Err(error) => {
            eprintln!("gpu_speed: skipped: {error}");
            return Ok(());
        }
    };
    let is_software = adapter.device_type == "software";
    let sizes = match () {
        () if cli.quick => Sizes::Quick,
        () if is_software => Sizes::Software,
        () => Sizes::Hardware,
    };
    let effort = if cli.quick { Effort::QUICK } else { Effort::FULL };
    match cli.json {
        false => show(&format!("{adapter}\n")),
        true => show(&report::adapter_json(&adapter)),
    }
    if !adapter.timestamps && !cli.json {
        show("the device has no clock: rates are by what the caller waited\n");
    }
    let mut floats = vec![Float::F32];
    if adapter.f64 && !cli.f32 {
        floats.push(Float::F64);
    }
    let (mut measured, mut refused, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for float in floats {
        let limits = limits::measure(float, sizes, effort)?;
        cli.show_json(&limits.json());
        for work in cli.works() {
            let size = work.size(sizes, float, adapter.binding_bytes);
            let small = work.size(Sizes::Quick, float, adapter.binding_bytes);
            let name = format!("{} {} {size}", work.name, float.name());
            let checked = measure::agrees(work, small, float);
            match checked
                .and_then(|agrees| Ok((agrees, measure::measure(work, size, float, effort)?)))
            {
                Ok((agrees, times)) => {
                    let row = Measured { work: work.name, float, size, agrees, times };
                    cli.show_json(&report::json(&row, &limits));
                    if !agrees {
                        wrong.push(name);
                    }
                    measured.push((row, limits));
                }
                Err(error) => {
                    cli.show_json(&report::refused_json(work.name, float, size, &error));
                    refused.push(format!("{name}: {error}"));
                }
            }
        }
        if !cli.json {
            show(&limits.to_string());
        }
    }
    if !cli.json {
        show(&format!("\n{}\n{}", report::table(&measured), report::LEGEND));
        refused.iter().for_each(|line| show(&format!("refused: {line}")));
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Failure(format!("not what the machine code computes: {}", wrong.join(", ")))),
    }
}

/// Shows the shaders of a kernel with floats of 32 bits.
fn shaders(work: &'static Work) -> Result<(), Failure> {
    let mut arguments = work.on_host(TINY, Float::F32);
    let kernel = work.kernel(Float::F32)?;
    show(&kernel.on(Target::Gpu).inspect(Stage::Wgsl, arguments.args())?);
    Ok(())
}

/// Prints a line, or ends the program where nobody reads on.
fn show(text: &str) {
    if writeln!(io::stdout(), "{text}").is_err() {
        std::process::exit(0);
    }
}
