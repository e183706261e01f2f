//! The trace of tanh, five ways: by rustc, compiled while running, interpreted, as text, trapped.
//!
//! In: nothing. Out: the same number four times, and a trap's message. Always true: metate's
//! engines agree to the bit. Deliberately absent: command lines and clocks; see `compare`.

use metate::prelude::*;
use ndarray::array;

#[kernel]
fn trace_of_tanh(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() {
        trace += a[[i, i]].tanh();
    }
    trace
}

fn main() -> Result<(), metate::Error> {
    let a = array![[0.0, 1.0], [2.0, 3.0]];
    println!("rustc        {}", trace_of_tanh(a.view()));
    println!("compiled     {}", trace_of_tanh::jit(a.view())?);
    println!("interpreted  {}", trace_of_tanh::interpret(a.view())?);

    // The same kernel as text that arrives while the program runs.
    let kernel = Kernel::parse(trace_of_tanh::SOURCE)?;
    let trace: f64 = kernel.on(Target::Jit).call(args![&a])?;
    println!("from text    {trace}");

    // More rows than columns: the last diagonal element does not exist.
    let tall = array![[0.0], [1.0]];
    match trace_of_tanh::jit(tall.view()) {
        Ok(trace) => println!("unexpected   {trace}"),
        Err(error) => println!("trapped      {error}"),
    }
    Ok(())
}
