"""The register of honours: who was honoured with what, when, and by which document."""
