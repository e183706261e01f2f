// Integers of 64 bits as two words, the lower first.
fn words_of(x: u64) -> vec2<u32> {
    return vec2<u32>(u32(x & 0xfffffffflu), u32(x >> 32u));
}

fn long_of(pair: vec2<u32>) -> u64 {
    return u64(pair.x) | (u64(pair.y) << 32u);
}
