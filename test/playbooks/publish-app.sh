#!/bin/sh
# Makes the bare repository of an app: a web server that answers every request with its version and its greeting.
set -eu
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cat >"$tree/app.py" <<'PYTHON'
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"v1.0 {os.environ['APP_GREETING']}\n".encode())


HTTPServer(("127.0.0.1", int(os.environ["APP_PORT"])), Answer).serve_forever()
PYTHON
git -C "$tree" init -q
git -C "$tree" add app.py
git -C "$tree" -c user.name=app -c user.email=app@example.com commit -q -m 'Answer every request'
git -C "$tree" tag v1.0
git clone -q --bare "$tree" "$1"
