"""GET one https:// URL three times, each time trusting somebody else."""

import ssl
import sys
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

import requests

# OpenSSL's numbers for a chain that leads to nobody who is trusted.
NO_ISSUER = {18, 19, 20}


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "https://localhost:7650/hello"
    ca = sys.argv[2] if len(sys.argv) > 2 else "target/lab/tls/ca.pem"
    if not url.lower().startswith("https://"):
        sys.exit(f"https_roots: {url}: it does not begin with https://")
    try:
        own = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        own.load_verify_locations(ca)
    except OSError as error:
        sys.exit(f"https_roots: {url}: {ca}: {error}")
    # requests brings Mozilla's list along, as the module certifi.
    mozillas = ssl.create_default_context(cafile=requests.certs.where())
    for name, context in (
        ("Mozilla's list", mozillas),
        ("this system's", ssl.create_default_context()),
        (ca, own),
    ):
        print(f"{name:22} {ask(url, context)}")


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_redirect):
        return None  # The answer itself is what was asked for.


def ask(url, context):
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        Stay(),
        urllib.request.HTTPSHandler(context=context),
    )
    try:
        with opener.open(url, timeout=8) as response:
            return response.status
    except urllib.error.HTTPError as answer:
        return answer.code
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if getattr(reason, "verify_code", None) in NO_ISSUER:
            return "chain: it leads to no issuer that you trust"
        sys.exit(f"https_roots: {url}: {reason}")


if __name__ == "__main__":
    main()
