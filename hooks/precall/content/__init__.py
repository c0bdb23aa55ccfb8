"""Read a folder of YAML into a validated `Playbook` and a list of all its problems."""
