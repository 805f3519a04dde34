"""GET one https:// URL three times, each time trusting somebody else."""

import ssl
import sys
import urllib.error
import urllib.request

import requests

# OpenSSL's numbers for a chain that leads to nobody who is trusted.
NO_ISSUER = {18, 19, 20}


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "https://localhost:7650/hello"
    ca = sys.argv[2] if len(sys.argv) > 2 else "target/lab/tls/ca.pem"
    # requests brings Mozilla's list along, as the module certifi.
    for name, roots in (
        ("Mozilla's list", requests.certs.where()),
        ("this system's", None),
        (ca, ca),
    ):
        print(f"{name:22} {ask(url, roots)}")


def ask(url, roots):
    context = ssl.create_default_context(cafile=roots)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=context),
    )
    try:
        with opener.open(url, timeout=8) as response:
            return response.status
    except urllib.error.URLError as error:
        if getattr(error.reason, "verify_code", None) in NO_ISSUER:
            return "chain: it leads to no issuer that you trust"
        sys.exit(f"https_roots: {url}: {error.reason}")


if __name__ == "__main__":
    main()
