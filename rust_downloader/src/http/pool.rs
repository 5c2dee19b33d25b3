//! Connections that are kept. A new one is opened only when none to its origin is kept and each download uses one at a
//! time, so to one origin there are never more than downloads at once.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::Origin;
use crate::download::locked;

/// Kept connections, the oldest first.
pub struct Pool<C> {
    most: usize,
    state: Mutex<State<C>>,
}

struct State<C> {
    kept: VecDeque<(Origin, C)>,
    in_use: usize,
}

/// Where jobs name many origins, about this many connections are worth keeping.
const WORTH_KEEPING: usize = 128;

impl<C> Pool<C> {
    /// A pool for so many downloads at once.
    pub fn for_slots(slots: usize) -> Self {
        Self::with_room(slots.max(WORTH_KEEPING))
    }

    /// The part of such a pool that is one slot's own, where slots do not share their connections.
    pub fn for_one_of(slots: usize) -> Self {
        Self::with_room(WORTH_KEEPING.div_ceil(slots))
    }

    /// `most`: how many there may be, in use and kept together, to all origins.
    fn with_room(most: usize) -> Self {
        Self {
            most,
            state: Mutex::new(State {
                kept: VecDeque::new(),
                in_use: 0,
            }),
        }
    }

    /// The kept connection to `origin` that was used last, if there is one. Otherwise room is made for a new one,
    /// where needed by giving up the oldest kept to somewhere else. Either way it must be given back.
    pub fn take(&self, origin: &Origin) -> Option<C> {
        let mut state = locked(&self.state);
        state.in_use += 1;
        let found = state.kept.iter().rposition(|(kept, _)| kept == origin);
        let taken = found
            .and_then(|at| state.kept.remove(at))
            .map(|(_, connection)| connection);
        let surplus = if taken.is_none() {
            state.make_room(self.most)
        } else {
            None
        };
        drop(state);
        // Closing is a system call: not under the lock.
        drop(surplus);
        taken
    }

    /// Ends a use: the connection is kept, or was closed (`None`).
    pub fn give_back(&self, origin: &Origin, connection: Option<C>) {
        let mut state = locked(&self.state);
        state.in_use -= 1;
        if let Some(connection) = connection {
            state.kept.push_back((origin.clone(), connection));
        }
    }
}

impl<C> State<C> {
    fn make_room(&mut self, most: usize) -> Option<(Origin, C)> {
        (self.in_use + self.kept.len() > most)
            .then(|| self.kept.pop_front())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::Pool;
    use crate::http::Origin;

    fn origin(host: &str) -> Origin {
        Origin {
            tls: false,
            host: host.to_owned(),
            port: 80,
        }
    }

    #[test]
    fn the_last_used_of_the_same_origin_comes_back_first() {
        let pool = Pool::with_room(3);
        let (a, b) = (origin("a"), origin("b"));
        assert_eq!(
            (pool.take(&a), pool.take(&a), pool.take(&b)),
            (None, None, None)
        );
        pool.give_back(&a, Some(1));
        pool.give_back(&a, Some(2));
        pool.give_back(&b, Some(3));
        assert_eq!(
            (pool.take(&a), pool.take(&a), pool.take(&b)),
            (Some(2), Some(1), Some(3))
        );
    }

    #[test]
    fn a_new_origin_costs_the_oldest_kept_when_there_is_no_room() {
        let pool = Pool::with_room(2);
        let (a, b) = (origin("a"), origin("b"));
        assert_eq!((pool.take(&a), pool.take(&a)), (None, None));
        pool.give_back(&a, Some(1));
        pool.give_back(&a, Some(2));
        assert_eq!(pool.take(&b), None);
        assert_eq!(pool.take(&a), Some(2));
        pool.give_back(&b, None);
        assert_eq!(pool.take(&a), None);
    }
}
