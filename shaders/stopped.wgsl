// Whether a launch in front of this one has stopped the call.
fn stopped() -> bool {
    let by = atomicLoad(&traps.launch);
    return by != 0u && by != p.launch;
}
