// The lower word wraps as often as carries are added to the upper one, in whatever order.
fn update_ARRAY(at: u32, value: vec2<u32>) {
    let before = atomicAdd(&ARRAY[2u * at], value.x);
    let upper = value.y + u32(before + value.x < before);
    if (upper != 0u) { atomicAdd(&ARRAY[2u * at + 1u], upper); }
}
