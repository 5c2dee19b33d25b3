//! What the kernel knows of a connection.

use std::io;
use std::os::fd::{AsFd, AsRawFd};

/// Bytes that were written and that the other side's kernel has not confirmed.
pub fn unacknowledged_bytes(socket: &impl AsFd) -> io::Result<usize> {
    let mut bytes: libc::c_int = 0;
    let fd = socket.as_fd().as_raw_fd();
    // SAFETY: the descriptor is open while it is borrowed, and the kernel writes one integer.
    let asked = unsafe { libc::ioctl(fd, libc::TIOCOUTQ, &raw mut bytes) };
    if asked == 0 {
        // Never negative.
        Ok(bytes.unsigned_abs() as usize)
    } else {
        Err(io::Error::last_os_error())
    }
}
