"""Rule sheets, marks, rankings, published results."""
