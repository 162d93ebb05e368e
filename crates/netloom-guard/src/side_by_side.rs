//! Work that is done side by side, and comes out in the order in which it went in.

use std::thread;

/// How many parts run at once. It is a number and not the count of processors, so that every
/// machine does the same; each part reads the template again, which more parts than these would not
/// make good.
pub(crate) const N_WORKERS: usize = 2;

/// Returns what `work` makes of every item, in the order of the items.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let work = &work;
    let part = items.len().div_ceil(N_WORKERS).max(1);
    let one_by_one = |items: &[T]| items.iter().map(work).collect::<Vec<R>>();
    thread::scope(|scope| {
        let workers: Vec<_> = items
            .chunks(part)
            .map(|items| {
                (items, thread::Builder::new().spawn_scoped(scope, move || one_by_one(items)))
            })
            .collect();
        let results = workers.into_iter().map(|(items, worker)| match worker {
            Ok(worker) => worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // Where the system gives no further thread, this one does the work.
            Err(_) => one_by_one(items),
        });
        results.flatten().collect()
    })
}
