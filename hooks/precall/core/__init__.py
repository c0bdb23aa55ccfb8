"""Building blocks that know nothing of playbooks: errors, problems, text, caches, workers, progress, atomic writes."""
