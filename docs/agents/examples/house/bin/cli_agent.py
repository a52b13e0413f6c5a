#!/usr/bin/env python3
"""A coding agent for the command line, as others ship theirs. It knows one of two providers by the variables that
their own clients read (ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_MODEL; OPENAI_BASE_URL, OPENAI_API_KEY,
OPENAI_MODEL), a shell as its only tool, and nothing of Berth. The task stands on standard input:

    cli_agent.py [anthropic|openai] < task.md
"""
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

SYSTEM = "You are a coding agent. Do the task in the current directory with the tool bash, then say what you did."
PARAMETERS = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def bash(command, directory):
    """Runs a command; what it printed, for the model."""
    run = subprocess.run(
        ["bash", "-c", command], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return run.stdout.decode(errors="replace")[-20_000:] + f"\n(exit code {run.returncode})"


def call(url, headers, body, retries):
    """One request; too many of them, and servers that have trouble, are asked again, as the providers' clients do."""
    data = json.dumps(body).encode()
    for attempt in range(retries + 1):
        request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})
        try:
            return DIRECT.open(request, timeout=600)
        except urllib.error.HTTPError as e:
            if attempt == retries or (e.code != 429 and e.code < 500):
                raise RuntimeError(f"the model answered {e.code}: {e.read().decode(errors='replace')}") from e
            time.sleep(0.5 * 2**attempt)
    raise AssertionError("not reached")


class Anthropic:
    """The messages API, streamed."""

    def __init__(self, retries):
        self.url = os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages"
        self.headers = {
            "Authorization": "Bearer " + os.environ["ANTHROPIC_AUTH_TOKEN"],
            "anthropic-version": "2023-06-01",
        }
        self.retries = retries
        self.messages = []

    def say(self, text):
        self.messages.append({"role": "user", "content": text})

    def results(self, results):
        content = [{"type": "tool_result", "tool_use_id": i, "content": text} for i, text in results]
        self.messages.append({"role": "user", "content": content})

    def turn(self):
        """What the model says, and the commands it wants run."""
        body = {
            "model": os.environ["ANTHROPIC_MODEL"],
            "max_tokens": 16384,
            "stream": True,
            "system": SYSTEM,
            "messages": self.messages,
            "metadata": {"user_id": "cli-agent"},
            "tools": [{"name": "bash", "description": "Runs a shell command.", "input_schema": PARAMETERS}],
        }
        blocks = {}
        with call(self.url, self.headers, body, self.retries) as answer:
            for line in answer:
                if line.startswith(b"data:"):
                    self.event(json.loads(line[5:]), blocks)
        content = [blocks[i] for i in sorted(blocks)]
        for block in content:
            if block["type"] == "tool_use":
                block["input"] = json.loads(block.pop("json") or "{}")
        self.messages.append({"role": "assistant", "content": content})
        text = "".join(b["text"] for b in content if b["type"] == "text")
        return text, [(b["id"], b["input"]["command"]) for b in content if b["type"] == "tool_use"]

    @staticmethod
    def event(event, blocks):
        if event["type"] == "content_block_start":
            start = event["content_block"]
            if start["type"] == "text":
                blocks[event["index"]] = {"type": "text", "text": ""}
            else:
                blocks[event["index"]] = {"type": "tool_use", "id": start["id"], "name": start["name"], "json": ""}
        elif event["type"] == "content_block_delta":
            delta = event["delta"]
            if delta["type"] == "text_delta":
                blocks[event["index"]]["text"] += delta["text"]
            else:
                blocks[event["index"]]["json"] += delta["partial_json"]
        elif event["type"] == "error":
            raise RuntimeError("the model's stream failed: " + json.dumps(event["error"]))


class OpenAi:
    """Chat completions, in one piece."""

    def __init__(self, retries):
        self.url = os.environ["OPENAI_BASE_URL"] + "/chat/completions"
        self.headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
        self.retries = retries
        self.messages = [{"role": "system", "content": SYSTEM}]

    def say(self, text):
        self.messages.append({"role": "user", "content": text})

    def results(self, results):
        for i, text in results:
            self.messages.append({"role": "tool", "tool_call_id": i, "content": text})

    def turn(self):
        function = {"name": "bash", "description": "Runs a shell command.", "parameters": PARAMETERS}
        body = {
            "model": os.environ["OPENAI_MODEL"],
            "messages": self.messages,
            "tools": [{"type": "function", "function": function}],
        }
        with call(self.url, self.headers, body, self.retries) as answer:
            message = json.load(answer)["choices"][0]["message"]
        calls = message.get("tool_calls") or []
        said = {"role": "assistant", "content": message.get("content") or ""}
        if calls:
            said["tool_calls"] = calls
        self.messages.append(said)
        commands = [(c["id"], json.loads(c["function"]["arguments"])["command"]) for c in calls]
        return message.get("content") or "", commands


def solve(provider, task, directory):
    """Works until the model wants nothing more; what it says and does on the way."""
    provider.say(task)
    while True:
        text, commands = provider.turn()
        yield text
        if not commands:
            return
        provider.results([(i, bash(command, directory)) for i, command in commands])


def main():
    kind = Anthropic if sys.argv[1:] in ([], ["anthropic"]) else OpenAi
    try:
        for text in solve(kind(retries=2), sys.stdin.read(), os.getcwd()):
            print(text, flush=True)
    except RuntimeError as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main()
