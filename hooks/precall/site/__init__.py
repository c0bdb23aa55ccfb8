"""Make all pages and files of a site from a `Playbook`, independently of any host."""
