fn rust_beyond_kernels(x: &[f64]) -> f64 {
    println!("{}", x[0]);
    let v = vec![1.0, 2.0];
    let s = "text";
    let total = x.iter().sum();
    let f = |y| y + 1.0;
    unsafe { x[0] }
}
