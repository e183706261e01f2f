//! The kernels with rayon.
//!
//! In: slices. Out: the same as the kernels' texts compute, sums in another order. Always true:
//! each works on chunks that are worth a thread's while, and sums of floats have lanes, so that rustc
//! may use vectors. Deliberately absent: `unsafe`.

use rayon::prelude::*;

/// Elements of a chunk.
const CHUNK: usize = 1 << 14;

/// Sums that take turns.
const LANES: usize = 8;

/// Features of a point, and centroids, of [`kmeans`].
pub(crate) const FEATURES: usize = 8;
pub(crate) const CENTROIDS: usize = 10;

pub(crate) fn saxpy(a: f32, x: &[f32], y: &mut [f32]) {
    y.par_chunks_mut(CHUNK).zip(x.par_chunks(CHUNK)).for_each(|(y, x)| {
        for (y, x) in y.iter_mut().zip(x) {
            *y += a * x;
        }
    });
}

fn dot_of_chunk(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (x, y) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let rest: f64 = x.remainder().iter().zip(y.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in x.zip(y) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.par_chunks(CHUNK).zip(y.par_chunks(CHUNK)).map(|(x, y)| dot_of_chunk(x, y)).sum()
}

pub(crate) fn sum(x: &[f64]) -> f64 {
    let of_chunk = |x: &[f64]| {
        let mut sums = [0.0; LANES];
        let chunks = x.chunks_exact(LANES);
        let rest: f64 = chunks.remainder().iter().sum();
        for x in chunks {
            for lane in 0..LANES {
                sums[lane] += x[lane];
            }
        }
        sums.iter().sum::<f64>() + rest
    };
    x.par_chunks(CHUNK).map(of_chunk).sum()
}

fn sweep(n: usize, from: &[f64], to: &mut [f64]) {
    let inner = &mut to[n..n * (n - 1)];
    inner.par_chunks_mut(n).enumerate().with_min_len(16).for_each(|(row, to)| {
        let at = row * n;
        let (above, here, below) =
            (&from[at..at + n], &from[at + n..at + 2 * n], &from[at + 2 * n..at + 3 * n]);
        for j in 1..n - 1 {
            to[j] = 0.2 * (here[j] + here[j - 1] + here[j + 1] + below[j] + above[j]);
        }
    });
}

pub(crate) fn jacobi_2d(n: usize, a: &mut [f64], b: &mut [f64]) {
    sweep(n, a, b);
    sweep(n, b, a);
}

pub(crate) type Bodies<'b> = [&'b [f64]; 4];

fn pulls([x, y, z, mass]: Bodies<'_>, i: usize) -> [f64; 3] {
    const SOFTENING: f64 = 0.01;
    let (xi, yi, zi) = (x[i], y[i], z[i]);
    let mut sums = [[0.0; LANES]; 3];
    let full = x.len() / LANES * LANES;
    let pull = |j: usize| {
        let (dx, dy, dz) = (x[j] - xi, y[j] - yi, z[j] - zi);
        let squared = dx * dx + dy * dy + dz * dz + SOFTENING;
        let pull = mass[j] / (squared * squared.sqrt());
        [pull * dx, pull * dy, pull * dz]
    };
    for first in (0..full).step_by(LANES) {
        let lanes = [x, y, z, mass].map(|row| &row[first..first + LANES]);
        for lane in 0..LANES {
            let (dx, dy, dz) = (lanes[0][lane] - xi, lanes[1][lane] - yi, lanes[2][lane] - zi);
            let squared = dx * dx + dy * dy + dz * dz + SOFTENING;
            let pull = lanes[3][lane] / (squared * squared.sqrt());
            sums[0][lane] += pull * dx;
            sums[1][lane] += pull * dy;
            sums[2][lane] += pull * dz;
        }
    }
    let mut all = sums.map(|lanes| lanes.iter().sum::<f64>());
    for j in full..x.len() {
        let more = pull(j);
        (0..3).for_each(|axis| all[axis] += more[axis]);
    }
    all
}

