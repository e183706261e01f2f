//! Machine code as people read it, on x86-64.
//!
//! In: compiled code that is not linked yet. Out: one line per instruction in Intel's syntax with
//! its offset; targets of branches as labels, functions outside by name, constants with their
//! values, and notes of the lines of the source. Always true: every byte of the code is listed.
//! Deliberately absent: jump tables, which the emitter makes none of, and other machines, for which
//! Cranelift prints its own text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use cranelift_codegen::{CompiledCode, FinalizedRelocTarget};
use iced_x86::{
    Code, Decoder, DecoderOptions, Formatter, Instruction, IntelFormatter, OpKind, SymbolResolver,
    SymbolResult,
};

use super::calls::Calls;
use super::place::{Notes, Place};

/// The listing of a function.
pub(super) fn list(name: &str, code: &CompiledCode, calls: &Calls, notes: Notes<'_>) -> String {
    let bytes = code.code_buffer();
    let (instructions, constants) = decode(bytes);
    let symbols = Symbols::of(code, calls, &instructions, &constants);
    let mut listing = Listing { code, notes, formatter: formatter(symbols.clone()), symbols };
    let mut out = format!("; {name}: {} bytes\n", bytes.len());
    for instruction in &instructions {
        listing.instruction(instruction, &mut out);
    }
    let ends = constants.iter().skip(1).copied().chain([bytes.len() as u64]);
    for (&at, end) in constants.iter().zip(ends) {
        listing.constant(at, bytes.get(at as usize..end as usize).unwrap_or_default(), &mut out);
    }
    out
}

/// The instructions, and the offsets of the constants behind them.
fn decode(bytes: &[u8]) -> (Vec<Instruction>, BTreeSet<u64>) {
    let mut constants = BTreeSet::new();
    let mut instructions = Vec::new();
    let mut decoder = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE);
    while decoder.can_decode() {
        if constants.first().is_some_and(|&first| decoder.ip() >= first) {
            break;
        }
        let instruction = decoder.decode();
        if instruction.is_ip_rel_memory_operand() {
            constants.insert(instruction.ip_rel_memory_address());
        }
        // Zeros in front of the constants are no instruction that reaches into them.
        if constants.first().is_some_and(|&first| instruction.next_ip() > first) {
            break;
        }
        instructions.push(instruction);
    }
    let is_padding =
        |i: &Instruction| bytes[i.ip() as usize..i.next_ip() as usize].iter().all(|&b| b == 0);
    while !constants.is_empty() && instructions.last().is_some_and(is_padding) {
        instructions.pop();
    }
    (instructions, constants)
}

/// Names of offsets in the code, and of what its relocations stand for.
#[derive(Clone)]
struct Symbols {
    labels: BTreeMap<u64, String>,
    /// Functions outside, by the offset of the relocation.
    outside: BTreeMap<u64, String>,
}

impl Symbols {
    fn of(
        code: &CompiledCode,
        calls: &Calls,
        instructions: &[Instruction],
        constants: &BTreeSet<u64>,
    ) -> Symbols {
        let mut labels = BTreeMap::new();
        for instruction in instructions.iter().filter(|i| i.op0_kind() == OpKind::NearBranch64) {
            labels.insert(instruction.near_branch_target(), String::new());
        }
        let ends: Vec<u64> = labels.keys().skip(1).copied().chain([u64::MAX]).collect();
        let mut number = 0;
        for ((&at, label), end) in labels.iter_mut().zip(ends) {
            *label = match first_place(code, at, end) {
                Place::Site(site) => format!("status_{}", site + 1),
                Place::Nowhere | Place::Text(_) => {
                    number += 1;
                    format!("L{number}")
                }
            };
        }
        let constants = constants.iter().enumerate();
        labels.extend(constants.map(|(number, &at)| (at, format!("C{number}"))));
        let name = |target: &FinalizedRelocTarget| match target {
            FinalizedRelocTarget::ExternalName(name) => calls.name_of(name),
            FinalizedRelocTarget::Func(_) => None,
        };
        let relocations = code.buffer.relocs().iter();
        let outside = relocations.filter_map(|r| Some((u64::from(r.offset), name(&r.target)?)));
        Symbols { labels, outside: outside.collect() }
    }
}

