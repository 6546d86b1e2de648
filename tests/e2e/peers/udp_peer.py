# SPDX-License-Identifier: GPL-3.0-or-later
# A first program with UDP: sends what is typed to the other program and prints what it answers.
#   udp_peer.py [ENCODING [OWN-PORT [OTHER-PORT]]]
import socket
import sys

encoding = sys.argv[1] if len(sys.argv) > 1 else "utf-8"
own = ("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 8888)
other = ("127.0.0.1", int(sys.argv[3]) if len(sys.argv) > 3 else 8080)

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(own)
while True:
    text = input("Send: ")
    if text == "exit":
        break
    sock.sendto(text.encode(encoding), other)
    data, address = sock.recvfrom(1024)
    print("Received", data.decode(encoding), "from", address)
sock.close()
