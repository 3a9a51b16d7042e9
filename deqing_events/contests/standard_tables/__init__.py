"""Results of different trades of a campaign side by side, by their standard scores."""
