"""Database servers for tests: own processes in a temporary directory on a free port, never those on standard ports."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

HOMES = "/tmp"
"""Where servers keep their data, under a short name: the path of a socket has little room. A run that does not kill them may
choose a folder in memory."""
START_S = 60.0
STOP_S = 30.0


class NotInstalled(Exception):
    """The engine's server programs are not on this machine."""


PORTS = range(20_000, 32_000)
"""Below those that the system lends to outgoing lines (Linux: from 32768): such a line would take the port of a server that was
killed, or of one that listens later, as a Galera node does that lets itself be copied to."""


_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on now, no outgoing line takes, and that was not given before."""
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        if port in _given:
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port
    raise RuntimeError("no port is free")


def _program(name: str, *folders: str) -> str:
    for folder in folders:
        for match in sorted(Path("/").glob(f"{folder.lstrip('/')}/{name}"), reverse=True):
            return str(match)
    found = shutil.which(name)
    if found is None:
        raise NotInstalled(name)
    return found


def _user(name: str) -> str | None:
    """The servers refuse to run as root: root lends them their Debian account."""
    return name if os.geteuid() == 0 else None


@contextlib.contextmanager
def _home(user: str | None) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="gs-", dir=HOMES))
    try:
        if user is not None:
            shutil.chown(path, user)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if ready():
            return
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


class Program:
    """A server program that a test may kill, freeze and start again on the same data; ``name`` says which of several it is."""

    def __init__(
        self, name: str, start: Callable[[], subprocess.Popen[bytes]], ready: Callable[[], bool], log: Path
    ) -> None:
        self.name, self._start, self._ready, self._log = name, start, ready, log
        self.process = start()

    def wait(self) -> None:
        """Until it answers. Raises RuntimeError with the log when it ends before."""
        _wait(self._ready, self.process, self._log)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """It keeps its lines and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on."""
        self.process.send_signal(signal.SIGCONT)

    def start_again(self) -> None:
        """On what the kill left. One that still finds traces of its former life, or hangs, is killed and started again.

        As a service manager does it; raises RuntimeError when three or four starts in a row were in vain.
        """
        deadline = time.monotonic() + 3 * START_S
        while True:
            self.process = self._start()
            try:
                self.wait()
            except RuntimeError:
                self.kill()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            else:
                return

    def stop(self) -> None:
        """In an orderly way."""
        self.thaw()
        _stop(self.process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _launched(command: list[str], user: str | None, home: Path, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as handle:
        return subprocess.Popen(command, user=user, cwd=home, stderr=handle, stdout=handle)


@contextlib.contextmanager
def postgresql(settings: Mapping[str, str] | None = None, *, programs: list[Program] | None = None) -> Iterator[str]:
    """A PostgreSQL server, with ``settings`` beside its defaults; its database address. ``programs`` gets what runs."""
    folder = "/usr/lib/postgresql/*/bin"
    initdb, server, ready = (_program(name, folder) for name in ("initdb", "postgres", "pg_isready"))
    createdb = _program("createdb", folder)
    user, port = _user("postgres"), free_port()
    with _home(user) as home:
        data, log = home / "data", home / "log"
        subprocess.run(
            [initdb, "-D", str(data), "-U", "guangsha", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            user=user,
            cwd=home,
            stdout=subprocess.DEVNULL,
        )
        options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(home), "-c", "max_connections=120"]
        for name, value in (settings or {}).items():
            options += ["-c", f"{name}={value}"]
        probe = [ready, "-q", "-h", "127.0.0.1", "-p", str(port)]
        program = Program(
            "postgresql",
            lambda: _launched([server, "-D", str(data), *options], user, home, log),
            lambda: subprocess.run(probe, check=False).returncode == 0,
            log,
        )
        try:
            program.wait()
            subprocess.run(
                [createdb, "-h", "127.0.0.1", "-p", str(port), "-U", "guangsha", "guangsha"], check=True, cwd=home
            )
            if programs is not None:
                programs.append(program)
            yield f"postgresql://guangsha@127.0.0.1:{port}/guangsha"
        finally:
            program.stop()


def _mariadb_init(home: Path, name: str, user: str | None) -> Path:
    data = home / name
    install = _program("mariadb-install-db")
    command = [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
    if user is not None:
        command.append(f"--user={user}")
    subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)
    return data


def _mariadb_ready(port: int) -> bool:
    probe = [_program("mariadb-admin"), "--no-defaults", "-uroot", "-h127.0.0.1", f"-P{port}", "ping"]
    return subprocess.run(probe, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def mariadb_run(port: int, sql: str) -> str:
    """What the server answers to ``sql``."""
    command = [_program("mariadb"), "--no-defaults", "-uroot", "-h127.0.0.1", f"-P{port}", "-N", "-e", sql]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextlib.contextmanager
def mariadb(*, programs: list[Program] | None = None) -> Iterator[str]:
    """A MariaDB server; its database address. ``programs`` gets what runs."""
    server, user, port = _program("mariadbd", "/usr/sbin"), _user("mysql"), free_port()
    with _home(user) as home:
        data, log = _mariadb_init(home, "data", user), home / "log"
        options = [
            "--no-defaults",
            f"--datadir={data}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--socket={home}/s",
            f"--pid-file={home}/pid",
            "--character-set-server=utf8mb4",
            "--default-time-zone=+08:00",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=128M",
            "--innodb-flush-method=fsync",
        ]
        command = [server, *options]
        program = Program("mariadb", lambda: _launched(command, user, home, log), lambda: _mariadb_ready(port), log)
        try:
            program.wait()
            mariadb_run(port, "CREATE DATABASE guangsha CHARACTER SET utf8mb4")
            if programs is not None:
                programs.append(program)
            yield f"mariadb://root@127.0.0.1:{port}/guangsha"
        finally:
            program.stop()


@contextlib.contextmanager
def galera(nodes: int = 3, *, programs: list[Program] | None = None) -> Iterator[str]:
    """A Galera cluster on the loopback; the address of its first node, which is the single writer. ``programs`` gets the nodes.

    A node that is started again joins the others, so the first may not be killed: nobody would be there to join.
    """
    server, user = _program("mariadbd", "/usr/sbin"), _user("mysql")
    provider = _program("libgalera_smm.so", "/usr/lib/galera", "/usr/lib/*/galera", "/usr/lib64/galera*")
    _program("rsync")
    ports = [free_port() for _ in range(nodes)]
    group = [free_port() for _ in range(nodes)]
    cluster = "gcomm://" + ",".join(f"127.0.0.1:{port}" for port in group)
    with _home(user) as home, contextlib.ExitStack() as running:
        for index in range(nodes):
            data, log = _mariadb_init(home, f"n{index}", user), home / f"log{index}"
            provider_options = f"gmcast.listen_addr=tcp://127.0.0.1:{group[index]};ist.recv_addr=127.0.0.1:{free_port()};gcache.size=32M"
            options = [
                "--no-defaults",
                f"--datadir={data}",
                f"--port={ports[index]}",
                "--bind-address=127.0.0.1",
                f"--socket={home}/s{index}",
                f"--pid-file={home}/pid{index}",
                "--character-set-server=utf8mb4",
                "--binlog-format=ROW",
                "--default-storage-engine=InnoDB",
                "--innodb-autoinc-lock-mode=2",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=64M",
                "--innodb-flush-method=fsync",
                "--wsrep-on=ON",
                f"--wsrep-provider={provider}",
                f"--wsrep-cluster-address={cluster}",
                "--wsrep-cluster-name=guangsha",
                f"--wsrep-node-name=n{index}",
                f"--wsrep-node-address=127.0.0.1:{group[index]}",
                f"--wsrep-provider-options={provider_options}",
                "--wsrep-sst-method=rsync",
                f"--wsrep-sst-receive-address=127.0.0.1:{free_port()}",
                "--wsrep-sync-wait=1",
            ]
            first = ["--wsrep-new-cluster"] if index == 0 else []
            command = [server, *options, *first]
            node = Program(
                f"galera n{index} port {ports[index]}",
                lambda command=command, log=log: _launched(command, user, home, log),  # type: ignore[misc]
                lambda port=ports[index]: _mariadb_ready(port),  # type: ignore[misc]
                log,
            )
            running.callback(node.stop)
            node.wait()
            if programs is not None:
                programs.append(node)
        mariadb_run(ports[0], "CREATE DATABASE guangsha CHARACTER SET utf8mb4")
        size = mariadb_run(ports[0], "SHOW STATUS LIKE 'wsrep_cluster_size'").split()[-1]
        if int(size) != nodes:
            raise RuntimeError(f"the cluster has {size} of {nodes} nodes")
        yield f"mariadb://root@127.0.0.1:{ports[0]}/guangsha"
