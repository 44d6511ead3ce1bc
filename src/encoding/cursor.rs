//! The next byte: reading stored bytes without trusting them, and writing them.

/// Bytes that are still to be read; every step is `None` when they are not what should come.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> Option<u8> {
        let [byte] = self.array::<1>()?;
        Some(byte)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub fn i32(&mut self) -> Option<i32> {
        self.array().map(i32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    /// A length in its shortest form.
    pub fn length(&mut self) -> Option<usize> {
        let mut length = 0_u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            length |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let shortest = shift == 0 || byte != 0;
                return u32::try_from(length).ok().filter(|_| shortest).and_then(|n| usize::try_from(n).ok());
            }
        }
        None
    }

    /// A length and so many bytes.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        let (first, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(first)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// 0, or 1 and what `read` takes.
    pub fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    /// A count of at most `max`, and so many things.
    pub fn several<T>(&mut self, max: usize, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.length().filter(|count| *count <= max)?;
        (0..count).map(|_| read(self)).collect()
    }
}

/// Writes a length; `None` when it has more than 32 bits.
pub(super) fn put_length(out: &mut Vec<u8>, length: usize) -> Option<()> {
    let mut rest = u32::try_from(length).ok()?;
    while rest >= 0x80 {
        out.push((rest as u8 & 0x7f) | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
    Some(())
}

/// Writes a length and the bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    put_length(out, bytes.len())?;
    out.extend_from_slice(bytes);
    Some(())
}

/// Writes 0, or 1 and what `put` writes.
pub(super) fn put_option<T>(
    out: &mut Vec<u8>,
    value: Option<T>,
    put: impl FnOnce(&mut Vec<u8>, T) -> Option<()>,
) -> Option<()> {
    out.push(u8::from(value.is_some()));
    value.map_or(Some(()), |value| put(out, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_has_one_spelling() {
        for length in [0, 1, 127, 128, 16_383, 16_384, u32::MAX as usize] {
            let mut out = Vec::new();
            put_length(&mut out, length).unwrap();
            assert_eq!(Cursor(&out).length(), Some(length));
        }
        for wrong in [&[0x80, 0][..], &[0x81, 0x80, 0], &[0xff, 0xff, 0xff, 0xff, 0x1f], &[0x80], &[]] {
            assert_eq!(Cursor(wrong).length(), None, "{wrong:?}");
        }
        assert_eq!(put_length(&mut Vec::new(), u32::MAX as usize + 1), None);
    }
}
