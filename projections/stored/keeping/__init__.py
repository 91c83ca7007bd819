"""Keeps the stored views: makes all of them again, and takes in new entries."""
