"""Reviewing sign-ups: the workplace confirms, the host approves, returns or rejects; in bulk, and undone by one tap."""
