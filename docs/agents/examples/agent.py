"""An agent without a library: Python's standard library only. Start it with: python3 agent.py [PORT]"""
import json
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Busy:
    """What /ping says: busy while anything runs, and since when."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = 0
        self.since = int(time.time())

    def __enter__(self):
        self.count(1)

    def __exit__(self, *failure):
        self.count(-1)

    def count(self, change):
        with self.lock:
            before = self.running > 0
            self.running += change
            if before != (self.running > 0):
                self.since = int(time.time())

    def ping(self):
        with self.lock:
            status = "HealthyBusy" if self.running else "Healthy"
            return {"status": status, "time_of_last_update": self.since}


BUSY = Busy()


def answer(request):
    """The agent's work. A generator's values become a stream of events."""
    if "count" in request:
        return count(request)
    if request.get("prompt") == "fail":
        raise ValueError("I was told to fail")
    time.sleep(request.get("seconds", 0))
    return {"reply": "You said: " + str(request.get("prompt"))}


def count(request):
    for number in range(request["count"]):
        time.sleep(0.2)
        if number == request.get("failAt"):
            raise ValueError("I was told to fail")
        yield {"number": number}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/ping":
            self.reply(200, BUSY.ping())
        else:
            self.reply(404, {"error": "not found"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/invocations":
            self.reply(404, {"error": "not found"})
            return
        try:
            request = json.loads(body.decode("utf-8"))
        except UnicodeDecodeError as e:
            self.reply(400, {"error": "Invalid encoding", "details": str(e)})
            return
        except ValueError as e:
            self.reply(400, {"error": "Invalid JSON", "details": str(e)})
            return
        with BUSY:
            self.work(request)

    def work(self, request):
        try:
            result = answer(request)
        except Exception as e:
            self.reply(500, {"error": str(e)})
            return
        if isinstance(result, dict):
            self.reply(200, result)
        else:
            self.stream(result)

    def stream(self, events):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for event in events:
                self.event(event)
        except OSError:
            pass  # The client went away, so nobody needs the rest.
        except Exception as e:
            self.event(
                {
                    "error": str(e),
                    "error_type": type(e).__name__,
                    "message": "An error occurred during streaming",
                }
            )

    def event(self, value):
        self.wfile.write(b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n")
        self.wfile.flush()

    def reply(self, status, value):
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    server = ThreadingHTTPServer(("0.0.0.0", port), Handler)

    def drain(*_):
        """Finishes what runs, for 15 s at most, then ends."""
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, drain)
    server.serve_forever()
    end = time.time() + 14
    while BUSY.ping()["status"] == "HealthyBusy" and time.time() < end:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
