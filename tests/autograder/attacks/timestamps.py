"""timestamp.txt in every shape."""

from .case import Case, code, full_or_told

SECONDS = 15  # of a cell
STAMPS = {
    "y9999": "9999-12-31 23:59:59.999999 UTC",
    "y0001": "0001-01-01 00:00:00 +1400",
    "zeros": "0000-00-00 00:00:00",
    "epoch": "1700000000",
    "epoch-ms": "1764000000000",
    "neg": "-1",
    "word": "yesterday",
    "now": "now",
    "iso-z": "2026-11-24T10:00:00Z",
    "iso-off": "2026-11-24T10:00:00+08:00",
    "off-25": "2026-11-24T10:00:00+25:00",
    "off-9999": "2026-11-24T10:00:00+9999",
    "cst": "2026-11-24 10:00:00 CST",
    "shanghai": "2026-11-24 10:00:00 Asia/Shanghai",
    "chinese": "2026年11月24日 10:00",
    "wide": "２０２６-１１-２４ １０:００:００",
    "arabic": "٢٠٢٦-١١-٢٤",
    "roman": "XI.24.MMXXVI",
    "feb30": "2026-02-30 10:00:00 UTC",
    "sec60": "2026-11-24 23:59:60 UTC",
    "h25": "2026-11-24 25:00:00 UTC",
    "digits": "1" * 150,
    "dots": "." * 150,
    "nul": "2026-11-24 10:00:00 UTC\0\0",
    "two": "2026-11-24 10:00:00 UTC\n2026-11-20 10:00:00 UTC\n",
    "future": "2030-01-01 00:00:00 UTC",
    "json": '{"time": "2026-11-24"}',
    "html": "<b>2026-11-24</b>",
    "inf": "inf",
    "nan": "nan",
    "frac": "2026-11-24 10:00:00.123456789012345678901234567890 UTC",
    "y10k": "12026-11-24 10:00:00",
    "week": "2026-W48-2",
    "ordinal": "2026-328",
    "comma": "24,11,2026",
    "am": "10am",
    "tuple": "(2026, 11, 24)",
    "path": "/etc/localtime",
    "tzpath": "2026-11-24 10:00:00 /etc/localtime",
    "tzfile": "2026-11-24 10:00:00 :/dev/zero",
    "exp": "1e400",
    "minus-year": "-2026-11-24",
}
CASES = [Case(f"t-{k}", k, code({"timestamp.txt": v}), full_or_told) for k, v in STAMPS.items()]
CASES += [
    Case(f"t-{k}", k, code({"timestamp.txt": v}), full_or_told)
    for k, v in {
        "utf16": "2026-11-24 10:00:00 UTC".encode("utf-16"),
        "ff": b"\xff" * 50,
        "big": b"2026-11-24 10:00:00 UTC" + b" " * 10**6,
        "gz": b"\x1f\x8b\x08" + b"\0" * 20,
        "bom": b"\xef\xbb\xbf2026-11-24 10:00:00 UTC\r\n",
    }.items()
]
