"""Live parts of the page: gr.HTML components with their .html, .js and .css beside them."""
