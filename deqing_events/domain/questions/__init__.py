"""What an event may ask at sign-up, when a question is asked, and what an answer must look like (domain.md §4.1)."""
