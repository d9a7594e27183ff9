"""Documents as people have them, to paragraphs of plain text."""
