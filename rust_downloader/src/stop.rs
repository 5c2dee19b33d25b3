//! The end that comes from outside: a signal, and everything that must hear of it.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;

use crate::failure::Failure;
use crate::run::locked;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    Interrupt = 1,
    Terminate = 2,
}

impl Signal {
    pub fn name(self) -> &'static str {
        match self {
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        }
    }

    /// What a shell says of a program that such a signal ended.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// Whether the run was told to stop. All clones are one.
#[derive(Clone, Default)]
pub struct Stop(Arc<Inner>);

#[derive(Default)]
struct Inner {
    signal: AtomicU8,
    heeded: AtomicBool,
    listeners: Mutex<Vec<Box<dyn Fn() + Send>>>,
}

impl Stop {
    /// From here on the run ends itself when it is told to: until then there is nothing to tidy up.
    pub fn heed(&self) {
        self.0.heeded.store(true, Ordering::SeqCst);
    }

    pub fn is_heeded(&self) -> bool {
        self.0.heeded.load(Ordering::SeqCst)
    }

    pub fn signal(&self) -> Option<Signal> {
        match self.0.signal.load(Ordering::SeqCst) {
            1 => Some(Signal::Interrupt),
            2 => Some(Signal::Terminate),
            _ => None,
        }
    }

    /// Fails a download once the run is to stop.
    pub fn check(&self) -> Result<(), Failure> {
        match self.signal() {
            Some(signal) => Err(Failure::Cancelled(signal.name())),
            None => Ok(()),
        }
    }

    pub fn tell(&self, signal: Signal) {
        self.0.signal.store(signal as u8, Ordering::SeqCst);
        locked(&self.0.listeners).iter().for_each(|told| told());
    }

    /// Has `told` called when the run is to stop. Who waits must look at [`Stop::signal`] after this and before waiting.
    pub fn listen(&self, told: impl Fn() + Send + 'static) {
        locked(&self.0.listeners).push(Box::new(told));
    }

    /// For tasks: a bell of their own, since one for all would be a lock that all event loops fight over.
    pub fn bell(&self) -> Bell {
        let notify = Arc::new(Notify::new());
        let rung = notify.clone();
        self.listen(move || rung.notify_waiters());
        Bell {
            stop: self.clone(),
            notify,
        }
    }
}

#[derive(Clone)]
pub struct Bell {
    pub stop: Stop,
    notify: Arc<Notify>,
}

impl Bell {
    /// Ready once the run is to stop, if that happens after this call.
    pub fn rung(&self) -> OwnedNotified {
        self.notify.clone().notified_owned()
    }

    /// What `future` gives, unless the run is to stop before.
    pub async fn unless_stopped<T>(&self, future: impl Future<Output = T>) -> Result<T, Failure> {
        let mut rung = pin!(self.rung());
        self.stop.check()?;
        let mut future = pin!(future);
        let value = std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending => rung.as_mut().poll(cx).map(|()| None),
        });
        match value.await {
            Some(value) => Ok(value),
            None => self.stop.check().and(Err(Failure::Cancelled("a signal"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Signal, Stop};
    use crate::failure::Failure;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn everyone_who_listens_is_told() {
        let (stop, told) = (Stop::default(), Arc::new(AtomicUsize::new(0)));
        for _ in 0..2 {
            let told = told.clone();
            stop.clone().listen(move || {
                told.fetch_add(1, Ordering::SeqCst);
            });
        }
        assert_eq!(stop.check(), Ok(()));
        stop.tell(Signal::Terminate);
        assert_eq!(told.load(Ordering::SeqCst), 2);
        assert_eq!(stop.check(), Err(Failure::Cancelled("SIGTERM")));
    }

    #[test]
    fn a_task_stops_waiting() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let stop = Stop::default();
        let bell = stop.bell();
        let waited = runtime.block_on(async {
            let told = std::thread::spawn(move || stop.tell(Signal::Interrupt));
            let waited = bell.unless_stopped(std::future::pending::<()>()).await;
            told.join().unwrap();
            waited
        });
        assert_eq!(waited, Err(Failure::Cancelled("SIGINT")));
    }
}
