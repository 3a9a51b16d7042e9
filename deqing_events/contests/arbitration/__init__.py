"""Arbiters: who sits on an appeal, who is recused, how they vote, and the ruling with their names."""
