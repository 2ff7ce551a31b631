"""What goes wrong with set-up and servers and can be mended by who started them."""


class ServerError(Exception):
    """One clear line in Chinese: what is wrong, and what to do."""
