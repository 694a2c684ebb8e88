"""What can be sold, as facts."""
