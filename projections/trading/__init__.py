"""Trade with clients: what was sold to them, and what came back."""
