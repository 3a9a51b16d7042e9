"""People entered by their workplace or their delegation: template, list handed in, preview, all or nothing; summary."""
