"""What is to be done with clients in a week, and why."""
