"""Sends one OSC message with python-osc and prints the first answer of its address.

In: OUR_IP HOST PORT ADDRESS [TYPE VALUE]... Out: one line, the answer's arguments as repr. Not here: what must come back.
Invariant: ends within ten seconds.
"""
import sys

from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.udp_client import UDPClient

own, host, port, address, *rest = sys.argv[1:]
client = UDPClient(host, int(port))
client._sock.bind((own, 0))
builder = OscMessageBuilder(address)
readers = {"f": float, "d": float, "i": int, "s": str, "T": bool}
for tag, value in zip(rest[::2], rest[1::2]):
    builder.add_arg(readers[tag](value), tag)
client.send(builder.build())
if not rest:
    while True:
        answer = OscMessage(client.receive(10))
        if answer.address == address:
            print(*map(repr, answer.params))
            break
