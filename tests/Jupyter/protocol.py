"""What the kernel of a connection file does by Jupyter's messaging protocol, asked through libzmq and jupyter_client.

Arguments: the connection file, the name of one of the functions below.
"""
import sys

import zmq
from jupyter_client import BlockingKernelClient

DEADLINE = 120
connection_file, test = sys.argv[1:3]


def connect():
    client = BlockingKernelClient()
    client.load_connection_file(connection_file)
    client.start_channels()
    client.wait_for_ready(timeout=DEADLINE)
    while True:  # Statuses of the requests by which it found out that the kernel is ready.
        try:
            client.get_iopub_msg(timeout=0.05)
        except Exception:
            break
    return client


def send(client, channel, kind, content):
    message = client.session.msg(kind, content)
    getattr(client, channel + "_channel").send(message)
    return message["header"]["msg_id"]


def reply(client, id, channel="shell"):
    while True:
        message = getattr(client, f"get_{channel}_msg")(timeout=DEADLINE)
        if message["parent_header"]["msg_id"] == id:
            return message


def ask(client, kind, content, channel="shell"):
    return reply(client, send(client, channel, kind, content), channel)


def heard(client, id, until="idle"):
    """The iopub messages of a request, up to its idle."""
    messages = []
    while True:
        message = client.get_iopub_msg(timeout=DEADLINE)
        if message["parent_header"].get("msg_id") != id:
            continue
        messages.append(message)
        if message["msg_type"] == "status" and message["content"]["execution_state"] == until:
            return messages


def brief(messages):
    return [(m["content"].get("execution_state") or m["content"].get("text") or m["msg_type"]) for m in messages]


CELL = dict(silent=False, store_history=True, user_expressions={}, allow_stdin=False, stop_on_error=True)


def execute(client, code, **options):
    return send(client, "shell", "execute_request", {**CELL, "code": code, **options})


def execute_together(client, codes):
    """One right after the other: all of them are signed before the first is sent."""
    messages = [client.session.msg("execute_request", {**CELL, "code": code}) for code in codes]
    for frames in [client.session.serialize(message) for message in messages]:
        client.shell_channel.socket.send_multipart(frames)
    return [message["header"]["msg_id"] for message in messages]


def run(client, code, **options):
    id = execute(client, code, **options)
    return reply(client, id)["content"], heard(client, id)


