"""A folder of YAML goes in; a validated `Playbook` and the list of all its problems come out."""
