"""Every way in: command line, HTTP, pages. The only place where the environment is read."""
