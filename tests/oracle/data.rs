//! Arguments for oracle runs: arrays of every layout between guard cells, filled reproducibly.
//!
//! In: parameter types, extents, a [`Layout`] and a [`Fill`]. Out: [`Data`], which any engine can
//! be called with and whose whole memory, guards included, can be compared. Always true: the
//! same description gives the same bits.

use std::any::Any;

use metate::{Arg, Ty};
use metate_lang::ty::{ArrayTy, Container, Scalar};
use metate_lang::value::{Element, Value};
use ndarray::{
    Array, ArrayBase, ArrayView, ArrayViewD, ArrayViewMut, ArrayViewMutD, Axis, Dimension, IxDyn,
    RawData, ShapeBuilder, Slice,
};

pub use super::xorshift::Random;

/// Elements in front of and behind every array.
const GUARD: usize = 8;

/// How an array lies in memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layout {
    /// Row-major.
    Plain,
    /// Every other element along every axis: other data interleaves.
    Interleaved,
    /// Every axis runs backwards.
    Reversed,
    /// Column-major.
    Transposed,
    /// All rows are one row (read-only arrays; row-major for others).
    Overlapping,
}

impl Layout {
    pub const ALL: [Layout; 5] = [
        Layout::Plain,
        Layout::Interleaved,
        Layout::Reversed,
        Layout::Transposed,
        Layout::Overlapping,
    ];
}

/// What numbers arrays and scalars hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fill {
    /// Small integers: sums are exact in any order, so structural faults show.
    SmallIntegers,
    /// Ordinary numbers of all magnitudes near 1; integers of all sizes.
    Reals,
    /// NaN, infinities, signed zeros, subnormals; the limits of integer types.
    Specials,
}

impl Fill {
    pub const ALL: [Fill; 3] = [Fill::SmallIntegers, Fill::Reals, Fill::Specials];
}

impl Random {
    fn value(&mut self, ty: Scalar, fill: Fill) -> Value {
        match (fill, ty) {
            (_, Scalar::Bool) => Value::Bool(self.below(2) == 1),
            (Fill::SmallIntegers, _) => self.small(ty),
            (Fill::Reals, Scalar::F64) => Value::F64(self.real()),
            (Fill::Reals, Scalar::F32) => Value::F32(self.real() as f32),
            // Sizes are used as indices: mostly small.
            (Fill::Reals, Scalar::Usize) => self.small(ty),
            (Fill::Reals, _) => {
                let shift = self.below(ty.bits() as u64) as u32;
                Value::from_bits(ty, self.next() >> (64 - ty.bits()) >> shift)
            }
            (Fill::Specials, _) => self.special(ty),
        }
    }

    pub fn small(&mut self, ty: Scalar) -> Value {
        let low = if ty.is_signed() || ty.is_float() { -4 } else { 0 };
        let number = low + self.below(9) as i128;
        match ty {
            Scalar::F32 => Value::F32(number as f32),
            Scalar::F64 => Value::F64(number as f64),
            _ => Value::from_int(ty, number).expect("a small number"),
        }
    }

    fn real(&mut self) -> f64 {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let scale = [1e-3, 1.0, 1.0, 4.0, 30.0][self.below(5) as usize];
        (unit * 2.0 - 1.0) * scale
    }

    fn special(&mut self, ty: Scalar) -> Value {
        const F64: [f64; 12] = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            0.0,
            -0.0,
            5e-324,
            -2.2e-308,
            f64::MAX,
            f64::MIN,
            1.0,
            -1.5,
            0.49999999999999994,
        ];
        match ty {
            Scalar::F64 => Value::F64(F64[self.below(12) as usize]),
            Scalar::F32 => Value::F32(F64[self.below(12) as usize] as f32),
            _ => {
                let ones = u64::MAX >> (64 - ty.bits());
                let bits = [0, 1, ones, ones >> 1, (ones >> 1) + 1, 2][self.below(6) as usize];
                Value::from_bits(ty, bits)
            }
        }
    }
}

/// An array between guards.
#[derive(Clone, Debug)]
pub struct Cells<T> {
    cells: Vec<T>,
    extents: Vec<usize>,
    layout: Layout,
}

