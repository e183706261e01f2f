// Pays for an iteration; whether there is nothing left to pay with.
fn spend() -> bool {
    if (budget == 0u) {
        halted = true;
        atomicStore(&traps.spent, 1u);
        atomicStore(&traps.launch, p.launch);
        return true;
    }
    budget -= 1u;
    return false;
}
