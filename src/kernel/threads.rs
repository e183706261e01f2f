//! Threads for calls: how many work for one, and batches of calls.
//!
//! In: a handle. Out: the handle for so many threads, or the results of many calls. Always true:
//! results are the same bits for any number of threads. Deliberately absent: the threads, which are
//! the `runtime`'s, and which loops run on them, which the plan says.

use std::num::NonZero;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{On, Target};
use crate::args::Arg;
use crate::error::{Error, ErrorKind};
use crate::runtime::bound::Output;
use crate::runtime::threads::{self, Crew, MOST_THREADS};

impl On<'_> {
    /// How many threads work for each call, the caller's among them; without it, as many as there are
    /// cores. Only [`Target::Threads`] and [`Target::Auto`] make use of them, and
    /// [`map_batch`](On::map_batch).
    ///
    /// The result does not depend on it: sums of floats have one order, whoever computes them. On a
    /// thread of a rayon pool helpers are threads of that pool, however many it has.
    ///
    /// ```
    /// use metate::prelude::*;
    ///
    /// let text = "fn sum(x: &[f64]) -> f64 {
    ///     let mut sum = 0.0;
    ///     for i in prange(0..x.len()) { sum += x[i].sqrt(); }
    ///     sum
    /// }";
    /// let kernel = Kernel::parse(text)?;
    /// let x: Vec<f64> = (0..100_000).map(f64::from).collect();
    /// let on = kernel.on(Target::Threads);
    /// let all: f64 = on.call(args![&x])?;
    /// assert_eq!(all, on.clone().threads(2).call(args![&x])?);
    /// assert_eq!(all, kernel.on(Target::Interpreter).call(args![&x])?);
    /// assert!(on.threads(0).call::<f64>(args![&x]).is_err());
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// A call with 0 threads, or with more than 1024, is an error.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Cuts loops into the smallest chunks that their order allows, and runs them on several threads
    /// however little there is to do: for tests.
    #[doc(hidden)]
    pub fn eager(mut self) -> Self {
        self.way.eager = true;
        self
    }

    /// The same on the caller's thread alone, from the last chunk to the first, all of them: for tests,
    /// in which what depends on the order of chunks shows at once.
    #[doc(hidden)]
    pub fn backwards(mut self) -> Self {
        self.is_backwards = true;
        self.eager()
    }

    /// Calls the kernel for each of many sets of arguments, on several threads; the results are in
    /// the order of the sets, each with an error of its own.
    ///
    /// It does so on every engine. Each call has its own fuel and its own deadline. Where there are at
    /// least as many sets as threads, a call runs on one thread.
    ///
    /// ```
    /// use metate::prelude::*;
    ///
    /// let kernel = Kernel::parse("fn inverse(n: i32) -> i32 { 5040 / n }")?;
    /// let batch = (0..8).map(|n| args![n]);
    /// let results = kernel.on(Target::Jit).map_batch::<i32, _>(batch);
    /// assert_eq!(results.len(), 8);
    /// assert!(results[0].as_ref().is_err_and(|error| error.trap().is_some()));
    /// assert_eq!(results[7], Ok(720));
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn map_batch<'a, R, A>(&self, batch: impl IntoIterator<Item = A>) -> Vec<Result<R, Error>>
    where
        R: Output + Send + Sync,
        A: AsMut<[Arg<'a>]> + Send,
    {
        let sets: Vec<Mutex<A>> = batch.into_iter().map(Mutex::new).collect();
        let crew = match self.new_crew() {
            Ok(crew) => crew,
            Err(error) => return sets.iter().map(|_| Err(error.clone())).collect(),
        };
        let may_fork = matches!(self.way.target, Target::Threads | Target::Auto);
        let own = (may_fork && sets.len() < crew.threads()).then_some(&crew);
        let results: Vec<OnceLock<Result<R, Error>>> =
            sets.iter().map(|_| OnceLock::new()).collect();
        threads::each(&crew, sets.len(), &|number| {
            let mut args = sets[number].lock().unwrap_or_else(PoisonError::into_inner);
            // Each number comes once, so the place is empty.
            let _ = results[number].set(self.call_with(own, args.as_mut()));
        });
        let result =
            |place: OnceLock<Result<R, Error>>| place.into_inner().expect("all were called");
        results.into_iter().map(result).collect()
    }

    /// Calls the kernel with the help of a crew.
    pub(super) fn call_with<R: Output>(
        &self,
        crew: Option<&Crew>,
        args: &mut [Arg<'_>],
    ) -> Result<R, Error> {
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        kernel.inner.expect_result::<R>()?;
        Ok(R::from_words(&self.run(&kernel.inner, crew, args)?))
    }

    /// Who works for a call, if not its thread alone.
    pub(super) fn crew(&self) -> Result<Option<Crew>, Error> {
        match self.way.target {
            Target::Threads => self.new_crew().map(Some),
            // Most calls need nobody: a thread that there may never be work for is not started.
            Target::Auto => Ok(Some(self.at_work(Crew::later(self.how_many()?)))),
            _ => Ok(None),
        }
    }

    fn new_crew(&self) -> Result<Crew, Error> {
        let crew = Crew::new(self.how_many()?)
            .map_err(|error| self.kernel.inner.no_thread("run it on", &error))?;
        Ok(self.at_work(crew))
    }

    /// How many threads were asked for, if that was said.
    fn how_many(&self) -> Result<Option<NonZero<usize>>, Error> {
        let Some(threads) = self.threads else { return Ok(None) };
        match NonZero::new(threads).filter(|few| few.get() <= MOST_THREADS) {
            None => Err(self.no_such_crew(threads)),
            some => Ok(some),
        }
    }

    fn at_work(&self, crew: Crew) -> Crew {
        match (self.is_backwards, self.way.eager) {
            (true, _) => crew.backwards(),
            (false, true) => crew.eager(),
            (false, false) => crew,
        }
    }

    #[cold]
    fn no_such_crew(&self, threads: usize) -> Error {
        let (kernel, engine) = (self.kernel.name().to_owned(), self.way.target.name());
        let reason = format!("it runs on 1 to {MOST_THREADS} threads, not on {threads}");
        ErrorKind::Unsupported { kernel, engine, reason }.into()
    }
}
