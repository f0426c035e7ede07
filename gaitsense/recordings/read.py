"""Read any supported file, two files of one walk, or a folder of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import Recording
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.shoe import Shoe
from gaitsense.recordings.column_faults import (
    UnclearColumns,
    listed,
    offering_map,
    refuse_without_gyroscope,
)
from gaitsense.recordings.combine import FileContent, combine
from gaitsense.recordings.dialect import Dialect, Match, Source, left_out, without_folder
from gaitsense.recordings.dialects import choose_dialect, known_dialects
from gaitsense.recordings.head import Head, cannot_open, read_head
from gaitsense.recordings.layout import (
    DELIMITERS,
    split_cells,
)
from gaitsense.recordings.numeric_table import (
    find_numeric_table,
    first_numeric_row,
    names_without_rows,
)
from gaitsense.recordings.plug_ins import load_plug_ins

if TYPE_CHECKING:
    from gaitsense.recordings.column_map import ColumnMap

#: Faults named in one message.
_SHOWN_FAULTS: Final = 4
#: What titles need not say in a list of all of them.
_IN_TITLES: Final = re.compile(
    r" \([^)]*\)| (PC software text|(CSV |text )?(export|log))\b| accelerometer and.*| files\b.*"
    r"|, both feet.*| with their.*"
)


def read_recording(
    path: str | Path | Sequence[str | Path],
    *,
    side: Side | None = None,
    shoe: Shoe | None = None,
    columns: ColumnMap | str | Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> Recording:
    """Read the recording of one walk.

    Parameters
    ----------
    path : str, Path, or sequence of them
        One file; the files of both feet; or a folder that holds the files of one walk.
    side : {"left", "right"}, optional
        The foot, where neither the file nor its name tells it.
    shoe : Shoe, optional
        Foot length and sensor place; takes the place of what the file says.
    columns : ColumnMap, str or Path, optional
        Which column is what, or a TOML file that says so; every file is then read by it.
    progress : callable, optional
        Called with the share done, 0 to 1.

    Returns
    -------
    Recording
        With `metadata` (``source_format``, ``recognised_by``, ``source_file``, and what the
        files say of themselves) and `notes`: a sentence for everything that was dropped, deduced
        or odd.

    Raises
    ------
    RecordingError
        If a file is missing or none can be read as a recording: what is wrong, where, and how
        to mend it. Where one of several files cannot be used, the others are read and a note
        says why.
    """
    if side is not None and side not in SIDES:
        raise RecordingError(f"a foot is called 'left' or 'right', not {side!r}")
    mapped = _mapped(columns)
    paths, in_folder = _collect(path)
    if mapped is not None and in_folder:
        # The map may lie beside what it maps.
        paths = [file for file in paths if file.suffix.lower() != ".toml"] or paths
    faults: list[RecordingError] = []
    said = list(load_plug_ins().faults)
    bundles: dict[tuple[Dialect, str], list[Source]] = {}
    why: dict[tuple[Dialect, str], str] = {}
    for file in paths:
        # A file that was asked for by name must exist; in a folder there may be anything.
        if not in_folder and _is_absent(file):
            raise RecordingError("there is no such file; check the name", file=file)
        try:
            dialect, match, source = _recognise(file, said, mapped)
        except RecordingError as error:
            faults.append(error)
            continue
        key = (dialect, _bundle_word(dialect, source))
        bundles.setdefault(key, []).append(source)
        why.setdefault(key, match.why)
    report = _Share(progress, [sum(s.head.size_bytes for s in b) for b in bundles.values()])
    contents: list[FileContent] = []
    for key, sources in bundles.items():
        dialect = key[0]
        try:
            content = dialect.read(sources, report.of_this)
        except RecordingError as error:
            faults.append(error)
        else:
            paths_read = tuple(source.path for source in sources)
            title = content.format or dialect.title
            contents.append(FileContent(paths_read, title, why[key], content))
        report.next()
    if not contents:
        raise _nothing_read(path, faults, said, in_folder=in_folder)
    notes = [*dict.fromkeys(said), *map(left_out, faults)]
    return combine(contents, side, shoe, notes)


def bundled(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Bring together the files that can only be read together.

    Parameters
    ----------
    paths : sequence of Path
        Files of many walks.

    Returns
    -------
    list of tuple of Path
        Each file once: with those of its maker's that belong to it, or alone. What cannot be read
        stands alone.
    """
    groups: dict[tuple[str, str], dict[Path, None]] = {}
    for path in paths:
        try:
            dialect, _, source = _recognise(path, [], None)
            key = (dialect.name, _bundle_word(dialect, source))
        except RecordingError:
            key = ("", str(path))
        groups.setdefault(key, {})[path] = None
    return [tuple(group) for group in groups.values()]


class NotRecognised(RecordingError):
    """No dialect takes the file for its own; `brief` says so without what is understood."""

    brief: str = ""


class UnknownTable(NotRecognised):
    """A table of numbers that no dialect takes for its own: a column map may help.

    Where several files were given, `table` is the first such table of them.
    """

    table: Path | None = None


