"""Exits with 0 if every file named is a valid notebook of nbformat 4.5 by the format's own library."""
import difflib
import json
import sys

import nbformat

for path in sys.argv[1:]:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        sys.exit(f"{path}: expected nbformat 4.5, got {notebook.nbformat}.{notebook.nbformat_minor}")
    written = nbformat.writes(notebook).rstrip("\n") + "\n"
    with open(path, encoding="utf-8") as file:
        ours = file.read()
    if ours != written:
        difference = "\n".join(difflib.unified_diff(ours.split("\n"), written.split("\n"), "ours", "nbformat's", lineterm=""))
        sys.exit(f"{path}: nbformat itself would write it otherwise:\n{difference}")
    print(json.dumps([cell.id for cell in notebook.cells]))
