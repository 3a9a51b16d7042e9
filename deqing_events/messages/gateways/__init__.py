"""The ways messages leave an installation, one module each; ``choosing`` picks one by the settings."""