def same(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def kernel_info_is_answered_on_shell_and_control(client):
    for channel in ("shell", "control"):
        info = ask(client, "kernel_info_request", {}, channel)
        same(info["msg_type"], "kernel_info_reply")
        same(info["content"]["status"], "ok")
        same(info["content"]["protocol_version"], "5.4")
        language = info["content"]["language_info"]
        same((language["name"], language["mimetype"], language["file_extension"], language["pygments_lexer"]),
             ("csharp", "text/x-csharp", ".cs", "csharp"))


def every_request_stands_between_busy_and_idle(client):
    for channel, kind, content in [
        ("shell", "kernel_info_request", {}), ("control", "kernel_info_request", {}), ("control", "interrupt_request", {}),
        ("shell", "complete_request", {"code": "ab", "cursor_pos": 2}), ("shell", "inspect_request", {"code": "ab", "cursor_pos": 1, "detail_level": 0}),
        ("shell", "is_complete_request", {"code": "if"}), ("shell", "comm_info_request", {}), ("shell", "no_such_request", {}),
        ("control", "debug_request", {"type": "request", "command": "initialize", "seq": 1}),
        ("shell", "history_request", {"hist_access_type": "tail", "n": 1, "output": False, "raw": True}),
        ("shell", "comm_msg", {"comm_id": "x", "data": {}}), ("shell", "execute_request", {}),
        ("shell", "complete_request", {"code": 7, "cursor_pos": "two"}),
    ]:
        states = [m["content"]["execution_state"] for m in heard(client, send(client, channel, kind, content)) if m["msg_type"] == "status"]
        same((kind, states), (kind, ["busy", "idle"]))
    for cell in ("fail", "throw", "hello", "ask"):
        _, messages = run(client, cell)
        same([m for m in brief(messages) if m in ("busy", "idle")], ["busy", "idle"])


def a_cells_output_comes_in_order(client):
    answer, messages = run(client, "mix")
    same(brief(messages), ["busy", "execute_input", "a", "b", "c", "display_data", "e", "update_display_data", "clear_output", "execute_result", "idle"])
    same([m["content"]["name"] for m in messages if m["msg_type"] == "stream"], ["stdout", "stdout", "stderr", "stdout"])
    by_type = {m["msg_type"]: m["content"] for m in messages}
    same(by_type["display_data"], {"data": {"text/plain": "d"}, "metadata": {}, "transient": {"display_id": "one"}})
    same(by_type["update_display_data"]["transient"], {"display_id": "one"})
    same(by_type["clear_output"], {"wait": True})
    same(by_type["execute_result"]["data"], {"text/plain": "g", "text/html": "<b>g</b>", "application/json": {"h": [1]}})
    same(by_type["execute_result"]["execution_count"], answer["execution_count"])
    same((answer["status"], answer["payload"], answer["user_expressions"]), ("ok", [], {}))


def errors_are_shown_and_replied(client):
    answer, messages = run(client, "fail it is broken")
    error = [m["content"] for m in messages if m["msg_type"] == "error"][0]
    same(error, {"ename": "Failure", "evalue": "it is broken", "traceback": ["line 1", "line 2"]})
    same((answer["status"], answer["ename"], answer["execution_count"]), ("error", "Failure", 1))


def only_cells_that_are_stored_are_counted(client):
    same(run(client, "one")[0]["execution_count"], 1)
    same(run(client, "one", store_history=False)[0]["execution_count"], 1)
    same(brief(run(client, "print x", silent=True)[1]), ["busy", "x", "idle"])
    same(brief(run(client, "one", silent=True)[1]), ["busy", "idle"])
    same(brief(run(client, "fail", silent=True)[1]), ["busy", "idle"])
    same(run(client, "two")[0]["execution_count"], 2)
    history = ask(client, "history_request", {"hist_access_type": "tail", "n": 5, "output": False, "raw": True})["content"]["history"]
    same(history, [[0, 1, "one"], [0, 2, "two"]])


def history_can_be_searched(client):
    for cell in ("alpha", "beta", "alpha"):
        run(client, cell)
    search = dict(hist_access_type="search", pattern="al*", n=5, output=True, raw=True)
    same(ask(client, "history_request", {**search, "unique": True})["content"]["history"], [[0, 1, ["alpha", None]]])
    same(len(ask(client, "history_request", search)["content"]["history"]), 2)
    span = dict(hist_access_type="range", session=0, start=2, stop=3, output=False, raw=True)
    same(ask(client, "history_request", span)["content"]["history"], [[0, 2, "beta"]])
    same(len(ask(client, "history_request", {**span, "start": 1, "stop": None})["content"]["history"]), 3)
    same(ask(client, "history_request", {**span, "session": -1})["content"]["history"], [])
    same([line for _, line, _ in ask(client, "history_request", dict(hist_access_type="tail", n=2, output=False, raw=True))["content"]["history"]], [2, 3])


def user_expressions_are_evaluated_after_the_cell(client):
    answer, messages = run(client, "hello", user_expressions={"a": "1", "b": "fail it is broken"})
    same((answer["status"], answer["user_expressions"]["a"]), ("ok", {"status": "ok", "data": {"text/plain": "1"}, "metadata": {}}))
    same({**answer["user_expressions"]["b"], "traceback": None}, {"status": "error", "ename": "Failure", "evalue": "it is broken", "traceback": None})
    same(brief(messages), ["busy", "execute_input", "execute_result", "idle"])
    answer, _ = run(client, "fail", user_expressions={"a": "1"})
    same((answer["status"], "user_expressions" in answer), ("error", False))


def an_error_aborts_the_cells_that_wait(client):
    running = execute(client, "wait")
    heard(client, running, until="busy")
    failing, waiting = execute(client, "fail"), execute(client, "hello")
    ask(client, "interrupt_request", {}, "control")
    same(reply(client, running)["content"]["status"], "error")
    same(reply(client, failing)["content"]["status"], "aborted")
    same(reply(client, waiting)["content"]["status"], "aborted")
    same(brief(heard(client, waiting)), ["busy", "idle"])
    same(run(client, "hello")[0]["status"], "ok")


def an_error_aborts_what_was_sent_together_with_its_cell(client):
    failing, *others = execute_together(client, ["fail"] + 20 * ["hello"])
    same(reply(client, failing)["content"]["status"], "error")
    for other in others:
        same(reply(client, other)["content"]["status"], "aborted")
    same(run(client, "hello")[0]["status"], "ok")


def an_error_aborts_nothing_where_the_cell_says_so(client):
    running = execute(client, "wait", stop_on_error=False)
    heard(client, running, until="busy")
    waiting = execute(client, "hello")
    ask(client, "interrupt_request", {}, "control")
    same(reply(client, running)["content"]["status"], "error")
    same(reply(client, waiting)["content"]["status"], "ok")


def everything_else_is_answered_while_a_cell_runs(client):
    running = execute(client, "wait")
    heard(client, running, until="busy")
    same(ask(client, "complete_request", {"code": "ab", "cursor_pos": 2})["content"]["matches"], ["at2"])
    same(ask(client, "inspect_request", {"code": "ab", "cursor_pos": 1})["content"]["data"], {"text/plain": "a|b"})
    same(ask(client, "is_complete_request", {"code": "if"})["content"]["status"], "incomplete")
    same(ask(client, "kernel_info_request", {}, "control")["content"]["status"], "ok")
    same(ask(client, "kernel_info_request", {})["content"]["status"], "ok")
    same(ask(client, "interrupt_request", {}, "control")["content"], {"status": "ok"})
    same(reply(client, running)["content"]["ename"], "Interrupted")


def positions_are_code_points(client):
    code = "😀é😀x"
    answer = ask(client, "complete_request", {"code": code, "cursor_pos": 3})["content"]
    same(answer["matches"], ["at5"])  # UTF-16 units; it replaces from 4 to 5, which lies inside the second emoji.
    same((answer["cursor_start"], answer["cursor_end"]), (3, 3))
    answer = ask(client, "complete_request", {"code": code, "cursor_pos": 4})["content"]
    same((answer["matches"], answer["cursor_start"], answer["cursor_end"]), (["at6"], 3, 4))
    same(answer["metadata"]["_jupyter_types_experimental"],
         [{"text": "at6", "type": "method", "start": 3, "end": 4, "signature": "what it does"}])
    same(ask(client, "inspect_request", {"code": code, "cursor_pos": 2})["content"]["data"]["text/plain"], "😀é|😀x")
    same(ask(client, "complete_request", {"code": code, "cursor_pos": 99})["content"]["matches"], ["at6"])


def completeness_is_told(client):
    for code, status in (("x", "complete"), ("if", "incomplete"), ("}", "invalid")):
        same(ask(client, "is_complete_request", {"code": code})["content"]["status"], status)


def nothing_is_found_where_nothing_is(client):
    same(ask(client, "inspect_request", {"code": "", "cursor_pos": 0})["content"],
         {"status": "ok", "found": False, "data": {}, "metadata": {}})


def a_comm_is_closed_at_once(client):
    same(ask(client, "comm_info_request", {})["content"]["comms"], {})
    messages = heard(client, send(client, "shell", "comm_open", {"comm_id": "c1", "target_name": "x", "data": {}}))
    same([m["content"]["comm_id"] for m in messages if m["msg_type"] == "comm_close"], ["c1"])


def debugging_is_refused_politely(client):
    answer = ask(client, "debug_request", {"type": "request", "command": "initialize", "seq": 1}, "control")
    same((answer["msg_type"], answer["content"]["status"]), ("debug_reply", "error"))


def late_output_is_of(client, id):
    """Lets a cell that has ended write, and looks whose output that is."""
    run(client, "release")
    while True:
        message = client.get_iopub_msg(timeout=DEADLINE)
        if message["msg_type"] == "stream":
            same((message["content"]["text"], message["parent_header"]["msg_id"]), ("late", id))
            return


def late_output_belongs_to_its_cell(client):
    id = execute(client, "later")
    heard(client, id)
    run(client, "hello")
    late_output_is_of(client, id)


def a_cell_can_ask_for_input(client):
    for cell, password in (("ask", False), ("ask secret", True)):
        id = execute(client, cell, allow_stdin=True)
        request = client.get_stdin_msg(timeout=DEADLINE)
        same(request["content"], {"prompt": "name? ", "password": password})
        same(request["parent_header"]["msg_id"], id)
        client.input("Zoë")
        result = [m for m in heard(client, id) if m["msg_type"] == "execute_result"][0]
        same(result["content"]["data"]["text/plain"], "hello Zoë")


def an_interrupted_cell_takes_no_answer_from_the_next_and_is_heard_later(client):
    adrift = execute(client, "adrift", allow_stdin=True)
    same(client.get_stdin_msg(timeout=DEADLINE)["content"]["prompt"], "lost? ")
    ask(client, "interrupt_request", {}, "control")
    same(reply(client, adrift)["content"]["ename"], "Interrupted")
    id = execute(client, "ask", allow_stdin=True)
    client.get_stdin_msg(timeout=DEADLINE)
    client.input("Zoë")  # It does not say to which question.
    same(reply(client, id)["content"]["status"], "ok")
    heard(client, id)
    late_output_is_of(client, adrift)


def a_cell_that_may_not_ask_fails(client):
    answer, _ = run(client, "ask")
    same((answer["status"], "takes no input" in answer["evalue"]), ("error", True))


def output_is_cut_at_10_MiB_and_the_next_cell_has_all_of_its_own(client):
    _, messages = run(client, "lines 1500000")
    out = "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == "stdout")
    notice = [m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == "stderr"]
    same(len(out), 10 << 20)
    same((len(notice), "cut at 10 MiB" in notice[0]), (1, True))
    _, messages = run(client, "outcome")
    same(brief(messages).count("display_data"), 1)
    same("".join(m["content"]["text"] for m in run(client, "print x")[1] if m["msg_type"] == "stream"), "x")


def an_outcome_is_shown_even_after_the_cut(client):
    _, messages = run(client, "flood")
    shown = [m["content"]["data"] for m in messages if m["msg_type"] == "display_data"]
    same(shown, [{"application/vnd.storage-course.outcome+json": {"kind": "claim"}}])


def writes_of_200_000_lines_arrive_whole(client):
    _, messages = run(client, "lines 200000")
    out = "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream")
    same(out, "".join(f"line {i}\n" for i in range(200000)))


