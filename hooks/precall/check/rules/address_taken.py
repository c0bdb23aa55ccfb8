"""A page in docs/ has the address of a page that Precall makes.

The pages of the playbook have fixed addresses: `/calls/first-meeting/`, `/principles/`, and so on. A page in `docs/`
with the same address would remove one of the two from the site.

**How to fix it:** rename the page in `docs/`, or move it to a folder of its own.
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
