#!/usr/bin/env python3
"""Reads YAML texts with PyYAML: texts of each kind of the YAML test suite, generated ones, and spoilt ones.

Comes in: a count. Goes out: a JSON list on standard output, one object per text.

- `text`: the text.
- `events`: what PyYAML's parser in pure Python says of it step by step, null where it or the composer rejects the text.
- `c_events`: the same of the parser in C, libyaml's.
- `value`: what `SafeLoader` makes of it, null where it rejects the text, a key occurs twice in a mapping, or the outermost value is
  not a mapping. Keys are as written.
- `template`: the same with the tags of CloudFormation, which become mappings as cfn-lint makes them, and with dates as texts.
- `c_template`: the same by the parser in C.
- `why`: the error, for reading.

The same count gives the same texts.

usage: python yaml_readings.py 4000 > readings.json
"""

import datetime
import json
import random
import struct
import sys

import yaml

# Own texts, one or more for each kind of the YAML test suite (yaml/yaml-test-suite) that a template or a cluster
# configuration can contain.
KINDS = [
    # Aliases, anchors.
    "a: &x 1\nb: *x\n", "- &x a\n- *x\n", "? &x a\n: *x\n", "a: [&x 1, *x]\n", "&x a: *x\n", "a: &x\nb: *x\n",
    "a: &x *y\n", "a: &x:y 1\n", "a: *x:y\n", "a: &ä 1\n", "a: &x &y 1\n", "&x\n- a\n- b\n", "&x - a\n",
    "a: &x\n- b\n", "a: &x\n  b: c\n", "a: &x !!str b\n", "a: !!str &x b\n", "--- &x\na: b\n", "--- &x a: b\n",
    "a: &x 1\nb: &x 2\n", "a: *nothing\n", "a: [*x, &x 1]\n", "&x [a, &y b]\n", "{&x a: &y b, *x : c}\n",
    "{&x a: 1, b: *x}\n", "a: &x b: c\n",
    # Block sequences.
    "- a\n- b\n", "a:\n- b\n- c\nd: e\n", "a:\n  - b\n  - - c\n    - d\n", "-\n  a\n-\n  - b\n", "- a\n - b\n",
    "-a\n- b\n", "- \n- b\n-\n", "a: - b\n", "a:\n - b\n- c\n", "- a: b\n  c: d\n-\n  e: f\n", "- - - a\n", "-\ta\n",
    "- a - b\n",
    # Block mappings.
    "a: b\nc: d\n", "a:\n    b: c\n    d:\n     e: f\n", "a:\n  b: c\n d: e\n", "a:\nb:\n", "? a\n: b\n", "? a\n",
    "? a\n? b\n: c\n", "?\n  a\n:\n  b\n", "? - a\n: - b\n", "? a: b\n: c: d\n", ": a\n", "a: b: c\n",
    "a: b\n  c: d\n", "a:\n  b\n  c: d\n", "a:b\n", "a :b\n", "a : b\n", "a::b: c\n", "a: :b\n",
    "'a': b\n\"c\": d\n", "'a':b\n", "a: 'b': c\n", "a: b c: d\n", "a:\n  - b\n  c: d\n", "a: b\n- c\n",
    "a: |\n b\nc: d\n", "? |\n  a\n: b\n", "a\n", "a: b\nc\n", "a: b\nc\nd: e\n", "a: x\n y\nb: z\n",
    "a:\n  b:\n   c: d\n  e: f\n", "a: b\na: c\n", "1: a\n1: b\n", "a: b\n'a': c\n", "<<: {a: b}\n",
    "a: &x {b: c}\nd:\n  <<: *x\n  e: f\n", "a: &x {b: c}\nd:\n  <<: [*x, {g: h}]\n  b: f\n", "a: {<<: b}\n",
    "'<<': a\n",
    # Flow collections.
    "[a, b]\n", "{a: b, c: d}\n", "a: []\nb: {}\n", "a: [b, c,]\n", "a: {b: c,}\n", "a: [,]\n", "a: [b,,c]\n",
    "a: [,b]\n", "a: [b c, d: e]\n", "a: {b, c: }\n", "a: {b: c d: e}\n", "a: [b\n", "a: b]\n", "a: [b]]\n",
    "a: [b}\n", "a: [b] c\n", "a: [\nb,\nc\n]\n", "a:\n  b: {\nc: d\n}\n", "a: [? b : c]\n", "a: [?b]\n",
    "a: {?b: c}\n", "a: [? ]\n", "a: {? b}\n", "a: [b?c]\n", "a: [-]\n", "a: [-, b]\n", "a: [- b]\n", "a: [-b]\n",
    "a: [--]\n", "a: {b:c}\n", "a: {b:[c]}\n", "a: {'b':c}\n", "a: {\"b\":[c]}\n", "a: [b:, c]\n", "a: [b:]\n",
    "a: [:b]\n", "a: [: b]\n", "a: {: b}\n", "a: {b : c}\n", "a: {b\n: c}\n", "a: [b\n: c]\n", "a: ['b'\n: c]\n",
    "a: [b # c\n, d]\n", "a: [b,#c\n d]\n", "a: [b#c]\n", "a: [ # c\n]\n", "a: [http://b/c, d]\n",
    "a: {http://b/c: d}\n", "a: [[b, [c]], {d: {e: [f]}}]\n", "[a, b]: c\n", "{a: b}: c\n", "a: {{ b }}\n",
    "a: [\n---\n]\n", "a: [b,\n--- c]\n", "a: [\n\tb\n]\n", "a: {b: c,\n\td: e}\n", "a: [a,\tb]\n", "a: [b]#c\n",
    "a: [%b]\n", "a: [@b]\n", "a: [`b]\n", "a: [&b]\n", "a: [!b]\n", "a: [!b ]\n", "a: [|]\n", "a: [>b]\n",
    "a: ['b']\n- c\n",
    # Plain scalars.
    "a: b c  d\n", "a: b\n  c\n\n  d\n", "a: b#c\n", "a: b #c\n", "a: #b\n", "a: b # c\n  d\n", "a: b:c\n",
    "a: b: \n", "a: b:\n", "a: -b\n", "a: - \n", "a: ?b\n", "a: ? b\n", "a: :b\n", "a: b\\n\n", "a: @b\n", "a: `b\n",
    "a: %b\n", "a: !b\n", "a: |b\n", "a: >b\n", "a: ]\n", "a: ,b\n", "a: b,c]}\n", "a: b\n c: d\n", "a: b\n%c\n",
    "a\n%b\n", "a: b\n---c\n", "a: b\n... \n", "a: b\tc\n", "a: b\t\n", "a: b\t# c\n", "a: b\n\tc\n", "a: b\n \tc\n",
    "a: b\n  \t\n  c\n", "a:\tb\n", "a:\n\tb: c\n", "a:\n \tb: c\n", "\ta: b\n", "a: b\u0085c: d\n",
    "a: b\u2028  c\n", "a: b\u2029d: e\n", "a: b\rc: d\r", "a: b\r\nc: d\r\n", "\ufeffa: b\n", "a: \ufeffb\n",
    "a: b\n\n\n  c\n", "'a b': c\n", "a b: c\n", "a\n b: c\n", "a: b\n", "a: ~\nb: null\nc: NULL\nd: nUll\n",
    # Values of YAML 1.1.
    "a: Yes\nb: no\nc: ON\nd: oFF\ne: y\n", "a: 014\nb: 0o14\nc: 08\nd: 0x1F\ne: 0b11\n",
    "a: 1:30\nb: 1:60\nc: 190:20:30\n", "a: 1_000\nb: _1\nc: 1__0_\n", "a: +1\nb: -0\nc: 00\nd: -\n",
    "a: 1.5\nb: 1.\nc: .5\nd: -.5\ne: +.5\n", "a: 1e3\nb: 1.0e3\nc: 1.0e+3\n",
    "a: .inf\nb: -.INF\nc: .NaN\nd: +.nan\n", "a: 1:30.5\nb: 1_0.5_0\n",
    "a: 2026-11-28\nb: 2026-1-2\nc: 2026-13-01\n",
    "a: 2026-1-2 3:04:05\nb: 2026-01-02T03:04:05.5Z\nc: 2026-01-02 03:04:05 +1:30\nd: 2026-01-02 03:04\n",
    "a: =\nb: <<\n", "a: '1'\nb: \"yes\"\n",
    "a: !!str 1\nb: !!int '1'\nc: !!float 1\nd: !!bool 'yes'\ne: !!null ''\n", "a: !!int x\n",
    "a: !!map {b: c}\nd: !!seq [e]\n", "a: !!map [b]\n", "a: !!set {b, c}\n", "a: !!binary aGVsbG8=\n",
    "a: !!omap [b: c]\n", "a: !!pairs [b: c]\n", "a: !!timestamp 2026-01-01\n", "a: !!unknown b\n",
    "a: ! 1\nb: ! '1'\nc: !\n", "a: !<tag:yaml.org,2002:str> 1\n", "a: !<!Ref> b\n",
    "%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n", "a: !e!str 1\n", "%TAG ! !x\n---\na: !y b\n",
    "a: !!str\nb: !!int\n", "a: 0x\nb: 0b\nc: 0x_\nd: 0_\n", "a: 123456789012345678901234567890\n",
    # Quoted scalars.
    "a: 'b''c'\nd: ''''\n", "a: \"b\\\"c\\\\\\/\\t\\x41\\u00e9\\U0001F600\\0\"\n", "a: \"\\q\"\n", "a: \"\\x4\"\n",
    "a: '\\n'\n", "a: \"b\n  c\n\n  d\"\n", "a: 'b\n  c\n\n  d'\n", "a: \"b \\\n  c\"\n", "a: \"b\\\n  \\ c\"\n",
    "a: \"b\nc\"\nd: 'e\nf'\n", "a: \"b\n---\nc\"\n", "a: 'b\n... \nc'\n", "a: \"b\n", "a: 'b\n", "a: 'b' c\n",
    "a: \"b\"c\n", "a: \"b\"#c\n", "a: 'b'#c\n", "a: ' b\t\n\t c '\n", "a: \"\tb\"\n", "a: \" \n \"\n",
    "a: '\n\n\n'\n", "\"a\nb\": c\n", "'a' : b\n", "a: \"b\u2028c\"\n", "a: \"\\L\\P\\N\\_\"\n", "a: \"b\\\tc\"\n",
    "a: \"b\t\\\n\tc\"\n", "a: 'it''s' # x\n",
    # Block scalars.
    "a: |\n  b\n  c\n", "a: >\n  b\n  c\n", "a: |-\n  b\n", "a: |+\n  b\n\n\nc: d\n", "a: >-\n  b\n\n  c\n",
    "a: >+\n  b\n\n", "a: |2\n   b\n", "a: |2-\n   b\n", "a: |-2\n   b\n", "a: |+1\n  b\n", "a: |0\n b\n",
    "a: |10\n b\n", "a: |--\n b\n", "a: |\n\n\n  b\n", "a: |\n  # b\n  c\n", "a: | # b\n  c\n", "a: |# b\n  c\n",
    "a: |\n # b\nc: d\n", "a: |\n# b\nc: d\n", "a: | b\n  c\n", "a: >\n  b\n   c\n  d\n", "a: >\n\n   b\n\n   c\n",
    "a: |\n    b\n   c\n", "a: |\n  b\n c\n", "a: |\n  \n   \n  b\n", "a: |\n   \n  b\n", "a: |\n \tb\n",
    "a: |\n\tb\n", "a: |\t\n  b\n", "a: >\n  b\n\n  \tc\n  d\n", "a: |", "a: |\n", "a: |\nb: c\n", "a: |+\n\n\n",
    "- |\n a\n- >\n b\n", "- |\na\n", "--- |\na\nb\n", "|\n a\n", "--- >\n a\n...\n", "a: |\n  b\n  ...\n",
    "a: |\n  ---\n", "--- |\n---\n", "a: |\r\n  b\r\n  c\r\n", "a: |\n  b\u0085  c\n", "a: >\n  b\u2028  c\n",
    "a: !Sub |\n  b\n", "a: &x |\n  b\nc: *x\n", "a: !Sub >-\n  b\n  c\n", "a:\n  |\n  b\n", "a: |\n  b   \n  \n",
    "a: |-\n  b\n\n# c\n",
    # Documents, directives, comments.
    "", "\n", "# a\n", "---\n", "--- # a\n", "...\n", "--- a\n", "---\na: b\n...\n", "a: b\n---\nc: d\n",
    "a: b\n...\nc: d\n", "a: b\n...\n---\nc: d\n", "---\n---\n", "%YAML 1.1\n---\na: b\n", "%YAML 1.2\n---\na: b\n",
    "%YAML 2.0\n---\na: b\n", "%YAML 1.1\na: b\n", "%YAML 1.1\n%YAML 1.1\n---\na: b\n", "%YAML 1.1 # x\n---\na: b\n",
    "%YAML\n---\na\n", "%X y z\n---\na: b\n", "a: b\n%X y\n---\nc\n", "---a: b\n", "--- a: b\n", "---\ta: b\n",
    "a: b # c\n# d\n  # e\nf: g\n", "a: b\n\n  \n\nc: d\n", "a:\n# b\n  c: d\n", "a:\n  b\n # c\n  d\n",
    "# a\n\n# b\na: b\n", "a: b\n  # c\n", "a: b\n... # c\n", "a: b\n... c\n", "\ufeff# a\nb: c\n",
    "\ufeff---\na: b\n", "a: b\0c\n", "a: \x07\n", "a: \x7f\n", "a: \ufffe\n",
    "%TAG !a! tag:x,2000:\n%TAG !a! tag:y,2000:\n---\na: b\n", "--- !!map\na: b\n", "--- {a: b}\n", "--- [a\n]\n",
    # Tags of CloudFormation.
    "a: !Ref b\n", "a: !Ref \"b\"\n", "a: !GetAtt b.c\n", "a: !GetAtt [b, c]\n", "a: !Sub |\n  ${b}\n  c\n",
    "a: !Join ['', [b, !Ref c]]\n", "a: !If [b, c, !Ref AWS::NoValue]\n", "a: !Ref\n", "a: !GetAZs ''\n",
    "a: !GetAZs\n", "a: !GetAZs !Ref b\n", "a: !Select\n  - 0\n  - !GetAZs ''\n", "a: !Equals [!Ref b, c]\n",
    "a: !FindInMap [b, !Ref c, d]\n", "a: !Cidr [!Ref b, 4, 8]\n", "a: !Not [!Condition b]\n",
    "a: !Transform {Name: b, Parameters: {c: d}}\n", "a: !Sub ['${b}', {b: !Ref c}]\n",
    "a: !Base64\n  !Sub |\n   b\n", "a: !Ref b # c\n", "a: !Ref,b c\n", "a: !Ref[b]\n", "a: [!Ref b, !Ref c]\n",
    "a: {b: !Ref c}\n", "a:\n  !If\n  - b\n  - c\n  - d\n", "a: !Ref\n  b\n", "!Ref a: b\n", "a: !Ref 1\n",
    "a: !!int 0o14\n", "a: [\t!b,c d]\n", "? ! >\n\n: b\n", "a: &x 014\n*x : b\n", "<<: !Ref b\n",
    "<<: !If {b: c}\n", "a: 2026-1-2 3:04:05 b\n", "a: !Sub yes\n", "a: !Unknown b\n", "a: !\u00e4 b\n",
    "a: !Ref\tb\n", "a: !%52ef b\n",
]

