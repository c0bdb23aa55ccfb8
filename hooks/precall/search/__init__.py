"""One search box that understands reps: the index is built here, the browser only reads it."""
