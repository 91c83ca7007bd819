"""Views of touches: visits and whatever else we do with a client, and the people whom we meet."""