# Words that stand anywhere, and words that do not.
TAME = [
    "a", "b", "Key", "Value", "subnet-12345678", "10.0.0.0/16", "fd00::1", "AWS::EC2::VPC", "it's", "two words",
    "-1", "+1", "1", "0", "22", "1.5", "yes", "No", "on", "null", "~", "014", "0o14", "08", "0x1F", "0b1", "1:30",
    "1_000", "1e3", "1.0e+3", ".5", ".inf", "2010-09-09", "a#b", "-x", "$x", "_", "é", "漢字",
]
WORDS = TAME + [
    "a", "b", "Key", "Value", "subnet-12345678", "10.0.0.0/16", "10.0.0.0", "::/0", "fd00::1", "http://a:80/b?c#d",
    "arn:aws:s3:::b/*", "AWS::EC2::VPC", "it's", "two words", "say \"x\"", "-1", "+1", "1", "0", "22", "1.5", "yes",
    "No", "on", "True", "null", "~", "014", "0o14", "08", "0x1F", "0b1", "1:30", "22:60", "1_000", "1e3", "1.0e+3",
    ".5", ".inf", ".nan", "2026-11-28", "2010-09-09", "2026-1-2 3:04:05", "=", "<<", "a:b", "a#b", "-x", "?x", ":x",
    "x-", "x:", "x,y", "x]y", "x?y", "$x", "${AWS::StackName}", "%x", "*", "é", "漢字", "\U0001f600", "- x", "x: y",
    "a\\b", "...", "---", "----", "/path/to", "a\tb", "_", "1__0", "00", "-0", "0.0", "1.", "-.5", "1:2:3", "12e03",
    "!x", "@x", "`x`", "|", ">", "&x", "y", "n",
]
TAGS = ["!Ref", "!Sub", "!GetAtt", "!Join", "!If", "!GetAZs", "!Select", "!!str", "!!int", "!!map", "!!seq", "!", "!Base64"]
LETTERS = list("ab01 :-?,[]{}#&*!|>'\"%@`\\\n\n\n  \t.~=<$/_+\r") + [
    "\u0085", "\u2028", "\ufeff", "é", ": ", "- ", "? ", " #", "\n  ", "\n\n", "---\n", "...\n", "''", "\\\n"
]


