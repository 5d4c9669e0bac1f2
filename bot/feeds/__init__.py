"""One: addresses that are polled become new entries."""
