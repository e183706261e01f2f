//! Reads loop IR back from its text.
//!
//! In: text in the form that [`super::print`] writes; comments and any spacing are allowed. Out:
//! a function that [`super::verify`] may still find faults in, or the first place that is not IR.
//!
//! Always true: reading what was printed and printing it again gives the same text; time is
//! linear in the text. A name stands for one value in the whole function, whatever block it is
//! defined in, so that the verifier and not the reader judges scope and order. The type of an
//! induction variable is that of its limits, and of a carried value that of its first value.
//!
//! Deliberately absent: spans of statements (the text is not a kernel's), several functions in
//! one text, and limits on hostile text: kernels come from strangers, IR does not.

mod types;

use std::collections::HashMap;
use std::fmt;

use proc_macro2::Span as TokenSpan;
use syn::parse::{ParseStream, Parser, Result};
use syn::punctuated::Punctuated;
use syn::{Ident, Lifetime, Lit, LitInt, Token, braced, parenthesized};

use super::{
    ArrayData, ArrayId, Block, Carried, Check, End, Fork, Func, Label, LabelData, OVERFLOWING,
    Parallel, Param, Range, Reduction, Stmt, StmtKind, Val, ValueData,
};
use crate::error::Span;
use crate::op::Op;
use crate::ty::{Layout, Scalar};
use crate::util::stack::with_large_stack;
use crate::value::Value;
use types::{allocated_type, allocates, array_type, declares_array, fixed_type, scalar, scalars};

/// Why a text is not IR, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ParseError { message, line, column } = self;
        write!(f, "{line}:{column}: {message}")
    }
}

impl std::error::Error for ParseError {}

/// Reads what [`super::print::print`] printed.
///
/// # Errors
/// The first place that is not IR.
pub fn parse(text: &str) -> std::result::Result<Func, ParseError> {
    let read = || {
        let parser = |input: ParseStream<'_>| Reader::new().function(input);
        parser.parse_str(text).map_err(|error| locate(&error, text))
    };
    // Recursive descent needs the stack, and the thread takes proc-macro2's copy of the text
    // with it.
    with_large_stack(read).unwrap_or_else(|error| {
        let message = format!("there is no thread to read IR on: {error}");
        Err(ParseError { message, line: 1, column: 1 })
    })
}

/// The error with its place; one that syn gives no place belongs to the end of the text.
fn locate(error: &syn::Error, text: &str) -> ParseError {
    let start = error.span().start();
    let (line, column) = match start.line {
        0 => Span::new(text.len(), text.len()).line_column(text),
        line => (line, start.column + 1),
    };
    ParseError { message: error.to_string(), line, column }
}

fn refuse<T>(span: TokenSpan, message: impl fmt::Display) -> Result<T> {
    Err(syn::Error::new(span, message))
}

/// What a name stands for.
#[derive(Clone, Copy)]
enum Name {
    Value(Val),
    Array(ArrayId),
}

/// A function while it is read.
struct Reader {
    func: Func,
    names: HashMap<String, Name>,
    labels: HashMap<String, Label>,
    /// Where a value is used that has no definition yet.
    undefined: HashMap<Val, Ident>,
    /// Where a label is used whose loop or scope has not been read yet.
    unplaced: HashMap<Label, Lifetime>,
}

impl Reader {
    fn new() -> Reader {
        Reader {
            func: Func::new(""),
            names: HashMap::new(),
            labels: HashMap::new(),
            undefined: HashMap::new(),
            unplaced: HashMap::new(),
        }
    }

    fn function(mut self, input: ParseStream<'_>) -> Result<Func> {
        input.parse::<Token![fn]>()?;
        self.func.name = input.parse::<Ident>()?.to_string();
        let params;
        parenthesized!(params in input);
        self.params(&params)?;
        if input.parse::<Option<Token![->]>>()?.is_some() {
            self.func.results = scalars(input)?;
        }
        let body;
        braced!(body in input);
        self.local_arrays(&body)?;
        self.func.body = self.statements(&body)?;
        if let Some((_, name)) = self.undefined.into_iter().min_by_key(|(value, _)| *value) {
            return refuse(name.span(), format_args!("`{name}` is never defined"));
        }
        if let Some((_, name)) = self.unplaced.into_iter().min_by_key(|(label, _)| *label) {
            return refuse(name.span(), format_args!("no loop or scope is called `{name}`"));
        }
        Ok(self.func)
    }

