//! Arguments -> a role.

fn main() {}
