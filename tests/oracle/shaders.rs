//! Shaders of the golden kernels, the suite and random parallel kernels are valid.
//!
//! In: kernels. Out: that naga's validator and `spirv-val` take every shader that is made of them,
//! with narrow words and with wide ones; how many there are; and what is refused. Always true: no
//! device is needed. Without `spirv-val` the tests say so, and `METATE_REQUIRE=spirv-val` makes that a
//! failure. Deliberately absent: running them (`gpu`).
#![cfg(feature = "gpu")]

use std::collections::BTreeMap;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

use metate::{Arg, ErrorKind, Kernel, Target};

use super::data::{Data, random_arguments};
use super::generate::{self, Choices};
use super::gpu::{number, texts};

/// Random parallel kernels if `METATE_SHADERS` does not say how many.
const FEW: u64 = 40;

/// What was found.
#[derive(Default)]
struct Found {
    kernels: usize,
    shaders: usize,
    refused: BTreeMap<String, usize>,
    wrong: Vec<String>,
    /// Whether there is a `spirv-val`.
    has_spirv_val: bool,
}

impl Found {
    fn new() -> Found {
        let has_spirv_val = Command::new("spirv-val").arg("--version").output().is_ok();
        let names = env::var("METATE_REQUIRE").unwrap_or_default();
        let required = names.split(',').any(|name| name == "spirv-val");
        assert!(has_spirv_val || !required, "METATE_REQUIRE asks for `spirv-val`, which is absent");
        if !has_spirv_val {
            println!("spirv-val: absent");
        }
        Found { has_spirv_val, ..Found::default() }
    }

    fn check(&mut self, name: &str, text: &str) {
        let Ok(kernel) = Kernel::parse(text) else { return };
        self.kernels += 1;
        match catch_unwind(AssertUnwindSafe(|| shaders(&kernel))) {
            Err(_) => self.wrong.push(format!("{name}: panicked\n{text}")),
            Ok(Err(why)) => self.wrong.push(format!("{name}: {why}\n{text}")),
            Ok(Ok(made)) => made.into_iter().for_each(|made| match made {
                Err(reason) => *self.refused.entry(reason).or_default() += 1,
                Ok(shader) => {
                    self.shaders += 1;
                    if let Err(why) = validate(&shader, self.has_spirv_val) {
                        self.wrong.push(format!("{name}: {why}\n{text}"));
                    }
                }
            }),
        }
    }

    fn report(&self) {
        let Found { kernels, shaders, refused, wrong, .. } = self;
        println!("{kernels} kernels, {shaders} shaders are valid");
        refused.iter().for_each(|(reason, times)| println!("  refused {times} times: {reason}"));
        let shown = &wrong[..wrong.len().min(5)];
        assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), shown.join("\n----\n"));
        assert!(shaders > kernels, "hardly any shader was made");
    }
}

/// Every shader of a kernel, or why it is refused.
fn shaders(kernel: &Kernel) -> Result<Vec<Result<String, String>>, String> {
    let types = kernel.parameters().iter().map(|param| param.ty);
    let mut data = random_arguments(types, 1, 0, false);
    let args: Vec<Arg<'_>> = data.iter_mut().map(Data::arg).collect();
    match kernel.on(Target::Gpu).shaders(args) {
        Ok(shaders) => Ok(shaders),
        Err(error) => match error.kind() {
            ErrorKind::Unsupported { reason, .. } => {
                let reason = reason.split_once(": ").map_or(&**reason, |(_, reason)| reason);
                Ok(vec![Err(reason.split(" (in `").next().unwrap_or(reason).to_owned())])
            }
            _ => Err(error.to_string()),
        },
    }
}

/// # Errors
/// What naga or `spirv-val` say.
fn validate(text: &str, spirv_val: bool) -> Result<(), String> {
    use naga::valid::{Capabilities, ValidationFlags, Validator};
    let module = naga::front::wgsl::parse_str(text).map_err(|error| error.emit_to_string(text))?;
    let allowed = Capabilities::IMMEDIATES | Capabilities::FLOAT64 | Capabilities::SHADER_INT64;
    let info = Validator::new(ValidationFlags::all(), allowed)
        .validate(&module)
        .map_err(|error| error.emit_to_string(text))?;
    let options =
        naga::back::spv::Options { lang_version: (1, 3), ..naga::back::spv::Options::default() };
    let words = naga::back::spv::write_vec(&module, &info, &options, None)
        .map_err(|error| error.to_string())?;
    if !spirv_val {
        return Ok(());
    }
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    std::fs::write(file.path(), bytes).map_err(|error| error.to_string())?;
    let said = Command::new("spirv-val")
        .args(["--target-env", "vulkan1.1"])
        .arg(file.path())
        .output()
        .map_err(|error| error.to_string())?;
    match said.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&said.stderr).into_owned()),
    }
}

#[test]
fn shaders_of_golden_kernels_are_valid() {
    let mut found = Found::new();
    texts().iter().for_each(|(name, text)| found.check(name, text));
    found.report();
}

/// So many random parallel kernels as `METATE_SHADERS` says, from the seed `METATE_SEED` on.
#[test]
fn shaders_of_random_kernels_are_valid() {
    let mut found = Found::new();
    let count = number("METATE_SHADERS").unwrap_or(FEW);
    let mut seed = number("METATE_SEED").unwrap_or(1);
    while (found.kernels as u64) < count && found.wrong.len() < 20 {
        let text = generate::kernel(&mut Choices::random(seed)).text;
        if text.contains("prange") {
            found.check(&format!("METATE_SEED={seed}"), &text);
        }
        seed += 1;
    }
    found.report();
}