    fn params(&mut self, input: ParseStream<'_>) -> Result<()> {
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let param = match array_type(input)? {
                Some(ty) => Param::Array(self.define_array(&name, ty)?),
                None => Param::Scalar(self.define(&name, scalar(input)?)?),
            };
            self.func.params.push(param);
            comma_or_end(input)?;
        }
        Ok(())
    }

    /// Statements in braces and how control leaves them.
    fn block(&mut self, input: ParseStream<'_>) -> Result<Block> {
        let content;
        braced!(content in input);
        self.statements(&content)
    }

    /// Arrays of the function itself: `let name: [f64; 3];`.
    fn local_arrays(&mut self, input: ParseStream<'_>) -> Result<()> {
        while declares_array(input) {
            input.parse::<Token![let]>()?;
            let name: Ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty = fixed_type(input)?;
            input.parse::<Token![;]>()?;
            let row = ArrayData {
                name: String::new(),
                elem: ty.elem,
                rank: ty.rank() as u8,
                layout: Layout::Contiguous,
                mutable: true,
                local: Some(ty),
            };
            self.define_array(&name, row)?;
        }
        Ok(())
    }

    /// Statements up to the end of the braces, and how control leaves them.
    fn statements(&mut self, content: ParseStream<'_>) -> Result<Block> {
        let mut stmts = Vec::new();
        while !content.is_empty() {
            if let Some(end) = self.end(content)? {
                if !content.is_empty() {
                    return Err(content.error("control has left the block before this"));
                }
                return Ok(Block { stmts, end });
            }
            stmts.push(Stmt { span: Span::default(), kind: self.statement(content)? });
        }
        Ok(Block { stmts, end: End::Give(Vec::new()) })
    }

    /// How control leaves a block, if that is what comes next.
    fn end(&mut self, input: ParseStream<'_>) -> Result<Option<End>> {
        if input.peek(Ident) && input.peek2(Token![!]) {
            return self.macro_end(input).map(Some);
        }
        if input.parse::<Option<Token![break]>>()?.is_some() {
            let label: Lifetime = input.parse()?;
            let label = self.label(&label);
            return Ok(Some(End::Break(label, self.left_with(input)?)));
        }
        if input.parse::<Option<Token![return]>>()?.is_some() {
            return Ok(Some(End::Return(self.left_with(input)?)));
        }
        let is_call = input.peek2(syn::token::Paren);
        if input.peek(syn::token::Paren) || input.peek(Ident) && !is_call {
            return Ok(Some(End::Give(self.tail(input)?)));
        }
        Ok(None)
    }

    /// `next!('label, values)` or `unreachable!()`.
    fn macro_end(&mut self, input: ParseStream<'_>) -> Result<End> {
        let name: Ident = input.parse()?;
        input.parse::<Token![!]>()?;
        let content;
        parenthesized!(content in input);
        if name == "unreachable" && content.is_empty() {
            return Ok(End::Unreachable);
        }
        if name != "next" {
            return refuse(name.span(), "a block ends in `next!('label, ..)` or `unreachable!()`");
        }
        let label: Lifetime = content.parse()?;
        let label = self.label(&label);
        comma_or_end(&content)?;
        Ok(End::Next(label, self.values(&content)?))
    }

    /// The values behind `break` or `return`, and the semicolon.
    fn left_with(&mut self, input: ParseStream<'_>) -> Result<Vec<Val>> {
        let values = if input.peek(Token![;]) { Vec::new() } else { self.tail(input)? };
        input.parse::<Token![;]>()?;
        Ok(values)
    }

    /// One value, or several in parentheses.
    fn tail(&mut self, input: ParseStream<'_>) -> Result<Vec<Val>> {
        if !input.peek(syn::token::Paren) {
            return Ok(vec![self.value(input)?]);
        }
        let content;
        parenthesized!(content in input);
        self.values(&content)
    }

    /// Values up to the end of the brackets.
    fn values(&mut self, input: ParseStream<'_>) -> Result<Vec<Val>> {
        let mut values = Vec::new();
        while !input.is_empty() {
            values.push(self.value(input)?);
            comma_or_end(input)?;
        }
        Ok(values)
    }

    fn statement(&mut self, input: ParseStream<'_>) -> Result<StmtKind> {
        if allocates(input) {
            return self.allocation(input);
        }
        if input.peek(Token![let]) {
            let kind = self.let_statement(input)?;
            input.parse::<Token![;]>()?;
            return Ok(kind);
        }
        if input.peek(Token![if]) || input.peek(Lifetime) {
            return self.control(input, Vec::new());
        }
        let kind = self.action(input)?;
        input.parse::<Token![;]>()?;
        Ok(kind)
    }

    /// `let name: Array1<f64> = zeros(extents);`
    fn allocation(&mut self, input: ParseStream<'_>) -> Result<StmtKind> {
        input.parse::<Token![let]>()?;
        let name: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let row = allocated_type(input)?;
        let array = self.define_array(&name, row)?;
        input.parse::<Token![=]>()?;
        let zeros: Ident = input.parse()?;
        if zeros != "zeros" {
            return refuse(zeros.span(), "expected `zeros`");
        }
        let content;
        parenthesized!(content in input);
        let extents = self.values(&content)?;
        input.parse::<Token![;]>()?;
        Ok(StmtKind::Allocate { array, extents })
    }

    fn let_statement(&mut self, input: ParseStream<'_>) -> Result<StmtKind> {
        let place = input.parse::<Token![let]>()?.span;
        let names = identifiers(input)?;
        input.parse::<Token![:]>()?;
        let types = scalars(input)?;
        if names.len() != types.len() {
            let (names, types) = (names.len(), types.len());
            return refuse(place, format_args!("the names are {names} and the types {types}"));
        }
        let mut to = Vec::new();
        for (name, ty) in names.iter().zip(types) {
            to.push(self.define(name, ty)?);
        }
        input.parse::<Token![=]>()?;
        if input.peek(Token![if]) || input.peek(Lifetime) {
            return self.control(input, to);
        }
        let [to] = to[..] else {
            return Err(input.error("this has one result"));
        };
        if input.peek(Ident) && !input.peek2(Token![::]) {
            return self.computation(input, to);
        }
        Ok(StmtKind::Const { to, value: constant(input, self.func.ty(to))? })
    }

    /// What computes one value from others: a call.
    fn computation(&mut self, input: ParseStream<'_>, to: Val) -> Result<StmtKind> {
        let name: Ident = input.parse()?;
        let content;
        parenthesized!(content in input);
        match name.to_string().as_str() {
            "extent" => {
                let array = self.array(&content)?;
                let axis = axis(&content)?;
                end_of(&content)?;
                Ok(StmtKind::Extent { to, array, axis })
            }
            "load" => {
                let array = self.array(&content)?;
                Ok(StmtKind::Load { to, array, index: self.values(&content)? })
            }
            "clock" => {
                end_of(&content)?;
                Ok(StmtKind::Clock { to })
            }
            text => {
                let op = operation(&name, text)?;
                Ok(StmtKind::Op { to, op, args: self.values(&content)? })
            }
        }
    }

    /// What has an effect and no result: a store or a check.
    fn action(&mut self, input: ParseStream<'_>) -> Result<StmtKind> {
        let name: Ident = match input.parse() {
            Ok(name) => name,
            Err(error) => return refuse(error.span(), "expected a statement"),
        };
        let content;
        parenthesized!(content in input);
        match name.to_string().as_str() {
            "store" => {
                let array = self.array(&content)?;
                let mut index = self.values(&content)?;
                match index.pop() {
                    Some(value) => Ok(StmtKind::Store { array, index, value }),
                    None => refuse(name.span(), "`store` needs a value behind the indices"),
                }
            }
            text => {
                let proved = text.starts_with("proved");
                let text = text.replacen("proved", "check", 1);
                let check = match scalar_checks().find(|check| check.name() == text) {
                    Some(check) => check,
                    None if text == "check_bounds" => {
                        let array = self.array(&content)?;
                        Check::Bounds { array, axis: axis(&content)? }
                    }
                    None if text == "check_distinct" => {
                        let array = self.array(&content)?;
                        let one = content.peek(LitInt).then(|| axis(&content)).transpose()?;
                        Check::Distinct { array, axis: one }
                    }
                    None => {
                        let message = "expected `store` or a check: the result of";
                        return refuse(name.span(), format_args!("{message} `{name}` has no name"));
                    }
                };
                let args = self.values(&content)?;
                Ok(match proved {
                    true => StmtKind::Proved { check, args },
                    false => StmtKind::Check { check, args },
                })
            }
        }
    }

    /// `if`, a loop or a scope.
    fn control(&mut self, input: ParseStream<'_>, to: Vec<Val>) -> Result<StmtKind> {
        if input.parse::<Option<Token![if]>>()?.is_some() {
            let cond = self.value(input)?;
            let then = self.block(input)?;
            let otherwise = match input.parse::<Option<Token![else]>>()? {
                Some(_) => self.block(input)?,
                None => Block { stmts: Vec::new(), end: End::Give(Vec::new()) },
            };
            return Ok(StmtKind::If { to, cond, then, otherwise });
        }
        let name: Lifetime = input.parse()?;
        let label = self.label(&name);
        self.unplaced.remove(&label);
        input.parse::<Token![:]>()?;
        if input.parse::<Option<Token![for]>>()?.is_some() {
            return self.repetition(input, &name, label, to);
        }
        Ok(StmtKind::Scope { to, label, body: self.block(input)? })
    }

    /// A loop behind `for`: counted if the first thing it carries is a range.
    fn repetition(
        &mut self,
        input: ParseStream<'_>,
        name: &Lifetime,
        label: Label,
        to: Vec<Val>,
    ) -> Result<StmtKind> {
        let inner = identifiers(input)?;
        input.parse::<Token![in]>()?;
        let carry: Ident = input.parse()?;
        let (in_order, forks) = (carry == "regroup", carry == "fork");
        let reduces = in_order || forks || carry == "prange";
        if carry != "carry" && !reduces {
            return refuse(carry.span(), "expected `carry`, `prange`, `regroup` or `fork`");
        }
        let content;
        parenthesized!(content in input);
        let range = self.range(&content)?;
        let (inits, parallel) = match range {
            Some(_) if forks => {
                let fork = Some(self.fork(&content)?);
                (Vec::new(), Some(Parallel { fork, ..Parallel::default() }))
            }
            Some(_) if reduces => {
                let (inits, parallel) = self.reductions(&content)?;
                (inits, Some(Parallel { in_order, ..parallel }))
            }
            None if reduces => return refuse(carry.span(), format!("`{carry}` takes a range")),
            _ => (self.values(&content)?, None),
        };
        let (names, inits_wanted) = (inner.len(), inits.len() + usize::from(range.is_some()));
        if names != inits_wanted {
            let message = format!("the loop names {names} values, but is given {inits_wanted}");
            return refuse(name.span(), message);
        }
        let mut inner = inner.iter();
        let counted = match (range, range.and_then(|_| inner.next())) {
            (Some(range), Some(var)) => Some((self.define_like(var, range.lo)?, range)),
            _ => None,
        };
        let mut carried = Vec::new();
        for (name, init) in inner.zip(inits) {
            carried.push(Carried { inner: self.define_like(name, init)?, init });
        }
        let body = self.block(input)?;
        Ok(match counted {
            Some((var, range)) => StmtKind::For { to, label, var, range, carried, parallel, body },
            None => StmtKind::Loop { to, label, carried, body },
        })
    }

    /// What a parallel loop carries, and how: `add(v0), best_lt(v1), with(1, v2), arrays(..),
    /// claims(..)`.
    fn reductions(&mut self, input: ParseStream<'_>) -> Result<(Vec<Val>, Parallel)> {
        let (mut inits, mut parallel) = (Vec::new(), Parallel::default());
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            let content;
            parenthesized!(content in input);
            if name == "arrays" {
                parallel.arrays = self.reduced_arrays(&content)?;
                let ahead = input.fork();
                let claims = ahead.parse::<Token![,]>().and_then(|_| ahead.parse::<Ident>());
                if !claims.is_ok_and(|name| name == "claims") {
                    end_of(input)?;
                    break;
                }
                input.parse::<Token![,]>()?;
                continue;
            }
            if name == "claims" {
                while !content.is_empty() {
                    parallel.claims.push(self.array(&content)?);
                }
                end_of(input)?;
                break;
            }
            let text = name.to_string();
            let reduction = match text.strip_prefix("best_") {
                _ if name == "in_order" => Reduction::InOrder,
                _ if name == "with" => {
                    let best = content.parse::<LitInt>()?.base10_parse()?;
                    comma_or_end(&content)?;
                    Reduction::With(best)
                }
                Some(order) => Reduction::Best(operation(&name, order)?),
                None => Reduction::Op(operation(&name, &text)?),
            };
            parallel.reductions.push(reduction);
            inits.push(self.value(&content)?);
            end_of(&content)?;
            comma_or_end(input)?;
        }
        Ok((inits, parallel))
    }

    /// The work of a loop that forks, and what each iteration has for itself: `v7, private(t)`.
    fn fork(&mut self, input: ParseStream<'_>) -> Result<Fork> {
        let work = self.value(input)?;
        comma_or_end(input)?;
        let mut private = Vec::new();
        if !input.is_empty() {
            let name: Ident = input.parse()?;
            if name != "private" {
                return refuse(name.span(), "expected `private`");
            }
            let content;
            parenthesized!(content in input);
            while !content.is_empty() {
                private.push(self.array(&content)?);
                comma_or_end(&content)?;
            }
            end_of(input)?;
        }
        Ok(Fork { work, private })
    }

    /// Arrays, each in brackets behind the name of an operation.
    fn reduced_arrays(&mut self, input: ParseStream<'_>) -> Result<Vec<(ArrayId, Op)>> {
        let mut arrays = Vec::new();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            let content;
            parenthesized!(content in input);
            let op = operation(&name, &name.to_string())?;
            arrays.push((self.array(&content)?, op));
            end_of(&content)?;
            comma_or_end(input)?;
        }
        Ok(arrays)
    }

    /// `lo..hi` or `lo..=hi` with the comma behind it, if that is what comes next.
    fn range(&mut self, input: ParseStream<'_>) -> Result<Option<Range>> {
        if !input.peek2(Token![..]) {
            return Ok(None);
        }
        let lo = self.value(input)?;
        let inclusive = input.parse::<Option<Token![..=]>>()?.is_some();
        if !inclusive {
            input.parse::<Token![..]>()?;
        }
        let hi = self.value(input)?;
        comma_or_end(input)?;
        Ok(Some(Range { lo, hi, inclusive }))
    }

    /// A use of a value, which may stand in front of its definition.
    fn value(&mut self, input: ParseStream<'_>) -> Result<Val> {
        let name: Ident = input.parse()?;
        match self.names.get(&name.to_string()) {
            Some(Name::Value(value)) => Ok(*value),
            Some(Name::Array(_)) => {
                refuse(name.span(), format_args!("`{name}` is an array, not a value"))
            }
            None => {
                // The definition will correct the type.
                let value = self.new_value(&name, Scalar::Bool);
                self.undefined.insert(value, name);
                Ok(value)
            }
        }
    }

    /// The definition of a value.
    fn define(&mut self, name: &Ident, ty: Scalar) -> Result<Val> {
        let value = match self.names.get(&name.to_string()) {
            Some(Name::Value(value)) => *value,
            Some(Name::Array(_)) => {
                return refuse(name.span(), format_args!("`{name}` is an array already"));
            }
            None => return Ok(self.new_value(name, ty)),
        };
        if self.undefined.remove(&value).is_some() {
            self.func.values[value].ty = ty;
        } else if self.func.ty(value) != ty {
            let before = self.func.ty(value);
            return refuse(name.span(), format_args!("`{name}` has the type {before} already"));
        }
        Ok(value)
    }

    /// The definition of a value that has the type of another.
    fn define_like(&mut self, name: &Ident, model: Val) -> Result<Val> {
        match self.undefined.get(&model) {
            Some(model) => {
                refuse(model.span(), format_args!("the type of `{model}` is not known here"))
            }
            None => self.define(name, self.func.ty(model)),
        }
    }

    fn new_value(&mut self, name: &Ident, ty: Scalar) -> Val {
        let text = name.to_string();
        let value = self.func.values.push(ValueData { ty, hint: hint(&text) });
        self.names.insert(text, Name::Value(value));
        value
    }

    fn define_array(&mut self, name: &Ident, row: ArrayData) -> Result<ArrayId> {
        let text = name.to_string();
        let array = self.func.arrays.push(ArrayData { name: text.clone(), ..row });
        match self.names.insert(text, Name::Array(array)) {
            None => Ok(array),
            Some(_) => refuse(name.span(), format_args!("`{name}` is defined already")),
        }
    }

    /// A use of an array, and the comma behind it.
    fn array(&mut self, input: ParseStream<'_>) -> Result<ArrayId> {
        let name: Ident = input.parse()?;
        comma_or_end(input)?;
        match self.names.get(&name.to_string()) {
            Some(Name::Array(array)) => Ok(*array),
            _ => refuse(name.span(), format_args!("no array is called `{name}`")),
        }
    }

    /// The label of this name.
    fn label(&mut self, name: &Lifetime) -> Label {
        let text = name.ident.to_string();
        if let Some(label) = self.labels.get(&text) {
            return *label;
        }
        let label = self.func.labels.push(LabelData::default());
        self.labels.insert(text, label);
        self.unplaced.insert(label, name.clone());
        label
    }
}

