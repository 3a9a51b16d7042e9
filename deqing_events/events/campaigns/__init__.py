"""Campaigns: several events under one name and edition."""
