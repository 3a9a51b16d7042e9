"""Teams that sign up together."""
