//! Vietnamese and highland text: its normal form, folding for search, order, width, cleaning.
