"""The call room of the day: who of a heat is in, who is too late, and absences that a person confirms."""
