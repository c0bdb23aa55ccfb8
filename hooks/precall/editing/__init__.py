"""Content files and a wanted change go in; the changed YAML, or a new file, comes out."""