/// The checks that are about values alone.
fn scalar_checks() -> impl Iterator<Item = Check> {
    const OTHERS: [Check; 6] = [
        Check::Divisor,
        Check::RemDivisor,
        Check::Step,
        Check::Quotient,
        Check::RemQuotient,
        Check::Clamp,
    ];
    OTHERS.into_iter().chain(OVERFLOWING.map(|(op, _)| Check::Overflow(op)))
}

/// The operation of this name; `at` is where to say so if there is none.
fn operation(at: &Ident, name: &str) -> Result<Op> {
    match Op::from_name(name) {
        Some(op) => Ok(op),
        None => refuse(at.span(), format_args!("no operation is called `{name}`")),
    }
}

/// The hint in a value's name: what stands in front of the number.
fn hint(name: &str) -> Option<String> {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() == name.len() {
        return Some(name.to_owned());
    }
    match stem.strip_suffix('_') {
        None if stem == "v" => None,
        None => Some(name.to_owned()),
        Some("") => None,
        Some(hint) => Some(hint.to_owned()),
    }
}

/// The comma between two items; none is needed behind the last.
fn comma_or_end(input: ParseStream<'_>) -> Result<()> {
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}

fn end_of(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() { Ok(()) } else { Err(input.error("nothing more is expected here")) }
}

