# SPDX-License-Identifier: GPL-3.0-or-later
# A first TCP client: sends lines until one is "exit".
#   tcp_client.py [PORT]
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 8888

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(("127.0.0.1", port))
while True:
    line = input("Send: ")
    if line == "exit":
        break
    client.send(line.encode())
client.close()
print("Closed")
