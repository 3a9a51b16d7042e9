"""What somebody may ask about their own data: a copy, its deletion; and its deletion when it is due."""
