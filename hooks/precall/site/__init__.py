"""A `Playbook` goes in; all pages and files of one site come out, without knowledge of any host."""
