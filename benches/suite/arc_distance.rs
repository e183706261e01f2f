//! Distances on a sphere by the haversine formula, as in NPBench (from Pythran's suite).
//!
//! In: pairs of places as latitude and longitude. Out: the angles between them. Always true: five
//! mathematical functions an element. Deliberately absent: the radius, which is 1.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn arc_distance(
    theta_1: &[f64],
    phi_1: &[f64],
    theta_2: &[f64],
    phi_2: &[f64],
    distance: &mut [f64],
) {
    for i in prange(0..distance.len()) {
        let half_theta = (0.5 * (theta_2[i] - theta_1[i])).sin();
        let half_phi = (0.5 * (phi_2[i] - phi_1[i])).sin();
        let cosines = theta_1[i].cos() * theta_2[i].cos();
        let chord = half_theta * half_theta + cosines * half_phi * half_phi;
        distance[i] = 2.0 * chord.sqrt().atan2((1.0 - chord).sqrt());
    }
}

pub(super) const CASE: Case = case! {
    arc_distance, "angles between n pairs of places on a sphere (f64)";
    sizes: &[50_000], smoke: 200, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice theta_1 = random.vec(n, -1.5..1.5);
        slice phi_1 = random.vec(n, -3.0..3.0);
        slice theta_2 = random.vec(n, -1.5..1.5);
        slice phi_2 = random.vec(n, -3.0..3.0);
        slice_mut distance = vec![0.0; n];
    }
};
