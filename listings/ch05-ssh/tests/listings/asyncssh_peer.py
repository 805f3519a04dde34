"""A server and a client of asyncssh.

    python3 asyncssh_peer.py server
    python3 asyncssh_peer.py client PORT PASSWORD

The server leaves its host key's line in `known` and the key that opens its
accounts in `id`, shows the folder `files`, and says where it listens. The
client finds both files, as the lab has written them.
"""

import asyncio
import sys

import asyncssh

PASSWORD = "secret"
ANSWERS = [PASSWORD, "2006"]
ALONE = {"agent_path": None, "config": None, "known_hosts": "known"}


class Server(asyncssh.SSHServer):
    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return password == PASSWORD

    def kbdint_auth_supported(self):
        return True

    def get_kbdint_challenge(self, username, lang, submethods):
        questions = [("Password: ", False), ("Year: ", True)]
        return "A title.", "Two questions.\nThey are easy.", "", questions

    def validate_kbdint_response(self, username, responses):
        return list(responses) == ANSWERS

    def connection_requested(self, host, port, orig_host, orig_port):
        return True

    def server_requested(self, host, port):
        return True


async def serve(process):
    name, *words = process.command.split()
    if name == "both":
        process.stdout.write("out\n")
        process.stderr.write("err\n")
        process.exit(3)
    elif name == "kill":
        process.exit_with_signal("TERM")
    elif name == "flood":
        process.stderr.write("x" * (int(words[1]) << 20))
        process.exit(0)
    elif name == "wait":
        process.stdout.write("waiting\n")
        await process.stdin.read()
        process.exit(0)
    elif name == "cat":
        while data := await process.stdin.read(1 << 16):
            process.stdout.write(data)
            await process.stdout.drain()
        process.exit(0)
    elif name == "env":
        for variable in process.env.items():
            process.stdout.write("=".join(variable) + "\n")
        process.exit(0)
    else:
        process.stdout.write(" ".join(words) + "\n")
        process.exit(0)


async def server():
    host, user = (asyncssh.generate_private_key("ssh-ed25519")
                  for _ in range(2))
    user.write_private_key("id")
    user.write_public_key("id.pub")
    async with asyncssh.listen(
            "127.0.0.1", 0, server_factory=Server,
            server_host_keys=[host], authorized_client_keys="id.pub",
            process_factory=serve,
            sftp_factory=lambda chan: asyncssh.SFTPServer(chan, b"files"),
    ) as listener:
        addr = f"127.0.0.1:{listener.get_port()}"
        line = host.export_public_key().decode()
        with open("known", "w", encoding="utf-8") as known:
            known.write(f"[127.0.0.1]:{listener.get_port()} {line}")
        print(addr, flush=True)
        await asyncio.sleep(3600)


class Dialog(asyncssh.SSHClient):
    def kbdint_auth_requested(self):
        return ""

    def kbdint_challenge_received(self, name, instructions, lang, prompts):
        return [sys.argv[3], "2006"] if prompts else []


async def client(port, password):
    def connect(user, **how):
        return asyncssh.connect("127.0.0.1", int(port), username=user,
                                **{"client_keys": None, **ALONE, **how})

    async with connect("lab", password=password) as lab:
        for command in ["both", "kill TERM"]:
            done = await lab.run(command)
            print(done.stdout + done.stderr, end="")
            print(done.exit_status, done.exit_signal and done.exit_signal[0])
        done = await lab.run("cat", input="x" * (3 << 20))
        print(len(done.stdout))
        print((await lab.run("env", env={"LANG": "C"})).stdout, end="")
        async with lab.start_sftp_client() as sftp:
            print(sorted(await sftp.listdir(".")))
            await sftp.put("known", "inbox/known")
        reader, writer = await lab.open_connection("echo", 7)
        writer.write(b"through\n")
        print(await reader.readline())
        async with asyncssh.connect(
                "inner", tunnel=lab, username="lab", password=password,
                client_keys=None, **ALONE) as inner:
            print((await inner.run("echo behind")).stdout, end="")
        listener = await lab.forward_remote_port(
            "localhost", 8080, "127.0.0.1", int(port))
        answer = (await lab.run("dial 8080 SSH-2.0-x")).stdout
        print(answer.split("_")[0])
        listener.close()
    async with connect("keys", client_keys=["id"]) as keys:
        print((await keys.run("echo by key")).stdout, end="")
    async with connect("dialog", client_factory=Dialog) as dialog:
        print((await dialog.run("echo by dialog")).stdout, end="")


if __name__ == "__main__":
    what = {"server": server, "client": client}[sys.argv[1]]
    asyncio.run(what(*sys.argv[2:]))
