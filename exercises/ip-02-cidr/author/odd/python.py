"""Odd, and right: the same in Python, by its module of addresses."""
import ipaddress
import re
import sys


def prefix(text):
    if not re.fullmatch(r"[0-9.]+/[0-9]+", text):
        raise ValueError(text)
    return ipaddress.IPv4Network(text, strict=False)


def answer(words):
    match words:
        case ["contains", text, address]:
            inside = ipaddress.IPv4Address(address) in prefix(text)
            return "yes" if inside else "no"
        case ["range", text]:
            return f"{prefix(text)[0]} {prefix(text)[-1]}"
        case ["size", text]:
            return prefix(text).num_addresses
    raise ValueError(words)


for line in sys.stdin:
    try:
        print(answer(line.split()), flush=True)
    except ValueError:
        print("error", flush=True)
