struct Record {
    iteration: u32,
    site: u32,
    first_low: u32,
    first_high: u32,
    second_low: u32,
    second_high: u32,
    launch: u32,
    unused: u32,
}

struct Traps {
    launch: atomic<u32>,
    first: atomic<u32>,
    spent: atomic<u32>,
    unused: u32,
    records: array<Record>,
}
