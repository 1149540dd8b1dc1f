"""Pages to articles: the tree is flattened to blocks as a reader sees them, the article is located, the rest left out.

trafilatura says which passages are the article's; the words themselves come from the page's own tree, so that no
inline tag, lead, caption or table row is lost on the way.
"""

from ingest.sources.html.page import fragment_text, parse_html

__all__ = ["fragment_text", "parse_html"]
