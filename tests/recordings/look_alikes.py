"""The least file of every dialect that is a table of text, from a signal in closed form."""

from __future__ import annotations

from collections.abc import Callable

from generated_files import AXES, DEG, G, signal

N = 120
#: Text before the row k = 0, one row, and what joins the cells.
_Row = Callable[[int, list[float], list[float]], list[str]]


def _cells(values: list[float], digits: int = 6) -> list[str]:
    return [f"{value:.{digits}f}" for value in values]


def _by(values: list[float], factor: float) -> list[str]:
    return _cells([value * factor for value in values])


def _table(above: list[str], row: _Row, mark: str = ",", rate_hz: float = 100.0) -> bytes:
    lines = [mark.join(row(k, *signal(k, rate_hz, "left"))) for k in range(N)]
    return "\n".join([*above, *lines, ""]).encode()


def _clock(k: int) -> str:
    return f"06:56:{12 + 20 * (k // 4) // 1000:02d}.{20 * (k // 4) % 1000:03d}"


def _shimmer_names() -> list[str]:
    names = ["Shimmer_12AB_Timestamp_Unix_CAL"]
    names += [f"Shimmer_12AB_Accel_WR_{axis}_CAL" for axis in "XYZ"]
    return names + [f"Shimmer_12AB_Gyro_{axis}_CAL" for axis in "XYZ"]


_NAMES = ",".join(["t_s", *(f"acc_{a}" for a in AXES), *(f"gyr_{a}" for a in AXES)])
_MTW = ["PacketCounter", "SampleTimeFine", "Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z"]
_TWO_FEET = "Time,AccX,AccY,AccZ,GyroX,GyroY,GyroZ"

