fn clear(mut a: ArrayViewMut1<f64>) {
    a[0] = 0.0;
}
pub fn moved_view(a: ArrayViewMut1<f64>) -> f64 {
    clear(a);
    a[0]
}

//~ errors
// error[M0505]: `a` is used after it was moved
//   |
// 5 |     clear(a);
//   |           - moved here
// 6 |     a[0]
//   |     ^^^^
//   |
//   = note: a mutable view that is passed by its name alone is given away
//   = help: declare it `mut a: ArrayViewMut1<f64>` and lend it: `a.view_mut()`