impl SymbolResolver for Symbols {
    fn symbol(
        &mut self,
        instruction: &Instruction,
        _: u32,
        operand: Option<u32>,
        address: u64,
        _: u32,
    ) -> Option<SymbolResult<'_>> {
        let mut inside = self.outside.range(instruction.ip()..instruction.next_ip());
        if let Some((_, name)) = inside.next() {
            return Some(SymbolResult::with_str(address, name));
        }
        let kind = instruction.op_kind(operand?);
        let refers = kind == OpKind::NearBranch64
            || kind == OpKind::Memory && instruction.is_ip_rel_memory_operand();
        let label = self.labels.get(&address).filter(|_| refers)?;
        Some(SymbolResult::with_str(address, label))
    }
}

fn formatter(symbols: Symbols) -> IntelFormatter {
    let mut formatter = IntelFormatter::with_options(Some(Box::new(symbols)), None);
    let options = formatter.options_mut();
    options.set_first_operand_char_index(10);
    options.set_space_after_operand_separator(true);
    options.set_signed_immediate_operands(true);
    options.set_hex_prefix("0x");
    options.set_hex_suffix("");
    options.set_uppercase_hex(false);
    options.set_small_hex_numbers_in_decimal(true);
    options.set_branch_leading_zeros(false);
    options.set_show_branch_size(false);
    options.set_rip_relative_addresses(true);
    formatter
}

/// What the code at this offset was made for.
fn place_of(code: &CompiledCode, at: u64) -> Place {
    let ranges = code.buffer.get_srclocs_sorted();
    let behind = ranges.partition_point(|range| u64::from(range.start) <= at);
    match ranges[..behind].last() {
        Some(range) if at < u64::from(range.end) => Place::decoded(range.loc),
        _ => Place::Nowhere,
    }
}

/// The first place that something between these offsets was made for.
fn first_place(code: &CompiledCode, from: u64, to: u64) -> Place {
    let inside = code.buffer.get_srclocs_sorted().iter();
    let inside = inside.filter(|range| u64::from(range.end) > from && u64::from(range.start) < to);
    let mut places = inside.map(|range| Place::decoded(range.loc));
    places.find(|&place| place != Place::Nowhere).unwrap_or(Place::Nowhere)
}

struct Listing<'a> {
    code: &'a CompiledCode,
    notes: Notes<'a>,
    symbols: Symbols,
    formatter: IntelFormatter,
}

impl Listing<'_> {
    fn instruction(&mut self, instruction: &Instruction, out: &mut String) {
        let at = instruction.ip();
        let mut place = place_of(self.code, at);
        if let Some(label) = self.symbols.labels.get(&at) {
            put(out, format_args!("{label}:\n"));
            // The way out of a check begins with moves that stand for nothing.
            let next = self.symbols.labels.range(at + 1..).next();
            match first_place(self.code, at, next.map_or(u64::MAX, |(&next, _)| next)) {
                site @ Place::Site(_) => place = site,
                Place::Nowhere | Place::Text(_) => {}
            }
        }
        if let Some(note) = self.notes.note(place) {
            put(out, format_args!("; {note}\n"));
        }
        let mut text = String::new();
        self.formatter.format(instruction, &mut text);
        if instruction.code() == Code::INVALID {
            text.insert_str(0, "not an instruction: ");
        }
        put(out, format_args!("{at:6x}  {text}\n"));
    }

    fn constant(&mut self, at: u64, bytes: &[u8], out: &mut String) {
        let label = &self.symbols.labels[&at];
        put(out, format_args!("{label}:\n"));
        for (number, part) in bytes.chunks(8).enumerate() {
            let mut padded = [0; 8];
            padded[..part.len()].copy_from_slice(part);
            let (offset, word) = (at + 8 * number as u64, u64::from_le_bytes(padded));
            let (float, half) = (f64::from_bits(word), f32::from_bits(word as u32));
            put(out, format_args!("{offset:6x}  {word:#018x}  ; f64 {float:e}, f32 {half:e}\n"));
        }
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes any text");
}
