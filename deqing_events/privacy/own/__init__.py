"""A worker's own page: what is kept, what was agreed to, a copy to take along, and asking for deletion."""
