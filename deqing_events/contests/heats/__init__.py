"""Heats and stations of the day: when who starts where, without using a person, judge or station twice."""
