"""Double entry from paper: two people type a sheet, blind to each other; a third settles what differs."""
