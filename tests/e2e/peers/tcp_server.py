# SPDX-License-Identifier: GPL-3.0-or-later
# A first TCP server: one client, prints what it sends until it closes.
#   tcp_server.py [PORT]
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 8888

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", port))
server.listen(1)
print("Waiting")
client, address = server.accept()
print("Connected:", address)
while True:
    data = client.recv(1024)
    if not data:
        break
    print("Received:", data.decode())
client.close()
server.close()
print("Closed")
