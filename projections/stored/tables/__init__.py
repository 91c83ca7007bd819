"""What is stored: the columns and cells of tables, their definitions, and the SQL views that show them."""
