"""Trying rules on sample marks, and what each way of giving prizes would give: nothing here is stored."""
