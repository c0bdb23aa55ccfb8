"""Texts from docstrings are the same with and without Python's -OO."""

from __future__ import annotations

import json
from pathlib import Path

from precall.check.registry import all_rules
from precall.content.field_reference import reference
from precall.core.docstrings import docstring
from precall.editing.schema import schemas_without_ids
from tests.support.processes import python

SHOW = """
import json
from precall.check.registry import all_rules
from precall.content.field_reference import reference
from precall.editing.schema import schemas_without_ids
rules = {each.id: [each.summary, each.page] for each in all_rules().values()}
print(json.dumps([__doc__, rules, [str(each) for each in reference()], schemas_without_ids()]))
"""


def test_a_python_that_strips_docstrings_shows_the_same_texts(tmp_path: Path) -> None:
    """With -OO, rules have their pages, fields have their reference, and schemas have their descriptions."""
    script = tmp_path / "show.py"
    script.write_text(f'"""Stripped."""\n{SHOW}', encoding="utf-8")
    own, rules, fields, schemas = json.loads(python("-OO", script).out)
    assert own is None
    assert rules == {each.id: [each.summary, each.page] for each in all_rules().values()}
    assert fields == [str(each) for each in reference()]
    assert schemas == schemas_without_ids()


def test_a_module_or_class_without_docstring_has_none() -> None:
    """The text is empty, and there is no error."""

    class Silent:
        pass

    assert docstring(Silent) == ""
