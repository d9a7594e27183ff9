"""What the page's handlers share: the draft, models, uploads, and work that goes on in the background."""
