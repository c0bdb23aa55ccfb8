"""Render text fields and templates as escaped markup, and record the dependencies of each artifact."""
