from shora.election.tomllines import locate

TEXT = '''\
# comment = 1
a = "x # no comment" # [b]
b.c = [
  1, # one
  { d = "}", e = [2,
    3] },
]
m = """
x = 1
[y]
"""
n = \'\'\'
q\'\'\'

[t]
k = 1
"q r".s = 2
[[u]]
k = 1
[[u.v]]
k = 1
[[u.v]]
k = 2
[[u]]
[[u.v]]
k = 3
[u.w]
k = 2026-01-01T00:00:00Z
'''


def test_every_value_has_its_line() -> None:
    lines = locate(TEXT)
    expected = {
        ("a",): 2,
        ("b",): 3,
        ("b", "c"): 3,
        ("b", "c", 0): 4,
        ("b", "c", 1): 5,
        ("b", "c", 1, "e", 1): 6,
        ("m",): 8,
        ("n",): 12,
        ("t", "k"): 16,
        ("t", "q r", "s"): 17,
        ("u", 0, "k"): 19,
        ("u", 0, "v", 0, "k"): 21,
        ("u", 0, "v", 1, "k"): 23,
        ("u", 1): 24,
        ("u", 1, "v", 0, "k"): 26,
        ("u", 1, "w", "k"): 28,
    }
    assert {path: lines[path] for path in expected} == expected
    assert ("x",) not in lines
    assert ("y",) not in lines
