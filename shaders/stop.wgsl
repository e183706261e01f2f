// The invocation ends here, and this is why.
fn stop(iteration: u32, site: u32, first: vec2<u32>, second: vec2<u32>) {
    halted = true;
    trap = Record(iteration, site, first.x, first.y, second.x, second.y, p.launch, 0u);
}

// Of the iterations of a workgroup that trapped the lowest is told.
fn report(group: u32, local: u32) {
    if (local == 0u) { atomicStore(&lowest, 0xffffffffu); }
    workgroupBarrier();
    if (trap.launch != 0u) { atomicMin(&lowest, trap.iteration); }
    workgroupBarrier();
    if (trap.launch != 0u && atomicLoad(&lowest) == trap.iteration) {
        traps.records[group] = trap;
        atomicMax(&traps.first, ~trap.iteration);
        atomicStore(&traps.launch, p.launch);
    }
}
