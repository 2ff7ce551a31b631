#!/bin/sh
# Chromium and a Chinese font for the browser tests: by apt where we may, else say what to install.
set -eu
have_font() { fc-list :lang=zh 2>/dev/null | grep -q .; }
have_browser() { command -v chromium >/dev/null 2>&1; }
if have_browser && have_font; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "正在用 apt 安装 Chromium 和中文字体……"
  if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fontconfig; } >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "浏览器测试需要 Chromium 和中文字体。请安装：chromium、fonts-noto-cjk、fontconfig。" >&2
exit 1
