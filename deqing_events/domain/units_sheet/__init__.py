"""The law of the organisations workbook: units, unions and regional service centres."""
