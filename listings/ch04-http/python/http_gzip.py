"""GET a page in gzip, with a limit on what comes out of it."""

import sys
import zlib

import requests
import urllib3

TIMEOUT = 5
PACKED = 256 * 1024
LIMIT = 1024 * 1024


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/gzip"
    try:
        get(url)
    except (
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        zlib.error,
        ValueError,
    ) as error:
        sys.exit(f"http_gzip: {url}: {error}")


def get(url):
    with requests.Session() as session:
        session.trust_env = False
        # Or it reads a redirect's whole body into memory, followed or not.
        session.get_redirect_target = lambda _: None
        with session.get(
            url,
            headers={"Accept-Encoding": "gzip"},
            timeout=TIMEOUT,
            stream=True,
            allow_redirects=False,
        ) as response:
            response.raise_for_status()
            coding = response.headers.get("Content-Encoding")
            came = read(response.raw)
    if len(came) > PACKED:
        raise ValueError(f"the body is over {PACKED} bytes")
    if coding and coding.lower() != "gzip":
        raise ValueError("a content coding that nobody asked for")
    if coding and not came:
        raise ValueError("the end of the gzip stream is missing")
    text = unpack(came) if coding else came
    print(
        f"{response.status_code} {response.reason}: "
        f"{len(came)} bytes came, {len(text)} are out",
        flush=True,
    )
    sys.stdout.buffer.write(text)


def read(raw):
    # `iter_content` would unpack, with no limit but one for a piece. An end
    # that comes too early is an error of the last read alone.
    came = b""
    while piece := raw.read(PACKED + 1 - len(came), decode_content=False):
        came += piece
        if len(came) > PACKED:
            break
    return came


def unpack(packed):
    text = b""
    while packed:
        # 31: gzip's header and trailer, and the largest window.
        member = zlib.decompressobj(31)
        text += member.decompress(packed, LIMIT + 1 - len(text))
        if len(text) > LIMIT:
            raise ValueError(f"over {LIMIT} bytes come out")
        if not member.eof:
            raise ValueError("the end of the gzip stream lacks")
        packed = member.unused_data
    return text


if __name__ == "__main__":
    main()
