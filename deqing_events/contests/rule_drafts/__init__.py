"""Rules that are being written: a draft beside the version that holds, its editor, and the look before it is saved."""
