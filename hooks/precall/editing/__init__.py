"""Edit content files and create new ones, without changing the rest of their YAML."""
