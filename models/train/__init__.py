"""Trains a model from its spec and writes what driftgate serves. See README.md."""
