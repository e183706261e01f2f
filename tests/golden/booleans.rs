#[kernel(native_exact)]
fn booleans(flags: &[bool], out: &mut [bool]) -> bool {
    let mut any = false;
    let mut all = true;
    for i in 0..flags.len() {
        any |= flags[i];
        all = all && flags[i];
        out[i] = any ^ all & !flags[i] | (any == all);
    }
    any && !all
}