/// One name, or several in parentheses.
fn identifiers(input: ParseStream<'_>) -> Result<Vec<Ident>> {
    if !input.peek(syn::token::Paren) {
        return Ok(vec![input.parse()?]);
    }
    let content;
    parenthesized!(content in input);
    Ok(Punctuated::<Ident, Token![,]>::parse_terminated(&content)?.into_iter().collect())
}

/// An axis and the comma behind it.
fn axis(input: ParseStream<'_>) -> Result<u8> {
    let axis = input.parse::<LitInt>()?.base10_parse()?;
    comma_or_end(input)?;
    Ok(axis)
}

/// A constant of type `ty`.
fn constant(input: ParseStream<'_>, ty: Scalar) -> Result<Value> {
    if input.peek(Ident) {
        return named_constant(input, ty);
    }
    let sign = if input.parse::<Option<Token![-]>>()?.is_some() { "-" } else { "" };
    let literal = match input.parse::<Lit>() {
        Ok(literal) => literal,
        Err(error) => {
            return refuse(error.span(), "expected a constant, a call, a loop or an `if`");
        }
    };
    let value = match &literal {
        Lit::Bool(literal) if sign.is_empty() && ty == Scalar::Bool => {
            Some(Value::Bool(literal.value))
        }
        Lit::Int(literal) if literal.suffix().is_empty() => {
            let number = format!("{sign}{}", literal.base10_digits()).parse().ok();
            number.and_then(|number| Value::from_int(ty, number))
        }
        Lit::Float(literal) if literal.suffix().is_empty() => {
            float(&format!("{sign}{}", literal.base10_digits()), ty)
        }
        _ => None,
    };
    match value {
        Some(value) => Ok(value),
        None => refuse(literal.span(), format_args!("this is not a literal of type {ty}")),
    }
}

/// `f64::NAN` or the like.
fn named_constant(input: ParseStream<'_>, ty: Scalar) -> Result<Value> {
    let owner: Ident = input.parse()?;
    input.parse::<Token![::]>()?;
    let name: Ident = input.parse()?;
    let number = match name.to_string().as_str() {
        "NAN" => f64::NAN,
        "INFINITY" => f64::INFINITY,
        "NEG_INFINITY" => f64::NEG_INFINITY,
        _ => return refuse(name.span(), "expected `NAN`, `INFINITY` or `NEG_INFINITY`"),
    };
    match ty {
        Scalar::F32 if owner == "f32" => Ok(Value::F32(number as f32)),
        Scalar::F64 if owner == "f64" => Ok(Value::F64(number)),
        _ => refuse(owner.span(), format_args!("this is not a constant of type {ty}")),
    }
}

/// The float nearest to a decimal number, if it has one.
fn float(digits: &str, ty: Scalar) -> Option<Value> {
    match ty {
        Scalar::F32 => digits.parse().ok().filter(|v: &f32| v.is_finite()).map(Value::F32),
        Scalar::F64 => digits.parse().ok().filter(|v: &f64| v.is_finite()).map(Value::F64),
        _ => None,
    }
}
