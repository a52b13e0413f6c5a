#!/usr/bin/env python3
"""A coding agent by the AgentCore contract alone: POST /invocations with the task, GET /ping. It works in the directory
that the request names and answers with a stream of events, of which the last is its result. Of Berth it knows nothing.

    plain_agent.py [PORT]
"""
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cli_agent import OpenAi, solve


class Busy:
    """What /ping says: busy while anything runs, and since when."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = 0
        self.since = int(time.time())

    def count(self, change):
        with self.lock:
            before = self.running > 0
            self.running += change
            if before != (self.running > 0):
                self.since = int(time.time())

    def ping(self):
        with self.lock:
            return {"status": "HealthyBusy" if self.running else "Healthy", "time_of_last_update": self.since}


BUSY = Busy()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.reply(200, BUSY.ping()) if self.path == "/ping" else self.reply(404, {"error": "not found"})

    def do_POST(self):
        try:
            request = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        except ValueError as e:
            self.reply(400, {"error": "Invalid JSON", "details": str(e)})
            return
        BUSY.count(1)
        try:
            self.work(request)
        finally:
            BUSY.count(-1)

    def work(self, request):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for text in solve(OpenAi(retries=0), request["prompt"], request.get("workspace") or os.getcwd()):
                self.event(text)
        except Exception as e:
            message = "An error occurred during streaming"
            self.event({"error": str(e), "error_type": type(e).__name__, "message": message})

    def event(self, value):
        self.wfile.write(b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n")
        self.wfile.flush()

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    server = ThreadingHTTPServer(("0.0.0.0", port), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
