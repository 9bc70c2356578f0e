"""Reads a CSV table of the server with nothing but Python's own modules.

Arguments: address, customer, key. Prints the rows, header first, as JSON.
"""

import base64
import csv
import io
import json
import sys
import urllib.request


def main() -> None:
    url, customer, key = sys.argv[1:4]
    credentials = base64.b64encode(f"{customer}:{key}".encode()).decode()
    request = urllib.request.Request(url, headers={"Authorization": f"Basic {credentials}"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        text = reply.read().decode("utf-8")
    json.dump(list(csv.reader(io.StringIO(text, newline=""), strict=True)), sys.stdout)


main()
