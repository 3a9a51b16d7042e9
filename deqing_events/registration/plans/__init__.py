"""How one event takes sign-ups: review, deadlines, eligibility, teams, and the bounds on places."""
