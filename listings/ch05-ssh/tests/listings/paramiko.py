"""Calls each method of paramiko's two classes once, and says what it gave."""

import io
import sys

import paramiko

password, port = sys.argv[1], int(sys.argv[2])
called = {paramiko.SSHClient: set(), paramiko.SFTPClient: set()}


def row(owner, name, call):
    called[owner].add(name)
    try:
        result = call()
    except (OSError, paramiko.SSHException):
        result = "refused"
    print(f"{name}: {'ok' if result is None else result}")


def connect(client):
    client.connect("127.0.0.1", port, "lab", password, timeout=30,
                   allow_agent=False, look_for_keys=False)
    return "connected"


def policy():
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        return connect(client)


def load(method):
    with paramiko.SSHClient() as client:
        getattr(client, method)("known")
        return connect(client)


def save():
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        connect(client)
        client.save_host_keys("new")
    with open("new") as lines:
        return f"{len(list(lines))} line"


def run():
    _, stdout, _ = client.exec_command("echo hi", timeout=30)
    return stdout.read().decode().strip()


def opened(method):
    with getattr(sftp, method)("hello.txt") as file:
        return file.read(5).decode()


def stat(path, method, *args):
    getattr(sftp, method)(path, *args)
    return sftp.stat(path)


def getfo():
    file = io.BytesIO()
    sftp.getfo("inbox/b", file)
    return file.getvalue().decode()


def get():
    sftp.get("inbox/a", "came")
    with open("came") as file:
        return file.read()


SSH, SFTP = called
row(SSH, "set_missing_host_key_policy", policy)
row(SSH, "load_host_keys", lambda: load("load_host_keys"))
row(SSH, "load_system_host_keys", lambda: load("load_system_host_keys"))
row(SSH, "save_host_keys", save)
client = paramiko.SSHClient()
client.load_host_keys("known")
row(SSH, "get_host_keys", lambda: len(
    client.get_host_keys().lookup(f"[127.0.0.1]:{port}").keys()))
row(SSH, "connect", lambda: connect(client))
row(SSH, "get_transport", lambda: client.get_transport().remote_version)
row(SSH, "exec_command", run)
row(SSH, "invoke_shell", client.invoke_shell)
row(SSH, "set_log_channel", lambda: client.set_log_channel("quiet"))
row(SSH, "open_sftp", lambda: client.open_sftp().normalize("."))
sftp = paramiko.SFTPClient.from_transport(client.get_transport())
row(SFTP, "from_transport", lambda: sftp.normalize("."))
row(SFTP, "get_channel", lambda: sftp.get_channel().active)
row(SFTP, "listdir", lambda: ",".join(sorted(sftp.listdir("."))))
row(SFTP, "listdir_attr",
    lambda: sum(entry.st_size for entry in sftp.listdir_attr(".")))
row(SFTP, "listdir_iter", lambda: len(list(sftp.listdir_iter("."))))
row(SFTP, "chdir", lambda: sftp.chdir("inbox"))
row(SFTP, "getcwd", sftp.getcwd)
sftp.chdir(None)
row(SFTP, "normalize", lambda: sftp.normalize("inbox/../hello.txt"))
row(SFTP, "mkdir", lambda: sftp.mkdir("new", 0o755))
row(SFTP, "rmdir", lambda: sftp.rmdir("new"))
row(SFTP, "open", lambda: opened("open"))
row(SFTP, "file", lambda: opened("file"))
row(SFTP, "stat", lambda: sftp.stat("hello.txt").st_size)
row(SFTP, "lstat", lambda: sftp.lstat("hello.txt").st_size)
row(SFTP, "put", lambda: sftp.put("local", "inbox/a").st_size)
row(SFTP, "putfo", lambda: sftp.putfo(io.BytesIO(b"four"), "inbox/b").st_size)
row(SFTP, "get", get)
row(SFTP, "getfo", getfo)
row(SFTP, "chmod", lambda: "%o" % (
    stat("inbox/a", "chmod", 0o600).st_mode & 0o777))
row(SFTP, "chown", lambda: stat("inbox/a", "chown", 1, 1) and None)
row(SFTP, "utime", lambda: stat("inbox/a", "utime", (1, 2)).st_mtime)
row(SFTP, "truncate", lambda: stat("inbox/a", "truncate", 3).st_size)
row(SFTP, "rename", lambda: sftp.rename("inbox/a", "inbox/c"))
row(SFTP, "posix_rename", lambda: sftp.posix_rename("inbox/c", "inbox/b"))
row(SFTP, "symlink", lambda: sftp.symlink("inbox/c", "inbox/a"))
row(SFTP, "readlink", lambda: sftp.readlink("inbox/c"))
row(SFTP, "remove", lambda: sftp.remove("inbox/b"))
row(SFTP, "unlink", lambda: sftp.unlink("inbox/c"))
row(SFTP, "close", sftp.close)
row(SSH, "close", client.close)
for owner, names in called.items():
    public = {name for name in vars(owner) if not name.startswith("_")}
    if public != names:
        sys.exit(f"{owner.__name__}: {sorted(public ^ names)}")
