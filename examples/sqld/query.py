#!/usr/bin/python3
"""Runs a query on a replica: query.py --token FILE [--url URL] SQL

Prints a line of column values for each row, as JSON.
"""

import argparse
import json
import sys

from pipeline import Refused, Stream


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8090", help="of a replica")
    parser.add_argument("--token", required=True, help="file with the token: reader.token")
    parser.add_argument("sql")
    options = parser.parse_args()
    try:
        with Stream(options.url, options.token) as server:
            for row in server.rows(options.sql):
                print(json.dumps(row, ensure_ascii=False))
    except Refused as error:
        sys.exit(f"{error}")


main()
