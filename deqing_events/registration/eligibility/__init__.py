"""Who may sign up: the rules of an event, the facts that decide, and the gate every sign-up goes through."""
