"""Parses SQL queries by their names, in the dialect that Workers Analytics Engine resembles; prints what each one uses."""

import json
import sys

import sqlglot
from sqlglot import exp


def main(queries):
    return {name: parts(query) for name, query in queries.items()}


def parts(query):
    tree = sqlglot.parse_one(query, read="clickhouse", error_level=sqlglot.ErrorLevel.RAISE)
    names = {alias.alias for alias in tree.find_all(exp.Alias)}
    columns = {column.name for column in tree.find_all(exp.Column)}
    return {
        "tables": sorted({table.name for table in tree.find_all(exp.Table)}),
        "columns": sorted(columns - names),
        "unknown": sorted({call.name for call in tree.find_all(exp.Anonymous)}),
    }


print(json.dumps(main(json.load(sys.stdin))))
