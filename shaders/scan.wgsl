// Iterations in a row that are the work of an invocation between two prefixes.
const ITEMS: u32 = ITEM_COUNT;

// How many iterations in a row are the work of a workgroup: a multiple of what it does at once.
fn block_size(trips: u32) -> u32 {
    let groups = group_count(trips);
    let block = (trips + groups - 1u) / groups;
    let tile = THREADS * ITEMS;
    return (block + tile - 1u) / tile * tile;
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
    // What those of the invocation in front of each come to.
    var inner: array<Part, ITEMS>;
    for (var tile = begin; tile < end; tile += THREADS * ITEMS) {
        let first = tile + local * ITEMS;
        var own = start();
        for (var item = 0u; item < ITEMS; item += 1u) {
            let trip = first + item;
            inner[item] = own;
            if (trip < end) { own = combine(own, contribution(AXIS)); }
        }
        prefix(own, local);
        var outer = before;
        if (local > 0u) { outer = combine(before, tree[local - 1u]); }
        before = combine(before, tree[THREADS - 1u]);
        workgroupBarrier();
        for (var item = 0u; item < ITEMS; item += 1u) {
            let trip = first + item;
            let sum = combine(outer, inner[item]);
            if (trip < end && !HALTED) { ITERATION }
        }
    }
    REPORT
}
