"""Vietnamese and English in writing: words, names, figures, dates, diacritics. The only room with word lists."""