impl<T: Element> Cells<T> {
    fn new(ty: ArrayTy, extents: &[usize], layout: Layout, mut cell: impl FnMut() -> T) -> Self {
        let plain = ty.is_slice()
            || extents.is_empty()
            || layout == Layout::Overlapping && (ty.is_mutable() || extents.contains(&0))
            || matches!(ty.container, Container::Array | Container::ArrayMut);
        let layout = if plain { Layout::Plain } else { layout };
        let mut this = Cells { cells: Vec::new(), extents: extents.to_vec(), layout };
        let count: usize = this.outer().iter().product();
        this.cells = (0..count + 2 * GUARD).map(|_| cell()).collect();
        this
    }

    /// Extents of the memory that the array is cut out of.
    fn outer(&self) -> Vec<usize> {
        let mut outer = self.extents.clone();
        match self.layout {
            Layout::Plain | Layout::Reversed => {}
            Layout::Interleaved => outer.iter_mut().for_each(|extent| *extent = 2 * *extent + 1),
            Layout::Transposed => outer.reverse(),
            Layout::Overlapping => outer[0] = outer[0].min(1),
        }
        outer
    }

    fn view_mut(&mut self) -> ArrayViewMutD<'_, T> {
        let (outer, layout) = (self.outer(), self.layout);
        let count: usize = outer.iter().product();
        let cells = &mut self.cells[GUARD..GUARD + count];
        let view = ArrayViewMutD::from_shape(IxDyn(&outer), cells).expect("as many cells");
        cut_out(view, layout)
    }

    fn view(&self) -> ArrayViewD<'_, T> {
        let (outer, layout) = (self.outer(), self.layout);
        let count: usize = outer.iter().product();
        let cells = &self.cells[GUARD..GUARD + count];
        if self.layout == Layout::Overlapping {
            // Stride 0 along the first axis, row-major behind it.
            let mut strides = vec![1; outer.len()];
            for axis in (0..outer.len() - 1).rev() {
                strides[axis] = strides[axis + 1] * outer[axis + 1];
            }
            strides[0] = 0;
            let shape = IxDyn(&self.extents).strides(IxDyn(&strides));
            return ArrayView::from_shape(shape, cells).expect("strides within the cells");
        }
        let view = ArrayViewD::from_shape(IxDyn(&outer), cells).expect("as many cells");
        cut_out(view, layout)
    }
}

impl<T> Cells<T> {
    /// The cells of the elements, row-major.
    fn places(&self) -> Vec<usize> {
        let cells = (0..self.cells.len()).collect();
        let numbers = Cells { cells, extents: self.extents.clone(), layout: self.layout };
        numbers.view().iter().copied().collect()
    }
}

/// The array of this layout in memory of the extents of `memory`.
fn cut_out<S: RawData>(mut memory: ArrayBase<S, IxDyn>, layout: Layout) -> ArrayBase<S, IxDyn> {
    for axis in (0..memory.ndim()).map(Axis) {
        match layout {
            Layout::Interleaved => memory.slice_axis_inplace(axis, Slice::new(1, None, 2)),
            Layout::Reversed => memory.invert_axis(axis),
            Layout::Plain | Layout::Transposed | Layout::Overlapping => {}
        }
    }
    if layout == Layout::Transposed { memory.reversed_axes() } else { memory }
}

macro_rules! element_types {
    ($($variant:ident $rust:ident;)*) => {
        /// An array of any element type.
        #[derive(Clone, Debug)]
        pub enum AnyCells {
            $($variant(Cells<$rust>),)*
        }

        impl AnyCells {
            fn new(ty: ArrayTy, extents: &[usize], layout: Layout, fill: Fill, random: &mut Random) -> Self {
                match ty.elem {
                    $(Scalar::$variant => AnyCells::$variant(Cells::new(ty, extents, layout, || {
                        $rust::from_value(random.value(Scalar::$variant, fill)).expect("of this type")
                    })),)*
                }
            }

            fn arg(&mut self, mutable: bool) -> Arg<'_> {
                match self {
                    $(AnyCells::$variant(cells) => {
                        if mutable { Arg::from(cells.view_mut()) } else { Arg::from(cells.view()) }
                    })*
                }
            }

            /// The cells of the elements, row-major.
            fn places(&self) -> Vec<usize> {
                match self {
                    $(AnyCells::$variant(cells) => cells.places(),)*
                }
            }

            fn extents(&self) -> Vec<usize> {
                match self {
                    $(AnyCells::$variant(cells) => cells.extents.clone(),)*
                }
            }

            /// Every cell, guards included.
            pub fn cells(&self) -> Vec<Value> {
                match self {
                    $(AnyCells::$variant(cells) => cells.cells.iter().map(|cell| cell.to_value()).collect(),)*
                }
            }
        }

        $(impl Typed for $rust {
            fn cells(any: &mut AnyCells) -> &mut Cells<$rust> {
                match any {
                    AnyCells::$variant(cells) => cells,
                    other => panic!("{other:?} where a twin takes {}", stringify!($rust)),
                }
            }
        }

        impl<'a> Take<'a> for $rust {
            fn take(data: &'a mut Data) -> $rust {
                match data.kind {
                    Kind::Scalar(value) => $rust::from_value(value).expect("of this type"),
                    Kind::Array(_) => panic!("an array where a twin takes a scalar"),
                }
            }
        })*
    };
}

