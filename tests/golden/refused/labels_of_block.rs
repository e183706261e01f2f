fn labels_of_block(x: f64) -> f64 {
    'block: {
        if x > 0.0 {
            continue 'block;
        }
    }
    x
}

//~ errors
// error[M0306]: `continue` of a labelled block
//   |
// 4 |             continue 'block;
//   |             ^^^^^^^^^^^^^^^
//   |
//   = help: leave the block with `break`, or label a loop
