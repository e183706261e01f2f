fn update_ARRAY(at: u32, value: WORD) {
    ATOMIC(&ARRAY[at], value);
}
