"""What every implementation of a port must keep, tried on each."""
