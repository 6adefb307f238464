"""Clients of libzmq against our ROUTER, XPUB and REP, whose addresses are the arguments."""
import sys

import zmq

router, publisher, echo = sys.argv[1:4]
context = zmq.Context.instance()


def connect(kind, address, **options):
    socket = context.socket(kind)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RCVTIMEO, 120000)
    for name, value in options.items():
        setattr(socket, name, value)
    socket.connect(address)
    return socket


messages = [[b"x"], [b"", b"y", b""], [b"a" * 255, b"b" * 256], [b"z" * (64 << 20)], [b"%d" % i for i in range(1000)]]
for dealer in (connect(zmq.DEALER, router), connect(zmq.DEALER, router, identity=b"named")):
    for message in messages:
        dealer.send_multipart(message)
    for message in messages:
        assert dealer.recv_multipart() == message

request = connect(zmq.REQ, echo)
for message in messages:
    request.send_multipart(message)
    assert request.recv_multipart() == message

subscriber = connect(zmq.SUB, publisher, heartbeat_ivl=20, heartbeat_timeout=60000)
subscriber.subscribe(b"b")
while not subscriber.poll(10):  # The subscription takes its time.
    dealer.send_multipart([b"publish", b"b", b"ready"])
for message in messages:
    dealer.send_multipart([b"publish", b"a"] + message)
    dealer.send_multipart([b"publish", b"bc"] + message)
dealer.send_multipart([b"publish", b"b", b"end"])
heard = []
while not heard or heard[-1] != [b"b", b"end"]:
    heard.append(subscriber.recv_multipart())
assert [m for m in heard if m[0] == b"bc"] == [[b"bc"] + m for m in messages]
assert not [m for m in heard if m[0] == b"a"]

for i in range(100):
    brief = connect(zmq.DEALER, router)
    brief.send(b"hello")
    assert brief.recv() == b"hello"
    brief.close()
