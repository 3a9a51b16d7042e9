"""Staff's editor of the questions that volunteers ask at the door, per list."""
