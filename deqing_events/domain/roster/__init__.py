"""The roster law: from the cells of a member list to a plan of what is stored (domain.md §4.4)."""
