"""Works in jupyter console as somebody at a terminal does. Argument: the kernel's name. Prints what the terminal has shown."""
import re
import sys

import pexpect

DEADLINE = 180


def prompt(number):
    return rf"In \[.*?{number}.*?\]:"


def plain(text):
    return re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-_])", "", text)


# A kernel that takes more than a second to say whether a text is complete is not asked again, unless the console is told to be patient.
arguments = ["-m", "jupyter_console", "--kernel", sys.argv[1], f"--ZMQTerminalInteractiveShell.kernel_is_complete_timeout={DEADLINE}"]
console = pexpect.spawn("/usr/bin/python3", arguments, encoding="utf-8", timeout=DEADLINE, dimensions=(40, 120))
shown = []


def expect(pattern):
    console.expect(pattern)
    shown.append(plain(console.before + console.after))


expect(prompt(1))
console.send("var answer = 6 * 7;\r")
expect(prompt(2))
console.send("answer\r")
expect(r"Out\[.*?2.*?\]:.*?42")
expect(prompt(3))
# Not complete: the console asks for another line, and the kernel is not bothered.
console.send("int Twice(int n)\r")
expect(r"\.\.\.:")
# Complete: one Enter is enough. A second would fall into the next prompt, which then comes twice, and what is typed in between is lost.
console.send("{ return 2 * n; }\r")
expect(prompt(4))
console.send("Twice(answer)\r")
expect(r"Out\[.*?4.*?\]:.*?84")
expect(prompt(5))
console.send("var wrong = answr;\r")
expect("did you mean answer")
expect(prompt(6))
# The texts are put together by the kernel, so that they are not found in the echo of what is typed.
console.send('Console.Write("na" + "me? "); Console.WriteLine("hel" + "lo " + Console.ReadLine());\r')
expect(r"name\?")
console.send("Zoë\r")
expect("hello Zoë")
expect(prompt(7))
console.send('Console.Write("<" + (await GetPasswordAsync("k" + "ey? ")).GetClearTextPassword().Length + ">");\r')
expect(r"key\? ")
console.send("s3cret\r")
expect("<6>")
assert "s3cret" not in shown[-1], shown[-1]
expect(prompt(8))
# No Ctrl-C: prompt_toolkit 3.0.36 takes the handler away with which the console would interrupt the kernel.
console.sendeof()
expect("really want to exit")
console.send("y\r")
console.expect(pexpect.EOF)
print("\n".join(shown))
