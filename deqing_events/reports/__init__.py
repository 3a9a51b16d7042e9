"""What the work report says, with the rows behind each number."""