def _collect(path: str | Path | Sequence[str | Path]) -> tuple[list[Path], bool]:
    if not isinstance(path, str | Path):
        paths = [_named(item) for item in _items(path)]
        if not paths:
            raise RecordingError("no file is given; name at least one")
        repeated = [item for item in paths if paths.count(item) > 1]
        if repeated:
            raise RecordingError("is given twice; name each file once", file=repeated[0])
        return paths, False
    folder = _named(path)
    try:
        if not folder.is_dir():
            return [folder], False
        inside = sorted(item for item in folder.iterdir() if not item.name.startswith("."))
        files = [item for item in inside if item.is_file()]
    except OSError as error:
        raise cannot_open(folder, error) from None
    if not files:
        raise RecordingError(
            "the folder holds no files; name the folder that holds the recording", file=folder
        )
    return files, True


def _items(paths: object) -> list[object]:
    """List what was given in place of one path; a thing that holds none stands for itself."""
    return list(paths) if isinstance(paths, Iterable) else [paths]


def _named(item: object) -> Path:
    if isinstance(item, str | Path) and str(item):
        return Path(item)
    shown = "an empty name" if item == "" else f"{item!r:.40}"
    raise RecordingError(f"{shown} names no file; give the path of a file or a folder")


def _is_absent(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _mapped(columns: ColumnMap | str | Path | None) -> Dialect | None:
    if columns is None:
        return None
    from gaitsense.recordings.column_map import ColumnMap
    from gaitsense.recordings.mapped_table import mapped_dialect

    return mapped_dialect(
        columns if isinstance(columns, ColumnMap) else ColumnMap.from_toml(columns)
    )


def _bundle_word(dialect: Dialect, source: Source) -> str:
    return dialect.bundle(source) if dialect.bundle else str(source.path)


def _recognise(
    path: Path, said: list[str], mapped: Dialect | None
) -> tuple[Dialect, Match, Source]:
    head = read_head(path)
    if mapped is not None:
        match = mapped.sniff(head)
        if match is None:
            raise RecordingError(
                f"this is {head.kind}, and a column map reads tables of text; read it without the "
                "map, or export it as CSV",
                file=path,
            )
        return mapped, match, Source(path, head)
    chosen = choose_dialect(head, said)
    if chosen is None:
        refuse_without_gyroscope(head, path)
        names = names_without_rows(head)
        if names:
            raise RecordingError(
                f"there are names ({listed(names)}) but no rows, so the recording is empty; record "
                "or export it again",
                file=path,
            )
        kind = UnknownTable if _holds_table(head) else NotRecognised
        raise kind(f"{_what_it_is(head)}, which is not a recording that can be read", file=path)
    return *chosen, Source(path, head)


def _holds_table(head: Head) -> bool:
    """Whether there are rows of numbers, with or without a header above."""
    return any(
        first_numeric_row([split_cells(line, delimiter) for line in head.lines]) is not None
        for delimiter in DELIMITERS
    )


def _what_it_is(head: Head) -> str:
    if head.kind != "text":
        return f"this is {head.kind}"
    layout = find_numeric_table(head)
    if layout is not None:
        return f"this is a table with the columns {listed(layout.names)}"
    return "this is text without a table of numbers under a header"


def _nothing_read(
    path: str | Path | Sequence[str | Path],
    faults: Sequence[RecordingError],
    said: Sequence[str],
    *,
    in_folder: bool,
) -> RecordingError:
    understood = ""
    if any(isinstance(fault, NotRecognised) for fault in faults):
        offered = [dialect.title for dialect in known_dialects() if not dialect.refuses]
        titles = "; ".join(_IN_TITLES.sub("", title) for title in offered)
        understood = "; ".join(["", f"understood are: {titles}", *dict.fromkeys(said)])
    if len(faults) == 1 and not in_folder:
        only = faults[0]
        if isinstance(only, UnclearColumns):
            return offering_map(only)
        if not isinstance(only, NotRecognised):
            return only
        told = type(only)(only.message + understood, file=only.file)
        told.brief = str(only)
        return told
    reasons = "; ".join(map(without_folder, faults[:_SHOWN_FAULTS]))
    more = f"; and {len(faults) - _SHOWN_FAULTS} more" if len(faults) > _SHOWN_FAULTS else ""
    folder = Path(path) if isinstance(path, str | Path) else None
    message = f"none of the files can be used: {reasons}{more}"
    tables = [fault.file for fault in faults if isinstance(fault, UnknownTable)]
    if not tables:
        return RecordingError(message + understood, file=folder)
    unknown = UnknownTable(message + understood, file=folder)
    unknown.brief, unknown.table = str(RecordingError(message, file=folder)), tables[0]
    return unknown


class _Share:
    """Turns the share of one file into the share of all."""

    def __init__(self, progress: Callable[[float], None] | None, sizes: Sequence[int]) -> None:
        self._progress = progress
        self._sizes = list(sizes)
        self._total = max(sum(sizes), 1)
        self._done = 0

    def of_this(self, share: float) -> None:
        """Report the share read of the current file."""
        if self._progress is not None and self._sizes:
            self._progress(min((self._done + share * self._sizes[0]) / self._total, 1.0))

    def next(self) -> None:
        """Go on to the next file."""
        self._done += self._sizes.pop(0)