pub(crate) fn nbody(bodies: Bodies<'_>, [ax, ay, az]: [&mut [f64]; 3]) {
    let places = ax.par_iter_mut().zip(ay).zip(az).enumerate().with_min_len(16);
    places.for_each(|(i, ((ax, ay), az))| [*ax, *ay, *az] = pulls(bodies, i));
}

type Sums = ([[f64; FEATURES]; CENTROIDS], [u32; CENTROIDS]);

fn nearest(point: &[f64; FEATURES], centroids: &[[f64; FEATURES]]) -> usize {
    let mut best = (f64::INFINITY, 0);
    for (number, centroid) in centroids.iter().enumerate() {
        let mut distance = 0.0;
        for d in 0..FEATURES {
            let off = point[d] - centroid[d];
            distance += off * off;
        }
        if distance < best.0 {
            best = (distance, number);
        }
    }
    best.1
}

pub(crate) fn kmeans(
    points: &[f64],
    centroids: &mut [f64],
    labels: &mut [u32],
    counts: &mut [u32],
) {
    let (points, _) = points.as_chunks::<FEATURES>();
    let (centroids, _) = centroids.as_chunks_mut::<FEATURES>();
    let nothing = || ([[0.0; FEATURES]; CENTROIDS], [0; CENTROIDS]);
    let add = |mut sums: Sums, (label, point): (&mut u32, &[f64; FEATURES])| {
        let number = nearest(point, centroids);
        *label = number as u32;
        sums.1[number] += 1;
        (0..FEATURES).for_each(|d| sums.0[number][d] += point[d]);
        sums
    };
    let merge = |mut one: Sums, other: Sums| {
        for number in 0..CENTROIDS {
            one.1[number] += other.1[number];
            (0..FEATURES).for_each(|d| one.0[number][d] += other.0[number][d]);
        }
        one
    };
    let all = labels.par_iter_mut().zip(points).with_min_len(1024);
    let (sums, members) = all.fold(nothing, add).reduce(nothing, merge);
    counts.copy_from_slice(&members);
    for number in 0..CENTROIDS {
        let count = f64::from(members[number].max(1));
        centroids[number] = sums[number].map(|sum| sum / count);
    }
}

pub(crate) fn histogram(x: &[f64], counts: &mut [u64]) {
    let bins = counts.len();
    let nothing = || vec![0_u64; bins];
    let count = |mut counts: Vec<u64>, x: &[f64]| {
        for x in x {
            counts[((x * bins as f64) as usize).min(bins - 1)] += 1;
        }
        counts
    };
    let merge = |mut one: Vec<u64>, other: Vec<u64>| {
        one.iter_mut().zip(other).for_each(|(one, other)| *one += other);
        one
    };
    let found = x.par_chunks(CHUNK).fold(nothing, count).reduce(nothing, merge);
    counts.iter_mut().zip(found).for_each(|(count, found)| *count += found);
}

fn normal_distribution(x: f64) -> f64 {
    let k = 1.0 / (1.0 + 0.2316419 * x.abs());
    let polynomial =
        0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)));
    let tail = 0.3989422804014327 * (-0.5 * x * x).exp() * k * polynomial;
    if x > 0.0 { 1.0 - tail } else { tail }
}

fn option(spot: f64, strike: f64, years: f64) -> (f64, f64) {
    const RATE: f64 = 0.02;
    const VOLATILITY: f64 = 0.3;
    let deviation = VOLATILITY * years.sqrt();
    let drift = (RATE + 0.5 * VOLATILITY * VOLATILITY) * years;
    let d1 = ((spot / strike).ln() + drift) / deviation;
    let (n1, n2) = (normal_distribution(d1), normal_distribution(d1 - deviation));
    let discounted = strike * (-RATE * years).exp();
    (spot * n1 - discounted * n2, discounted * (1.0 - n2) - spot * (1.0 - n1))
}

pub(crate) fn black_scholes([spot, strike, years]: [&[f64]; 3], call: &mut [f64], put: &mut [f64]) {
    let given = spot.par_iter().zip(strike).zip(years);
    let found = call.par_iter_mut().zip(put).with_min_len(1024);
    found.zip(given).for_each(|((call, put), ((&spot, &strike), &years))| {
        (*call, *put) = option(spot, strike, years);
    });
}
