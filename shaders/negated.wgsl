fn negated(pair: vec2<u32>) -> vec2<u32> {
    return vec2<u32>(~pair.x + 1u, ~pair.y + u32(pair.x == 0u));
}
