# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS in both directions, against openssl's tools and Python's ssl: what was agreed, whom it is with, how it ends, and why it
fails."""

import contextlib
import os
import re
import socket
import ssl
import subprocess
import threading

import hands
import tap
from access import wait_for
from driver import free_port, sockeye, temporary_folder, wait_for_listener

HOST = "127.0.0.1"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=60)


def make_ca(folder):
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.crt")


def make_certificate(folder, name, host):
    """NAME.crt and NAME.key, signed by the CA."""
    openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr")
    with open(os.path.join(folder, "names"), "w", encoding="ascii") as names:
        names.write(f"subjectAltName=DNS:{host}\n")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "30", "-extfile", "names", "-out", f"{name}.crt")


@contextlib.contextmanager
def certificates():
    """A folder with a CA, a server's and a client's certificate."""
    with temporary_folder() as folder:
        make_ca(folder)
        make_certificate(folder, "server", "server.test")
        make_certificate(folder, "client", "client.test")
        yield folder


def in_folder(folder, name):
    return os.path.join(folder, name)


@contextlib.contextmanager
def options(app, first):
    """The popover of the TLS options."""
    app.click("TLS options")
    wait_for("the popover", lambda: app.has_focus(first))
    yield
    hands.keys("Escape")
    wait_for("the popover to go", lambda: not app.has_focus(first))


def write(app, name, text):
    app.tab_to(name)
    hands.keys("ctrl+a")
    hands.type_text(text)
    wait_for(f"{text!r} in {name!r}", lambda: app.text_of(name) == text, explain=lambda: f"it has {app.text_of(name)!r}")


def choose(app, name, item, index):
    app.tab_to(name)
    hands.keys("space", "Home", *["Down"] * index, "Return")
    wait_for(f"{item!r} in {name!r}", lambda: app.chosen(name) == item, explain=lambda: app.chosen(name))


def trust_anything(app):
    choose(app, "Trust", "Anything (not safe)", 2)


def trust_file(app, path):
    choose(app, "Trust", "A CA file", 1)
    write(app, "CA file", path)


def use_client(app):
    app.protocol("TCP client")
    app.check("TLS")


def use_server(app):
    app.protocol("TCP server")
    app.check("TLS")


class Server:
    """One connection of Python's ssl, served on a thread: @serve gets the connected socket."""

    def __init__(self, context, serve):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((HOST, free_port(8888)))
        self.listener.listen()
        # The window is set up meanwhile, which takes long on a busy machine.
        self.listener.settimeout(120)
        self.port = self.listener.getsockname()[1]
        self.error = None
        self.thread = threading.Thread(target=self._run, args=(context, serve), daemon=True)
        self.thread.start()

    def _run(self, context, serve):
        try:
            sock, _ = self.listener.accept()
            sock.settimeout(20)
            serve(context.wrap_socket(sock, server_side=True))
        except Exception as error:  # pylint: disable=broad-except
            self.error = error
        finally:
            self.listener.close()

    def join(self):
        self.thread.join(20)
        assert not self.thread.is_alive(), "the server still serves"


