"""Pay: what managers earn by what they sell, once it is paid."""
