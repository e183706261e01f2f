fn ARRAY_fits() -> bool {
    return 2u * (ELEMENTS) <= BINS;
}

fn update_ARRAY(at: u32, value: vec2<u32>) {
    if (ARRAY_fits()) {
        ATOMIC(&ARRAY_bins[2u * at], value.x);
        ATOMIC(&ARRAY_bins[2u * at + 1u], value.y);
    } else {
        ATOMIC(&ARRAY[2u * at], value.x);
        ATOMIC(&ARRAY[2u * at + 1u], value.y);
    }
}

fn begin_ARRAY(local: u32) {
    if (!ARRAY_fits()) { return; }
    for (var at = local; at < 2u * (ELEMENTS); at += THREADS) {
        atomicStore(&ARRAY_bins[at], IDENTITY);
    }
}

fn spread_ARRAY(local: u32) {
    if (!ARRAY_fits()) { return; }
    for (var at = local; at < 2u * (ELEMENTS); at += THREADS) {
        let value = atomicLoad(&ARRAY_bins[at]);
        if (value != IDENTITY) { ATOMIC(&ARRAY[at], value); }
    }
}
