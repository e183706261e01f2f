fn ARRAY_fits() -> bool {
    return 2u * (ELEMENTS) <= BINS;
}

// The lower word wraps as often as carries are added to the upper one, in whatever order.
fn add_to_ARRAY(at: u32, value: vec2<u32>) {
    let before = atomicAdd(&ARRAY[2u * at], value.x);
    let upper = value.y + u32(before + value.x < before);
    if (upper != 0u) { atomicAdd(&ARRAY[2u * at + 1u], upper); }
}

fn update_ARRAY(at: u32, value: vec2<u32>) {
    if (!ARRAY_fits()) {
        add_to_ARRAY(at, value);
        return;
    }
    let before = atomicAdd(&ARRAY_bins[2u * at], value.x);
    let upper = value.y + u32(before + value.x < before);
    if (upper != 0u) { atomicAdd(&ARRAY_bins[2u * at + 1u], upper); }
}

fn begin_ARRAY(local: u32) {
    if (!ARRAY_fits()) { return; }
    for (var at = local; at < 2u * (ELEMENTS); at += THREADS) {
        atomicStore(&ARRAY_bins[at], 0u);
    }
}

fn spread_ARRAY(local: u32) {
    if (!ARRAY_fits()) { return; }
    for (var at = local; at < ELEMENTS; at += THREADS) {
        let lower = atomicLoad(&ARRAY_bins[2u * at]);
        let upper = atomicLoad(&ARRAY_bins[2u * at + 1u]);
        add_to_ARRAY(at, vec2<u32>(lower, upper));
    }
}
