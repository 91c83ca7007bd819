"""What every view is made with: its declaration, the columns of its rows, the register, and how it is asked."""
