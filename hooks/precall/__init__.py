"""Precall turns a folder of YAML into a sales team's playbook: a searchable site, and a card before every call."""

__version__ = "0.1.0"
