fn ARRAY_fits() -> bool {
    return ELEMENTS <= BINS;
}

fn update_ARRAY(at: u32, value: WORD) {
    if (ARRAY_fits()) {
        ATOMIC(&ARRAY_bins[at], value);
    } else {
        ATOMIC(&ARRAY[at], value);
    }
}

fn begin_ARRAY(local: u32) {
    if (!ARRAY_fits()) { return; }
    for (var at = local; at < ELEMENTS; at += THREADS) {
        atomicStore(&ARRAY_bins[at], IDENTITY);
    }
}

fn spread_ARRAY(local: u32) {
    if (!ARRAY_fits()) { return; }
    for (var at = local; at < ELEMENTS; at += THREADS) {
        let value = atomicLoad(&ARRAY_bins[at]);
        if (value != IDENTITY) { ATOMIC(&ARRAY[at], value); }
    }
}
