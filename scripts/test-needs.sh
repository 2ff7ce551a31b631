#!/bin/sh
# Chromium, a Chinese font and PostgreSQL for the tests: by apt where we may, else say what to install.
set -eu
have_font() { fc-list :lang=zh 2>/dev/null | grep -q .; }
have_browser() { command -v chromium >/dev/null 2>&1; }
have_postgres() { ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
if have_browser && have_font && have_postgres; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "正在用 apt 安装 Chromium、中文字体和 PostgreSQL……"
  if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fontconfig postgresql; } >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "测试需要 Chromium、中文字体和 PostgreSQL。请安装：chromium、fonts-noto-cjk、fontconfig、postgresql。" >&2
exit 1
