"""Public notices of results: their period, their pages, and what people object."""
