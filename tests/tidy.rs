//! Keeps the house in order: import directions, the fence around `unsafe`, module docs, sizes.
//!
//! In: the sources of the workspace, read with syn. Always true: what fails here names the file
//! and the rule. The rules are those of ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The modules of a crate in layers: a module imports from its own layer and those above it.
const LANG: &[&[&str]] = &[
    &["util", "error"],
    &["source", "ty", "op", "value"],
    &["math"],
    &["generic"],
    &["syntax", "hir", "ir"],
    &["eval"],
    &["front"],
    &["lower", "analysis"],
];
const ROOT: &[&[&str]] = &[
    &["limits", "error", "args", "interrupt", "background", "counters"],
    &["store"],
    &["runtime"],
    &["pass"],
    &["plan"],
    &["backend"],
    &["kernel"],
    &["lib"],
];

/// Files (or folders) that may contain `unsafe`.
const UNSAFE: &[&str] = &["src/runtime/", "src/backend/clif/module.rs"];

/// Crates that may be named in certain places only.
const FENCED: &[(&str, &[&str])] = &[
    ("cranelift", &["src/backend/clif/", "src/backend/cpu.rs"]),
    ("blake3", &["src/store"]),
    ("tempfile", &["src/store"]),
    ("rustix", &["src/store"]),
    ("wgpu", &["src/runtime/gpu"]),
    ("iced_x86", &["src/backend/clif/listing.rs", "src/backend/x64/"]),
    ("syn", &["lang/src/syntax/", "lang/src/ir/parse"]),
    ("proc_macro2", &["lang/src/syntax/", "lang/src/ir/parse"]),
];

const MAX_LINES: usize = 800;

struct Source {
    /// From the workspace's root, with `/`.
    path: String,
    text: String,
    file: syn::File,
    /// The module's path in its crate; empty for the root.
    module: Vec<String>,
}

fn sources(root: &str) -> Vec<Source> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&base.join(root), &mut files);
    files.sort();
    files.iter().map(|file| source(base, root, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
        let path = entry.expect("an entry of a readable folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn source(base: &Path, root: &str, file: &Path) -> Source {
    let text = fs::read_to_string(file).expect("a readable source");
    let path =
        file.strip_prefix(base).expect("below the root").to_string_lossy().replace('\\', "/");
    let inside = path.strip_prefix(root).expect("below the crate").trim_start_matches('/');
    let mut module: Vec<String> =
        inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    Source { path, text, file, module }
}

fn everything() -> Vec<Source> {
    ["lang/src", "macros/src", "src"].into_iter().flat_map(sources).collect()
}

/// The absolute paths (from the crate's root) that a file names.
struct Paths {
    module: Vec<String>,
    found: Vec<Vec<String>>,
    /// First segments of paths that are not relative: names of crates.
    crates: Vec<String>,
    unsafe_lines: Vec<usize>,
}

impl Paths {
    fn of(source: &Source) -> Paths {
        let mut paths = Paths {
            module: source.module.clone(),
            found: Vec::new(),
            crates: Vec::new(),
            unsafe_lines: Vec::new(),
        };
        paths.visit_file(&source.file);
        paths
    }

    fn add(&mut self, segments: &[String]) {
        let mut absolute = match segments.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self" | "super") => self.module.clone(),
            Some(_) => {
                self.crates.push(segments[0].clone());
                return;
            }
            None => return,
        };
        for segment in segments {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => drop(absolute.pop()),
                other => absolute.push(other.to_owned()),
            }
        }
        self.found.push(absolute);
    }

    fn add_tree(&mut self, prefix: &mut Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.add_tree(prefix, &path.tree);
                prefix.pop();
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.add_tree(prefix, tree));
            }
            syn::UseTree::Name(name) => {
                prefix.push(name.ident.to_string());
                self.add(&prefix.clone());
                prefix.pop();
            }
            syn::UseTree::Rename(rename) => {
                prefix.push(rename.ident.to_string());
                self.add(&prefix.clone());
                prefix.pop();
            }
            _ => self.add(&prefix.clone()),
        }
    }

    fn note_unsafe(&mut self, span: proc_macro2::Span) {
        self.unsafe_lines.push(span.start().line);
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments: Vec<_> = path.segments.iter().map(|s| s.ident.to_string()).collect();
            self.add(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.note_unsafe(block.unsafe_token.span);
        visit::visit_expr_unsafe(self, block);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let Some(token) = &item.unsafety {
            self.note_unsafe(token.span);
        }
        visit::visit_item_impl(self, item);
    }
}

