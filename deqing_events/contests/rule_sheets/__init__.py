"""The rules of a contest: versions of rule sheets, the forms that fill them, their pages."""