class Generator:
    """Texts of what YAML can do, most of them right."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.anchors = []
        self.words = WORDS
        self.is_tame = False

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def text(self):
        self.anchors = []
        self.words = TAME if self.chance(65) else WORDS
        self.is_tame = self.words is TAME
        kind = self.random.randrange(10)
        body = self.block_map(0, 0) if kind < 8 else self.block_list(0, 0) if kind == 8 else self.flow(0) + "\n"
        if self.chance(5):
            heads = ["%YAML 1.1\n---\n", "%YAML 1.2 # x\n---\n", "---\n", "--- # x\n", "# x\n", "\n", "%X y\n---\n", "--- "]
            body = self.pick(heads) + body
        if self.chance(5):
            body += self.pick(["...\n", "# x\n", "  # x\n", "\n\n", "---\n", "... # x\n"])
        if self.chance(3):
            body = "\ufeff" + body
        if self.chance(6):
            body = body.replace("\n", self.pick(["\r\n", "\r", "\u0085", "\u2028"]))
        for _ in range(self.pick([0, 0, 0, 1] if self.is_tame else [0, 0, 1, 1, 2, 4])):
            body = self.spoilt(body)
        return body

    def spoilt(self, text):
        at = self.random.randrange(len(text) + 1)
        kind = self.random.randrange(4)
        if kind == 0:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[:at] + self.pick(LETTERS) + text[at:]
        if kind == 2:
            return text[:at] + self.pick(LETTERS) + text[at + 1 :]
        end = min(len(text), at + self.random.randrange(12))
        to = self.random.randrange(len(text) + 1)
        return text[:to] + text[at:end] + text[to:]

    def comment(self):
        return self.pick(["", "", "", "", "", " # x", " #x: [y", "  ", " #"])

    def filler(self):
        return self.pick(["", "", "", "", "", "", "\n", "# x\n", "   # x\n", "  \n"])

    def properties(self, for_scalar):
        out = ""
        if self.chance(6):
            name = self.pick(["x", "y1", "a-b", "Z_9"]) + str(len(self.anchors))
            self.anchors.append(name)
            out += f"&{name} "
        if self.chance(4 if self.is_tame else 15):
            tag = self.pick(TAGS)
            if for_scalar or tag not in ("!!str", "!!int"):
                out += tag + " "
        return out

    def quoted(self):
        n_words = 1 + self.random.randrange(4)
        gap = self.pick([" ", " ", "  ", "\n  ", "\n", "\n\n   ", " \n \n", "\t", "\u2028 "])
        if self.chance(50):
            return "'" + gap.join(self.pick(self.words).replace("'", "''") for _ in range(n_words)) + "'"
        words = [self.pick(self.words).replace("\\", "\\\\").replace('"', '\\"') for _ in range(n_words)]
        gap = self.pick([gap, "\\n", "\\\n   ", "\\t", "\\x41", "\\u2028", "\\ ", "\\\\", "\\/"])
        return '"' + gap.join(words) + '"'

    def plain(self, indent):
        words = [self.pick(self.words) for _ in range(self.pick([1, 1, 1, 1, 2, 3]))]
        gap = self.pick([" ", " ", "  ", "\n" + " " * (indent + 1), "\n\n" + " " * (indent + 2)])
        return gap.join(words)

    def scalar(self, indent):
        if self.anchors and self.chance(10):
            return "*" + self.pick(self.anchors)
        return self.properties(True) + (self.plain(indent) if self.chance(70) else self.quoted() if self.chance(90) else "")

    def block_scalar(self, indent):
        header = self.pick("|>") + self.pick(["", "", "", "", "-", "+", "-", "1", "1-", "-1", "+3"]) + self.comment()
        deeper = indent + 1 + self.random.randrange(3)
        lines = []
        for _ in range(self.random.randrange(5)):
            if self.chance(25):
                lines.append(self.pick(["", "  ", " " * deeper]))
                continue
            indentation = deeper + self.pick([0, 0, 0, 1, 2, 0 if self.is_tame else -1])
            lines.append(" " * indentation + self.pick(["", "", "# ", "- ", "\t"]) + self.pick(self.words))
        return self.properties(True) + header + "\n" + "".join(line + "\n" for line in lines)

    def flow(self, depth):
        kind = self.random.randrange(10)
        if depth > 3 or kind < 4:
            if self.anchors and self.chance(10):
                return "*" + self.pick(self.anchors)
            return self.properties(True) + (self.pick(self.words) if self.chance(70) else self.quoted())
        gap = lambda: self.pick(["", "", " ", " ", "\n", "\n   ", " # x\n", " " if self.is_tame else "\t"])
        items = []
        for _ in range(self.random.randrange(4)):
            if kind < 7 and self.chance(80):
                item = self.flow(depth + 1)
            else:
                key = self.pick(["", "", "", "", "? ", "?"]) + (self.pick(self.words) if self.chance(80) else self.quoted())
                item = key + self.pick([": ", ": ", ": ", ":", " : ", "\n: ", ":\n", ""])
                item += self.flow(depth + 1) if self.chance(90) else ""
            items.append(gap() + item + gap())
        inside = ",".join(items) + ("," + gap() if self.chance(10) else "")
        return self.properties(False) + ("[" + inside + "]" if kind < 7 else "{" + inside + "}")

    def value(self, indent, depth):
        """A value behind a key or a dash, with the line break behind it."""
        kind = self.random.randrange(100)
        if depth < 4 and kind < 22:
            deeper = indent + self.pick([2, 2, 2, 4, 1])
            return " " + self.properties(False) + self.comment() + "\n" + self.block_map(deeper, depth + 1)
        if depth < 4 and kind < 36:
            deeper = indent + self.pick([0, 2, 2, 1])
            return " " + self.properties(False) + self.comment() + "\n" + self.block_list(deeper, depth + 1)
        if kind < 46:
            return " " + self.block_scalar(indent)
        if kind < 62:
            return " " + self.flow(0) + self.comment() + "\n"
        gap = self.pick([" ", " ", " ", "  ", " " if self.is_tame else "\t", "\n" + " " * (indent + 1)])
        return gap + self.scalar(indent) + self.comment() + "\n"

    def key(self):
        if self.chance(60):
            return self.pick(self.words)
        return self.quoted() if self.chance(30) else self.pick(["k", "l", "m"]) + str(self.random.randrange(99))

    def block_map(self, indent, depth):
        out = ""
        used = set()
        for _ in range(1 + self.random.randrange(3)):
            key = self.key()
            if key in used:
                continue
            used.add(key)
            out += self.filler()
            if self.chance(2 if self.is_tame else 6):
                out += " " * indent + "?" + self.value(indent, depth + 2)
                out += " " * indent + ":" + self.value(indent, depth + 2) if self.chance(80) else ""
            else:
                out += " " * indent + key + self.pick([":", ":", ":", " :"]) + self.value(indent, depth)
        return out

    def block_list(self, indent, depth):
        out = ""
        for _ in range(1 + self.random.randrange(4)):
            out += self.filler() + " " * indent + "-"
            out += " " + self.block_map(indent + 2, depth + 1).lstrip() if self.chance(25) else self.value(indent, depth)
        return out


class WrittenKeys:
    """Keeps keys as they are written, and takes none twice."""

    refuses_repeats = True

    def construct_mapping(self, node, deep=False):
        super().construct_mapping(node, deep=True)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}

    def flatten_mapping(self, node):
        written = [(key.tag, key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.tag != MERGE]
        if self.refuses_repeats and len(set(written)) < len(written) and not getattr(node, "is_flat", False):
            raise yaml.constructor.ConstructorError(None, None, "found duplicate key", node.start_mark)
        super().flatten_mapping(node)
        node.is_flat = True


MERGE = "tag:yaml.org,2002:merge"


class ConfigLoader(WrittenKeys, yaml.SafeLoader):
    """`SafeLoader` with keys as written."""


class TemplateLoader(WrittenKeys, yaml.SafeLoader):
    """The same with the tags of CloudFormation."""
    # CloudFormation takes the last value.
    refuses_repeats = False


class CTemplateLoader(WrittenKeys, yaml.CSafeLoader):
    """The same by libyaml."""
    refuses_repeats = False


def function(loader, suffix, node):
    """Makes the mapping that a short tag stands for, as cfn-lint's `multi_constructor` does."""
    key = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        is_nothing = node.value == "" and not node.style
        return {key: None if is_nothing else loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {key: loader.construct_sequence(node, deep=True)}
    return {key: loader.construct_mapping(node, deep=True)}


FUNCTIONS = (
    "And Base64 Cidr Condition Contains EachMemberEquals EachMemberIn Equals FindInMap GetAZs GetAtt If ImportValue "
    "Join Length Not Or Ref RefAll Select Split Sub ToJsonString Transform ValueOf ValueOfAll"
).split()
for template_loader in (TemplateLoader, CTemplateLoader):
    for name in FUNCTIONS:
        template_loader.add_constructor(f"!{name}", lambda loader, node, name=name: function(loader, name, node))
    template_loader.add_constructor("tag:yaml.org,2002:timestamp", template_loader.construct_yaml_str)


def events_of(text, loader):
    """Returns the events of a text, line by line."""
    for _ in yaml.compose_all(text, Loader=loader):
        pass
    out = []
    for event in yaml.parse(text, Loader=loader):
        properties = ""
        if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
            properties += f"&{event.anchor} "
        if getattr(event, "tag", None):
            properties += f"<{event.tag}> "
        if isinstance(event, yaml.DocumentStartEvent):
            out.append("+DOC")
        elif isinstance(event, yaml.AliasEvent):
            out.append(f"=ALI {event.anchor}")
        elif isinstance(event, yaml.ScalarEvent):
            style = {None: ":", "": ":", "'": "'", '"': '"', "|": "|", ">": "|"}[event.style]
            out.append(f"=VAL {properties}{style}{event.value}")
        elif isinstance(event, yaml.SequenceStartEvent):
            out.append(f"+SEQ {properties}".rstrip())
        elif isinstance(event, yaml.SequenceEndEvent):
            out.append("-SEQ")
        elif isinstance(event, yaml.MappingStartEvent):
            out.append(f"+MAP {properties}".rstrip())
        elif isinstance(event, yaml.MappingEndEvent):
            out.append("-MAP")
    return out


def plain(value):
    """Returns a value with its type spelt out, so that nothing is equal by chance."""
    if isinstance(value, dict):
        return ["map", {key: plain(item) for key, item in value.items()}]
    if isinstance(value, list):
        return ["list", [plain(item) for item in value]]
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", "nan" if value != value else struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["text", value]
    if isinstance(value, datetime.date):
        return ["time"]
    return ["other", type(value).__name__]


def attempt(function, *arguments):
    """Returns the outcome and the error of a call; an outcome that is no UTF-8 is none."""
    try:
        outcome = function(*arguments)
        json.dumps(outcome, ensure_ascii=False).encode()
        return outcome, None
    # A date or a number that is none raises `ValueError`, a key that is a list `TypeError`.
    except (yaml.YAMLError, ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError) as error:
        return None, f"{type(error).__name__}: {error}"


def value_of(text, loader):
    value = yaml.load(text, Loader=loader)
    return plain(value) if isinstance(value, dict) else None


def reading(text):
    events, why = attempt(events_of, text, yaml.SafeLoader)
    c_events, _ = attempt(events_of, text, yaml.CSafeLoader)
    value, why_no_value = attempt(value_of, text, ConfigLoader)
    template, _ = attempt(value_of, text, TemplateLoader)
    c_template, _ = attempt(value_of, text, CTemplateLoader)
    return {
        "text": text,
        "events": events,
        "c_events": c_events,
        "value": value,
        "template": template,
        "c_template": c_template,
        "why": why or why_no_value,
    }


def main():
    texts = list(KINDS)
    generator = Generator(11)
    while len(texts) < int(sys.argv[1]):
        texts.append(generator.text())
    json.dump([reading(text) for text in texts], sys.stdout)


if __name__ == "__main__":
    main()
