//! A checksum bit by bit, as in NPBench: CRC-16 with the polynomial of X.25, reversed.
//!
//! In: bytes. Out: their checksum. Always true: every bit waits for the one before. Deliberately
//! absent: the table of 256 entries that turns eight steps into one.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn crc16(data: &[u8]) -> u16 {
    let mut crc = 0xFFFF_u16;
    for i in 0..data.len() {
        let mut byte = data[i] as u16;
        for _bit in 0..8 {
            if (crc ^ byte) & 1 != 0 {
                crc = (crc >> 1) ^ 0x8408;
            } else {
                crc >>= 1;
            }
            byte >>= 1;
        }
    }
    (!crc).swap_bytes()
}

pub(super) const CASE: Case = case! {
    crc16, "checksum of n bytes, bit by bit (u8, u16)";
    sizes: &[100_000], smoke: 50, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice data = random.vec(n, 0..255);
    }
};
