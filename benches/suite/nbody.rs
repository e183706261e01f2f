//! The accelerations of bodies under gravity, all pairs, as in NPBench.
//!
//! In: places and masses. Out: accelerations. Always true: a softening keeps the force of a body
//! on itself finite (it is 0). Deliberately absent: the steps in time, trees, and the halving by
//! Newton's third law, which makes iterations depend on each other.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn nbody(
    x: &[f64],
    y: &[f64],
    z: &[f64],
    mass: &[f64],
    ax: &mut [f64],
    ay: &mut [f64],
    az: &mut [f64],
) {
    const SOFTENING: f64 = 0.01;
    let n = x.len().min(y.len()).min(z.len()).min(mass.len());
    for i in prange(0..n) {
        let (xi, yi, zi) = (x[i], y[i], z[i]);
        let (mut sx, mut sy, mut sz) = (0.0, 0.0, 0.0);
        for j in 0..n {
            let (dx, dy, dz) = (x[j] - xi, y[j] - yi, z[j] - zi);
            let squared = dx * dx + dy * dy + dz * dz + SOFTENING;
            let pull = mass[j] / (squared * squared.sqrt());
            sx += pull * dx;
            sy += pull * dy;
            sz += pull * dz;
        }
        ax[i] = sx;
        ay[i] = sy;
        az[i] = sz;
    }
}

pub(super) const CASE: Case = case! {
    nbody, "accelerations of n bodies, all pairs (f64)";
    sizes: &[1000], smoke: 20, least: 0;
    elements: |n| (n * n) as u64;
    data: |n, random| {
        slice x = random.vec(n, -1.0..1.0);
        slice y = random.vec(n, -1.0..1.0);
        slice z = random.vec(n, -1.0..1.0);
        slice mass = random.vec(n, 0.1..1.0);
        slice_mut ax = vec![0.0; n];
        slice_mut ay = vec![0.0; n];
        slice_mut az = vec![0.0; n];
    }
};
