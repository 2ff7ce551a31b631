#!/bin/sh
# install.sh PYTHON VENV LOCK: the locked packages and this checkout into VENV; one clear line if it can't.
set -eu
python=$1 venv=$2 lock=$3

fail() { echo "装不上：$1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || python=python3
command -v "$python" >/dev/null 2>&1 || fail "没有 Python。请先安装 Python 3.11 或更新的版本。"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' ||
  fail "需要 Python 3.11 或更新的版本，现在是 $version。请安装后运行：make PYTHON=python3 的完整路径"
[ "$version" = 3.11 ] || echo "Python $version：锁定的版本是在 3.11 上全部测过的，在这个版本上只测过一部分。"

if [ ! -x "$venv/bin/python" ]; then
  "$python" -m venv "$venv" >/dev/null 2>&1 || fail "Python 缺少 venv。Debian/Ubuntu 请运行：apt-get install python$version-venv，再试一次。"
fi
echo "正在安装 $lock 里的包，第一次要几分钟……"
log=$venv/install.log
if ! "$venv/bin/python" -m pip install -q --require-hashes -r "$lock" >"$log" 2>&1; then
  if grep -qiE 'connection|resolve|retry|timed out|network|no matching distribution' "$log"; then
    fail "连不上软件源。请检查网络（或 pip 的镜像设置）后再运行一次；已装好的不会重来。详情：$log"
  fi
  fail "有一个包没装上，原因见 $log 的最后几行。"
fi
"$venv/bin/python" -m pip install -q --no-deps --no-build-isolation -e . >"$log" 2>&1 ||
  fail "课程本身没装上，原因见 $log。"
