"""Builders of files that look like those of makers, from signals in closed form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gaitsense.model.recording import FootRecording, Recording, StreamInfo

G = 9.80665
DEG = 180.0 / np.pi
#: No two sensors read the same; the right one's gain differs by less than any test tells.
RIGHT_GAIN = 1.0 + 4e-7


def signal(k: NDArray[np.int64], rate_hz: float, of: str = "left") -> tuple[NDArray, NDArray]:
    """Specific force (m/s²) and angular rate (rad/s) of sample `k`, in closed form.

    `of` is a side, or a name that tells it.
    """
    t = np.asarray(k) / rate_hz
    acc = np.column_stack(
        [2.0 * np.sin(6.0 * t), 0.5 * np.cos(9.0 * t), G + 1.5 * np.sin(7.0 * t + 0.3)]
    )
    gyr = np.column_stack(
        [0.7 * np.sin(5.0 * t), 4.0 * np.sin(6.0 * t + 1.0), 0.3 * np.cos(4.0 * t)]
    )
    gain = RIGHT_GAIN if any(word in of for word in ("right", "R")) else 1.0
    return acc * gain, gyr * gain


def _rows(columns: Sequence[Sequence[str]], separator: str) -> list[str]:
    return [separator.join(cells) for cells in zip(*columns, strict=True)]


def _text(values: NDArray, digits: int = 9) -> list[str]:
    return [f"{value:.{digits}g}" for value in values]


@pytest.fixture
def closed_form() -> Callable[..., tuple[NDArray, NDArray]]:
    return signal


@pytest.fixture
def dot_file(tmp_path: Path) -> Callable[..., Path]:
    """A Movella DOT export."""

    def write(
        name: str = "walk_left.csv",
        *,
        kept: Sequence[int] | None = None,
        n: int = 240,
        columns: Sequence[str] = ("Acc", "Gyr", "Mag"),
        preamble: bool = True,
        sync: str = "Synced",
        tag: str = "DOT",
        rate: str = "60Hz",
        first_tick: int = 5_000_000,
        first_counter: int = 1,
        tick_step: int = 16667,
        trailing: str = "",
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        k = np.arange(n) if kept is None else np.asarray(kept)
        acc, gyr = signal(k, 60.0, f"{name} {tag}")
        half = np.linalg.norm(gyr, axis=1) / 60.0 / 2.0
        axis = gyr / np.linalg.norm(gyr, axis=1, keepdims=True)
        known = {
            "Acc": (["Acc_X", "Acc_Y", "Acc_Z"], acc),
            "Gyr": (["Gyr_X", "Gyr_Y", "Gyr_Z"], gyr * DEG),
            "Mag": (["Mag_X", "Mag_Y", "Mag_Z"], np.full_like(acc, 0.4)),
            "dq": (
                ["dq_W", "dq_X", "dq_Y", "dq_Z"],
                np.column_stack([np.cos(half), np.sin(half)[:, None] * axis]),
            ),
            "dv": (["dv[1]", "dv[2]", "dv[3]"], acc / 60.0),
            "Euler": (["Euler_X", "Euler_Y", "Euler_Z"], np.full_like(acc, 11.0)),
            "Quat": (["Quat_W", "Quat_X", "Quat_Y", "Quat_Z"], np.full((len(k), 4), 0.5)),
            "FreeAcc": (["FreeAcc_X", "FreeAcc_Y", "FreeAcc_Z"], acc - [0, 0, G]),
        }
        names = ["PacketCounter", "SampleTimeFine"]
        cells = [
            [str((first_counter + i) % 2**32) for i in k],
            [str((first_tick + i * tick_step) % 2**32) for i in k],
        ]
        for column in columns:
            names += known[column][0]
            cells += [_text(values, 17) for values in known[column][1].T]
        lines = ["sep=,"]
        if preamble:
            lines += [
                f"DeviceTag:,{tag},,,,,",
                "FirmwareVersion:,2.2.1,,,,,",
                f"SyncStatus:,{sync},,,,,",
                f"OutputRate:,{rate},,,,,",
                "Measurement Mode:,Inertial,,,,,",
                "StartTime: ,2024-05-01 10:00:00.000 +0100,,,,,",
                "\u00a9 Xsens Technologies,,,,",
                "",
            ]
        lines += [",".join(names) + trailing]
        lines += [row + trailing for row in _rows(cells, ", ")]
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def mtw_file(tmp_path: Path) -> Callable[..., Path]:
    """An MT Manager text export."""

    def write(
        name: str = "MT_01200000_000-000_00B40001_left.txt",
        *,
        kept: Sequence[int] | None = None,
        n: int = 300,
        columns: Sequence[str] = ("Acc", "Gyr", "VelInc"),
        header: Sequence[str] = ("// General information: ", "//  DeviceId: 00B40001"),
        first_counter: int = 60000,
        counter: bool = True,
        times: str = "empty",
        separator: str = "\t",
        rate_hz: float = 100.0,
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        k = np.arange(n) if kept is None else np.asarray(kept)
        acc, gyr = signal(k, rate_hz, name)
        half = np.linalg.norm(gyr, axis=1) / rate_hz / 2.0
        axis = gyr / np.linalg.norm(gyr, axis=1, keepdims=True)
        known = {
            "Acc": (["Acc_X", "Acc_Y", "Acc_Z"], acc),
            "Gyr": (["Gyr_X", "Gyr_Y", "Gyr_Z"], gyr),
            "VelInc": (["VelInc_X", "VelInc_Y", "VelInc_Z"], acc / rate_hz),
            "OriInc": (
                ["OriInc_q0", "OriInc_q1", "OriInc_q2", "OriInc_q3"],
                np.column_stack([np.cos(half), np.sin(half)[:, None] * axis]),
            ),
            "Mag": (["Mag_X", "Mag_Y", "Mag_Z"], np.full_like(acc, 0.4)),
            "Quat": (["Quat_q0", "Quat_q1", "Quat_q2", "Quat_q3"], np.full((len(k), 4), 0.5)),
        }
        names, cells = [], []
        if counter:
            names += ["PacketCounter"]
            cells += [[str((first_counter + i) % 65536) for i in k]]
        if times != "none":
            ticks = [str(int(1000 + round(i * 1e4 / rate_hz))) for i in k]
            names += ["SampleTimeFine"]
            cells += [ticks if times == "ticks" else [""] * len(k)]
        for column in columns:
            names += known[column][0]
            cells += [_text(values, 12) for values in known[column][1].T]
        lines = [*header, separator.join(names), *_rows(cells, separator)]
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def physilog_file(tmp_path: Path) -> Callable[..., Path]:
    """A Gait Up Physilog export."""

    def write(
        name: str = "P01_LF.csv",
        *,
        n: int = 400,
        promised: int | None = None,
        stated_hz: float = 128.0,
        gyro_hz: float | None = None,
        units: str = "[s],[deg/s],[deg/s],[deg/s],[g],[g],[g],[mBar],[degree C],[],[],[],[],",
        title: str = "Gait Up - Physilog data export",
        edit: Callable[[list[str]], list[str]] = lambda lines: lines,
    ) -> Path:
        k = np.arange(n)
        acc, gyr = signal(k, 128.0, name)
        hz = f"[{stated_hz:g} hz]"
        names = "Gyro X,Gyro Y,Gyro Z,Accel X,Accel Y,Accel Z"
        gyro = f"[{gyro_hz or stated_hz:g} hz]"
        lines = [
            title,
            "Created on: 2024-05-01 10:00:00",
            f"Total data points: {n if promised is None else promised}",
            "",
            f"Time {hz},Gyro {gyro},,,Accel {hz},,,Baro [1 hz],,Event {hz},Quaternion {hz},,,,",
            f"Time,{names},Pressure,Temperature,Quat W,Quat X,Quat Y,Quat Z,",
            units,
        ]
        for i in k:
            baro = "1013.2,25.7" if i % 128 == 0 else ","
            values = ",".join(f"{v:.5f}" for v in [*(gyr[i] * DEG), *(acc[i] / G)])
            lines.append(f"{(i + 1) / 128.0:.5f},{values},{baro},1.0,0.0,0.0,0.0,")
        path = tmp_path / name
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def made_recording() -> Callable[..., Recording]:
    """A recording of given counters; times on an exact grid."""

    def make(
        left: Sequence[int] | None = None,
        right: Sequence[int] | None = None,
        rate_hz: float = 200.0,
        **rest: object,
    ) -> Recording:
        feet = {}
        for side, kept, offset_s in (("left", left, 0.25), ("right", right, 0.2513)):
            if kept is None:
                continue
            sample = np.asarray(kept, np.int64)
            acc, gyr = signal(sample, rate_hz, side)
            feet[side] = FootRecording(
                side,
                sample,
                (sample - sample[0]) / rate_hz + offset_s,
                acc.astype(np.float32),
                gyr.astype(np.float32),
                StreamInfo(rate_hz, device="our board"),
            )
        return Recording(feet, **rest)

    return make


@pytest.fixture
def session_text() -> Callable[..., str]:
    """The text of a session CSV made by hand, both feet at 100 Hz."""

    def make(
        n: int = 200,
        *,
        header: Sequence[str] = ("# gaitsense_session: 1", "# rate_hz: 100.0"),
        sides: Sequence[str] = ("left", "right"),
        separator: str = ",",
    ) -> str:
        values = {side: np.hstack(signal(np.arange(n), 100.0, side)) for side in sides}
        names = "t_s side acc_x_mps2 acc_y_mps2 acc_z_mps2 gyr_x_radps gyr_y_radps gyr_z_radps"
        lines = [*header, separator.join(names.split())]
        for k in range(n):
            for side in sides:
                cells = [f"{value:.7g}" for value in values[side][k]]
                lines.append(separator.join([f"{k / 100.0:.2f}", side, *cells]))
        return "\n".join(lines) + "\n"

    return make
