"""A file cannot be opened.

Precall does not read a link to a file that does not exist, a link out of the playbook's folder, a pipe or a device, a
folder with a name that ends in `.yml`, or a file that you are not allowed to open. Its content would be missing from
every page.

**How to fix it:** put the file itself at this place, rename the folder, or ask the owner of the files to let you read
them.
"""

from precall.check.example import call
from precall.check.registry import Example, Special

SEVERITY = "error"

BAD: Example = {"calls/second-meeting.yml": Special.FOLDER}

GOOD: Example = call(path="calls/second-meeting.yml", title="Second meeting")
