// How many iterations in a row are the work of a workgroup: a multiple of its size.
fn block_size(trips: u32) -> u32 {
    let groups = group_count(trips);
    let block = (trips + groups - 1u) / groups;
    return (block + THREADS - 1u) / THREADS * THREADS;
}

// Combines what an invocation has with what those in front of it have: `tree` holds it.
fn prefix(part: Part, local: u32) {
    var sum = part;
    tree[local] = sum;
    workgroupBarrier();
    for (var step = 1u; step < THREADS; step <<= 1u) {
        if (local >= step) { sum = combine(tree[local - step], sum); }
        workgroupBarrier();
        tree[local] = sum;
        workgroupBarrier();
    }
}

// What the iterations of each workgroup come to.
@compute @workgroup_size(SIZE)
fn run(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let trips = TRIPS;
    let block = block_size(trips);
    let begin = min(group.x * block, trips);
    let end = select(begin, min(begin + block, trips), !STOPPED);
    budget_of_all();
    var all = start();
    for (var trip = begin + local; trip < end; trip += THREADS) {
        all = combine(all, contribution(AXIS));
    }
    gather(all, local);
    if (local == 0u) { put(group.x, tree[0]); }
}

// What all iterations in front of those of a workgroup come to.
@compute @workgroup_size(SIZE)
fn chain(@builtin(local_invocation_index) local: u32) {
    let groups = group_count(TRIPS);
    let share = (groups + THREADS - 1u) / THREADS;
    let first = min(local * share, groups);
    let end = min(first + share, groups);
    var all = start();
    for (var group = first; group < end; group += 1u) {
        all = combine(all, take(group));
    }
    prefix(all, local);
    var before = initial();
    if (local > 0u) { before = combine(before, tree[local - 1u]); }
    for (var group = first; group < end; group += 1u) {
        let own = take(group);
        put(group, before);
        before = combine(before, own);
    }
    if (local == THREADS - 1u) {
        let total = before;
        RESULTS
    }
}

// The iterations themselves, each with what those in front of it come to.
@compute @workgroup_size(SIZE)
fn spread(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let trips = TRIPS;
    let block = block_size(trips);
    let begin = min(group.x * block, trips);
    let end = select(begin, min(begin + block, trips), !STOPPED);
    budget_of_all();
    var before = take(group.x);
    for (var tile = begin; tile < end; tile += THREADS) {
        let trip = tile + local;
        var own = start();
        if (trip < end) { own = contribution(AXIS); }
        prefix(own, local);
        var sum = before;
        if (local > 0u) { sum = combine(before, tree[local - 1u]); }
        before = combine(before, tree[THREADS - 1u]);
        workgroupBarrier();
        if (trip < end && !HALTED) { ITERATION }
    }
    REPORT
}
