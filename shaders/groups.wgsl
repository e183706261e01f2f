// How many workgroups share this many iterations.
fn group_count(trips: u32) -> u32 {
    return clamp((trips + THREADS - 1u) / THREADS, 1u, GROUPS);
}
