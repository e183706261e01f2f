//! What was measured, as a table for people and as JSON for programs.
//!
//! In: rows and limits. Out: text. Always true: both forms say the same. Deliberately absent:
//! measuring.

use metate::Error;
use metate::gpu::Info;
use serde_json::json;

use crate::device::Float;
use crate::limits::Limits;
use crate::measure::{Amount, Measured};

/// The adapter as one line of JSON.
pub(crate) fn adapter_json(info: &Info) -> String {
    json!({
        "adapter": info.name,
        "backend": info.backend,
        "driver": info.driver,
        "device_type": info.device_type,
    })
    .to_string()
}

/// The share of what the device can do at most.
fn share(row: &Measured, limits: &Limits) -> f64 {
    let limit = match row.times.amount {
        Amount::Bytes(_) => limits.bandwidth,
        Amount::Operations(_) => limits.rate,
    };
    row.times.rate() / limit
}

/// A row as one line of JSON.
pub(crate) fn json(row: &Measured, limits: &Limits) -> String {
    let (amount, limit) = match row.times.amount {
        Amount::Bytes(bytes) => (("bytes", "gb_s", bytes), "copy"),
        Amount::Operations(operations) => (("operations", "gflop_s", operations), "fma"),
    };
    let (what, rate, amount) = amount;
    json!({
        "kernel": row.work,
        "type": row.float.name(),
        "size": row.size,
        "agrees": row.agrees,
        "launches": row.times.launches,
        "device_ns": row.times.device,
        "wall_ns": row.times.wall,
        what: amount,
        rate: row.times.rate(),
        "limit": limit,
        "share": share(row, limits),
    })
    .to_string()
}

/// A kernel that the device does not run, as one line of JSON.
pub(crate) fn refused_json(kernel: &str, float: Float, size: usize, error: &Error) -> String {
    let (float, error) = (float.name(), error.to_string());
    json!({ "kernel": kernel, "type": float, "size": size, "refused": error }).to_string()
}

const HEADINGS: [&str; 9] =
    ["kernel", "type", "size", "launches", "device", "wall", "GB/s", "GFLOP/s", "of limit"];

/// How the table is to be read.
pub(crate) const LEGEND: &str = "\
device     median of what the launches of a call took by the device's clock; data resident
wall       median of what the caller waited, with no clock on the device
GB/s       the bytes that a call has to read and write at least; GFLOP/s the operations on floats,
           a quotient or a root being one, and 8 for each count of mandelbrot
of limit   of the copy's bandwidth, or of the rate of multiply-adds, of the same type
";

/// All rows under headings.
pub(crate) fn table(rows: &[(Measured, Limits)]) -> String {
    let mut cells: Vec<[String; 9]> = vec![HEADINGS.map(str::to_owned)];
    for (row, limits) in rows {
        let (bytes, operations) = match row.times.amount {
            Amount::Bytes(_) => (figure(row.times.rate()), "-".to_owned()),
            Amount::Operations(_) => ("-".to_owned(), figure(row.times.rate())),
        };
        cells.push([
            row.work.to_owned(),
            row.float.name().to_owned(),
            row.size.to_string(),
            row.times.launches.to_string(),
            row.times.device.map_or("-".to_owned(), time),
            time(row.times.wall),
            bytes,
            operations,
            format!("{:.1}%", 100.0 * share(row, limits)),
        ]);
    }
    let width = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let line = |row: &[String; 9]| {
        let aligned = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            if column < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        format!("{}\n", aligned.collect::<Vec<_>>().join("  "))
    };
    cells.iter().map(line).collect()
}

/// Nanoseconds in a unit that suits them.
fn time(ns: f64) -> String {
    match ns {
        _ if ns < 1e3 => format!("{} ns", figure(ns)),
        _ if ns < 1e6 => format!("{} us", figure(ns / 1e3)),
        _ if ns < 1e9 => format!("{} ms", figure(ns / 1e6)),
        _ => format!("{} s", figure(ns / 1e9)),
    }
}

/// A number with three digits.
fn figure(value: f64) -> String {
    match value {
        _ if value < 1.0 => format!("{value:.3}"),
        _ if value < 10.0 => format!("{value:.2}"),
        _ if value < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
