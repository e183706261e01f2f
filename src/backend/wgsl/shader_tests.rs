//! Shaders without a device: every module of every kernel there is passes the validators.
//!
//! In: the golden kernels, those of the suite, and the cases in `tests/wgsl/`. Out: modules, held
//! against naga's validator and `spirv-val`, and against the text beside the case. Always true: a
//! region that has no shader is listed with its reason. Deliberately absent: what they compute,
//! which `tests` beside the runtime ask.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use metate_lang::ty::{Layout, ParamTy, Signature, Ty};
use metate_lang::{front, lower};

use super::testing::{EVERYTHING, assert_valid};
use super::*;
use crate::plan::offload::rows::reach;
use crate::plan::offload::{Offload, offload};

fn offloaded(text: &str) -> Option<Result<Offload, Refusal>> {
    let module = front::load(text, None).ok()?;
    let func = &module.funcs[module.entry];
    let param = |local: &metate_lang::hir::LocalId| match func.locals[*local].ty {
        Ty::Scalar(scalar) => Some(ParamTy::Scalar(scalar)),
        Ty::Array(array) => Some(ParamTy::Array {
            elem: array.elem,
            rank: array.rank,
            layout: Layout::Contiguous,
            mutable: array.is_mutable(),
        }),
        _ => None,
    };
    let params = func.params.iter().map(param).collect::<Option<_>>()?;
    let func = lower::lower(&module, &Signature { params }).ok()?;
    Some(offload(func))
}

fn kernels(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a readable file");
        (name, text.split("//~").next().unwrap_or_default().to_owned())
    };
    files.into_iter().map(read).collect()
}

/// The modules of a kernel, or why there are none.
fn modules(text: &str, words: Words) -> Vec<Result<Shader, String>> {
    match offloaded(text) {
        None => Vec::new(),
        Some(Err(refusal)) => vec![Err(refusal.reason)],
        Some(Ok(offload)) => {
            let made = |(id, _)| {
                shader(&offload, id, text, &EVERYTHING, words, &[])
                    .map_err(|refusal| refusal.reason)
            };
            offload.regions.iter().map(made).collect()
        }
    }
}

#[test]
fn golden_kernels_give_valid_modules() {
    let (mut count, mut reasons) = (0, BTreeMap::new());
    let mut faults = Vec::new();
    for (name, text) in kernels("tests/golden") {
        for words in [Words::Narrow, Words::Wide] {
            let made = catch_unwind(|| modules(&text, words)).unwrap_or_else(|_| {
                faults.push(format!("{name} {words:?}: no module"));
                Vec::new()
            });
            for module in made {
                match module {
                    Ok(shader) => {
                        count += 1;
                        if catch_unwind(|| assert_valid(&shader.text)).is_err() {
                            faults.push(format!("{name} {words:?}"));
                        }
                    }
                    Err(reason) => {
                        reasons.entry(reason).or_insert_with(Vec::new).push(name.clone())
                    }
                }
            }
        }
    }
    println!("{count} modules");
    for (reason, names) in reasons {
        println!("{reason}: {}", names.join(" "));
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(count > 100);
}

#[test]
fn modules_that_see_windows_are_valid() {
    let (mut count, mut combining) = (0, 0);
    for (name, text) in kernels("tests/golden") {
        let Some(Ok(offload)) = offloaded(&text) else { continue };
        for (id, region) in offload.regions.iter() {
            let touched = region.arrays.iter().map(|touched| touched.array);
            let local = |array: &ArrayId| reach(&offload.func, region, *array).is_ok();
            let windows: Vec<ArrayId> = touched.filter(local).collect();
            if windows.is_empty() {
                continue;
            }
            for words in [Words::Narrow, Words::Wide] {
                let made = shader(&offload, id, &text, &EVERYTHING, words, &windows);
                let Ok(shader) = made else { continue };
                assert_valid(&shader.text);
                for &array in &windows {
                    assert!(shader.params.contains(&Param::Window(array)), "{name} {array:?}");
                }
                assert!(shader.params.contains(&Param::End), "{name}");
                count += 1;
                combining += usize::from(shader.params.contains(&Param::Parts));
            }
        }
    }
    assert!(count > 100 && combining > 10, "{count} {combining}");
}

#[test]
fn golden() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wgsl.txt");
    let old = fs::read_to_string(&path).expect("the cases");
    let mut new = String::new();
    for case in old.split("//~ case: ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title");
        let text = rest.split("//~ wgsl").next().expect("a text").trim();
        new += &format!("//~ case: {title}\n{text}\n");
        for module in modules(text, Words::Narrow) {
            match module {
                Ok(shader) => {
                    assert_valid(&shader.text);
                    new += &format!("//~ wgsl {}\n{}", table(&shader), shader.text);
                }
                Err(reason) => new += &format!("//~ wgsl refused: {reason}\n"),
            }
        }
        new += "\n";
    }
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(&path, new).expect("a writable file");
    } else {
        assert!(old == new, "tests/wgsl.txt differs from:\n{new}");
    }
}

/// What the host needs to know of a shader, in a line.
fn table(shader: &Shader) -> String {
    let params: Vec<String> = shader.params.iter().map(|param| format!("{param:?}")).collect();
    let passes: Vec<String> =
        shader.passes.iter().map(|pass| format!("{}: {:?}", pass.entry, pass.groups)).collect();
    format!("params {}; passes {}", params.join(" "), passes.join(", "))
}
