//! The header of a backup: what it holds, and how long each part is.

use crate::base::limits;
use crate::store::journal::{Extent, FORMAT, Head};

use super::BackupError;

const MAGIC: [u8; 8] = *b"NghBak\r\n";
const VERSION: u32 = 1;

/// Bytes up to the lengths of the segments.
pub(super) const FIXED_BYTES: usize = 8 + 4 + 4 + 16 + 8 + 32 + 4;
const CRC_BYTES: usize = 4;

/// Deflate packs at most so many bytes into one.
const RATIO_MAX: u64 = 1_040;

/// The bytes of the header. Frozen: bytes on disk.
pub(super) fn encode(extent: &Extent) -> Vec<u8> {
    let mut out = Vec::with_capacity(FIXED_BYTES + extent.segments.len() * 8 + CRC_BYTES);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&FORMAT.to_le_bytes());
    out.extend_from_slice(&extent.register);
    out.extend_from_slice(&extent.head.seq.to_le_bytes());
    out.extend_from_slice(&extent.head.hash);
    out.extend_from_slice(&u32::try_from(extent.segments.len()).unwrap_or(u32::MAX).to_le_bytes());
    for bytes in &extent.segments {
        out.extend_from_slice(&bytes.to_le_bytes());
    }
    out.extend_from_slice(&crc32c::crc32c(&out).to_le_bytes());
    out
}

/// Whether a file that begins so may be a backup.
pub(super) fn begins_as_one(bytes: &[u8]) -> bool {
    MAGIC.starts_with(bytes) || bytes.starts_with(&MAGIC)
}

/// How many bytes follow the fixed ones.
pub(super) fn rest_bytes(fixed: &[u8]) -> Result<usize, BackupError> {
    let (magic, rest) = fixed.split_first_chunk::<8>().ok_or(BackupError::Foreign)?;
    if *magic != MAGIC {
        return Err(BackupError::Foreign);
    }
    let damaged = BackupError::Damaged { offset: 0, what: "the header" };
    let Some((version, rest)) = rest.split_first_chunk::<4>() else { return Err(damaged) };
    let Some((format, rest)) = rest.split_first_chunk::<4>() else { return Err(damaged) };
    for (found, ours) in [(*version, VERSION), (*format, FORMAT)] {
        let version = u32::from_le_bytes(found);
        if version > ours {
            return Err(BackupError::Newer { version });
        }
        if version < 1 {
            return Err(damaged);
        }
    }
    let count = rest.last_chunk::<4>().map_or(u32::MAX, |count| u32::from_le_bytes(*count));
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > limits::BACKUP_SEGMENTS_MAX { Err(damaged) } else { Ok(count * 8 + CRC_BYTES) }
}

/// What the header says; `file_bytes` is how long the whole file is.
pub(super) fn decode(header: &[u8], file_bytes: u64) -> Result<Extent, BackupError> {
    let damaged = || BackupError::Damaged { offset: 0, what: "the header" };
    let extent = parse(header).filter(Extent::is_possible).ok_or_else(damaged)?;
    if extent.bytes() / RATIO_MAX > file_bytes {
        return Err(damaged());
    }
    Ok(extent)
}

fn parse(header: &[u8]) -> Option<Extent> {
    let (sealed, crc) = header.split_last_chunk::<CRC_BYTES>()?;
    if crc32c::crc32c(sealed) != u32::from_le_bytes(*crc) {
        return None;
    }
    let (fixed, lengths) = sealed.split_at_checked(FIXED_BYTES)?;
    let (register, rest) = fixed.get(16..)?.split_first_chunk::<16>()?;
    let (seq, rest) = rest.split_first_chunk::<8>()?;
    let head = Head { seq: u64::from_le_bytes(*seq), hash: *rest.first_chunk::<32>()? };
    let lengths =
        lengths.chunks(8).map(|bytes| bytes.first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes)));
    Some(Extent { register: *register, head, segments: lengths.collect::<Option<Vec<u64>>>()? })
}
