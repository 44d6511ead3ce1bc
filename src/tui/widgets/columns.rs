//! Twelve columns of letters for a row of numbers, which can be read without the picture and read aloud.

/// The letters, by quarters of the largest number; nothing at all is a space.
const LEVELS: [char; 4] = ['.', '-', '+', '#'];

/// A letter for each number: `.` up to a quarter of the largest one, `-` up to a half, `+` up to three, `#` above.
pub fn columns(numbers: &[u32]) -> Vec<char> {
    let most = numbers.iter().copied().max().unwrap_or(0);
    let letter = |number: &u32| match (u64::from(*number) * 4).div_ceil(u64::from(most.max(1))) {
        0 => ' ',
        quarters => {
            let at = usize::try_from(quarters - 1).unwrap_or(LEVELS.len());
            LEVELS.get(at).or(LEVELS.last()).copied().unwrap_or(' ')
        }
    };
    numbers.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_of_the_largest_number_have_a_letter_each() {
        let shown = |numbers: &[u32]| columns(numbers).into_iter().collect::<String>();
        assert_eq!(shown(&[1, 1, 2, 2, 3, 2, 1, 1, 2, 3, 4, 4]), "..--+-..-+##");
        assert_eq!(shown(&[0, 1, 25, 26, 50, 51, 75, 76, 100]), " ..--++##");
        assert_eq!(shown(&[1]), "#");
        assert_eq!(shown(&[0, 0]), "  ");
        assert_eq!(shown(&[]), "");
        assert_eq!(shown(&[u32::MAX, u32::MAX / 2, 1]), "#-.");
    }

    #[test]
    fn a_larger_number_never_has_a_lower_letter() {
        let numbers: Vec<u32> = (0..=97).collect();
        let level = |letter: char| LEVELS.iter().position(|own| *own == letter).map_or(0, |at| at + 1);
        let levels: Vec<usize> = columns(&numbers).into_iter().map(level).collect();
        assert!(levels.is_sorted() && levels.first() == Some(&0) && levels.last() == Some(&4));
    }
}
