// How many workgroups share this many iterations: up to a number as many as there are for, beyond
// it so many that each invocation has some.
fn group_count(trips: u32) -> u32 {
    let all = clamp((trips + THREADS - 1u) / THREADS, 1u, GROUPS);
    return min(all, max(trips / (THREADS * MANY_EACH), FEW_GROUPS));
}
