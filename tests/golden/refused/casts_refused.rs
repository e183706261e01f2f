fn casts_refused(x: f64, b: bool) -> f64 {
    let c = x as bool;
    let d = b as f64;
    let e = 300 as u8;
    let f: i8 = 128;
    x
}
