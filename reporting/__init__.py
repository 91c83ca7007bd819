"""What leaves the house: documents for clients, and files for other people's tools, made from views and facts."""
