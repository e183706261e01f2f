//! Back ends: each runs a [`crate::plan::Plan`] its own way, and none sees another.

pub mod clif;
