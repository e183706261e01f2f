//! A convolution of images with a bias, in single precision, as in NPBench.
//!
//! In: images with channels innermost, 3 by 3 weights from channel to channel, and biases. Out: the
//! images convolved, two pixels smaller. Always true: the innermost loop goes along the channels of
//! the output, which are contiguous in the weights too. Deliberately absent: tiles, and the
//! transforms that trade multiplications for additions.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn conv2d_bias(
    input: ArrayView4<f32>,
    weights: ArrayView4<f32>,
    bias: &[f32],
    mut output: ArrayViewMut4<f32>,
) {
    let (images, height, width, channels) = output.dim();
    for image in 0..images {
        for i in prange(0..height) {
            for j in 0..width {
                for c in 0..channels {
                    output[[image, i, j, c]] = bias[c];
                }
                for di in 0..weights.shape()[0] {
                    for dj in 0..weights.shape()[1] {
                        for from in 0..weights.shape()[2] {
                            let x = input[[image, i + di, j + dj, from]];
                            for c in 0..channels {
                                output[[image, i, j, c]] += x * weights[[di, dj, from, c]];
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) const CASE: Case = case! {
    conv2d_bias, "two images of n by n pixels, 8 to 16 channels, 3 by 3 weights (f32)";
    sizes: &[40], smoke: 2, least: 0;
    elements: |n| (2 * n * n * 9 * 8 * 16) as u64;
    data: |n, random| {
        view input = random.array((2, n + 2, n + 2, 8), 0.0..1.0);
        view weights = random.array((3, 3, 8, 16), -1.0..1.0);
        slice bias = random.vec(16, 0.0..1.0);
        view_mut output = Array4::zeros((2, n, n, 16));
    }
};
