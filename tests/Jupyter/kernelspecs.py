"""Prints the installed kernels as Jupyter sees them."""
import json

from jupyter_client.kernelspec import KernelSpecManager

print(json.dumps(KernelSpecManager().get_all_specs()))
