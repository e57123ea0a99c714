#!/usr/bin/python3
"""Runs a query on a replica: query.py --token FILE [--url URL] SQL

Prints a line of column values for each row, as JSON.
"""

import argparse
import json
import sys
import time

from pipeline import Refused, Stream


# What a replica says about a table that it does not have. It begins its copy when it is first asked.
NOT_THERE_YET = "Connection with primary broken"


def rows(url, token, sql):
    deadline = time.monotonic() + 5
    while True:
        try:
            with Stream(url, token) as server:
                return server.rows(sql)
        except Refused as error:
            if NOT_THERE_YET not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8090", help="of a replica")
    parser.add_argument("--token", required=True, help="file with the token: reader.token")
    parser.add_argument("sql")
    options = parser.parse_args()
    try:
        for row in rows(options.url, options.token, options.sql):
            print(json.dumps(row, ensure_ascii=False))
    except Refused as error:
        sys.exit(f"{error}")


main()
