"""Reads a project's log as a data engineer would: requests for the call, pandas for the table.

Argument: the address of the log with credentials in it. Prints what it found as one JSON object.
"""

import json
import sys

import pandas
import requests


def main() -> None:
    url = sys.argv[1]
    reply = requests.get(url, timeout=60)
    reply.raise_for_status()
    body = reply.json()
    table = pandas.DataFrame(body["response"])
    found = {
        "encoding": reply.headers.get("Content-Encoding"),
        "columns": list(table.columns),
        "rows": len(table),
        "chatIds": [int(chat) for chat in table["chatId"]],
        "sumResponseTime": float(table["sumResponseTime"].fillna(0).sum()),
        "envelopeSum": body["sumResponseTime"],
        "responseCount": body["responseCount"],
        "messages": int(table["transcript"].map(len).sum()),
        "completed": int((table["disposition"] == "Completed").sum()),
        "medianDuration": float(table["duration"].median()),
        "firstStart": str(pandas.to_datetime(table["sessionStartTime"]).min()),
    }
    json.dump(found, sys.stdout)


main()