element_types! {
    Bool bool;
    I8 i8;
    I16 i16;
    I32 i32;
    I64 i64;
    Isize isize;
    U8 u8;
    U16 u16;
    U32 u32;
    U64 u64;
    Usize usize;
    F32 f32;
    F64 f64;
}

/// One argument.
pub struct Data {
    kind: Kind,
    mutable: bool,
    /// Stands in for the array where a twin takes `&ArrayN` or `&mut ArrayN`.
    owned: Option<Box<dyn Any>>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Scalar(Value),
    Array(AnyCells),
}

impl Data {
    /// An argument for a parameter of this type. Scalars that may bound a loop stay small.
    pub fn new(ty: Ty, extents: &[usize], layout: Layout, fill: Fill, random: &mut Random) -> Data {
        let (kind, mutable) = match ty {
            Ty::Scalar(ty) if ty.is_int() => (Kind::Scalar(random.small(ty)), false),
            Ty::Scalar(ty) => (Kind::Scalar(random.value(ty, fill)), false),
            Ty::Array(ty) => {
                let extents = &extents[..ty.rank as usize];
                let cells = AnyCells::new(ty, extents, layout, fill, random);
                (Kind::Array(cells), ty.is_mutable())
            }
            other => panic!("a parameter of type {other}"),
        };
        Data { kind, mutable, owned: None }
    }

    /// For an engine.
    pub fn arg(&mut self) -> Arg<'_> {
        match &mut self.kind {
            Kind::Scalar(value) => scalar_arg(*value),
            Kind::Array(cells) => cells.arg(self.mutable),
        }
    }

    /// The cells of the elements of an array, row-major.
    #[allow(dead_code)]
    pub fn places(&self) -> Option<Vec<usize>> {
        match &self.kind {
            Kind::Scalar(_) => None,
            Kind::Array(cells) => Some(cells.places()),
        }
    }

    /// The extents of an array.
    #[allow(dead_code)]
    pub fn extents(&self) -> Option<Vec<usize>> {
        match &self.kind {
            Kind::Scalar(_) => None,
            Kind::Array(cells) => Some(cells.extents()),
        }
    }

    /// Everything that a run can have changed.
    pub fn memory(&self) -> Vec<Value> {
        match &self.kind {
            Kind::Scalar(value) => vec![*value],
            Kind::Array(cells) => cells.cells(),
        }
    }
}

impl Data {
    /// The same numbers in double precision where they are in single.
    pub fn widened(&self) -> Data {
        let kind = match &self.kind {
            Kind::Scalar(Value::F32(value)) => Kind::Scalar(Value::F64(f64::from(*value))),
            Kind::Array(AnyCells::F32(Cells { cells, extents, layout })) => {
                let cells = cells.iter().map(|&cell| f64::from(cell)).collect();
                let (extents, layout) = (extents.clone(), *layout);
                Kind::Array(AnyCells::F64(Cells { cells, extents, layout }))
            }
            other => other.clone(),
        };
        Data { kind, mutable: self.mutable, owned: None }
    }
}

impl Clone for Data {
    fn clone(&self) -> Data {
        Data { kind: self.kind.clone(), mutable: self.mutable, owned: None }
    }
}