fn layer(layers: &[&[&str]], module: &str) -> Option<usize> {
    layers.iter().position(|layer| layer.contains(&module))
}

/// What is wrong with the imports of a file.
fn wrong_imports(source: &Source, layers: &[&[&str]]) -> Vec<String> {
    let own = source.module.first().map_or("lib", String::as_str);
    let last = layers.len();
    let Some(own_layer) = layer(layers, own).or((own == "lib").then_some(last)) else {
        return vec![format!("{}: `{own}` has no layer in tests/tidy.rs", source.path)];
    };
    let mut wrong = Vec::new();
    for path in Paths::of(source).found {
        let Some(other) = path.first() else { continue };
        if layer(layers, other).is_some_and(|layer| layer > own_layer) {
            wrong.push(format!("{}: `{own}` may not import `{}`", source.path, path.join("::")));
        }
        let backends = own == "backend" && other == "backend" && source.module.len() > 1;
        if backends && path.len() > 2 && path[1] != source.module[1] && is_backend(&path[1]) {
            wrong.push(format!("{}: back ends do not see each other", source.path));
        }
    }
    wrong
}

fn is_backend(module: &str) -> bool {
    matches!(module, "interp" | "clif" | "x64" | "wgsl")
}

fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn imports_run_one_way() {
    let lang = sources("lang/src");
    let root = sources("src");
    assert!(lang.len() > 10 && root.len() > 5, "the sources moved");
    let wrong = lang.iter().flat_map(|source| wrong_imports(source, LANG));
    assert_none(wrong.chain(root.iter().flat_map(|source| wrong_imports(source, ROOT))).collect());
}

#[test]
fn fenced_crates_stay_behind_their_fence() {
    let mut wrong = Vec::new();
    for source in everything() {
        for name in Paths::of(&source).crates {
            for (fenced, homes) in FENCED {
                let is_it = name == *fenced || name.starts_with(&format!("{fenced}_"));
                if is_it && !homes.iter().any(|home| source.path.starts_with(home)) {
                    wrong.push(format!("{}: names `{name}`", source.path));
                }
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn unsafe_stays_behind_its_fence_and_says_why() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in everything() {
        let lines: Vec<_> = source.text.lines().collect();
        for line in Paths::of(&source).unsafe_lines {
            seen += 1;
            if !UNSAFE.iter().any(|home| source.path.starts_with(home)) {
                wrong.push(format!("{}:{line}: unsafe outside of its fence", source.path));
            }
            let before = &lines[line.saturating_sub(6)..line];
            if !before.iter().any(|line| line.contains("SAFETY:")) {
                wrong.push(format!("{}:{line}: unsafe without a SAFETY note", source.path));
            }
        }
    }
    assert!(seen > 0, "the visitor finds no unsafe at all");
    assert_none(wrong);
}

#[test]
fn modules_open_with_what_they_are() {
    let mut wrong = Vec::new();
    for source in everything() {
        let header: Vec<_> =
            source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        if header.len() < 3 {
            wrong.push(format!("{}: opens with {} lines of `//!`", source.path, header.len()));
        }
    }
    assert_none(wrong);
}

#[test]
fn files_have_one_subject() {
    let mut wrong = Vec::new();
    for source in everything() {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{}: {lines} lines, more than {MAX_LINES}", source.path));
        }
        for (number, line) in source.text.lines().enumerate() {
            for unfinished in ["todo!", "unimplemented!", "dbg!"] {
                if line.contains(unfinished) {
                    wrong.push(format!("{}:{}: {unfinished}", source.path, number + 1));
                }
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn the_visitor_sees_what_it_should() {
    let text = "use super::kernel::Kernel; fn f() { let x = crate::plan::plan; unsafe { g() } }";
    let source = Source {
        path: "src/runtime/x.rs".into(),
        text: text.into(),
        file: syn::parse_file(text).expect("a test's own text"),
        module: vec!["runtime".into(), "x".into()],
    };
    let paths = Paths::of(&source);
    assert_eq!(paths.found, [vec!["runtime", "kernel", "Kernel"], vec!["plan", "plan"]]);
    assert_eq!(paths.unsafe_lines, [1]);
    assert_eq!(wrong_imports(&source, ROOT).len(), 1, "runtime may not import plan");
}
