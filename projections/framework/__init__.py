"""What all views share: declaring themselves, reading entries, answering and explaining figures."""
