"""Interrupts, restarts on the same ports, and ends an installed kernel, as JupyterLab does. Argument: the kernel's name."""
import sys

from jupyter_client.manager import start_new_kernel

DEADLINE = 120
manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=DEADLINE)
running = client.execute("wait")
while client.get_iopub_msg(timeout=DEADLINE)["msg_type"] != "execute_input":
    pass
manager.interrupt_kernel()
while True:  # A kernel that takes more than a second to start is asked for kernel_info again, and so has more than one reply left.
    message = client.get_shell_msg(timeout=DEADLINE)
    if message["parent_header"]["msg_id"] == running:
        break
interrupted = message["content"]["ename"]

manager.restart_kernel(newports=False)
client.wait_for_ready(timeout=DEADLINE)
reply = client.execute("hello", reply=True, timeout=DEADLINE)
client.stop_channels()
manager.shutdown_kernel()
print(interrupted, reply["content"]["execution_count"], "alive" if manager.is_alive() else "gone")
