//! Kernels with their data, for metate and rayon.
//!
//! In: a folder of arrays. Out: a [`Peer`] each, which runs on either engine. Always true: texts are
//! the suite's, except that sums of floats say `prange`, since in the order of the text there is
//! nothing for a second thread; metate's calls are bound ones. Deliberately absent: clocks.

use super::*;
use crate::rayons::{CENTROIDS, FEATURES};

/// A kernel with its data.
pub(crate) trait Peer {
    /// Where they come from.
    fn data(&self) -> &Data<'static>;
    /// Puts the data back to what they were.
    fn reset(&mut self) -> Result<(), Failure>;
    /// Calls it.
    fn call(&mut self, engine: &str) -> Result<(), Failure>;
    /// Writes what the last call computed; the files' names.
    fn results(&self) -> Result<Vec<String>, Failure>;
}

/// What metate runs it with: one thread, or several.
struct Engines<F: metate::KernelFn> {
    jit: Bound<F>,
    threads: Bound<F>,
}

impl<F: metate::KernelFn> Engines<F> {
    fn new(text: &str, threads: usize) -> Result<Engines<F>, Failure> {
        let kernel = Kernel::parse(text)?;
        let bind = |on: On<'_>| on.bind::<F>();
        let (jit, threads) = (kernel.on(Target::Jit), kernel.on(Target::Threads).threads(threads));
        Ok(Engines { jit: bind(jit)?, threads: bind(threads)? })
    }

    fn of(&self, engine: &str) -> Result<&Bound<F>, Failure> {
        match engine {
            "jit" => Ok(&self.jit),
            "metate" => Ok(&self.threads),
            other => Err(format!("no engine {other}").into()),
        }
    }
}

fn text(name: &str) -> &'static str {
    suite::case(name).expect("a kernel of the suite").text
}

const DOT: &str = "fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in prange(0..x.len().min(y.len())) {
        sum += x[i] * y[i];
    }
    sum
}";

const SUM: &str = "fn sum(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in prange(0..x.len()) {
        sum += x[i];
    }
    sum
}";

/// A peer: its name, its arrays, its kernels, what a call computes, and how either side calls.
macro_rules! peer {
    (
        $name:ident($kernel:literal) {
            $($array:ident: $ty:ty),*;
            $($binding:ident: $function:ty = $text:expr;)*
        }
        out [$($out:ident),*]
        metate |$m:ident, $engine:ident| $metate:expr;
        rayon |$r:ident| $rayon:expr;
    ) => {
        struct $name {
            data: Data<'static>,
            pool: &'static ThreadPool,
            $($array: Vec<$ty>,)*
            $($binding: Engines<$function>,)*
        }

        impl $name {
            fn load(
                folder: &'static Path,
                threads: usize,
                pool: &'static ThreadPool,
            ) -> Result<Box<dyn Peer>, Failure> {
                let data = Data { folder, kernel: $kernel };
                Ok(Box::new($name {
                    $($array: data.read(stringify!($array))?,)*
                    $($binding: Engines::new($text, threads)?,)*
                    data,
                    pool,
                }))
            }
        }

        impl Peer for $name {
            fn data(&self) -> &Data<'static> {
                &self.data
            }

            fn reset(&mut self) -> Result<(), Failure> {
                $(self.$array = self.data.read(stringify!($array))?;)*
                Ok(())
            }

            fn call(&mut self, engine: &str) -> Result<(), Failure> {
                if engine == "rayon" {
                    let pool = self.pool;
                    let $r = self;
                    pool.install(|| $rayon);
                    return Ok(());
                }
                let ($m, $engine) = (self, engine);
                $metate
            }

            fn results(&self) -> Result<Vec<String>, Failure> {
                Ok(vec![$(self.data.write(stringify!($out), &self.$out)?),*])
            }
        }
    };
}

peer! {
    Saxpy("saxpy") {
        x: f32, y: f32;
        kernel: fn(f32, &'static [f32], &'static mut [f32]) = text("saxpy");
    }
    out [y]
    metate |p, engine| Ok(p.kernel.of(engine)?.call((1e-6, &p.x, &mut p.y))?);
    rayon |p| rayons::saxpy(1e-6, &p.x, &mut p.y);
}

peer! {
    Dot("dot") {
        x: f64, y: f64, sum: f64;
        kernel: fn(&'static [f64], &'static [f64]) -> f64 = DOT;
    }
    out [sum]
    metate |p, engine| {
        p.sum[0] = p.kernel.of(engine)?.call((&p.x, &p.y))?;
        Ok(())
    };
    rayon |p| p.sum[0] = rayons::dot(&p.x, &p.y);
}

