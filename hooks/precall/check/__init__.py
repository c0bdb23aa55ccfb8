"""Check a loaded playbook with rules, and report the problems in one of several formats."""
