"""Table to xlsx, csv and print page; workbooks read back in."""
