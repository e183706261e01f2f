struct Traps {
    launch: atomic<u32>,
    first: atomic<u32>,
    spent: atomic<u32>,
    unused: u32,
}
