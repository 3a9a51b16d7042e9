"""Objections to a public notice: filing, following by receipt, ruling."""
