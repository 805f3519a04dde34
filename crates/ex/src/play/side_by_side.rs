//! Work that is done a few at a time.

use std::sync::Mutex;
use std::thread;

/// Does something with each item, so many at once; results in their order.
pub fn each<T: Send, R: Send>(
    at_once: usize,
    items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator + Send>,
    act: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let items = items.into_iter();
    let count = items.len();
    let next = Mutex::new(items.enumerate());
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let item = next.lock().expect("no thread panics with it").next();
            let Some((index, item)) = item else { return };
            let result = act(item);
            let mut done = done.lock().expect("no thread panics with it");
            done.push((index, result));
        }
    };
    thread::scope(|scope| {
        for _ in 0..at_once.min(count) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().expect("no thread panics with it");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order() {
        let twice = each(3, &[1, 2, 3, 4, 5], |n| n * 2);
        assert_eq!(twice, [2, 4, 6, 8, 10]);
    }
}
