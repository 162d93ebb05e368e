#!/usr/bin/env python3
"""Reports words to avoid in code, messages and pages, with what to write instead.

usage: tools/words.py [PATH...]        by default every source file and page; exits with 1 if there is a hit

A line is excepted by `words: keep` in it, for quotations.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Pattern, what to write instead. Subjects are things, and one term means one thing: see GLOSSARY.md.
WORDS = [
    (r"nobody|somebody|anybody|whoever|whatever anybody", "name the thing: the subnet, the node, a client"),
    (r"anew", "recreate, create again"),
    (r"truth values?", "boolean"),
    (r"blanks?(?! (line|template))", "space"),
    (r"stands? twice|stands? beside|stands? in (a|the) (mapping|list|file|section)", "occurs twice, is next to, is in"),
    (r"(is|are|be|was|were) told|tells? (of|apart)", "reported; distinguishes"),
    (r"living (VPC|network|subnet|stack|one)s?", "existing, deployed"),
    (r"takes? for granted|taken for granted", "assume, assumption"),
    (r"by which way|the way of packets", "path"),
    (r"goes? on with|that goes on", "continues, truncated"),
    (r"is no (id|name|number|block|revision|list|mapping|table)", "is not a …"),
    (r"(block|address|name|id) that is none", "not a CIDR block, not an address"),
    (r"refuses? to|is refused|are refused", "reject, fail"),
    (r"made anew|thrown away", "recreated, terminated"),
    (r"line of the site'?s? own|the site's own line", "Direct Connect or VPN"),
    (r"reckon(s|ed|ing)?", "compute, use"),
    (r"unless said( otherwise)?|when said|is said\b|are said\b", "by default; specified"),
    (r"likeness(es)?|alike ends", "equivalence class"),
    (r"premises?", "assumption"),
    (r"rulings?", "decision"),
    (r"flaws?", "replay error"),
]

CODE = ["crates", "tests/suite", "tests/e2e", "tests/benches", "tools", "fuzz"]
PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "GLOSSARY.md", "docs", "examples"]
SUFFIXES = {".rs", ".md", ".py", ".sh", ".yml", ".hbs", ".toml", ""}


def files(paths):
    listed = subprocess.run(["git", "ls-files", "-z", *paths], cwd=ROOT, capture_output=True, check=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in SUFFIXES and path != Path(__file__).resolve() and path.is_file():
            yield path


def hits(path):
    patterns = [(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead) for pattern, instead in WORDS]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if "words: keep" in line:
            continue
        for pattern, instead in patterns:
            for match in pattern.finditer(line):
                before = line[max(0, match.start() - 3) : match.start()]
                if match.group(0).lower().startswith("premise") and before in ("on-", "on "):
                    continue
                yield f"{path.relative_to(ROOT)}:{number}: `{match.group(0)}`: {instead}"


def main():
    paths = sys.argv[1:] or CODE + PAGES
    found = [hit for path in files(paths) for hit in hits(path)]
    print("\n".join(found))
    if found:
        print(f"{len(found)} words to avoid", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
