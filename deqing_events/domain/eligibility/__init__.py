"""Who may sign up: rules as data, the facts about somebody, and what stands in the way (domain.md §3.1, §3.7)."""
