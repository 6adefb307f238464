"""A server socket of libzmq, which is given its type and port: ROUTER and REP answer each message with itself until "end"; PUB publishes on."""
import sys
import time

import zmq

kind, port = sys.argv[1:3]
socket = zmq.Context.instance().socket(getattr(zmq, kind))
socket.bind(f"tcp://127.0.0.1:{port}")
if kind == "XPUB":
    assert socket.recv() == b"\x01b"
    socket.send_multipart([b"a", b"first"])
    socket.send_multipart([b"b", b"second"])
    assert socket.recv() == b"\x00b"  # libzmq's own, for the peer that has gone.
    print("done")
elif kind == "PUB":
    end = time.time() + 120
    socket.setsockopt(zmq.LINGER, 0)
    monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    while not monitor.poll(1) and time.time() < end:
        socket.send_multipart([b"a", b"first"])
        socket.send_multipart([b"b", b"second"])
    print("done")
else:
    identity = b"done"
    while True:
        frames = socket.recv_multipart()
        socket.send_multipart(frames)
        if kind == "ROUTER":
            identity = frames[0]
        if frames[-1] == b"end":
            break
    print(identity.decode())
