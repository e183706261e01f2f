//! Verifies the mathematical functions of metate against MPFR.
//!
//! `cargo run --release -- table` tries everything and prints the table of the documentation;
//! `check NAME..` tries one function quickly; `bits` prints a hash of the results of two million
//! inputs each, which must not depend on the CPU features that rustc may use: `bits.sh` compares
//! three builds.

mod binary;
mod bits;
mod functions;
mod operations;
mod report;
mod samples;
mod table;
mod ulp;
mod unary;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tries functions on some inputs and prints the worst.
    Check {
        /// Names, such as `exp`; all of them if there are none.
        names: Vec<String>,
        /// Inputs of f64, and pairs of both types.
        #[arg(long, default_value_t = 200_000)]
        samples: u64,
        /// Every so many inputs of f32 are tried: 1 is all 2^32.
        #[arg(long, default_value_t = 4099)]
        step: u64,
        /// Seed of the samples.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// One type only.
        #[arg(long)]
        only: Option<String>,
    },
    /// Tries everything: all inputs of f32, 10^7 of f64; prints the table and writes the worst
    /// inputs to the file of regression cases.
    Table {
        /// Names; all functions if there are none.
        names: Vec<String>,
        #[arg(long, default_value_t = 10_000_000)]
        samples: u64,
        #[arg(long, default_value_t = 1)]
        step: u64,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where to write regression cases.
        #[arg(long)]
        cases: Option<std::path::PathBuf>,
    },
    /// Prints a hash of each function's results.
    Bits,
}

fn main() {
    match Cli::parse().command {
        Command::Check { names, samples, step, seed, only } => {
            table::check(&names, &table::Amount { samples, step, seed }, only.as_deref());
        }
        Command::Table { names, samples, step, seed, cases } => {
            table::table(&names, &table::Amount { samples, step, seed }, cases.as_deref());
        }
        Command::Bits => bits::print(),
    }
}
