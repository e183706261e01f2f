//! Random kernels mean the same.
