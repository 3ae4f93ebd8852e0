"""Sphinx's settings for the site: the pages of this repository as they are, with search and a menu."""

project = "Sluice"
copyright = "the authors of Sluice, Apache-2.0"
extensions = ["myst_parser"]
root_doc = "index"
html_theme = "furo"
html_title = "Sluice"
html_favicon = "favicon.svg"
# Headings get the anchors that GitHub gives them, to which the pages link.
myst_heading_anchors = 4
# Where a page jumps over a level of headings, it does so on GitHub too.
suppress_warnings = ["myst.header"]
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
