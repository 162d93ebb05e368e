"""Reads INI texts with configparser as ParallelCluster 2.5 to 2.11 does: JSON list of texts in, JSON list of results out."""

import configparser
import io
import json
import sys


def read(text):
    parser = configparser.ConfigParser(inline_comment_prefixes=("#", ";"))
    try:
        # A file that is opened as text has its line ends translated.
        parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    except configparser.Error as error:
        return {"error": type(error).__name__}
    sections = [["DEFAULT", parser._defaults]] if parser._defaults else []
    sections += [[name, parser._sections[name]] for name in parser.sections()]
    return {"sections": [[name, [[key, options[key]] for key in options]] for name, options in sections],
            "values": [[name, key, value(parser, name, key)] for name in parser.sections() for key in parser[name]]}


def value(parser, section, key):
    try:
        return {"text": parser.get(section, key)}
    except configparser.InterpolationError as error:
        return {"error": type(error).__name__}


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
