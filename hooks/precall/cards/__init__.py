"""Make the card of a call: a model that HTML templates show in the browser and that typst prints as PDF."""
