//! A problem in what a macro wrote is reported at the tokens it was written with.
use metate::prelude::*;

macro_rules! scaled {
    ($name:ident, $factor:expr) => {
        #[kernel]
        fn $name(x: f64) -> f64 {
            x * $factor
        }
    };
}

scaled!(twice, 2.0);
scaled!(twice_wrong, 1u8 + 1);

fn main() {}
