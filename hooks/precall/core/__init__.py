"""Building blocks independent of playbooks: errors, problems, text, caches, workers, progress, atomic writes."""