peer! {
    Sum("sum") {
        x: f64, sum: f64;
        kernel: fn(&'static [f64]) -> f64 = SUM;
    }
    out [sum]
    metate |p, engine| {
        p.sum[0] = p.kernel.of(engine)?.call((&p.x,))?;
        Ok(())
    };
    rayon |p| p.sum[0] = rayons::sum(&p.x);
}

/// The side of a square of so many elements.
fn side(elements: usize) -> usize {
    elements.isqrt()
}

peer! {
    Jacobi("jacobi_2d") {
        a: f64, b: f64;
        kernel: fn(usize, ArrayViewMut2<'static, f64>, ArrayViewMut2<'static, f64>)
            = text("jacobi_2d");
    }
    out [a, b]
    metate |p, engine| {
        let shape = (side(p.a.len()), side(p.a.len()));
        let a = ArrayViewMut2::from_shape(shape, &mut p.a)?;
        let b = ArrayViewMut2::from_shape(shape, &mut p.b)?;
        Ok(p.kernel.of(engine)?.call((1, a, b))?)
    };
    rayon |p| rayons::jacobi_2d(side(p.a.len()), &mut p.a, &mut p.b);
}

type Coordinates = &'static [f64];
type Results = &'static mut [f64];

peer! {
    Nbody("nbody") {
        x: f64, y: f64, z: f64, mass: f64, ax: f64, ay: f64, az: f64;
        kernel: fn(Coordinates, Coordinates, Coordinates, Coordinates, Results, Results, Results)
            = text("nbody");
    }
    out [ax, ay, az]
    metate |p, engine| Ok(p.kernel.of(engine)?.call((
        &p.x, &p.y, &p.z, &p.mass, &mut p.ax, &mut p.ay, &mut p.az,
    ))?);
    rayon |p| rayons::nbody(
        [&p.x, &p.y, &p.z, &p.mass],
        [&mut p.ax, &mut p.ay, &mut p.az],
    );
}

peer! {
    Kmeans("kmeans") {
        points: f64, centroids: f64, labels: u32, counts: u32;
        assign: fn(ArrayView2<'static, f64>, ArrayView2<'static, f64>, &'static mut [u32])
            = text("kmeans_assign");
        update: fn(
            ArrayView2<'static, f64>, &'static [u32], ArrayViewMut2<'static, f64>,
            &'static mut [u32]
        ) = text("kmeans_update");
    }
    out [centroids, labels]
    metate |p, engine| {
        let points = ArrayView2::from_shape((p.labels.len(), FEATURES), &p.points)?;
        let centroids = ArrayView2::from_shape((CENTROIDS, FEATURES), &p.centroids)?;
        p.assign.of(engine)?.call((points, centroids, &mut p.labels))?;
        let centroids = ArrayViewMut2::from_shape((CENTROIDS, FEATURES), &mut p.centroids)?;
        Ok(p.update.of(engine)?.call((points, &p.labels, centroids, &mut p.counts))?)
    };
    rayon |p| rayons::kmeans(&p.points, &mut p.centroids, &mut p.labels, &mut p.counts);
}

peer! {
    Histogram("histogram") {
        x: f64, counts: u64;
        kernel: fn(&'static [f64], &'static mut [u64]) = text("histogram");
    }
    out [counts]
    metate |p, engine| Ok(p.kernel.of(engine)?.call((&p.x, &mut p.counts))?);
    rayon |p| rayons::histogram(&p.x, &mut p.counts);
}

peer! {
    BlackScholes("black_scholes") {
        spot: f64, strike: f64, years: f64, call: f64, put: f64;
        kernel: fn(Coordinates, Coordinates, Coordinates, Results, Results)
            = text("black_scholes");
    }
    out [call, put]
    metate |p, engine| Ok(p.kernel.of(engine)?.call((
        &p.spot, &p.strike, &p.years, &mut p.call, &mut p.put,
    ))?);
    rayon |p| rayons::black_scholes([&p.spot, &p.strike, &p.years], &mut p.call, &mut p.put);
}

/// The kernels of these names.
pub(crate) fn all(
    folder: &'static Path,
    threads: usize,
    pool: &'static ThreadPool,
    names: &[String],
) -> Result<Vec<Box<dyn Peer>>, Failure> {
    let make = |name: &String| match name.as_str() {
        "saxpy" => Saxpy::load(folder, threads, pool),
        "dot" => Dot::load(folder, threads, pool),
        "sum" => Sum::load(folder, threads, pool),
        "jacobi_2d" => Jacobi::load(folder, threads, pool),
        "nbody" => Nbody::load(folder, threads, pool),
        "kmeans" => Kmeans::load(folder, threads, pool),
        "histogram" => Histogram::load(folder, threads, pool),
        "black_scholes" => BlackScholes::load(folder, threads, pool),
        other => Err(format!("no kernel {other}").into()),
    };
    names.iter().map(make).collect()
}
