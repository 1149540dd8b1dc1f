#!/usr/bin/env bash
# courlan: the addresses of whole Vietnamese newspapers aren't those of pages, and trafilatura leaves their articles out of feeds
#
# Guess (written before it was run): the address of an article in a Vietnamese newspaper passes check_url(), and a feed's links come out of
# trafilatura's extract_links(), less advertisements and other sites.
# Seen: an ending that isn't one of 24 (html, htm, php, aspx ...) is that of no page. Newspapers here have their own: .chn (of several large
# ones), .ldo, .vnp, .vov. check_url() gives None for these without the argument `strict` too; extract_links() and filter_links() leave them
# out, and so do the feeds of trafilatura: of five articles one is left. Nothing says so, and an empty list looks like a feed without news. The
# same address without its ending passes.
# Version: courlan 1.4.0, trafilatura 2.3.1, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet lxml_html_clean==0.4.5
"$tmp/venv/bin/pip" install --quiet trafilatura==2.3.1 courlan==1.4.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from courlan import check_url, extract_links
from trafilatura import feeds

SITE = "https://tinviet.vn"
ENDINGS = [".html", ".chn", ".ldo", ".vnp", ".vov"]
ARTICLES = [f"{SITE}/gia-xang-giam-tu-chieu-nay-18824062{place}{ending}" for place, ending in enumerate(ENDINGS)]


def of_feed(addresses):
    """The articles that trafilatura finds in a feed."""
    items = "".join(f"<item><title>Giá xăng giảm</title><link>{address}</link></item>" for address in addresses)
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'
    return feeds.extract_links(feed, feeds.FeedParameters(SITE, "tinviet.vn", f"{SITE}/rss"))


print("courlan", version("courlan"), "- trafilatura", version("trafilatura"))
passed = {ending: check_url(address) is not None for ending, address in zip(ENDINGS, ARTICLES, strict=True)}
print("passes:", passed)
page = "".join(f'<a href="{address}">Giá xăng giảm</a>' for address in ARTICLES)
linked = extract_links(f"<html><body>{page}</body></html>", url=SITE, external_bool=False)
fed = of_feed(ARTICLES)
print("links of a page:", linked)
print("links of a feed:", fed)
assert all(check_url(address.rsplit(".", 1)[0]) for address in ARTICLES)
if list(passed.values()) != [True] + 4 * [False] or linked != set(ARTICLES[:1]) or fed != ARTICLES[:1]:
    sys.exit("It changed: other addresses pass.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
