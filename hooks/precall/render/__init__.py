"""Text fields, templates and interface words go in; escaped markup comes out, with a record of what it depends on."""
