"""The paper lane: sign-in sheets, and entering many people from them at once (补签)."""
