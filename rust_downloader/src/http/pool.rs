//! Connections that are kept. A new one is opened only when none of its route is kept and each download uses one at a
//! time, so to one origin there are never more than downloads at once.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::Route;
use crate::run::locked;

/// Kept connections, the oldest first.
pub struct Pool<C> {
    most: usize,
    state: Mutex<State<C>>,
}

struct State<C> {
    kept: VecDeque<(Route, C)>,
    in_use: usize,
}

impl<C> Pool<C> {
    /// `most`: how many there may be, in use and kept together, by all routes.
    pub fn with_room(most: usize) -> Self {
        Self {
            most,
            state: Mutex::new(State {
                kept: VecDeque::new(),
                in_use: 0,
            }),
        }
    }

    /// The kept connection of `route` that was used last, if there is one. Otherwise room is made for a new one,
    /// where needed by giving up the oldest kept to somewhere else. Either way it must be given back.
    pub fn take(&self, route: &Route) -> Option<C> {
        let mut state = locked(&self.state);
        state.in_use += 1;
        let found = state.kept.iter().rposition(|(kept, _)| kept == route);
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
    pub fn give_back(&self, route: Route, connection: Option<C>) {
        let mut state = locked(&self.state);
        state.in_use -= 1;
        if let Some(connection) = connection {
            state.kept.push_back((route, connection));
        }
    }
}

impl<C> State<C> {
    fn make_room(&mut self, most: usize) -> Option<(Route, C)> {
        (self.in_use + self.kept.len() > most)
            .then(|| self.kept.pop_front())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::Pool;
    use crate::http::{Peer, Route};

    fn route(host: &str) -> Route {
        let name = host.to_owned();
        Route {
            first: Peer { name, port: 80 },
            tunnel: None,
            tls: None,
        }
    }

    #[test]
    fn the_last_used_of_the_same_origin_comes_back_first() {
        let pool = Pool::with_room(3);
        let (a, b) = (route("a"), route("b"));
        assert_eq!(
            (pool.take(&a), pool.take(&a), pool.take(&b)),
            (None, None, None)
        );
        pool.give_back(a.clone(), Some(1));
        pool.give_back(a.clone(), Some(2));
        pool.give_back(b.clone(), Some(3));
        assert_eq!(
            (pool.take(&a), pool.take(&a), pool.take(&b)),
            (Some(2), Some(1), Some(3))
        );
    }

    #[test]
    fn a_new_origin_costs_the_oldest_kept_when_there_is_no_room() {
        let pool = Pool::with_room(2);
        let (a, b) = (route("a"), route("b"));
        assert_eq!((pool.take(&a), pool.take(&a)), (None, None));
        pool.give_back(a.clone(), Some(1));
        pool.give_back(a.clone(), Some(2));
        assert_eq!(pool.take(&b), None);
        assert_eq!(pool.take(&a), Some(2));
        pool.give_back(b.clone(), None);
        assert_eq!(pool.take(&a), None);
    }
}
