"""Marks that a judge has handed in, and how one of them is opened again: by request of the judge or of the chief."""