def halves_of_a_character_meet_and_lone_ones_do_no_harm(client):
    _, messages = run(client, "halves")
    same([m["content"]["text"] for m in messages if m["msg_type"] == "stream"], ["😀 \ufffd", "\ufffd"])
    signed = [b'{"msg_id":"\\ud800","msg_type":"execute_request","session":"s"}', b"{}", b"{}", b'{"code":"\\ud800"}']
    client.shell_channel.socket.send_multipart([b"<IDS|MSG>", client.session.sign(signed), *signed])
    signed = [b'{"msg_id":"1","msg_type":"execute_request","session":"s"}', b"{}", b"{}", b'{"code":"\\ud800"}']
    client.shell_channel.socket.send_multipart([b"<IDS|MSG>", client.session.sign(signed), *signed])
    same(run(client, "hello", stop_on_error=False)[0]["status"], "ok")


def shutdown_is_replied_before_the_end(client):
    answer = ask(client, "shutdown_request", {"restart": True}, "control")
    same((answer["msg_type"], answer["content"]), ("shutdown_reply", {"status": "ok", "restart": True}))


def a_forged_message_is_dropped_and_the_next_one_served(client):
    key, client.session.key = client.session.key, b"another key"
    execute(client, "forged")
    client.session.key = key
    same(run(client, "hello")[0]["execution_count"], 1)


