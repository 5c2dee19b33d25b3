//! Work that several threads take from one heap.

use std::thread;

use anyhow::{Result, anyhow};

/// Cores that may be used.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Does `work` on this thread and on `count - 1` others, each told its number from 0, and gives what
/// each came to, or the first failure.
pub fn on_all<T: Send>(count: usize, work: impl Fn(usize) -> Result<T> + Sync) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = (1..count)
            .map(|number| scope.spawn(move || work(number)))
            .collect();
        let own = work(0);
        let joined = others.into_iter().map(|other| {
            other
                .join()
                .unwrap_or_else(|_| Err(anyhow!("a thread died")))
        });
        std::iter::once(own).chain(joined).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thread_has_its_number_and_a_failure_is_told() {
        assert_eq!(on_all(3, |number| Ok(number * 10)).unwrap(), [0, 10, 20]);
        let failed = on_all(2, |number| {
            if number == 1 {
                Err(anyhow!("no"))
            } else {
                Ok(())
            }
        });
        assert_eq!(failed.unwrap_err().to_string(), "no");
    }
}
