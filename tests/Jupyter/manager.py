"""Interrupts, restarts on the same ports, and ends an installed kernel, as JupyterLab does. Argument: the kernel's name."""
import sys

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=20)
running = client.execute("wait")
while client.get_iopub_msg(timeout=20)["msg_type"] != "execute_input":
    pass
manager.interrupt_kernel()
interrupted = client.get_shell_msg(timeout=20)["content"]["ename"]

manager.restart_kernel(newports=False)
client.wait_for_ready(timeout=20)
reply = client.execute("hello", reply=True, timeout=20)
client.stop_channels()
manager.shutdown_kernel()
print(interrupted, reply["content"]["execution_count"], "alive" if manager.is_alive() else "gone")
