"""Ready-made rule sheets to start from: data in ``sheets/``, one file each, shown and taken over as a draft."""
