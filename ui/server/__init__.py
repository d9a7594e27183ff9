"""What a browser gets and may ask: the web server, the checks before it, and the page that it serves."""
