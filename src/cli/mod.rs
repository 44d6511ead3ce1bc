//! Arguments -> a role.