def a_replayed_message_is_dropped(client):
    message = client.session.msg("execute_request", dict(code="once", silent=False, store_history=True))
    client.session.send(client.shell_channel.socket, message)
    same(run(client, "hello")[0]["execution_count"], 2)
    for _ in range(2):
        client.session.send(client.shell_channel.socket, message)
    frames = client.session.serialize(message)
    for _ in range(2):
        client.control_channel.socket.send_multipart(frames)
    same(run(client, "hello")[0]["execution_count"], 3)


def frames_that_are_no_message_are_dropped(client):
    socket = client.shell_channel.socket
    for frames in ([b""], [b"x", b"y"], [b"<IDS|MSG>"], [b"<IDS|MSG>", b"", b"{", b"[]", b"1", b"x"], [b"a"] * 100):
        socket.send_multipart(frames)
    signed = [b"no json", b"{}", b"{}", b"{}"]
    socket.send_multipart([b"<IDS|MSG>", client.session.sign(signed), *signed])
    signed = [b'{"msg_id":"1","msg_type":"shutdown_request"}', b"{}", b"{}", b"no json"]
    client.control_channel.socket.send_multipart([b"<IDS|MSG>", client.session.sign(signed), *signed])
    same(run(client, "hello")[0]["execution_count"], 1)


def the_heartbeat_returns_what_it_gets(client):
    socket = zmq.Context.instance().socket(zmq.REQ)
    socket.connect(client._make_url("hb"))
    for message in ([b"ping"], [b""], [b"a", b"", b"b" * 300], [b"x" * (64 << 20)]):
        socket.send_multipart(message)
        assert socket.poll(DEADLINE * 1000)
        assert socket.recv_multipart() == message


def a_cell_of_64_MiB_is_run(client):
    answer, messages = run(client, "length " + "é" * (32 << 20))
    result = [m for m in messages if m["msg_type"] == "execute_result"][0]
    same(result["content"]["data"]["text/plain"], str(7 + (32 << 20)))


client = connect()
globals()[test](client)
client.stop_channels()
