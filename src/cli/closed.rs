//! Which of the standard streams the program got no file for (`<&-`, `>&-`). Rust's start-up opens `/dev/null` in their
//! place, and then it is too late to ask: output would be lost in silence. So this asks before `main`, once.

#![allow(unsafe_code)]

use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicBool, Ordering};

static STDIN: AtomicBool = AtomicBool::new(false);
static STDOUT: AtomicBool = AtomicBool::new(false);

/// Standard input was closed when the program began.
pub fn stdin() -> bool {
    STDIN.load(Ordering::Relaxed)
}

/// Standard output was closed when the program began.
pub fn stdout() -> bool {
    STDOUT.load(Ordering::Relaxed)
}

// SAFETY: the loader calls what stands in this section, with arguments that `probe` leaves alone.
#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static PROBE: extern "C" fn() = probe;

extern "C" fn probe() {
    STDIN.store(is_closed(0), Ordering::Relaxed);
    STDOUT.store(is_closed(1), Ordering::Relaxed);
}

fn is_closed(number: i32) -> bool {
    // SAFETY: before `main` nothing else runs that could close it, and a number without a file only fails to duplicate.
    unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned().is_err()
}
