"""A loaded playbook goes in; the problems that the rules find come out, in the format that the caller asks for."""
