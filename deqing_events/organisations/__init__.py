"""County, townships, unions, units, and the member roster."""
