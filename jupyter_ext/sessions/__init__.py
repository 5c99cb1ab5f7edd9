"""Runs and everything they leave behind."""
