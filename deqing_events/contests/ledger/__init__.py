"""The archive of an event: what evidence there is, the ledger as one zip file, the materials, and closing the file."""