/// Arguments for parameters of these types: extents, layouts and fill vary with `round`, and in
/// some of them layouts from array to array. With
/// `exact` all sums are exact, in whatever order.
pub fn random_arguments(
    types: impl IntoIterator<Item = Ty>,
    seed: u64,
    round: u64,
    exact: bool,
) -> Vec<Data> {
    let mut random = Random::new(seed.wrapping_mul(31).wrapping_add(round));
    let layout = Layout::ALL[random.below(5) as usize];
    let mixed = random.below(3) == 0;
    let fill = Fill::ALL[random.below(3) as usize];
    let fill = if exact { Fill::SmallIntegers } else { fill };
    let lengths = [3, 5, 1, 0, 8, 4, 2, 7];
    let mut extents = [0; 6];
    for (axis, extent) in extents.iter_mut().enumerate() {
        let length = lengths[random.below(8) as usize];
        *extent = if axis < 2 { length } else { length.min(3) };
    }
    let data = |ty| {
        let layout = if mixed { Layout::ALL[random.below(5) as usize] } else { layout };
        Data::new(ty, &extents, layout, fill, &mut random)
    };
    types.into_iter().map(data).collect()
}

fn scalar_arg(value: Value) -> Arg<'static> {
    match value {
        Value::Bool(v) => v.into(),
        Value::I8(v) => v.into(),
        Value::I16(v) => v.into(),
        Value::I32(v) => v.into(),
        Value::I64(v) => v.into(),
        Value::Isize(v) => v.into(),
        Value::U8(v) => v.into(),
        Value::U16(v) => v.into(),
        Value::U32(v) => v.into(),
        Value::U64(v) => v.into(),
        Value::Usize(v) => v.into(),
        Value::F32(v) => v.into(),
        Value::F64(v) => v.into(),
    }
}

/// The cells of one element type.
pub trait Typed: Element {
    fn cells(any: &mut AnyCells) -> &mut Cells<Self>;
}

/// A parameter type of a kernel's native twin.
pub trait Take<'a> {
    fn take(data: &'a mut Data) -> Self;
}

fn cells_of<T: Typed>(data: &mut Data) -> &mut Cells<T> {
    match &mut data.kind {
        Kind::Array(any) => T::cells(any),
        Kind::Scalar(value) => panic!("{value:?} where a twin takes an array"),
    }
}

impl<'a, T: Typed> Take<'a> for &'a [T] {
    fn take(data: &'a mut Data) -> &'a [T] {
        let cells = cells_of::<T>(data);
        &cells.cells[GUARD..GUARD + cells.extents[0]]
    }
}

impl<'a, T: Typed> Take<'a> for &'a mut [T] {
    fn take(data: &'a mut Data) -> &'a mut [T] {
        let cells = cells_of::<T>(data);
        &mut cells.cells[GUARD..GUARD + cells.extents[0]]
    }
}

impl<'a, T: Typed, D: Dimension> Take<'a> for ArrayView<'a, T, D> {
    fn take(data: &'a mut Data) -> Self {
        cells_of::<T>(data).view().into_dimensionality().expect("the parameter's rank")
    }
}

impl<'a, T: Typed, D: Dimension> Take<'a> for ArrayViewMut<'a, T, D> {
    fn take(data: &'a mut Data) -> Self {
        cells_of::<T>(data).view_mut().into_dimensionality().expect("the parameter's rank")
    }
}

impl<'a, T: Typed, D: Dimension + 'static> Take<'a> for &'a Array<T, D> {
    fn take(data: &'a mut Data) -> Self {
        <&'a mut Array<T, D>>::take(data)
    }
}

impl<'a, T: Typed, D: Dimension + 'static> Take<'a> for &'a mut Array<T, D> {
    fn take(data: &'a mut Data) -> Self {
        let view = cells_of::<T>(data).view().into_dimensionality::<D>();
        let array = view.expect("the parameter's rank").to_owned();
        let owned = data.owned.insert(Box::new(array));
        owned.downcast_mut().expect("just put there")
    }
}

impl Data {
    /// Writes an owned stand-in back. A twin takes `&mut ArrayN` as `Array0<f64>` or
    /// `Array1<f64>`.
    pub fn settle(&mut self) {
        let Some(owned) = self.owned.take() else { return };
        let line = owned.downcast_ref::<ndarray::Array1<f64>>();
        let line = line.map(|array| array.view().into_dyn());
        let one = owned.downcast_ref::<ndarray::Array0<f64>>();
        match line.or_else(|| one.map(|array| array.view().into_dyn())) {
            Some(array) if self.mutable => cells_of::<f64>(self).view_mut().assign(&array),
            _ => assert!(!self.mutable, "the oracle writes back these two types only"),
        }
    }
}
