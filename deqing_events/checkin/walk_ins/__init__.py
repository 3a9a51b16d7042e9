"""Somebody who never signed up stands at the door: found on the roster or written down, registered and let in."""
