"""Export a `Playbook` as JSON, CSV, plain text, llms.txt or an Anki deck."""
