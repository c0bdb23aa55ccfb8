"""No page written by hand has the address of one that Precall makes.

The playbook's pages have their places: `/calls/first-meeting/`, `/principles/`, and so on. A page in `docs/` that
comes to the same address would push one of the two off the site, and nobody could say which.

**The way out:** rename the page in `docs/`, or move it to a folder of its own.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "../docs/calls/first-meeting.md": """\
⟦⟧# How we hold first meetings
"""
}

GOOD: Example = {
    "../docs/how-to/first-meeting.md": """\
# How we hold first meetings
"""
}
