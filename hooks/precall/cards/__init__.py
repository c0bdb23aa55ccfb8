"""A call goes in; its card comes out: a model that HTML templates set for the browser and typst sets as PDF."""
