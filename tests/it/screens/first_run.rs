//! The first start on an empty directory.
