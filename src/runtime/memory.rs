//! Memory given back to the system.

/// Gives back what the allocator keeps of what was freed. That of glibc keeps tens of megabytes after a very large
/// paste, in case they are asked for again; other allocators give them back by themselves, or have no way to be asked.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "only the allocator itself can do it")]
    // SAFETY: it may be called at any time by any thread, and touches no memory in use.
    unsafe {
        libc::malloc_trim(0);
    }
}
