"""Listens with python-osc, as a control surface that shows tallies would, and prints each message.

In: HOST PORT. Out: `READY`, then a line `ADDRESS ARGUMENTS` each. Not here: what is expected.
Invariant: runs until it is ended.
"""
import sys

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer


def show(address, *arguments):
    print(address, *map(repr, arguments), flush=True)


dispatcher = Dispatcher()
dispatcher.set_default_handler(show)
server = BlockingOSCUDPServer((sys.argv[1], int(sys.argv[2])), dispatcher)
print("READY", flush=True)
server.serve_forever()
