"""The screen: a Gradio page, thin over llm_core."""
