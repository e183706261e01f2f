//! Threads for work that nobody waits for: code made ahead of its call, files written behind it.
//!
//! In: jobs. Out: nothing; they are done in the order they came. Always true: the threads and the
//! jobs that wait are bounded, and who comes when there are too many gets its job back; threads end
//! when there was nothing to do for a while; a job that panics takes nobody along. Deliberately
//! absent: results, priorities, and jobs that wait for others.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Something to be done.
pub type Job = Box<dyn FnOnce() + Send>;

/// How long a thread waits for work before it ends.
const PATIENCE: Duration = Duration::from_secs(5);

/// Threads and the jobs that wait for them.
pub struct Background {
    /// Name of the threads.
    name: &'static str,
    most_threads: usize,
    most_jobs: usize,
    state: Mutex<State>,
    /// A job has come.
    work: Condvar,
    /// The last job is done.
    done: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    threads: usize,
    /// Threads that wait for a job.
    idle: usize,
    /// Threads that do one.
    busy: usize,
}

impl State {
    fn is_done(&self) -> bool {
        self.jobs.is_empty() && self.busy == 0
    }
}

/// Why a job was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// As many as may wait are waiting.
    Full,
    /// The system has no thread to give.
    NoThread,
}

impl Background {
    /// At most so many threads, started when there is work, and so many jobs that wait.
    pub fn new(name: &'static str, most_threads: usize, most_jobs: usize) -> Background {
        Background {
            name,
            most_threads,
            most_jobs,
            state: Mutex::default(),
            work: Condvar::new(),
            done: Condvar::new(),
        }
    }

    /// Orders a job.
    ///
    /// # Errors
    /// The job, and why it was not taken.
    pub fn order(self: &Arc<Background>, job: Job) -> Result<(), (Refusal, Job)> {
        let mut state = self.lock();
        if state.jobs.len() >= self.most_jobs {
            return Err((Refusal::Full, job));
        }
        if state.idle <= state.jobs.len() && state.threads < self.most_threads {
            let this = self.clone();
            let thread = thread::Builder::new().name(self.name.into()).spawn(move || this.work());
            state.threads += usize::from(thread.is_ok());
        }
        if state.threads == 0 {
            return Err((Refusal::NoThread, job));
        }
        state.jobs.push_back(job);
        drop(state);
        self.work.notify_one();
        Ok(())
    }

    /// Waits until every job is done.
    pub fn wait(&self) {
        let mut state = self.lock();
        while !state.is_done() {
            state = self.done.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A thread's life: jobs, until there were none for a while.
    fn work(&self) {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                state.busy += 1;
                drop(state);
                // The panic's message is out; whoever ordered the job sees that it is not done.
                let _ = catch_unwind(AssertUnwindSafe(job));
                state = self.lock();
                state.busy -= 1;
                if state.is_done() {
                    self.done.notify_all();
                }
                continue;
            }
            state.idle += 1;
            let waited = self.work.wait_timeout(state, PATIENCE);
            let (waiting, result) = waited.unwrap_or_else(PoisonError::into_inner);
            state = waiting;
            state.idle -= 1;
            if result.timed_out() && state.jobs.is_empty() {
                state.threads -= 1;
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn jobs_are_done_and_waited_for() {
        let background = Arc::new(Background::new("test", 2, 1000));
        let done = Arc::new(AtomicUsize::new(0));
        for number in 0..200 {
            let done = done.clone();
            let job = move || {
                done.fetch_add(1, Ordering::Relaxed);
                assert!(number % 50 != 0, "a job that panics");
            };
            assert!(background.order(Box::new(job)).is_ok());
        }
        background.wait();
        assert_eq!(done.load(Ordering::Relaxed), 200);
        assert!(background.lock().threads <= 2);
    }

    #[test]
    fn a_full_queue_gives_the_job_back() {
        let background = Arc::new(Background::new("test", 1, 1));
        let (begun, has_begun) = channel();
        let (go, may_go) = channel::<()>();
        let block = move || {
            begun.send(()).expect("it is waited for");
            let _ = may_go.recv();
        };
        assert!(background.order(Box::new(block)).is_ok());
        has_begun.recv().expect("it begins");
        assert!(background.order(Box::new(|| {})).is_ok());
        let refused = background.order(Box::new(|| {})).map_err(|(why, _)| why);
        assert_eq!(refused, Err(Refusal::Full));
        drop(go);
        background.wait();
        assert!(background.order(Box::new(|| {})).is_ok());
    }
}
