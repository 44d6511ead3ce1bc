//! The memory of a process that shows or keeps petitions: no crash writes it to a disk, no other program of the account
//! reads it.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Sees to it that no core file is written, and that only root may look into this process. To be called first.
pub fn keep_private() {
    // Lowering a limit and giving up a right is refused by no kernel that is known; one that does harms nobody else.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}
