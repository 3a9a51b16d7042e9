"""What is kept of people and for how long: their own page, their requests, what clears due data, and who looked."""
