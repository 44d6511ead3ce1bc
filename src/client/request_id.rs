//! The id under which a change is asked for, drawn from the kernel's random numbers.

use std::{fs::File, io, io::Read};

use crate::base::RequestId;

/// A request id that nobody has used: 16 random bytes.
pub fn new_request_id() -> io::Result<RequestId> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(RequestId(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_request_ids_differ() {
        assert_ne!(new_request_id().unwrap(), new_request_id().unwrap());
    }
}
