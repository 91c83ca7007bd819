"""What leaves the house: documents for clients, and files for other tools, made from views and facts."""
