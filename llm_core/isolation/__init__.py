"""Foreign content is read in a child process with limits on time, memory and output, so that it can harm
nothing else.
"""
