"""Engines: each evaluates the same Plan over the same Chart."""
