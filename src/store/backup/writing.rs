//! Making a backup: the header, the journal's bytes as they come, the checksum.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};

use crate::store::journal::Extent;

use super::contents;

/// A backup that is being written.
pub struct Writing<W: Write> {
    stream: DeflateEncoder<Hashed<W>>,
}

struct Hashed<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Writing<W> {
    /// Writes the header. What follows are the bytes of the segments of `extent`, all of them in order.
    pub fn begin(out: W, extent: &Extent) -> io::Result<Writing<W>> {
        let mut out = Hashed { out, hash: Sha256::new() };
        out.write_all(&contents::encode(extent))?;
        Ok(Writing { stream: DeflateEncoder::new(out, Compression::default()) })
    }

    /// Goes on with the journal's bytes.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Ends it and gives back what it was written to; syncing that is the caller's.
    pub fn finish(self) -> io::Result<W> {
        let Hashed { mut out, hash } = self.stream.finish()?;
        out.write_all(&hash.finalize())?;
        out.flush()?;
        Ok(out)
    }
}