def make_server_context(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(in_folder(folder, "server.crt"), in_folder(folder, "server.key"))
    return context


def listen(app):
    port = free_port(8080)
    app.open("TCP server", (HOST, port))
    app.wait_event(f"Listening on {HOST}:{port}")
    return port


def connect(app, port, wait=True):
    app.open("TCP client", None, (HOST, port), wait=wait)


def wait_part(app, *parts):
    """A line of the log that has all of it."""
    app.wait_row(re.compile(".*".join(re.escape(part) for part in parts)))


def client_of_openssl(app):
    """s_server: ALPN, and a chain that is trusted because of a file."""
    with certificates() as folder:
        port = free_port(8888)
        peer = app.peer("openssl", "s_server", "-accept", f"{HOST}:{port}", "-naccept", "1", "-alpn", "http/1.1",
                        "-cert", in_folder(folder, "server.crt"), "-key", in_folder(folder, "server.key"), "-CAfile",
                        in_folder(folder, "ca.crt"))
        wait_for_listener(port)
        use_client(app)
        with options(app, "Server name (SNI)"):
            write(app, "Server name (SNI)", "server.test")
            write(app, "ALPN", "h2, http/1.1")
            trust_file(app, in_folder(folder, "ca.crt"))
        connect(app, port)
        wait_part(app, f"TLS established with {HOST}:{port}: TLS 1.3, TLS_", "ALPN http/1.1")
        wait_part(app, f"Certificate of {HOST}:{port}: CN=server.test, for server.test, issued by CN=Test CA, "
                       "valid from ")
        app.wait_event(f"The certificate of {HOST}:{port} is trusted")
        app.send("over TLS")
        peer.wait_output("over TLS")
        peer.write("and back\n")
        app.wait_row(f"← {HOST}:{port} 9 B and back")
        # So ends s_server: with a FIN and nothing else.
        peer.write("Q\n")
        app.wait_event(f"{HOST}:{port} closed its sending side without TLS close_notify: what it sent may be cut off")
        app.wait_sensitive("Connect")


def server_for_openssl(app):
    """s_client: a certificate that is made on the spot, with the names of this machine."""
    use_server(app)
    with options(app, "ALPN"):
        write(app, "ALPN", "http/1.1")
    port = listen(app)
    peer = app.peer("openssl", "s_client", "-connect", f"{HOST}:{port}", "-alpn", "h2,http/1.1", "-verify_hostname",
                    "localhost", "-nocommands")
    peer.wait_output("ALPN protocol: http/1.1")
    wait_part(app, "TLS established with ", "TLS 1.3, TLS_", "ALPN http/1.1")
    peer.wait_output("subject=CN = localhost")
    peer.wait_output("Server public key is 256 bit")
    # Not the name is wrong, but that it signed itself.
    assert "hostname mismatch" not in peer.output.lower(), peer.output
    peer.write("hello there\n")
    app.wait_row(re.compile(r"^← .* 12 B hello there$"))
    app.send("hello yourself")
    peer.wait_output("hello yourself")
    peer.close_input()
    wait_part(app, "closed its sending side (TLS close_notify)")
    peer.wait_end()


def client_of_python(app):
    """A server that wants a certificate gets it, and is asked for the name; both ends say good-bye."""
    seen = {}

    def serve(sock):
        seen["name"] = sock.getpeercert()["subject"]
        seen["data"] = sock.recv(100)
        sock.sendall(b"x" * 100000)
        sock.recv(100)
        # Sends a close_notify, and waits for the other one.
        sock.unwrap().close()

    with certificates() as folder:
        context = make_server_context(folder)
        context.sni_callback = lambda sock, name, context: seen.update(asked=name)
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(in_folder(folder, "ca.crt"))
        server = Server(context, serve)
        use_client(app)
        with options(app, "Server name (SNI)"):
            write(app, "Server name (SNI)", "asked.test")
            trust_anything(app)
            write(app, "Certificate", in_folder(folder, "client.crt"))
            write(app, "Private key", in_folder(folder, "client.key"))
        connect(app, server.port)
        wait_part(app, f"Warning: the certificate of {HOST}:{server.port} is accepted although nobody who is trusted has "
                  "issued it, and it belongs to another name.")
        app.send("who am I")
        app.wait_shown(r"^RX: \d+ messages?, 100000 bytes$")
        app.send("go")
        app.wait_event(f"{HOST}:{server.port} closed its sending side (TLS close_notify)")
        server.join()
        assert server.error is None, server.error
        assert seen["asked"] == "asked.test"
        assert seen["data"] == b"who am I"
        assert seen["name"] == ((("commonName", "client.test"),),), seen


def server_for_python(app):
    """Own files, and a client that has to show a certificate: with one, without one, and with the wrong CA."""
    with certificates() as folder:
        use_server(app)
        with options(app, "ALPN"):
            choose(app, "Client certificate", "Required", 2)
            trust_file(app, in_folder(folder, "ca.crt"))
            write(app, "Certificate", in_folder(folder, "server.crt"))
            write(app, "Private key", in_folder(folder, "server.key"))
        port = listen(app)
        context = ssl.create_default_context(cafile=in_folder(folder, "ca.crt"))
        with socket.create_connection((HOST, port), 20) as plain:
            with contextlib.suppress(OSError):
                context.wrap_socket(plain, server_hostname="server.test").recv(1)
        wait_part(app, "The TLS handshake with ", "failed: the far end has shown no certificate, and it has to. Give it one")

        context.load_cert_chain(in_folder(folder, "client.crt"), in_folder(folder, "client.key"))
        with socket.create_connection((HOST, port), 20) as plain:
            sock = context.wrap_socket(plain, server_hostname="server.test", suppress_ragged_eofs=False)
            sock.sendall(b"it is me")
            wait_part(app, "← ", " 8 B it is me")
            wait_part(app, "CN=client.test, for client.test, issued by CN=Test CA")
            app.send("welcome")
            assert sock.recv(100) == b"welcome"
            # Whatever ends it here is announced to the client, so it reads an end and no error.
            app.click("Stop")
            assert sock.recv(100) == b""
            sock.close()


def what_goes_wrong(app):
    """Each failure is a sentence with its reason and what to do."""
    with certificates() as folder:
        use_client(app)
        context = make_server_context(folder)

        # The system's CAs know nothing of ours, and the certificate is for another name.
        server = Server(context, lambda sock: sock.recv(1))
        connect(app, server.port, wait=False)
        wait_part(app, f"The TLS handshake with {HOST}:{server.port} failed: the far end’s certificate is not accepted for "
                  f"“{HOST}”, because nobody who is trusted has issued it, and it belongs to another name. Choose its "
                  "issuer’s certificate as CA file in the TLS options")
        app.wait_sensitive("Connect")
        server.join()

        # No TLS at the other end.
        with socket.socket() as listener:
            listener.bind((HOST, 0))
            listener.listen()
            listener.settimeout(20)
            port = listener.getsockname()[1]
            connect(app, port, wait=False)
            sock, _ = listener.accept()
            sock.sendall(b"220 mail.test ready\r\n")
            wait_part(app, f"The TLS handshake with {HOST}:{port} failed: what the far end sends is not TLS. Check the port")
            app.wait_sensitive("Connect")
            sock.close()

        # Nothing in common.
        with options(app, "Server name (SNI)"):
            trust_anything(app)
        context = make_server_context(folder)
        context.set_alpn_protocols(["h2"])
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("PSK")
        server = Server(context, lambda sock: sock.recv(1))
        connect(app, server.port, wait=False)
        wait_part(app, f"The TLS handshake with {HOST}:{server.port} failed: the far end refused with a TLS alert (“Handshake failed”). It may not trust")
        app.wait_sensitive("Connect")
        server.join()

        # A file that is not there.
        with options(app, "Server name (SNI)"):
            write(app, "Certificate", in_folder(folder, "nowhere.crt"))
        app.click("Connect")
        wait_part(app, "nowhere.crt” cannot be used: ", "Choose a certificate and its private key")
        app.wait_sensitive("Connect")


def no_back_end(app):
    """Without glib-networking there is a plain word about it."""
    use_client(app)
    app.open("TCP client", None, (HOST, free_port(8888)), wait=False)
    app.wait_event("TLS cannot be used: no TLS back-end is installed. Install the package glib-networking and start the "
                   "program again.", mark="!")
    app.wait_sensitive("Connect")


def start(name, *arguments, **keywords):
    """One case has to find no back-end."""
    environment = {"GIO_USE_TLS": "dummy"} if name == "no_back_end" else None
    return sockeye(name, *arguments, environment=environment, **keywords)


tap.run([client_of_openssl, server_for_openssl, client_of_python, server_for_python, what_goes_wrong, no_back_end], start)
