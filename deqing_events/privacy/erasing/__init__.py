"""Taking names and numbers out of what is stored, leaving the rows that statistics are made of."""
