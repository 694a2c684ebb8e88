"""Database servers for tests: own processes in a temporary directory on a free port, never those on standard ports."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

START_S = 60.0
STOP_S = 30.0


class NotInstalled(Exception):
    """The engine's server programs are not on this machine."""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    path = Path(tempfile.mkdtemp(prefix="gs-", dir="/tmp"))
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


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def postgresql(settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """A PostgreSQL server, with ``settings`` beside its defaults; its database address."""
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
        options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(home), "-c", "max_connections=60"]
        for name, value in (settings or {}).items():
            options += ["-c", f"{name}={value}"]
        with log.open("wb") as handle:
            process = subprocess.Popen(
                [server, "-D", str(data), *options], user=user, cwd=home, stderr=handle, stdout=handle
            )
        try:
            probe = [ready, "-q", "-h", "127.0.0.1", "-p", str(port)]
            _wait(lambda: subprocess.run(probe, check=False).returncode == 0, process, log)
            subprocess.run(
                [createdb, "-h", "127.0.0.1", "-p", str(port), "-U", "guangsha", "guangsha"], check=True, cwd=home
            )
            yield f"postgresql://guangsha@127.0.0.1:{port}/guangsha"
        finally:
            _stop(process)


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
def mariadb() -> Iterator[str]:
    """A MariaDB server; its database address."""
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
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=128M",
        ]
        with log.open("wb") as handle:
            process = subprocess.Popen([server, *options], user=user, cwd=home, stderr=handle, stdout=handle)
        try:
            _wait(lambda: _mariadb_ready(port), process, log)
            mariadb_run(port, "CREATE DATABASE guangsha CHARACTER SET utf8mb4")
            yield f"mariadb://root@127.0.0.1:{port}/guangsha"
        finally:
            _stop(process)


@contextlib.contextmanager
def galera(nodes: int = 3) -> Iterator[str]:
    """A Galera cluster on the loopback; the address of its first node, which is the single writer."""
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
            if index == 0:
                options.append("--wsrep-new-cluster")
            with log.open("wb") as handle:
                process = subprocess.Popen([server, *options], user=user, cwd=home, stderr=handle, stdout=handle)
            running.callback(_stop, process)
            _wait(lambda port=ports[index]: _mariadb_ready(port), process, log)  # type: ignore[misc]
        mariadb_run(ports[0], "CREATE DATABASE guangsha CHARACTER SET utf8mb4")
        size = mariadb_run(ports[0], "SHOW STATUS LIKE 'wsrep_cluster_size'").split()[-1]
        if int(size) != nodes:
            raise RuntimeError(f"the cluster has {size} of {nodes} nodes")
        yield f"mariadb://root@127.0.0.1:{ports[0]}/guangsha"
