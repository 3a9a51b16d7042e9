"""The contest workbook of six sheets: read, imported and exported."""
