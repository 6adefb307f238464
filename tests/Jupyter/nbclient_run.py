"""Runs cells with nbclient in an installed kernel; prints the executed cells as JSON. Arguments: kernel's name, cells."""
import json
import sys

import nbformat
from nbclient import NotebookClient

kernel_name, *cells = sys.argv[1:]
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
NotebookClient(notebook, timeout=120, iopub_timeout=120, allow_errors=True, kernel_name=kernel_name).execute()
nbformat.validate(notebook)
print(json.dumps([{"count": cell.execution_count, "outputs": cell.outputs} for cell in notebook.cells]))
