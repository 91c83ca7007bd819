"""People at clients: who they are, how they stand towards us, and what passed between them and us."""
