"""A `Playbook` goes in; JSON, CSV, plain text, llms.txt and Anki decks come out."""
