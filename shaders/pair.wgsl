fn update_ARRAY(at: u32, value: vec2<u32>) {
    ATOMIC(&ARRAY[2u * at], value.x);
    ATOMIC(&ARRAY[2u * at + 1u], value.y);
}
