//! Signed recodings of scalars.

/// Non-adjacent form of width `w`: digits are 0 or odd, below 2^(w−1) in size,
/// and Σ `digits[i]`·2^i is the 256-bit little-endian number (below 2^255).
#[must_use]
pub fn naf(bytes: &[u8; 32], w: u32) -> [i8; 256] {
    debug_assert!((2..=8).contains(&w) && bytes[31] < 0x80);
    let mut words = [0_u64; 5];
    for (word, chunk) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        let mut buffer = [0; 8];
        buffer.copy_from_slice(chunk);
        *word = u64::from_le_bytes(buffer);
    }
    let mut digits = [0; 256];
    let (width, mask) = (1_u64 << w, (1_u64 << w) - 1);
    let (mut position, mut carry) = (0_usize, 0_u64);
    while position < 256 {
        let (word, bit) = (position / 64, position % 64);
        let bits = if bit + w as usize <= 64 {
            words[word] >> bit
        } else {
            words[word] >> bit | words[word + 1] << (64 - bit)
        };
        let window = carry + (bits & mask);
        if window & 1 == 0 {
            position += 1;
            continue;
        }
        let (digit, next) = if window < width / 2 { (window, 0) } else { (window.wrapping_sub(width), 1) };
        digits[position] = digit.to_le_bytes()[0].cast_signed();
        carry = next;
        position += w as usize;
    }
    digits
}
