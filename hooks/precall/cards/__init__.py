"""Cards: what a rep takes into a call, one model and two setters, HTML for the browser and typst for PDF."""
