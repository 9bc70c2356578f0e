"""Reads the log page by page by the Link header, then once more with the tag of the first page.

Argument: the address of the first page with credentials in it. Prints the ids and the last status as JSON.
"""

import json
import sys
from urllib.parse import urljoin

import requests


def main() -> None:
    session = requests.Session()
    first = sys.argv[1]
    session.auth = requests.utils.get_auth_from_url(first)
    chat_ids = []
    pages = 0
    url = first
    while url is not None:
        reply = session.get(url, timeout=60)
        reply.raise_for_status()
        chat_ids += [chat["chatId"] for chat in reply.json()["response"]]
        pages += 1
        following = reply.links.get("next")
        url = urljoin(reply.url, following["url"]) if following else None
    tag = session.get(first, timeout=60).headers["ETag"]
    again = session.get(first, headers={"If-None-Match": tag}, timeout=60)
    json.dump({"chatIds": chat_ids, "pages": pages, "status": again.status_code}, sys.stdout)


main()
