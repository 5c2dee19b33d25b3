//! SIGINT and SIGTERM: the first one ends the run, the second one the process.

use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::thread;

use rustix::process::Signal as SystemSignal;
use tokio::runtime::Builder;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

use crate::progress::show_cursor;
use crate::stop::{Signal, Stop};

/// Watches from now on, in a thread of its own that nothing waits for.
pub fn watch(stop: &Stop) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let entered = runtime.enter();
    let mut streams = [
        (Signal::Interrupt, signal(SignalKind::interrupt())?),
        (Signal::Terminate, signal(SignalKind::terminate())?),
    ];
    // Somebody has to listen, or a file that grows past the limit ends the process: like this, the write fails.
    let file_size = signal(SignalKind::from_raw(SystemSignal::XFSZ.as_raw()))?;
    drop(entered);
    let stop = stop.clone();
    thread::Builder::new().spawn(move || {
        let _file_size = file_size;
        runtime.block_on(async {
            let first = next(&mut streams).await;
            if !stop.is_heeded() {
                exit(first);
            }
            stop.tell(first);
            exit(next(&mut streams).await)
        })
    })?;
    Ok(())
}

async fn next(streams: &mut [(Signal, Stream); 2]) -> Signal {
    poll_fn(|cx| {
        for (signal, stream) in streams.iter_mut() {
            if stream.poll_recv(cx).is_ready() {
                return Poll::Ready(*signal);
            }
        }
        Poll::Pending
    })
    .await
}

fn exit(signal: Signal) -> ! {
    show_cursor();
    std::process::exit(signal.exit_code().into())
}
