"""A client of the Parley chat log in one file. Needs Python 3.9 or newer and requests.

    client = ParleyClient("https://chat.example.com", "acme", os.environ["PARLEY_KEY"])
    rows = {}
    cursor = client.sync(822, rows)            # everything, by chatId
    cursor = client.sync(822, rows, cursor)    # later: what changed since, erased chats included
    assert client.equals_log(822, rows)

Keep rows and cursor together. As a program it keeps a copy in a JSON file and exits with 1 when it does not equal the log:

    PARLEY_CUSTOMER=acme PARLEY_KEY=... python parley_client.py https://chat.example.com 822 copy.json
"""

import hashlib
import json
import os
import random
import sys
import time
from decimal import Decimal

import requests


class CursorExpired(Exception):
    """The server no longer knows the cursor's place: clear the copy and sync without a cursor."""


class ParleyClient:
    def __init__(self, base_url, customer, key, tries=7, pause=time.sleep):
        self._base_url = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.auth = (customer, key)
        self._tries = tries
        self._pause = pause

    def chats(self, project, include_ext=False, on_reply=None, **filters):
        """Every chat that the filters select, by chatId, each once; broken connections are resumed."""
        query = {**filters, "format": "ndjson", "include": "ext,end" if include_ext else "end"}
        failures = 0
        while True:
            rows = 0
            try:
                with self._get(f"/v2/projects/{project}/chats", query, stream=True) as reply:
                    if on_reply is not None:
                        on_reply(reply)
                        on_reply = None
                    # Only \n ends a line: texts may contain other characters that Python treats as line ends.
                    for line in reply.iter_lines(chunk_size=65536, delimiter=b"\n"):
                        if not line:
                            continue
                        row = json.loads(line)
                        if "end" in row:
                            if row["rows"] != rows:
                                raise ValueError(f"the server sent {row['rows']} chats, {rows} came")
                            return
                        rows += 1
                        failures = 0
                        query["after"] = row["chatId"]
                        query.pop("start", None)
                        yield row
                raise requests.ConnectionError("the reply was cut before its end")
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, json.JSONDecodeError):
                failures += 1
                if failures >= self._tries:
                    raise
                self._pause(random.random() * min(30, 0.5 * 2**failures))

    def sync(self, project, rows, cursor=None, **filters):
        """Brings `rows` (a dict by chatId) up to date with the log. Returns the cursor for the next call."""
        if cursor is None:
            first = {}
            rows.clear()
            on_reply = lambda reply: first.update(reply.headers)
            for row in self.chats(project, include_ext=True, on_reply=on_reply, **filters):
                rows[row["chatId"]] = row
            cursor = {name.lower(): value for name, value in first.items()}["parley-sync-cursor"]
        while True:
            reply = self._get(f"/v2/projects/{project}/chats/changes", {**filters, "cursor": cursor})
            for change in reply.json()["response"]:
                self._apply(rows, change)
            cursor = reply.headers["Parley-Next-Cursor"]
            if reply.headers["Parley-End-Of-Stream"] == "true":
                return cursor

    def digest(self, project, **filters):
        """Count and checksum of the log as it is now, in total and for each day."""
        return self._get(f"/v2/projects/{project}/chats/digest", filters).json()["response"]

    def equals_log(self, project, rows, **filters):
        """Whether the copy has the same chats with the same content."""
        digest = self.digest(project, **filters)
        return digest["count"] == len(rows) and digest["checksum"] == checksum(rows.values())

    @staticmethod
    def _apply(rows, change):
        chat_id, ext = change["chatId"], change["ext"]
        if chat_id in rows and rows[chat_id]["ext"]["revision"] > ext["revision"]:
            return
        if ext.get("deleted") or ext.get("left"):
            rows.pop(chat_id, None)
        else:
            rows[chat_id] = change

    def _get(self, path, query, stream=False):
        for left in reversed(range(self._tries)):
            try:
                reply = self._session.get(self._base_url + path, params=query, stream=stream, timeout=90, allow_redirects=False)
            except (requests.ConnectionError, requests.Timeout):
                if left == 0:
                    raise
                reply = None
            if reply is not None and reply.status_code == 200:
                return reply
            if reply is not None and (left == 0 or reply.status_code not in (429, 502, 503, 504)):
                raise self._error(reply)
            asked = reply.headers.get("Retry-After", "") if reply is not None else ""
            self._pause((int(asked) if asked.isdigit() else 0) + random.random() * min(30, 2 ** (self._tries - left) / 2))
        raise AssertionError("not reached")

    @staticmethod
    def _error(reply):
        try:
            error = reply.json()["errors"][0]
            text = f"{reply.status_code} {error['errormessage']}: {error['message']}"
        except (ValueError, LookupError):
            text = f"{reply.status_code}: something else than Parley answered"
        return CursorExpired(text) if reply.status_code == 410 else requests.HTTPError(text, response=reply)


def wire_bytes(row):
    """The chat as the log prints it without ext: the input of the checksum."""
    plain = {name: value for name, value in row.items() if name != "ext"}
    plain["transcript"] = row["transcript"] and [{name: value for name, value in m.items() if name != "ext"} for m in row["transcript"]]
    # Half of a surrogate pair is escaped in JSON: it has no UTF-8 bytes.
    return json_text(plain).encode("utf-8", "backslashreplace")


def json_text(value):
    """JSON as the log prints it, which is how JavaScript does: json.dumps prints 0.00001 and 1e-7 in its own way."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(name)}:{json_text(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}" if 1e-6 <= abs(value) < 1e-4 else repr(value).replace("e-0", "e-")
    return json.dumps(value, ensure_ascii=False)


def checksum(rows):
    total = sum(int.from_bytes(hashlib.sha256(wire_bytes(row)).digest()[:8], "big") for row in rows)
    return f"{total % 2**64:016x}"


def main():
    url, project, path = sys.argv[1:4]
    client = ParleyClient(url, os.environ["PARLEY_CUSTOMER"], os.environ["PARLEY_KEY"])
    rows, cursor = {}, None
    if os.path.exists(path):
        with open(path, encoding="ascii") as file:
            saved = json.load(file)
        rows, cursor = {row["chatId"]: row for row in saved["rows"]}, saved["cursor"]
    cursor = client.sync(project, rows, cursor)
    with open(path + ".new", "w", encoding="ascii") as file:
        json.dump({"cursor": cursor, "rows": list(rows.values())}, file)
    os.replace(path + ".new", path)
    is_equal = client.equals_log(project, rows)
    print(f"{len(rows)} chats, checksum {checksum(rows.values())}, {'equal' if is_equal else 'NOT equal'} to the log")
    sys.exit(0 if is_equal else 1)


if __name__ == "__main__":
    main()
