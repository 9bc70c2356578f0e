"""The chat log as a pandas table, as it would stand in a notebook. Needs requests and pandas.

PARLEY_URL, PARLEY_CUSTOMER and PARLEY_KEY are in the environment; the argument is the project.
"""

# %% Read the log and check that nothing is missing
import os
import sys

import pandas as pd
from parley_client import ParleyClient

client = ParleyClient(os.environ["PARLEY_URL"], os.environ["PARLEY_CUSTOMER"], os.environ["PARLEY_KEY"])
project = int(sys.argv[1])
rows = {}
cursor = client.sync(project, rows)
assert client.equals_log(project, rows)

# %% One row per chat
chats = pd.DataFrame(rows.values()).set_index("chatId")
chats["sessionStartTime"] = pd.to_datetime(chats["sessionStartTime"])
print(len(chats), "chats from", chats["sessionStartTime"].min(), "to", chats["sessionStartTime"].max())

# %% Outcomes by channel
print(chats.groupby(["type", "disposition"]).size().unstack(fill_value=0))

# %% The average response time: sums over counts, never an average of averages
totals = chats.groupby("lastAgentName")[["sumResponseTime", "responseCount"]].sum()
print((totals["sumResponseTime"] / totals["responseCount"]).round(1))

# %% One row per message
messages = pd.json_normalize(list(rows.values()), "transcript", ["chatId"])
print(len(messages), "messages,", int((messages["ext.sender"] == "agent").sum()), "by agents")
