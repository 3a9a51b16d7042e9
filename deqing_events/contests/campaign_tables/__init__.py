"""The table of delegations over all items of a campaign: its rules, the table of now, and the one kept at its end."""
