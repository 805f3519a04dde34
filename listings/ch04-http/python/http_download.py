"""Download to a file; what an earlier try left is not fetched again."""

import os
import sys
from pathlib import Path

import requests

TIMEOUT = 60  # for each wait, not for all of it


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7450/file"
    file = sys.argv[2] if len(sys.argv) > 2 else "downloaded"
    try:
        download(url, file)
    except (requests.RequestException, OSError, ValueError) as error:
        sys.exit(f"http_download: {url}: {error}")


def download(url, file):
    part, version = Path(f"{file}.part"), Path(f"{file}.etag")
    have = part.stat().st_size if part.exists() else 0
    # A range counts packed bytes, and in the file they would be unpacked.
    wanted = {"Accept-Encoding": "identity"}
    etag = version.read_text().rstrip() if version.exists() else ""
    if have and etag.startswith('"'):
        # Without a version, the rest may be that of another page. A weak one,
        # W/, says that two mean the same, not that they are the same bytes.
        wanted |= {"Range": f"bytes={have}-", "If-Range": etag}

    with requests.Session() as session:
        session.trust_env = False
        # Or it reads a redirect's whole body into memory, followed or not.
        session.get_redirect_target = lambda _: None
        response = session.get(
            url,
            headers=wanted,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        )
        response.raise_for_status()
        content_range = response.headers.get("Content-Range", "")
        if response.status_code == 200:
            have = 0
        elif (
            not content_range.startswith(f"bytes {have}-")
            or have and response.headers.get("ETag") != etag
        ):
            raise OSError(f"{response.status_code}: no such rest")
        status = f"{response.status_code} {response.reason}"
        print(f"{status}, from byte {have} on")
        version.write_text(response.headers.get("ETag", ""))
        append(response, part, have)
    # `bytes 3-8/9`: of 9 in all, and a server may send less than the rest.
    total = content_range.partition("/")[2]
    if status.startswith("206") and total != str(part.stat().st_size):
        raise OSError("that was not all of the rest: ask again")
    # Whoever looks for FILE finds all of it, or none.
    os.replace(part, file)
    print(os.stat(file).st_size, "bytes in", file)


def append(response, part, have):
    coding = response.headers.get("Transfer-Encoding", "").lower()
    chunked = coding == "chunked" and response.raw.version == 11
    if "Content-Length" not in response.headers and not chunked:
        raise OSError("no length: a part of it would look like all of it")
    come = told = 0
    with open(part, "ab") as out:
        out.truncate(have)
        out.seek(have)  # Where it was opened may be behind that.
        for piece in response.iter_content(64 * 1024):
            out.write(piece)
            come += len(piece)
            while told + 100_000 <= come:
                told += 100_000
                print(f"  {told} bytes")
        out.flush()
        if out.tell() != have + come:
            raise OSError(f"{part}: another program writes it, too")
        os.fsync(out.fileno())


if __name__ == "__main__":
    main()
