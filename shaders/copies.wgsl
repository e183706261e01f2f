// Each invocation has a copy of its own.
fn update_ARRAY(at: u32, value: REGISTER) {
    let place = FIRST + copy * (ELEMENTS) + at;
    let old = FROM_OLD;
    let new_value = COMBINED;
    scratch[place] = TO_NEW;
}

fn fill_ARRAY(id: u32, stride: u32) {
    let end = p.copies * (ELEMENTS);
    for (var at = id; at < end; at += stride) {
        scratch[FIRST + at] = TO_START;
    }
}

fn merged_ARRAY(old: REGISTER, value: REGISTER) -> REGISTER {
    return COMBINED;
}

// The copies are combined with the array in their order.
fn merge_ARRAY(id: u32, stride: u32) {
    for (var at = id; at < ELEMENTS; at += stride) {
        var all: REGISTER = LOAD;
        for (var number = 0u; number < p.copies; number += 1u) {
            let place = FIRST + number * (ELEMENTS) + at;
            all = merged_ARRAY(all, FROM_OLD);
        }
        STORE
    }
}
