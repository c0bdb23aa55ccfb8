"""The door: what `mkdocs.yml` names under `hooks:`. All logic is in the package beside it."""

import sys
from pathlib import Path

# MkDocs takes a hook's folder off the path again; the package then finds its own modules by itself.
sys.path.insert(0, str(Path(__file__).parent))

from precall.hosts.mkdocs import Host

PRECALL = Host()

on_startup = PRECALL.on_startup
on_config = PRECALL.on_config
on_files = PRECALL.on_files
on_nav = PRECALL.on_nav
on_pre_page = PRECALL.on_pre_page
on_env = PRECALL.on_env
on_post_page = PRECALL.on_post_page
on_post_template = PRECALL.on_post_template
on_page_content = PRECALL.on_page_content
on_serve = PRECALL.on_serve
on_post_build = PRECALL.on_post_build
on_build_error = PRECALL.on_build_error