#: By the dialect's name: what the files are called, and what they hold.
LOOK_ALIKES: dict[str, dict[str, bytes]] = {
    "gaitsense-session": {
        "left.csv": _table(
            ["# gaitsense_session: 1", "# rate_hz: 100.0",
             "t_s,side,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps"],
            lambda k, acc, gyr: [f"{k / 100:.2f}", "left", *_cells(acc), *_cells(gyr)],
        )
    },
    "xsens-dot": {
        "left.csv": _table(
            ["sep=,", "DeviceTag:,D1,,", "OutputRate:,60Hz,,", "", ",".join(_MTW)],
            lambda k, acc, gyr: [str(k + 1), str(k * 16667), *_cells(acc), *_by(gyr, DEG)],
            rate_hz=60.0,
        )
    },
    "xsens-mtw": {
        "left.txt": _table(
            ["// General information:", "// Update Rate: 100.0Hz", "\t".join(_MTW)],
            lambda k, acc, gyr: [str(65500 + k), str(100 * k), *_cells(acc), *_cells(gyr)],
            mark="\t",
        )
    },
    "physilog": {
        "left.csv": _table(
            ["Gait Up - Physilog data export", "Created on: 2024-05-01 10:00:00",
             "Time [128 hz],Gyro [128 hz],,,Accel [128 hz],,",
             "Time,Gyro X,Gyro Y,Gyro Z,Accel X,Accel Y,Accel Z",
             "[s],[deg/s],[deg/s],[deg/s],[g],[g],[g]"],
            lambda k, acc, gyr: [f"{k / 128:.5f}", *_by(gyr, DEG), *_by(acc, 1 / G)],
            rate_hz=128.0,
        )
    },
    "witmotion": {
        "left.txt": _table(
            ["StartTime: 2024-05-01 06:03:28.986",
             "address\tTime(s)\tax(g)\tay(g)\taz(g)\twx(deg/s)\twy(deg/s)\twz(deg/s)"],
            lambda k, acc, gyr: ["0x50", _clock(k), *_by(acc, 1 / G), *_by(gyr, DEG)],
            mark="\t",
            rate_hz=200.0,
        )
    },
    "microstrain": {
        "left.csv": _table(
            [",".join(["Time", *(f"inertial-1234.5:scaled{what}{axis}"
                                 for what in ("Accel", "Gyro") for axis in "XYZ")])],
            lambda k, acc, gyr: [f"{k / 200:.6f}", *_by(acc, 1 / G), *_cells(gyr)],
            rate_hz=200.0,
        )
    },
    "aemics": {
        "left.csv": _table(
            ["serial,HW Version,FW Version,SW Version", "1234567890,1,593,621",
             "settings,frequency,scale,decimation", "FIFO,104", "Accelerometer,104,8,1",
             "Gyroscope,104,500,1", "timestamp,high res,True,1",
             "Timestamp,Accelerometer,,,Gyroscope", ",X,Y,Z,X,Y,Z"],
            lambda k, acc, gyr: [str(1_837_005 + 97 * k), *_by(acc, 1 / G), *_by(gyr, DEG)],
        )
    },
    "x-imu": {
        "left_CalInertialAndMag.csv": _table(
            ["Packet number," + ",".join(f"{what} {axis} ({unit})"
             for what, unit in (("Gyroscope", "deg/s"), ("Accelerometer", "g")) for axis in "XYZ")],
            lambda k, acc, gyr: [str(2 * k), *_by(gyr, DEG), *_by(acc, 1 / G)],
        ),
        "left_Registers.csv": b"Packet number,Address,Value,Fixed-point value,Name\n"
        b"3,69,9,,InertialAndMagneticDataRate\n",
    },
    "phyphox": {
        "left.csv": _table(
            ['"Time (s)",' + ",".join([f'"Acceleration {a} (m/s^2)"' for a in AXES]
                                      + [f'"Gyroscope {a} (rad/s)"' for a in AXES])],
            lambda k, acc, gyr: [f"{k / 100:.9e}", *_cells(acc, 9), *_cells(gyr, 9)],
        )
    },
    "sensor-logger": {
        f"left_{name}.csv": _table(
            ["time,seconds_elapsed,z,y,x"],
            lambda k, acc, gyr, name=name: [  # type: ignore[misc]
                str(1_780_000_000_000_000_000 + 10_000_000 * k), f"{k / 100:.6f}",
                *_cells((acc if name == "TotalAcceleration" else gyr)[::-1]),
            ],
        )
        for name in ("TotalAcceleration", "Gyroscope")
    },
    "reference-system": {
        "left.csv": b",#,L/R,External,TFlight,TContact,TStep,Elevation,Step,Speed\n"
        + b"".join(b"%d,%d,R,,,0.9%d,0.6%d,,61,1.02\n" % (k, k, k, k) for k in range(1, 8))
    },
    "ipol-265": {
        "left.csv": _table(
            [",".join(foot + kind + axis for foot in "LR" for kind in "AR" for axis in "VXYZ")],
            lambda _k, acc, gyr: _cells([*acc, 1.0, *gyr, 1.0] * 2),
        )
    },
    "metabase": {
        f"left_MetaWear_2024-05-01T12.00.00.000_C0FFEE123456_{kind}_100.000Hz_1.4.4.csv": _table(
            ["epoch (ms),time (02:00),elapsed (s),"
             + ",".join(f"{axis}-axis ({unit})" for axis in AXES)],
            lambda k, acc, gyr, kind=kind: [  # type: ignore[misc]
                str(1_714_557_600_000 + 10 * k), "2024-05-01T12:00:00", f"{k / 100:.3f}",
                *(_by(gyr, DEG) if kind == "Gyroscope" else _by(acc, 1 / G)),
            ],
        )
        for kind, unit in (("Accelerometer", "g"), ("Gyroscope", "deg/s"))
    },
    "consensys": {
        "left.csv": _table(
            ['"sep=;"', ";".join([*_shimmer_names(), ""]),
             ";".join(["ms", *["m/(s^2)"] * 3, *["deg/s"] * 3, ""])],
            lambda k, acc, gyr: [
                f"{1.7145576e12 + 10 * k:.3f}", *_cells(acc), *_by(gyr, DEG), ""
            ],
            mark=";",
        )
    },
    "two-foot-csv": {
        "walk.csv": _table(
            ["Right Foot,,,,,,,Left Foot,,,,,,", f"{_TWO_FEET},{_TWO_FEET}"],
            lambda k, acc, gyr: [
                str(50_000 + 4 * k), *_by(acc, 1.001 / G), *_by(gyr, DEG),
                str(43_000 + 4 * k), *_by(acc, 1 / G), *_by(gyr, DEG),
            ],
            rate_hz=250.0,
        )
    },
    "shimmer2r": {
        "left_calibrated.csv": _table(
            ["n_samples,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"],
            lambda _k, acc, gyr: [
                "0", *_by(acc, 1 / G),
                *_cells([round(value * DEG * 2.731) / 2.731 for value in gyr], 12),
            ],
        )
    },
    "generic-csv": {
        "left.csv": _table(
            [_NAMES],
            lambda k, acc, gyr: [f"{k / 100:.2f}", *_cells(acc), *_cells(gyr)],
        )
    },
}  # fmt: skip
