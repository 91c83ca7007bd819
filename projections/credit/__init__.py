"""What clients use their credit for."""
