"""The calendar of working days: holidays and make-up days of each year, kept by staff."""
