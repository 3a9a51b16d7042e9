"""Deqing Events: events and competitions of the Deqing County Federation of Trade Unions."""
