"""Working out, publishing and showing results."""
