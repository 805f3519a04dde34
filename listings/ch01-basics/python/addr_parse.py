"""Say what each address is, asking nobody: text in, one line out."""

import sys
from ipaddress import ip_address, ip_network

EXAMPLES = [
    "127.0.0.1", "10.1.2.3", "192.0.2.1", "0.0.0.0", "::1",
    "2001:0DB8:0000:0000:0000:0000:0000:0001", "fe80::1", "127.0.0.1:7100",
    "[::1]:7100",
]

# `is_private` is wider: true of documentation and of loopback as well.
PRIVATE = "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"
DOCUMENTATION = (
    "192.0.2.0/24",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "2001:db8::/32",
    "3fff::/20",
)


def main():
    for text in sys.argv[1:] or EXAMPLES:
        try:
            print(describe(text), flush=True)
        except ValueError:
            sys.exit(f"addr-parse: {text}: neither an IP address nor IP:PORT")


def describe(text):
    try:
        ip = ip_address(text)
        return f"{ip} {kind(ip)}"
    except ValueError:
        host, _, port = text.rpartition(":")
        bracketed = host.startswith("[") and host.endswith("]")
        ip = ip_address(host[1:-1] if bracketed else host)
        if bracketed != (ip.version == 6):
            raise
        # `int` alone would also take "+5", " 5" and "1_0".
        if not port.isdecimal() or int(port) > 65535:
            raise
        host = f"[{ip}]" if bracketed else f"{ip}"
        return f"{host}:{int(port)} {kind(ip)} port {int(port)}"


def kind(ip):
    return f"v{ip.version} {name_of_kind(ip)}"


def name_of_kind(ip):
    if ip.is_unspecified:
        return "unspecified"
    if ip.is_loopback:
        return "loopback"
    if in_any(ip, PRIVATE):
        return "private"
    if ip.is_link_local:
        return "link-local"
    if in_any(ip, DOCUMENTATION):
        return "documentation"
    if ip.is_multicast:
        return "multicast"
    if ip.version == 6 and ip.ipv4_mapped:
        return "IPv4-mapped"
    return "other"


def in_any(ip, networks):
    # An address of the other version is in no network: False, no error.
    return any(ip in ip_network(network) for network in networks)


if __name__ == "__main__":
    main()
