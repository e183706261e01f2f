// Combines what all invocations of the workgroup have: the result is `tree[0]`.
fn gather(part: Part, local: u32) {
    tree[local] = part;
    workgroupBarrier();
    for (var half = THREADS / 2u; half > 0u; half >>= 1u) {
        if (local < half) { tree[local] = combine(tree[local], tree[local + half]); }
        workgroupBarrier();
    }
}
